"""Answers in English: British and American, as old people give them."""

from __future__ import annotations

from companion.dialogue.answers.english.asked import asked, asks_privacy
from companion.dialogue.answers.english.choices import choice
from companion.dialogue.answers.english.clock_times import time
from companion.dialogue.answers.english.dates import day
from companion.dialogue.answers.english.invitations import INVITATIONS
from companion.dialogue.answers.english.medicine import medicine
from companion.dialogue.answers.english.number_words import in_words
from companion.dialogue.answers.english.numbers import number, scale
from companion.dialogue.answers.english.text import beside_sameness, forget_heard, refused
from companion.dialogue.answers.english.yes_no import yes_no
from companion.dialogue.answers.language import Language

ENGLISH = Language(
    refused=refused,
    beside_sameness=beside_sameness,
    yes_no=yes_no,
    medicine=medicine,
    time=time,
    scale=scale,
    number=number,
    date=day,
    choice=choice,
    asked=asked,
    asks_privacy=asks_privacy,
    forget_heard=forget_heard,
    invitations=INVITATIONS,
    in_words=in_words,
)

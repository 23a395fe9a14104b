"""The words by which invitations to a talk are compared in English."""

from __future__ import annotations

import re

from companion.dialogue.answers.english.text import listed, normalise, without_fillers
from companion.dialogue.answers.intent_words import IntentWords


def _plain(text: str) -> str:
    return without_fillers(normalise(text))


INVITATIONS = IntentWords(
    plain=_plain,
    endings=("ings", "ing", "ies", "ied", "ers", "es", "ed", "s", "e", "y"),
    empty=frozenset(listed("invitation", "empty")),
    alike=dict(pair.split(" is ", maxsplit=1) for pair in listed("invitation", "alike")),
    wishes=listed("invitation", "wishes"),
    refusals=listed("invitation", "refusals"),
    past=re.compile("|".join(rf"\b{words}\b" for words in listed("invitation", "past"))),
)

"""Taken, not taken, or in doubt: any doubt at all is doubt, because a second dose can harm."""

from __future__ import annotations

import re

from companion.dialogue.answers.english.text import doubtful, has_any, listed, readings
from companion.dialogue.answers.english.yes_no import yes_no
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

TAKEN = "taken"
NOT_TAKEN = "not taken"

_IN_DOUBT = listed("medicine", "doubt")
_ONE_OF_THEM = re.compile(r"\b(?:the|my|that|this) \w+ ones?\b")
_WHEN = ("after my", "after breakfast", "before breakfast", "before my", "at breakfast", "oclock", "o clock")
_NOT_TAKEN = listed("medicine", "not_taken")
_TAKEN = listed("medicine", "taken")
_FIRM_YES = ("yes", "yeah", "yep", "yup", "aye")


def medicine(text: str, about: str = "") -> Understood:
    """ "taken", "not taken", or unsure. "I think so" is unsure."""
    for reading in readings(text):
        found = _read(reading, about)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str, about: str) -> Understood:
    if not plain:
        return NOT_AN_ANSWER
    if doubtful(plain) or has_any(plain, _IN_DOUBT) or _ONE_OF_THEM.search(plain):
        return DOUBT
    firm = yes_no(plain, about)
    if has_any(plain, _NOT_TAKEN) and not plain.startswith(_FIRM_YES):
        return Understood(value=NOT_TAKEN, certainty=0.9)
    if has_any(plain, _TAKEN) and firm.value is not False:
        return Understood(value=TAKEN, certainty=0.9)
    if firm.value is None:
        return DOUBT if has_any(plain, _WHEN) else firm
    return Understood(value=TAKEN if firm.value else NOT_TAKEN, certainty=firm.certainty)

"""Taken, not taken, or in doubt: any doubt at all is doubt, because a second dose can harm."""

from __future__ import annotations

from companion.dialogue.answers.text import has_any, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood
from companion.dialogue.answers.yes_no import DOUBTS, yes_no

TAKEN = "taken"
NOT_TAKEN = "not taken"

_IN_DOUBT = (
    *DOUBTS, "i think", "think so", "maybe", "perhaps", "probably", "possibly", "might have", "must have",
    "should have", "may have", "believe so", "i believe", "suppose so", "i suppose", "i guess", "guess so",
    "expect so", "i expect", "i hope so", "some of them", "half of them", "one of them", "most of them", "only the",
    "but not the", "except", "twice", "again", "two lots", "double", "another one", "was i", "confused", "muddled",
    "mixed up", "same as yesterday", "as far as i know", "as usual i think", "not all of them", "or did i",
    "or have i", "or not",
)  # fmt: skip
_NOT_TAKEN = (
    "not yet", "have not", "did not", "forgot", "forgotten", "missed", "later", "about to", "going to", "will take",
    "will have them", "not had", "not taken", "still to", "left them", "skipped", "refused", "ran out", "run out",
    "do not want", "not today", "waiting", "they are still", "still there", "spat", "threw", "in a minute",
    "none of them", "not this morning",
)  # fmt: skip
_TAKEN = (
    "i took", "taken", "took them", "took it", "had them", "had it", "i have had", "swallowed", "all done",
    "all gone", "already", "with my breakfast", "with breakfast", "with my tea", "with water", "gave me", "gave them",
    "i had my", "had mine",
)  # fmt: skip


def medicine(text: str) -> Understood:
    """ "taken", "not taken", or unsure. "I think so" is unsure."""
    for reading in readings(text):
        found = _read(reading)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str) -> Understood:
    if not plain:
        return NOT_AN_ANSWER
    if has_any(plain, _IN_DOUBT):
        return DOUBT
    firm = yes_no(plain)
    if has_any(plain, _NOT_TAKEN) and not (firm.value is True and plain.startswith("yes")):
        return Understood(value=NOT_TAKEN, certainty=0.9)
    if has_any(plain, _TAKEN) and firm.value is not False:
        return Understood(value=TAKEN, certainty=0.9)
    if firm.value is None:
        return firm
    return Understood(value=TAKEN if firm.value else NOT_TAKEN, certainty=firm.certainty)

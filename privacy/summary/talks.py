"""What became of the talks that the device began, or should have begun, by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from privacy.reader import OpenedRecord
from privacy.summary.facts import Measure
from privacy.summary.fields import word

BROKEN_OFF = "broken off"
"""Begun and not gone through to its end; the dialogue writes it where the resident left it on purpose."""

ENDS_WITHIN_S = 7200.0
"""A record that a talk had no answer ends the talk whose answers came less than this before it."""


def broken_off(records: Iterable[OpenedRecord], measures: Sequence[Measure]) -> dict[int, bool]:
    """Places of the records that say how a talk ended which took place in part; True: it brought answers.

    Every other such record is of a talk that did not take place at all.
    """
    found = {}
    for one in records:
        if one.kind != "initiative":
            continue
        answers = any(_belongs(measure, one) for measure in measures)
        if answers or word(one.body, "what") == BROKEN_OFF:
            found[one.sequence] = answers
    return found


def _belongs(measure: Measure, end: OpenedRecord) -> bool:
    if not measure.answered or measure.script != word(end.body, "script"):
        return False
    # "missed" is of a talk that never began, whatever was said in another of the same name.
    return word(end.body, "what") != "missed" and 0 <= (end.at - measure.at).total_seconds() <= ENDS_WITHIN_S


def ended(record: OpenedRecord, broken: Iterable[int]) -> str:
    """morning: broken off; medicines: no answer."""
    how = BROKEN_OFF if record.sequence in broken else word(record.body, "what") or "not held"
    return f"{word(record.body, 'script').replace('_', ' ') or 'a talk'}: {how}"

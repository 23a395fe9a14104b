"""Second pass: sounds made behind the lips borrow the vowel's shape, as the mouth of "coo" is round from the k on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from companion.messages import MouthShape
from companion.tts.visemes.timeline import Span, Timeline, merged

VOWELS = frozenset({MouthShape.C, MouthShape.D, MouthShape.E, MouthShape.F})
"""Shapes that a neighbour can be seen in; B is what a loose sound has anyway."""


def borrow_from_vowels(timeline: Timeline) -> Timeline:
    """Loose sounds take the shape of the vowel after them, else of the one before; beside none they stay as they are.

    Öhman (1966): the vowel's gesture runs on under the consonants, and is seen wherever these leave the lips free.
    """
    return merged(
        replace(span, shape=_borrowed(timeline, number) or span.shape, loose=False) if span.loose else span
        for number, span in enumerate(timeline)
    )


def _borrowed(timeline: Sequence[Span], number: int) -> MouthShape | None:
    after = next((span for span in timeline[number + 1 :] if not span.loose), None)
    before = next((span for span in reversed(timeline[:number]) if not span.loose), None)
    return next((span.shape for span in (after, before) if span is not None and span.shape in VOWELS), None)

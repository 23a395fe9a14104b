"""Last pass: a vowel said softly opens the mouth less than one said loudly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.messages import MouthShape
from companion.tts.visemes.timeline import Timeline

LEAST = 0.5
"""A vowel is seen, however soft."""
DB_FOR_ALL = 18.0
"""So much softer than the sentence would close it altogether."""
_SCALED = frozenset({MouthShape.B, MouthShape.C, MouthShape.D, MouthShape.E, MouthShape.H})
"""What opens by loudness; lips that touch, pucker or rest do so at any."""

Loudness = Callable[[float, float], float]
"""Start and end in seconds -> level there in decibels, against the speech of the whole sentence."""


def open_by_loudness(timeline: Timeline, loudness_db: Loudness) -> Timeline:
    """The same shapes and times; what is softer than the sentence opens less, down to LEAST."""
    return tuple(
        replace(span, opening=_opening(loudness_db(span.start_s, span.end_s))) if span.shape in _SCALED else span
        for span in timeline
    )


def _opening(level_db: float) -> float:
    return round(min(1.0, max(LEAST, 1.0 + level_db / DB_FOR_ALL)), 2)

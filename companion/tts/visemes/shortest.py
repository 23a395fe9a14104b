"""Sixth pass: a shape too short to be seen goes to its neighbours instead of flickering."""

from __future__ import annotations

from dataclasses import replace

from companion.tts.visemes.anticipation import CLOSURES
from companion.tts.visemes.timeline import Span, Timeline, merged

SHORTEST_S = 0.045
"""Below about three frames at 60 a second a shape reads as a twitch."""


def drop_flickers(timeline: Timeline) -> Timeline:
    """Spans shorter than SHORTEST_S fall to the shape before them (the first to the one after); closures stay."""
    spans: list[Span] = []
    owed_s: float | None = None
    for span in timeline:
        start_s = span.start_s if owed_s is None else owed_s
        flickers = span.length_s < SHORTEST_S and span.shape not in CLOSURES
        owed_s = None
        if not flickers:
            spans.append(replace(span, start_s=start_s))
        elif spans and spans[-1].shape not in CLOSURES:
            spans[-1] = replace(spans[-1], end_s=span.end_s)
        else:
            owed_s = start_s
    if owed_s is not None and timeline:
        spans.append(replace(timeline[-1], start_s=owed_s))
    return merged(spans)

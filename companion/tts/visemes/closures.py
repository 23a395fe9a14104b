"""Fifth pass: p, b, m and f, v are seen, however short they sound."""

from __future__ import annotations

from companion.tts.visemes.anticipation import CLOSURES
from companion.tts.visemes.timeline import Timeline, with_starts

LEAST_S = 0.07
"""Four frames at 60 a second: shorter, and the lips do not visibly meet."""
KEEP_S = 0.04
"""What a neighbour keeps for itself."""


def close_lips(timeline: Timeline) -> Timeline:
    """Lengthen closures shorter than LEAST_S at the cost of the shape before, then after; never of another closure."""
    starts_s = [span.start_s for span in timeline]
    ends_s = [span.end_s for span in timeline]
    for number, span in enumerate(timeline):
        if span.shape not in CLOSURES:
            continue
        if number > 0 and timeline[number - 1].shape not in CLOSURES:
            missing_s = LEAST_S - (ends_s[number] - starts_s[number])
            spare_s = ends_s[number - 1] - starts_s[number - 1] - KEEP_S
            starts_s[number] -= max(0.0, min(missing_s, spare_s))
            ends_s[number - 1] = starts_s[number]
        if number + 1 < len(timeline) and timeline[number + 1].shape not in CLOSURES:
            missing_s = LEAST_S - (ends_s[number] - starts_s[number])
            spare_s = ends_s[number + 1] - starts_s[number + 1] - KEEP_S
            starts_s[number + 1] += max(0.0, min(missing_s, spare_s))
            ends_s[number] = starts_s[number + 1]
    return with_starts(timeline, starts_s)

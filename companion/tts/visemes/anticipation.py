"""Fourth pass: lips move before the sound they make, round ones most of all."""

from __future__ import annotations

from itertools import pairwise

from companion.messages import MouthShape
from companion.tts.visemes.timeline import Span, Timeline, with_starts

LEAD_S = 0.02
"""A shape starts this early, so that a face that takes a moment to reach it has it when the sound begins."""
ROUND_LEAD_S = 0.06
"""Lips round for oo and aw while the sound before is still being made; eyes forgive early lips, not late ones."""
SHARE = 0.5
"""A shape takes at most this share of the one before it."""

ROUND = frozenset({MouthShape.E, MouthShape.F})
CLOSURES = frozenset({MouthShape.A, MouthShape.G})
"""Lips that touch must be seen to touch until the sound bursts out: nothing may cut into these."""


def start_early(timeline: Timeline) -> Timeline:
    """The same shapes, each start up to ROUND_LEAD_S earlier; the first start and the ends of closures stay."""
    if not timeline:
        return ()
    leads_s = [_lead_s(before, span) for before, span in pairwise(timeline)]
    starts_s = [span.start_s - lead_s for span, lead_s in zip(timeline, [0.0, *leads_s], strict=True)]
    return with_starts(timeline, starts_s)


def _lead_s(before: Span, span: Span) -> float:
    if before.shape in CLOSURES or span.shape is MouthShape.X:
        return 0.0
    return min(ROUND_LEAD_S if span.shape in ROUND else LEAD_S, before.length_s * SHARE)

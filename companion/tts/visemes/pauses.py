"""Third pass: the mouth holds its shape through a short pause and comes to rest in a longer one."""

from __future__ import annotations

from dataclasses import replace

from companion.messages import MouthShape
from companion.tts.visemes.timeline import Span, Timeline, merged

HOLD_S = 0.12
"""Within this a closing mouth would only flap (the threshold Rhubarb Lip Sync uses for the same reason)."""


def rest_in_pauses(timeline: Timeline) -> Timeline:
    """The shape before a pause is held for up to HOLD_S; what is left of the pause stays X."""
    spans: list[Span] = []
    for span in timeline:
        if span.shape is MouthShape.X and spans:
            rest_s = min(span.end_s, span.start_s + HOLD_S)
            spans.append(replace(span, end_s=rest_s, shape=spans[-1].shape))
            spans.append(replace(span, start_s=rest_s))
        else:
            spans.append(span)
    return merged(spans)

"""From phone timings to mouth cues: a chain of passes, each a pure function from one timeline to the next."""

from __future__ import annotations

from collections.abc import Sequence

from companion.messages import MouthCue
from companion.tts.visemes.anticipation import start_early
from companion.tts.visemes.closures import close_lips
from companion.tts.visemes.coarticulation import borrow_from_vowels
from companion.tts.visemes.openness import Loudness, open_by_loudness
from companion.tts.visemes.pauses import rest_in_pauses
from companion.tts.visemes.shapes import mouth_shapes
from companion.tts.visemes.shortest import drop_flickers
from companion.tts.visemes.timeline import Phone, Timeline, merged

__all__ = ["Phone", "mouth_cues", "mouth_timeline"]


def mouth_timeline(phones: Sequence[Phone]) -> Timeline:
    """The mouth's shapes for these phones: contiguous, in order, from the first phone's start to the last one's end."""
    timeline = mouth_shapes(phones)
    timeline = borrow_from_vowels(timeline)
    timeline = rest_in_pauses(timeline)
    timeline = start_early(timeline)
    timeline = close_lips(timeline)
    return drop_flickers(timeline)


def mouth_cues(
    phones: Sequence[Phone], *, offset_s: float = 0.0, loudness_db: Loudness = lambda *_: 0.0
) -> tuple[MouthCue, ...]:
    """The same as cues, opened by the loudness there; `offset_s` is added to every start."""
    return tuple(
        MouthCue(start_s=round(span.start_s + offset_s, 4), shape=span.shape, opening=span.opening)
        for span in open_by_loudness(merged(mouth_timeline(phones)), loudness_db)
    )

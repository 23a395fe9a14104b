"""What is left of a prompt that was stopped in mid-speech: it goes on from the last pause between words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from companion.messages import Samples, SpeechChunk

LOOK_BACK_S = 1.5
"""A pause between words is looked for so far back; who hears more again than that feels talked down to."""
STEP_S = 0.01
PAUSE_S = 0.05
"""Silence shorter than this is the closure of a p or a t."""
QUIET = 0.05
"""Share of the loudest step below which a step is silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded:
    """A chunk that was handed to the speaker."""

    at_s: float
    """Session time of its first sample."""
    from_s: float
    """Seconds into the prompt of its first sample."""
    chunk: SpeechChunk

    @property
    def end_s(self) -> float:
        """Session time just after its last sample."""
        return self.at_s + len(self.chunk.samples) / self.chunk.sample_rate_hz


def rest_of(sounded: Sequence[Sounded], now_s: float) -> tuple[float, SpeechChunk]:
    """Seconds into the prompt from where it goes on, and everything from there to the last sample handed over.

    `sounded`: chunks of one prompt in order, without gaps in the prompt, at least one of them not over at `now_s`.
    """
    rate_hz = sounded[0].chunk.sample_rate_hz
    samples = np.concatenate([one.chunk.samples for one in sounded])
    before = _pause_before(samples, _heard(sounded, now_s), rate_hz)
    go_on_s = sounded[0].from_s + before / rate_hz
    cues = tuple(cue for one in sounded for cue in one.chunk.cues if cue.start_s >= go_on_s)
    return go_on_s, SpeechChunk(samples=samples[before:], sample_rate_hz=rate_hz, cues=cues)


def _heard(sounded: Sequence[Sounded], now_s: float) -> int:
    """Number of samples that have reached the air."""
    rate_hz = sounded[0].chunk.sample_rate_hz
    return sum(min(len(one.chunk.samples), max(0, round((now_s - one.at_s) * rate_hz))) for one in sounded)


def _pause_before(samples: Samples, position: int, rate_hz: int) -> int:
    """Where the last pause before `position` ends; `position` where there is none."""
    step = round(STEP_S * rate_hz)
    first = max(0, position - round(LOOK_BACK_S * rate_hz))
    count = (position - first) // step
    if count == 0:
        return position
    steps = samples[position - count * step : position].reshape(count, step).astype(np.float64)
    loudness = np.sqrt(np.mean(np.square(steps), axis=1))
    quiet = loudness <= QUIET * max(1.0, float(loudness.max()))
    needed = round(PAUSE_S / STEP_S)
    for end in range(count, needed - 1, -1):
        if quiet[end - needed : end].all():
            return position - (count - end) * step
    return first if first == 0 else position

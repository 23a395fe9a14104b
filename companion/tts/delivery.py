"""Turns sentences into chunks ready to play: trimmed, evenly loud, with pauses between them and mouth cues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from companion.messages import MouthCue, MouthShape, Samples, SpeechChunk
from companion.tts.loudness import level
from companion.tts.spoken import Spoken
from companion.tts.trim import trim
from companion.tts.visemes import mouth_cues

CHUNK_S = 0.2
"""Small enough that little is queued when somebody talks over the device."""


def deliver(sentences: Iterable[Spoken], *, pause_s: float, gain_db: float = 0.0) -> Iterator[SpeechChunk]:
    """Yield the sentences' sound in order, `pause_s` of silence between two; cues count from the first sample of all.

    `gain_db` makes it louder or softer than usual; peaks are held down, nothing clips.
    Lazy: a sentence is asked for only when the chunks of the one before have been taken.
    """
    said = 0
    for sentence in sentences:
        trimmed = trim(sentence)
        if not len(trimmed.samples):
            continue
        rate_hz = trimmed.sample_rate_hz
        pause = np.zeros(round(pause_s * rate_hz) if said else 0, dtype=np.int16)
        samples = np.concatenate([pause, level(trimmed.samples, rate_hz, gain_db=gain_db)])
        yield from _cut(samples, _cues(trimmed, (said + len(pause)) / rate_hz), rate_hz=rate_hz, first=said)
        said += len(samples)


def _cues(sentence: Spoken, offset_s: float) -> tuple[MouthCue, ...]:
    """The sentence's cues, at rest from its last sample on."""
    end_s = offset_s + len(sentence.samples) / sentence.sample_rate_hz
    cues = [cue for cue in mouth_cues(sentence.phones, offset_s=offset_s) if cue.start_s < end_s]
    if cues and cues[-1].shape is MouthShape.X:
        return tuple(cues)
    return (*cues, MouthCue(start_s=round(end_s, 4), shape=MouthShape.X))


def _cut(samples: Samples, cues: tuple[MouthCue, ...], *, rate_hz: int, first: int) -> Iterator[SpeechChunk]:
    """Chunks of CHUNK_S, each with the cues that fall into it; the last takes what is left."""
    step = round(CHUNK_S * rate_hz)
    starts = range(0, max(len(samples) - step // 2, 1), step)
    for start in starts:
        last = start == starts[-1]
        end = len(samples) if last else start + step
        from_s, to_s = (first + start) / rate_hz, (first + end) / rate_hz
        yield SpeechChunk(
            samples=samples[start:end],
            sample_rate_hz=rate_hz,
            cues=tuple(cue for cue in cues if (start == 0 or cue.start_s >= from_s) and (last or cue.start_s < to_s)),
        )

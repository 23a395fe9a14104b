"""Turns sentences into chunks ready to play: trimmed, clear, evenly loud, with pauses between them and mouth cues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from companion.marks import Break
from companion.messages import NOT_YET, MouthCue, MouthShape, Samples, SpeechChunk
from companion.tts.clarity import clear
from companion.tts.loudness import Sound, level
from companion.tts.spoken import Spoken
from companion.tts.trim import trim
from companion.tts.visemes import mouth_cues
from companion.tts.whisper import whispered

CHUNK_S = 0.2
"""Small enough that little is queued when somebody talks over the device."""


def deliver(
    sentences: Iterable[Spoken | Break | None],
    *,
    pause_s: float,
    gain_db: float = 0.0,
    lift_db: float = 0.0,
    whisper: bool = False,
) -> Iterator[SpeechChunk]:
    """Yield the sentences' sound in order, `pause_s` of silence between two; cues count from the first sample of all.

    `gain_db` makes it louder or softer than usual; peaks are held down, nothing clips. None stands for a sentence that
    is still being made, and becomes NOT_YET; a Break takes the place of the usual pause. Lazy: a sentence is asked for
    only when the chunks of the one before have been taken.
    """
    said, marked_s = 0, 0.0
    for sentence in sentences:
        if sentence is None:
            yield NOT_YET
            continue
        if isinstance(sentence, Break):
            marked_s = max(marked_s, sentence.seconds)
            continue
        trimmed = trim(sentence)
        if not len(trimmed.samples):
            continue
        rate_hz = trimmed.sample_rate_hz
        pause = np.zeros(round((marked_s or pause_s) * rate_hz) if said else 0, dtype=np.int16)
        marked_s = 0.0
        voice = trimmed.samples.astype(np.float32) / np.float32(32768.0)
        clear_voice = clear(whispered(voice, rate_hz) if whisper else voice, rate_hz, lift_db=lift_db)
        made = np.round(level(clear_voice, rate_hz, gain_db=gain_db) * np.float32(32767.0)).astype(np.int16)
        samples = np.concatenate([pause, made])
        cues = _cues(trimmed, voice, (said + len(pause)) / rate_hz)
        yield from _cut(samples, cues, rate_hz=rate_hz, first=said)
        said += len(samples)


def _cues(sentence: Spoken, voice: Sound, offset_s: float) -> tuple[MouthCue, ...]:
    """The sentence's cues, at rest from its last sample on."""
    end_s = offset_s + len(voice) / sentence.sample_rate_hz
    loudness_db = _loudness_in(voice, sentence.sample_rate_hz)
    cues = [
        cue for cue in mouth_cues(sentence.phones, offset_s=offset_s, loudness_db=loudness_db) if cue.start_s < end_s
    ]
    if cues and cues[-1].shape is MouthShape.X:
        return tuple(cues)
    return (*cues, MouthCue(start_s=round(end_s, 4), shape=MouthShape.X))


def _loudness_in(voice: Sound, rate_hz: int) -> Callable[[float, float], float]:
    """Level of any stretch against the mean of the speech in it, in decibels."""
    energy = np.concatenate([[0.0], np.cumsum(np.square(voice), dtype=np.float64)])
    mean = energy[-1] / len(voice)

    def loudness_db(start_s: float, end_s: float) -> float:
        start, end = (min(len(voice), max(0, round(at_s * rate_hz))) for at_s in (start_s, end_s))
        power = (energy[end] - energy[start]) / max(1, end - start)
        return 10 * float(np.log10(max(power, 1e-12) / mean)) if end > start else 0.0

    return loudness_db


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

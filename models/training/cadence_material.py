"""What the model of how voices end learns from: recordings as the ear hears them, at every place where they stop.

An end is where nobody goes on. A pause is where somebody does: the readers' own, and after any word of an aligned text,
where a pause has been put in. Each is taken as it came and once with household noise under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from companion.asr.cadence import describe
from companion.asr.cues import ASKED_AFTER_FRAMES
from companion.asr.frontend import FrontEnd
from companion.asr.melody import ROWS_PER_FRAME, Melody
from companion.asr.vad import SileroDetector
from companion.audiofile import read_audio
from companion.bench.hearing_data import Clip, Noises, Part, mixed, speech_clips
from companion.bench.turns.align import Aligner, room_rms
from companion.bench.turns.replay import LOWER, THRESHOLD, frames_of
from companion.messages import SAMPLE_RATE_HZ, Samples

TRAINING = frozenset(
    {
        "librispeech_train_clean_100",
        "ljspeech",
        "picovoice_commands",
        "picovoice_wake",
        "pocketsphinx",
        "precise_words",
    }
)
"""None of these speaks in the turn-taking bench; both halves of their speakers are used."""
HELD_OUT = frozenset({"librispeech_test_other", "vctk", "common_voice", "mfa_sick_voice"})
"""Those who do: one half for tuning, one for the test."""
NOISE_DB = (10.0, 15.0, 20.0)
PLACES = 12
"""At most so many pauses are put into one recording, one at a time."""
_LONGEST_S = 30.0
_SHORTEST_S = 0.2
"""A beginning that is shorter is no speech yet."""
_BEFORE_S = 6.0
"""Of what comes before a pause that is put in, so much is heard."""
_LEAD_S, _TAIL_S = 0.8, 1.2
_ONSET_FRAMES, _ONSET_WINDOW = 4, 8
_GOES_ON_FRAMES = 3


class Stop(StrEnum):
    """Why a voice stops."""

    END = "end"
    OWN_PAUSE = "own pause"
    PUT_IN = "pause put in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One place where a voice stops."""

    stop: Stop
    set: str
    features: NDArray[np.float64] = field(repr=False)
    noisy: bool


@dataclass(frozen=True, slots=True)
class _Place:
    features: NDArray[np.float64]
    goes_on: bool


def clips_of(data: Path, part: str) -> tuple[Clip, ...]:
    """`train`, `dev` or `test`. Raises InputError."""
    every = [clip for clip in speech_clips(data) if clip.seconds <= _LONGEST_S]
    if part == "train":
        return tuple(clip for clip in every if clip.set in TRAINING)
    return tuple(clip for clip in every if clip.set in HELD_OUT and clip.part is Part(part))


def examples(clips: Iterable[Clip], noises: Noises) -> Iterator[Example]:
    """All places of these recordings; the same every time."""
    aligner, detector = Aligner(), SileroDetector()
    for clip in clips:
        samples = read_audio(clip.path)
        room = np.random.default_rng(crc32(clip.path.name.encode()))
        for noisy, sound in _variants(_in_a_room(samples, room), noises, clip.path.name):
            for place in _places(sound, detector):
                stop = Stop.OWN_PAUSE if place.goes_on else Stop.END
                yield Example(stop=stop, set=clip.set, features=place.features, noisy=noisy)
        for number, beginning in _beginnings(samples, clip, aligner):
            key = f"{clip.path.name} {number}"
            for noisy, sound in _variants(_in_a_room(beginning, room), noises, key):
                places = _places(sound, detector)
                if places and not places[-1].goes_on:
                    yield Example(stop=Stop.PUT_IN, set=clip.set, features=places[-1].features, noisy=noisy)


def _variants(sound: Samples, noises: Noises, key: str) -> Iterator[tuple[bool, Samples]]:
    yield False, sound
    number = crc32(key.encode())
    noise = noises.plain(number)
    yield True, mixed(sound, np.roll(noise, number % len(noise)), snr_db=NOISE_DB[number % len(NOISE_DB)])


def _in_a_room(samples: Samples, chance: np.random.Generator) -> Samples:
    rms = max(3.0, room_rms(samples))
    lead, tail = (chance.normal(0, rms, round(each * SAMPLE_RATE_HZ)).astype(np.int16) for each in (_LEAD_S, _TAIL_S))
    return np.concatenate([lead, samples, tail])


def _beginnings(samples: Samples, clip: Clip, aligner: Aligner) -> Iterator[tuple[int, Samples]]:
    """The recording up to some of its words, and after how many."""
    aligned = aligner.align(samples, clip.text) if clip.text else None
    if aligned is None:
        return
    order = np.random.default_rng(crc32(clip.text.encode())).permutation(len(aligned.boundaries_s))
    for number in order[:PLACES]:
        end = round(aligned.boundaries_s[number] * SAMPLE_RATE_HZ)
        if end < _SHORTEST_S * SAMPLE_RATE_HZ:
            continue
        beginning = samples[max(0, end - round(_BEFORE_S * SAMPLE_RATE_HZ)) : end].astype(np.float64)
        ramp = np.linspace(1, 0, min(len(beginning), SAMPLE_RATE_HZ // 200))
        beginning[len(beginning) - len(ramp) :] *= ramp
        yield int(number), beginning.astype(np.int16)


def _places(sound: Samples, detector: SileroDetector) -> list[_Place]:
    """Wherever the ear would ask how finished the voice sounds."""
    frames = frames_of(sound)
    speech = _speech([frame.samples for frame in frames], detector)
    begin = _begin(speech)
    if begin is None:
        return []
    melody, found, silent = Melody(), [], 0
    for number in range(begin, len(frames)):
        melody.take(frames[number].samples)
        silent = 0 if speech[number] else silent + 1
        if silent == ASKED_AFTER_FRAMES:
            heard = melody.heard()
            features = describe(heard, len(heard.level_db) - ASKED_AFTER_FRAMES * ROWS_PER_FRAME)
            if features is not None:
                found.append(_Place(features, sum(speech[number:]) >= _GOES_ON_FRAMES))
    return found


def _speech(frames: Sequence[Samples], detector: SileroDetector) -> list[bool]:
    front_end, voiced, found = FrontEnd(), False, []
    detector.reset()
    for frame in frames_of(np.concatenate(frames)):
        voiced = detector.probability(front_end.clean(frame).samples) >= (LOWER if voiced else THRESHOLD)
        front_end.heard(speech=voiced)
        found.append(voiced)
    return found


def _begin(speech: Sequence[bool]) -> int | None:
    """The first frame of what the ear takes for an utterance."""
    for number in range(len(speech)):
        window = range(max(0, number + 1 - _ONSET_WINDOW), number + 1)
        if sum(speech[each] for each in window) >= _ONSET_FRAMES:
            return next(each for each in window if speech[each])
    return None

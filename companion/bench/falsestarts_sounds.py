"""What sounds at a bedside in the false-start bench: a television that never stops, and a resident beside it.

Speech of people is joined as broadcast speech is (levels evened out, short pauses), with music under half of it, and
heard through a real room. Half of the speakers are for tuning. Levels are set against the resident's.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from companion.asr.nearness import level_of
from companion.audiofile import read_audio
from companion.bench.hearing_data import Clip, Part, acted_clips, rows_of, speech_clips
from companion.bench.rooms_air import response
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, AnswerKind, Samples

RESIDENT_DB = -26.0
"""How loud the resident is at the microphone; what else sounds is set against it."""
VOICES = {Part.DEV: ("slt", "awb"), Part.TEST: ("rms", "kal16")}
_READ = ("librispeech_train_clean_100", "librispeech_test_other", "vctk", "ljspeech", "common_voice", "misc")
_ACTED = 60
"""Acted sentences in a film: there are only two of them, so few suffice."""
_MUSIC_DB = 8.0
"""Music lies so much below the speech that it goes with."""
_ROOM_RMS = 6.0
TAIL = SAMPLE_RATE_HZ // 4
"""The room goes on sounding after the last word."""
LEAD_S, TAIL_S = 4.0, 3.5
"""The room, and the television in it, is heard for so long before and after the resident."""
_REQUESTS = (
    "what time is it",
    "what day is it today",
    "please call the nurse",
    "good morning",
    "read me my messages",
    "tell me a joke",
    "start my check in",
    "thank you",
    "please repeat that",
    "louder please",
    "wait a moment",
    "good night",
    "what can you do",
    "do not write that down",
    "who can read this",
    "speak slower please",
)
_TALK = (
    "i slept badly because my leg was aching",
    "my daughter came to see me yesterday",
    "i had some toast and a cup of tea",
    "i feel a bit lonely this morning",
    "my knee is a bit sore today",
    "i would like to talk about my husband",
    "i am waiting for a letter from my son",
    "well i was up twice in the night",
)
_MET = ("i am fine thank you", "that is right", "good afternoon")
_ANSWERS = {
    AnswerKind.YES_NO: ("yes", "no", "yes please", "no thank you", "yes i did", "no not really"),
    AnswerKind.SCALE: ("six", "about a six", "maybe seven", "i would say two", "three", "five out of ten"),
    AnswerKind.TIME: ("half past seven", "seven o'clock", "about ten", "quarter to nine", "at noon", "eight thirty"),
    AnswerKind.MEDICINE: ("i took it", "yes i have taken it", "not yet", "no i forgot", "i took half of it", "later"),
}

_MEASURED_DB = (-1.7, 13.3, 7.3)
"""Direct sound over reverberation in the three measured responses."""

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rooms:
    """Impulse responses to the device from the other end of the room, from its middle, and from the bed."""

    across: Sound
    middle: Sound
    bedside: Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing the resident says, at the resident's level."""

    name: str
    kind: AnswerKind
    """Of the question it answers; NONE: a request, FREE: talk, to neither of which the device has asked."""
    text: str = field(repr=False)
    """Empty where nobody wrote it down."""
    samples: Samples = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """When one thing is said, and the time around it that belongs to it; seconds from the first sample."""

    starts_s: float
    begins_s: float
    ends_s: float
    over_s: float


def television(data: Path, part: Part, minutes: float) -> Iterator[tuple[str, Samples]]:
    """Stretches of it: talk (voices one after the other), film (the same with music, and acted voices), noise.

    The talk and the film are at most so many minutes each, at the resident's level. Raises InputError.
    """
    mine = [clip for clip in speech_clips(data) if clip.part is part and clip.set in _READ]
    acted = [clip for clip in acted_clips(data) if clip.part is part][:_ACTED]
    talk = joined(_shuffled(mine, "talk"), minutes)
    film = joined(_shuffled([*mine, *acted], "film"), minutes)
    music = np.resize(np.concatenate(_noises(data, part, ("street_music",))), len(film))
    scored = film + _at(music, RESIDENT_DB - _MUSIC_DB)
    rooms = _rooms(data, part)
    yield "talk", at_level(far(talk, rooms.across), RESIDENT_DB)
    yield "film", at_level(far(scored, rooms.middle), RESIDENT_DB)
    babble = np.concatenate(_noises(data, part, ("babble", "tv_speech_music", "children_playing"))).astype(np.float64)
    yield "babble", at_level(babble, RESIDENT_DB)


def _rooms(data: Path, part: Part) -> _Rooms:
    """Tuned in measured rooms, tested in simulated ones that nobody tuned in."""
    if part is Part.TEST:
        random = np.random.default_rng(11)
        return _Rooms(
            across=response(0.45, direct_db=-3.0, random=random),
            middle=response(0.35, direct_db=3.0, random=random),
            bedside=response(0.45, direct_db=10.0, random=random),
        )
    measured = [_normal(read_audio(path)) for path in sorted((data / "noise" / "rir").glob("*.flac"))]
    if len(measured) != len(_MEASURED_DB):
        raise InputError(f"There should be three room responses in {data}; set COMPANION_DATA.")
    return _Rooms(across=measured[0], bedside=measured[1], middle=measured[2])


def resident(data: Path, part: Part, *, people: int = 12, called: str = "") -> Iterator[Said]:
    """What residents say: sentences spoken by flite, in a room; digits and orders by people, as they were recorded.

    `called`: only flite, and only what is not an answer, with this name before it. Raises InputError.
    """
    flite = find_flite()
    wanted = 0 if part is Part.DEV else 1
    texts = [(AnswerKind.NONE, text) for text in _REQUESTS] + [(AnswerKind.FREE, text) for text in _TALK]
    if not called:
        texts += [(kind, text) for kind, answers in _ANSWERS.items() for text in answers]
    bedside = _rooms(data, part).bedside
    for number, (kind, text) in enumerate(texts):
        if number % 2 == wanted:
            for voice in VOICES[part]:
                dry = spoken(flite, voice, f"{called}, {text}" if called else text).astype(np.float64)
                there = far(np.pad(dry, (0, TAIL)), bedside)
                yield Said(name=f"{voice} {number}", kind=kind, text=text, samples=at_level(there, RESIDENT_DB))
    if called:
        return
    clips = [clip for clip in speech_clips(data) if clip.part is part]
    for name, kind in (("fsdd_digits", AnswerKind.SCALE), ("picovoice_commands", AnswerKind.FREE)):
        for clip in _shuffled([clip for clip in clips if clip.set == name], "people")[:people]:
            yield Said(
                name=f"{name} {clip.path.stem}",
                kind=kind,
                text=clip.text,
                samples=at_level(read_audio(clip.path), RESIDENT_DB),
            )


def met(data: Path, part: Part) -> tuple[Samples, ...]:
    """Short answers of the resident, from which the device has learned the voice: none of those that are counted."""
    flite = find_flite()
    bedside = _rooms(data, part).bedside
    dry = [spoken(flite, voice, text) for voice in VOICES[part] for text in _MET]
    return tuple(at_level(far(np.pad(one.astype(np.float64), (0, TAIL)), bedside), RESIDENT_DB) for one in dry)


def find_flite() -> str:
    """Where flite is. Raises InputError where it is not installed."""
    flite = shutil.which("flite")
    if flite is None:
        raise InputError("flite, which speaks the sentences, is not installed; run: sudo apt install flite")
    return flite


def spoken(flite: str, voice: str, text: str) -> Samples:
    """The text in one of flite's voices."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "said.wav"
        subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(wave)], check=True, capture_output=True)
        return read_audio(wave)


def beside(
    said: Sequence[Said], television: Samples, *, softer_db: float, tv_db: float | None
) -> tuple[Samples, tuple[Spell, ...]]:
    """What the microphone hears of them, one after the other, with the television on all the time (None: off)."""
    lead, tail = round(LEAD_S * SAMPLE_RATE_HZ), round(TAIL_S * SAMPLE_RATE_HZ)
    pieces: list[Sound] = []
    spells: list[Spell] = []
    start = 0
    for one in said:
        pieces.append(np.pad(louder(one.samples, -softer_db).astype(np.float64), (lead, tail)))
        begins, length = start + lead, len(pieces[-1])
        spells.append(
            Spell(
                starts_s=start / SAMPLE_RATE_HZ,
                begins_s=begins / SAMPLE_RATE_HZ,
                ends_s=(begins + len(one.samples)) / SAMPLE_RATE_HZ,
                over_s=(start + length) / SAMPLE_RATE_HZ,
            )
        )
        start += length
    sound = np.concatenate(pieces)
    if tv_db is not None:
        sound += np.resize(louder(television, tv_db), len(sound))
    sound += np.random.default_rng(5).normal(0, _ROOM_RMS, len(sound))
    heard: Samples = np.clip(sound, -32768, 32767).astype(np.int16)
    return heard, tuple(spells)


def louder(samples: Samples, louder_db: float) -> Samples:
    """The same so much louder."""
    made: Samples = np.clip(samples * 10 ** (louder_db / 20), -32768, 32767).astype(np.int16)
    return made


def joined(clips: Sequence[Clip], minutes: float) -> Sound:
    """The clips one after the other, each at the same level, with pauses of 0.2 to 1.2 s, for at most so long."""
    pieces: list[Sound] = []
    left = round(minutes * 60 * SAMPLE_RATE_HZ)
    for clip in clips:
        if left <= 0:
            break
        pause_s = 0.2 + crc32(clip.path.name.encode()) % 1000 / 1000
        said = np.pad(_at(read_audio(clip.path), RESIDENT_DB), (0, round(pause_s * SAMPLE_RATE_HZ)))
        pieces.append(said[:left])
        left -= len(said)
    return np.concatenate(pieces)


def far(sound: Sound, room: Sound) -> Sound:
    """The sound through a room."""
    size = len(sound) + len(room) - 1
    wet: Sound = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)
    return wet[: len(sound)]


def at_level(sound: Sound | Samples, level_db: float) -> Samples:
    """The sound so loud, dB below full scale, in a room that is never quite silent."""
    hiss = np.random.default_rng(7).normal(0, _ROOM_RMS, len(sound))
    made: Samples = np.clip(_at(sound, level_db) + hiss, -32768, 32767).astype(np.int16)
    return made


def _at(sound: Sound | Samples, level_db: float) -> Sound:
    made: Sound = np.asarray(sound, dtype=np.float64) * 10 ** ((level_db - level_of(np.asarray(sound))) / 20)
    return made


def _normal(room: Samples) -> Sound:
    """The response with an energy of 1."""
    made: Sound = room.astype(np.float64) / np.sqrt(np.sum(np.square(room.astype(np.float64))))
    return made


def _noises(data: Path, part: Part, categories: Sequence[str]) -> list[Samples]:
    rows = rows_of(data / "noise" / "noise.tsv")
    wanted = 0 if part is Part.DEV else 1
    made: list[Samples] = []
    for category in categories:
        paths = [data / row["path"] for row in rows if row["category"] == category]
        made += [read_audio(path) for path in paths[wanted::2]]
    return made


def _shuffled(clips: Sequence[Clip], salt: str) -> list[Clip]:
    """The same order every time, another for each salt."""
    return sorted(clips, key=lambda clip: crc32(f"{salt}/{clip.set}/{clip.path.name}".encode()))

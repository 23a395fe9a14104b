"""What the recognisers are measured on: people's recordings, split by speaker, and the noise that is laid under them.

The folder is described in its own README; nothing of it comes with the program. Those who tune look at DEV only.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from zlib import crc32

import numpy as np

from companion.audiofile import read_audio
from companion.bench.figures import words_of
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Samples

UNKNOWN_SPEAKER = "unknown"
_VOICES_IN_NOISE = frozenset({"babble", "tv_speech_music", "voice_noises", "children_playing", "street_music"})
"""Words and song: kept apart, for whoever hears them as words is not simply wrong."""
_NON_COMMERCIAL = "NC"
_NO_NOISE = frozenset({"quiet_room", "room_impulse_response"})
_SPEECH_RANGE = 1000.0
"""A frame counts as speech when its power is within 30 dB of the loudest's."""
_LEVEL_FRAME = 400
_RAVDESS = "ravdess"


class Part(StrEnum):
    """Half of the speakers each."""

    DEV = "dev"
    TEST = "test"


class Condition(StrEnum):
    """What lies under the speech."""

    CLEAN = "clean"
    NOISE_10 = "10dB"
    NOISE_5 = "5dB"
    BABBLE_10 = "babble10dB"


_SNR_DB = {Condition.NOISE_10: 10.0, Condition.NOISE_5: 5.0, Condition.BABBLE_10: 10.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One recording and what is said in it."""

    set: str
    path: Path
    speaker: str
    text: str = field(repr=False)
    """Lower case, no punctuation; empty where the source does not tell."""
    seconds: float
    part: Part


def speech_clips(data: Path) -> tuple[Clip, ...]:
    """All transcribed speech and the coffee orders without text. Raises InputError."""
    rows = rows_of(data / "speech" / "transcripts.tsv")
    orders = rows_of(data / "speech" / "picovoice_commands" / "slots.tsv")
    for row in orders:
        row |= {"speaker": row["speaker_estimated"], "text": ""}
    return _clips(data, (*rows, *orders))


def acted_clips(data: Path) -> tuple[Clip, ...]:
    """RAVDESS without shouting and whispering: plain, calm, happy and sad at the usual strength. Raises InputError."""
    rows = [
        row
        for row in rows_of(data / "emotion-audio" / "labels.tsv")
        if row["corpus"] == _RAVDESS
        and row["intensity"] == "normal"
        and row["emotion"] in {"neutral", "calm", "happy", "sad"}
    ]
    return _clips(data, rows, name=_RAVDESS)


def rows_of(table: Path) -> list[dict[str, str]]:
    """The table as dictionaries. Raises InputError."""
    try:
        with table.open(encoding="utf-8") as lines:
            return list(csv.DictReader(lines, delimiter="\t"))
    except OSError as error:
        raise InputError(f"The table {table} cannot be read ({error.strerror}); set COMPANION_DATA.") from None


def _clips(data: Path, rows: Sequence[dict[str, str]], name: str = "") -> tuple[Clip, ...]:
    sets = [name or row["path"].split("/")[1] for row in rows]
    parts = _parts(list(zip(sets, (row["speaker"] for row in rows), strict=True)))
    return tuple(
        Clip(
            set=set_name,
            path=data / row["path"],
            speaker=row["speaker"],
            text=" ".join(words_of(row["text"])),
            seconds=float(row["seconds"]),
            part=part,
        )
        for row, set_name, part in zip(rows, sets, parts, strict=True)
    )


def _parts(voices: Sequence[tuple[str, str]]) -> list[Part]:
    """Every other speaker of a set is for tuning; a crowd without names is dealt out clip by clip.

    A set with one speaker is kept for the test.
    """
    of_set: dict[str, dict[str, int]] = {}
    for set_name, speaker in voices:
        speakers = of_set.setdefault(set_name, {})
        speakers.setdefault(speaker, len(speakers))
    return [
        Part.TEST if _place(number, of_set[set_name], speaker) % 2 else Part.DEV
        for number, (set_name, speaker) in enumerate(voices)
    ]


def _place(number: int, speakers: dict[str, int], speaker: str) -> int:
    if speaker.startswith(UNKNOWN_SPEAKER):
        return number
    return speakers[speaker] if len(speakers) > 1 else 1


class Noises:
    """Lays noise under speech, the same noise under the same clip every time."""

    def __init__(self, data: Path, *, permissive: bool = False) -> None:
        """`permissive`: only what may be used commercially, for whoever trains on it. Raises InputError."""
        rows = rows_of(data / "noise" / "noise.tsv")
        rows = [row for row in rows if not (permissive and _NON_COMMERCIAL in row["licence"])]
        plain = [row for row in rows if row["category"] not in _VOICES_IN_NOISE | _NO_NOISE]
        babble = [row for row in rows if row["category"] == "babble"]
        self._plain = tuple(data / row["path"] for row in plain)
        self._babble = tuple(data / row["path"] for row in babble)

    def under(self, clip: Clip, samples: Samples, condition: Condition) -> Samples:
        """The clip's samples in that condition. Raises InputError."""
        if condition is Condition.CLEAN:
            return samples
        choice = self._babble if condition is Condition.BABBLE_10 else self._plain
        number = crc32(f"{clip.set}/{clip.path.name}".encode())
        noise = read_audio(choice[number % len(choice)])
        return mixed(samples, np.roll(noise, number % len(noise)), snr_db=_SNR_DB[condition])

    def plain(self, number: int) -> Samples:
        """One of the noises without voices, chosen by any number. Raises InputError."""
        return read_audio(self._plain[number % len(self._plain)])


def mixed(speech: Samples, noise: Samples, *, snr_db: float) -> Samples:
    """Speech with the noise, repeated as needed, at this ratio of speech level to noise level; never clipped."""
    laid = np.resize(noise.astype(np.float64), len(speech))
    wanted = _speech_power(speech) / 10 ** (snr_db / 10)
    sound = speech + laid * np.sqrt(wanted / max(1.0, float(np.mean(laid**2))))
    loudest = float(np.max(np.abs(sound), initial=1.0))
    scaled: Samples = (sound * min(1.0, 32767 / loudest)).astype(np.int16)
    return scaled


def _speech_power(samples: Samples) -> float:
    """Mean power of the frames in which somebody speaks."""
    whole = np.resize(samples, max(1, len(samples) // _LEVEL_FRAME) * _LEVEL_FRAME).astype(np.float64)
    power = (whole.reshape(-1, _LEVEL_FRAME) ** 2).mean(axis=1)
    return float(power[power >= power.max() / _SPEECH_RANGE].mean())


def some(clips: Sequence[Clip], most: int) -> tuple[Clip, ...]:
    """At most so many clips of each set, evenly picked over all its speakers; 0: all."""
    by_set: dict[str, list[Clip]] = {}
    for clip in clips:
        by_set.setdefault(clip.set, []).append(clip)
    return tuple(
        each[index * len(each) // count]
        for each in by_set.values()
        for count in (min(most or len(each), len(each)),)
        for index in range(count)
    )


def seconds_of(samples: Samples) -> float:
    """Length in seconds."""
    return len(samples) / SAMPLE_RATE_HZ

"""Spoils recordings the way bedsides do: noise, distance, soft and slow voices, microphones that are set wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from companion.audiofile import read_audio
from companion.bench.hearing_data import Clip
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Samples
from device.decimate import FACTOR, INPUT_RATE_HZ, Decimator

LEAD_S, TAIL_S = 1.5, 2.5
"""The room is heard before and after the speech."""
SELF_NOISE = 1.0
"""Root mean square of a microphone's own noise, in steps of 16 bits: there is no digital silence at a bedside."""
GROUPS = {
    "steady": ("air_conditioner", "exercise_bike_fan", "engine_idling", "rain", "sea_waves", "room_noise"),
    "household": ("kitchen", "kitchen_dishes", "clock_tick", "dog_bark", "fire_crackling"),
    "machines": ("drilling", "siren", "car_horn", "helicopter"),
    "throats": ("person_sneeze", "baby_cry", "voice_noises"),
    "babble": ("babble", "children_playing"),
    "television": ("tv_speech_music",),
    "music": ("street_music",),
}
"""Throats: sounds that people make and that are no words."""
ALONE_DB = (-35, -50)
"""How loud a noise is when nobody speaks: as loud as talk at the bedside, and next door."""
_CARDS_HZ = (44_100, 48_000)
_SPEECH_RANGE_DB = 30.0
_ONSET_RANGE_DB = 26.0
_BLOCK = 160
_LONGEST_NOISE_S = 30
_STRETCH_WINDOW, _STRETCH_SEARCH = 640, 160

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A clip as the microphone gives it, room before and after included."""

    samples: Samples
    onset_s: float
    """When the speech begins (the first of it within 26 dB of its loudest), seconds from the first sample."""
    end_s: float


class Bedside:
    """Makes every condition by name; the same clip is spoiled the same way every time. Raises InputError."""

    def __init__(self, data: Path) -> None:
        self._data = data
        try:
            with (data / "noise" / "noise.tsv").open(encoding="utf-8") as lines:
                rows = list(csv.DictReader(lines, delimiter="\t"))
        except OSError as error:
            raise InputError(f"The noises in {data} cannot be read ({error.strerror}); set COMPANION_DATA.") from None
        self._noises = {
            group: [data / row["path"] for row in rows if row["category"] in members]
            for group, members in GROUPS.items()
        }
        self._rooms = [data / row["path"] for row in rows if row["category"] == "room_impulse_response"]
        self._spoil: dict[str, Callable[[Sound, int], Sound]] = {
            "clean": lambda sound, _: sound,
            **{f"soft {down} dB": _scaled(-down) for down in (20, 30, 40)},
            "far": self._far,
            **{f"offset {share}": _offset(share) for share in (0.1, 0.3)},
            "clipped": lambda sound, _: sound * (8 * 32767 / max(1.0, float(np.abs(sound).max()))),
            **{f"card {rate} Hz": _through_card(rate) for rate in _CARDS_HZ},
            "telephone": lambda sound, _: _telephone(sound),
            **{f"slow {tempo}": _slowed(tempo) for tempo in (0.8, 0.6)},
            **{
                f"{group} {ratio} dB": self._noisy(group, ratio)
                for group in GROUPS
                for ratio in (20, 10, 5)
            },
        }  # fmt: skip

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every name that `hear` knows."""
        return tuple(self._spoil)

    def hear(self, clip: Clip, condition: str) -> Heard:
        """The clip in that condition. Raises InputError."""
        number = crc32(f"{clip.set}/{clip.path.name}".encode())
        speech = read_audio(clip.path).astype(np.float64)
        if condition.startswith("slow"):
            speech = self._spoil[condition](speech, number)
        lead = round(LEAD_S * SAMPLE_RATE_HZ)
        sound = np.pad(speech, (lead, round(TAIL_S * SAMPLE_RATE_HZ)))
        if not condition.startswith("slow"):
            sound = self._spoil[condition](sound, number)
        sound = sound + np.random.default_rng(number).normal(0, SELF_NOISE, len(sound))
        first, last = _extent(speech)
        return Heard(
            samples=np.clip(np.rint(sound), -32768, 32767).astype(np.int16),
            onset_s=LEAD_S + first / SAMPLE_RATE_HZ,
            end_s=LEAD_S + last / SAMPLE_RATE_HZ,
        )

    def alone(self, group: str, level_db: float) -> tuple[Samples, ...]:
        """Each of a group's noises, at most half a minute, in a room where nobody speaks. Raises InputError."""
        return tuple(self._alone(path, level_db) for path in self._noises[group])

    def _alone(self, path: Path, level_db: float) -> Samples:
        noise = read_audio(path).astype(np.float64)[: _LONGEST_NOISE_S * SAMPLE_RATE_HZ]
        noise *= 32768 * 10 ** (level_db / 20) / np.sqrt(max(1e-9, float(np.mean(noise**2))))
        sound = np.pad(noise, (round(2 * LEAD_S * SAMPLE_RATE_HZ), SAMPLE_RATE_HZ))
        sound += np.random.default_rng(crc32(path.name.encode())).normal(0, SELF_NOISE, len(sound))
        return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)

    def _far(self, sound: Sound, number: int) -> Sound:
        room = read_audio(self._rooms[number % len(self._rooms)]).astype(np.float64)
        room = room[int(np.argmax(np.abs(room))) :] / np.sqrt(np.sum(room**2))
        size = len(sound) + len(room) - 1
        wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)
        far: Sound = wet[: len(sound)] / 10
        return far

    def _noisy(self, group: str, ratio_db: float) -> Callable[[Sound, int], Sound]:
        def spoil(sound: Sound, number: int) -> Sound:
            files = self._noises[group]
            noise = read_audio(files[number % len(files)]).astype(np.float64)
            laid = np.resize(np.roll(noise, number % len(noise)), len(sound))
            wanted = speech_power(sound) / 10 ** (ratio_db / 10)
            mixed: Sound = sound + laid * np.sqrt(wanted / max(1e-9, float(np.mean(laid**2))))
            return mixed

        return spoil


def speech_power(sound: Sound) -> float:
    """Mean power of the blocks within 30 dB of the loudest: the level of the speech without its pauses."""
    power = _block_power(sound)
    return float(power[power >= power.max() / 10 ** (_SPEECH_RANGE_DB / 10)].mean())


def stretched(sound: Sound, tempo: float) -> Sound:
    """The same voice at another tempo, pitch kept (WSOLA; Verhelst & Roelands 1993). Shape (n,) to (n / tempo,)."""
    hop = _STRETCH_WINDOW // 2
    window = np.hanning(_STRETCH_WINDOW + 1)[:-1]
    padded = np.pad(sound, (_STRETCH_SEARCH, _STRETCH_WINDOW + 2 * _STRETCH_SEARCH))
    steps = int(len(sound) / tempo / hop)
    out = np.zeros((steps + 1) * hop)
    natural = _STRETCH_SEARCH
    for step in range(steps):
        wanted = min(int(step * hop * tempo), len(sound)) + _STRETCH_SEARCH
        nearby = padded[wanted - _STRETCH_SEARCH : wanted + _STRETCH_SEARCH + _STRETCH_WINDOW]
        alike = np.correlate(nearby, padded[natural : natural + _STRETCH_WINDOW], "valid")
        begins = wanted - _STRETCH_SEARCH + int(np.argmax(alike))
        out[step * hop : step * hop + _STRETCH_WINDOW] += window * padded[begins : begins + _STRETCH_WINDOW]
        natural = min(begins + hop, len(padded) - _STRETCH_WINDOW)
    return out


def _scaled(db: float) -> Callable[[Sound, int], Sound]:
    return lambda sound, _: sound * 10 ** (db / 20)


def _offset(share: float) -> Callable[[Sound, int], Sound]:
    return lambda sound, _: sound + share * 32768


def _slowed(tempo: float) -> Callable[[Sound, int], Sound]:
    return lambda sound, _: stretched(sound, tempo)


def _through_card(rate_hz: int) -> Callable[[Sound, int], Sound]:
    """As a card of that rate hears it, the sound server brings it to 48 kHz, and the microphone to 16."""

    def spoil(sound: Sound, _: int) -> Sound:
        card = _resampled(sound, SAMPLE_RATE_HZ, rate_hz)
        served = _resampled(np.rint(np.clip(card, -32768, 32767)), rate_hz, INPUT_RATE_HZ)
        whole = np.resize(served, FACTOR * len(sound))
        return Decimator().decimate(np.clip(np.rint(whole), -32768, 32767).astype(np.int16)).astype(np.float64)

    return spoil


def _resampled(sound: Sound, from_hz: int, to_hz: int) -> Sound:
    """The same band at another rate, by its spectrum."""
    size = round(len(sound) * to_hz / from_hz)
    spectrum = np.fft.rfft(sound)
    held = np.zeros(size // 2 + 1, dtype=complex)
    both = min(len(held), len(spectrum))
    held[:both] = spectrum[:both]
    made: Sound = np.fft.irfft(held, size) * (size / len(sound))
    return made


def _telephone(sound: Sound) -> Sound:
    """300 to 3400 Hz, as a headset on an 8 kHz link hears."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    spectrum[(hz < 300) | (hz > 3400)] = 0
    narrow: Sound = np.fft.irfft(spectrum, len(sound))
    return narrow


def _block_power(sound: Sound) -> Sound:
    whole = sound[: max(1, len(sound) // _BLOCK) * _BLOCK]
    power: Sound = np.square(np.resize(whole, (max(1, len(whole) // _BLOCK), _BLOCK))).mean(axis=1)
    return power


def _extent(speech: Sound) -> tuple[int, int]:
    """First and last sample of what is clearly speech: three of four blocks of 10 ms loud."""
    power = _block_power(speech)
    loud = (power >= power.max() / 10 ** (_ONSET_RANGE_DB / 10)).astype(int)
    steady = np.flatnonzero(np.convolve(loud, np.ones(4, dtype=int), "valid") >= 3)
    if not len(steady):
        return 0, len(speech)
    return int(steady[0]) * _BLOCK, (int(steady[-1]) + 4) * _BLOCK


def shares(flags: Sequence[bool]) -> float:
    """Of 1, rounded for a table."""
    return round(float(np.mean(flags)), 3) if len(flags) else 0.0

"""Simulated rooms: how the device's own voice and a resident's reach the device's microphone.

Reverberation is noise that decays exponentially behind a direct sound (Polack 1988), or a measured impulse response;
the loudspeaker is small (no bass) and clips softly; sound card clocks disagree; playback begins late by what the
device does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from companion.messages import SAMPLE_RATE_HZ, Samples

RESIDENT_LEVEL = 1000.0
"""Root mean square of the resident's speech at the microphone, its pauses left out: 30 dB below full scale."""
SELF_NOISE = 1.5
"""Of the microphone itself, in steps of 16 bits."""
BASS_HZ = 200.0
"""A loudspeaker of a few centimetres gives little below."""
FIRST_REFLECTION_S = 0.003
FULL_SCALE = 32768.0
_BLOCK = 320

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room with a device in it."""

    name: str
    own_db: float
    """The device's own speech at its microphone, relative to the resident's."""
    reverberation_s: float = 0.4
    """Until sound has decayed by 60 dB; not used where there is a measured response."""
    direct_db: float = 3.0
    """The loudspeaker's direct sound over all of its reverberation: 3 some 40 cm away, 10 within one housing."""
    measured: Sound | None = field(default=None, repr=False)
    """Impulse response from loudspeaker to microphone, at 16 kHz."""
    drift_ppm: float = 0.0
    """How much faster the microphone's clock runs than the loudspeaker's."""
    late_s: float = 0.04
    """Playback and capture latency that the device's profile does not know of."""
    wavers_s: float = 0.02
    """Each sentence begins later by up to this: a sound card takes blocks."""
    drive: float = 1.0
    """Into the loudspeaker's soft clipping; 0: linear, 3: clearly distorted at every vowel."""
    noise_db: float = -30.0
    """Room noise relative to the resident."""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the device played: when it told that the first sample would reach the air."""

    start_s: float
    samples: Samples = field(repr=False)
    rate_hz: int


class Air:
    """Carries sound to the microphone of one room; the same room always does it the same way."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._random = np.random.default_rng(room.seed)
        if room.measured is None:
            self._to_own = response(room.reverberation_s, direct_db=room.direct_db, random=self._random)
        else:
            self._to_own = _normal(room.measured[max(0, int(np.argmax(np.abs(room.measured))) - 8) :])
        self._to_resident = response(room.reverberation_s, direct_db=0.0, random=self._random)

    def hear(
        self,
        seconds: float,
        played: Sequence[Played],
        said: Sequence[tuple[float, Samples]] = (),
        noise: Samples | None = None,
    ) -> Samples:
        """What the microphone gives in so many seconds, at 16 kHz. `said`: the resident's speech and its times."""
        room = self._room
        heard = self._random.normal(0, SELF_NOISE, round(seconds * SAMPLE_RATE_HZ))
        heard += room_noise(room, noise, len(heard), self._random)
        own = np.zeros(len(heard))
        for piece in played:
            lay(own, round(self._begins_s(piece) * SAMPLE_RATE_HZ), self._loudspeaker(piece))
        level = RESIDENT_LEVEL * 10 ** (room.own_db / 20)
        heard += levelled(_convolved(own, self._to_own), level)
        for at_s, speech in said:
            there = _convolved(np.pad(speech.astype(np.float64), (0, SAMPLE_RATE_HZ // 2)), self._to_resident)
            lay(heard, round(at_s * SAMPLE_RATE_HZ), levelled(there, RESIDENT_LEVEL))
        return np.clip(np.rint(heard), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)

    def _begins_s(self, piece: Played) -> float:
        late_s = self._room.late_s + self._random.uniform(0, self._room.wavers_s)
        return (piece.start_s + late_s) * (1 + self._room.drift_ppm / 1e6)

    def _loudspeaker(self, piece: Played) -> Sound:
        return loudspeaker(resampled(piece.samples, piece.rate_hz, 1 + self._room.drift_ppm / 1e6), self._room.drive)


def resampled(samples: Samples, rate_hz: int, faster: float) -> Sound:
    """At the microphone's 16 kHz, whose clock runs so much faster. Full scale is 1."""
    import soxr

    sound: Sound = soxr.resample(samples / FULL_SCALE, rate_hz, SAMPLE_RATE_HZ * faster).astype(np.float64)
    return sound


def loudspeaker(sound: Sound, drive: float) -> Sound:
    """What a small loudspeaker makes of it; full scale from 1 to 16 bits."""
    if drive:
        # Driven harder, the cone's way is limited on both sides.
        sound = np.tanh(drive * sound) / drive
    return _without_bass(sound * FULL_SCALE)


def room_noise(room: Room, noise: Samples | None, count: int, random: np.random.Generator) -> Sound:
    """This noise, or a falling spectrum, as loud as the room has it."""
    level = RESIDENT_LEVEL * 10 ** (room.noise_db / 20)
    if noise is None:
        white = random.normal(0, 1, count)
        return levelled(_convolved(white, np.array([1.0, 0.9, 0.8, 0.7, 0.6, 0.5])), level, whole=True)
    begins = int(random.integers(len(noise)))
    return levelled(np.resize(np.roll(noise.astype(np.float64), begins), count), level, whole=True)


def response(reverberation_s: float, *, direct_db: float, random: np.random.Generator) -> Sound:
    """Impulse response at 16 kHz: a direct sound, `direct_db` over all of its reverberation. Energy 1."""
    at = np.arange(round(reverberation_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    tail = random.normal(0, 1, len(at)) * 10 ** (-3 * at / reverberation_s)
    tail[at < FIRST_REFLECTION_S] = 0
    tail *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(tail**2))
    tail[8] = 1.0
    return _normal(tail)


def level_of(sound: Sound) -> float:
    """Root mean square of the blocks of 20 ms within 30 dB of the loudest: speech without its pauses."""
    blocks = np.square(sound[: len(sound) // _BLOCK * _BLOCK]).reshape(-1, _BLOCK).mean(axis=1)
    loudest = float(blocks.max(initial=0.0))
    return float(np.sqrt(blocks[blocks >= loudest / 1000].mean())) if loudest else 0.0


def levelled(sound: Sound, level: float, *, whole: bool = False) -> Sound:
    """Scaled to this root mean square, of its speech or of the `whole`."""
    now = float(np.sqrt(np.mean(sound**2))) if whole else level_of(sound)
    return sound * (level / now) if now else sound


def _normal(impulses: Sound) -> Sound:
    scaled: Sound = impulses / np.sqrt(np.sum(impulses**2))
    return scaled


def _without_bass(sound: Sound) -> Sound:
    size = len(sound)
    hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE_HZ)
    steep: Sound = np.fft.irfft(np.fft.rfft(sound) / (1 + (BASS_HZ / np.maximum(hz, 1.0)) ** 4), size)
    return steep


def _convolved(sound: Sound, impulses: Sound) -> Sound:
    size = 1 << (len(sound) + len(impulses) - 2).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(impulses, size), size)
    return wet[: len(sound)]


def lay(onto: Sound, begins: int, sound: Sound) -> None:
    """Add it from that sample on, as far as it fits."""
    fits = max(0, min(len(sound), len(onto) - begins))
    onto[begins : begins + fits] += sound[:fits]

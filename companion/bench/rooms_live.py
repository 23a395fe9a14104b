"""A simulated room in time: what the device plays is heard by its own microphone, a frame at a time.

Nothing is decided beforehand: the device may pause, and what is in the air then dies away as it would.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from companion.bench.rooms_air import (
    FULL_SCALE,
    RESIDENT_LEVEL,
    SELF_NOISE,
    Room,
    Sound,
    lay,
    level_of,
    levelled,
    loudspeaker,
    resampled,
    response,
    room_noise,
)
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame, Samples, SpeechChunk
from device.echo import EchoCanceller
from device.echo_reference import EchoReference
from device.timing import FrameTimes

HANDED_OVER_S = 0.004
"""Frames are handed over up to this much late."""
BLOCK_S = 0.02
"""What the sound card already has when the device falls silent still sounds."""
STARTS_AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


class RoomClock:
    """Session time: it passes with the microphone's frames."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now_s(self) -> float:
        """Seconds heard so far."""
        return self.seconds

    def wall(self) -> datetime:
        """Some morning, and what has passed since."""
        return STARTS_AT + timedelta(seconds=self.seconds)


class LiveAir:
    """Everything that is in the air, in samples of the microphone's clock."""

    def __init__(self, room: Room, seconds: float, sample: SpeechChunk) -> None:
        """`sample`: something the device says; by it its loudness is set."""
        self.room = room
        self.random = np.random.default_rng(room.seed)
        self._rate = 1 + room.drift_ppm / 1e6
        count = round((seconds + 5) * SAMPLE_RATE_HZ)
        self._dry = np.zeros(count)
        self._rest = self.random.normal(0, SELF_NOISE, count) + room_noise(room, None, count, self.random)
        self._to_own = response(room.reverberation_s, direct_db=room.direct_db, random=self.random)
        self._to_resident = response(room.reverberation_s, direct_db=0.0, random=self.random)
        size = 1 << (len(self._to_own) + FRAME_SAMPLES).bit_length()
        self._size, self._spectrum = size, np.fft.rfft(self._to_own, size)
        loud = loudspeaker(resampled(sample.samples, sample.sample_rate_hz, 1.0), room.drive)
        heard = np.convolve(loud, self._to_own[: SAMPLE_RATE_HZ // 4])
        self._gain = RESIDENT_LEVEL * 10 ** (room.own_db / 20) / max(level_of(heard), 1e-9)

    def place(self, at_s: float) -> int:
        """The microphone's sample at that session time."""
        return round(at_s * self._rate * SAMPLE_RATE_HZ)

    def play(self, samples: Samples, rate_hz: int, at: int) -> int:
        """The loudspeaker sounds from that sample on. Returns where it ends."""
        sound = self._gain * loudspeaker(resampled(samples, rate_hz, self._rate), self.room.drive)
        lay(self._dry, at, sound)
        return at + len(sound)

    def stop(self, at: int) -> None:
        """The loudspeaker is silent from that sample on."""
        self._dry[max(0, at) :] = 0

    def say(self, at_s: float, speech: Samples, *, level_db: float = 0.0) -> None:
        """The resident speaks."""
        there = np.convolve(np.pad(speech.astype(np.float64), (0, SAMPLE_RATE_HZ // 2)), self._to_resident)
        lay(self._rest, self.place(at_s), levelled(there, RESIDENT_LEVEL * 10 ** (level_db / 20)))

    def hear(self, at: int) -> Samples:
        """The frame from that sample on."""
        since = max(0, at - len(self._to_own))
        wet = np.fft.irfft(np.fft.rfft(self._dry[since : at + FRAME_SAMPLES], self._size) * self._spectrum, self._size)
        sound: Sound = wet[at - since : at - since + FRAME_SAMPLES] + self._rest[at : at + FRAME_SAMPLES]
        return np.clip(np.rint(sound), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


class RoomSpeaker:
    """Implements Speaker: a loudspeaker that begins late by what the device does not know of."""

    def __init__(self, air: LiveAir, clock: RoomClock, reference: EchoReference | None) -> None:
        self._air = air
        self._clock = clock
        self._reference = reference
        self._ends_s = 0.0
        self._ends_at = 0
        self.spoken_s = 0.0
        """How long it has sounded in all."""

    def play(self, chunk: SpeechChunk) -> float:
        """Queue behind what still sounds; returns when the device believes that it sounds."""
        now_s = self._clock.now_s()
        start_s = max(now_s, self._ends_s)
        if start_s == now_s:
            room = self._air.room
            late_s = room.late_s + self._air.random.uniform(0, room.wavers_s)
            self._ends_at = self._air.place(start_s + late_s)
        self._ends_at = self._air.play(chunk.samples, chunk.sample_rate_hz, self._ends_at)
        if self._reference is not None:
            self._reference.played(chunk.samples, chunk.sample_rate_hz, start_s)
        length_s = len(chunk.samples) / chunk.sample_rate_hz
        self.spoken_s += length_s
        self._ends_s = start_s + length_s
        return start_s

    def stop(self) -> None:
        """Silent, but for what the sound card has."""
        now_s = self._clock.now_s()
        self.spoken_s -= max(0.0, self._ends_s - now_s)
        self._ends_s = min(self._ends_s, now_s)
        self._air.stop(self._air.place(now_s + self._air.room.late_s + BLOCK_S))
        if self._reference is not None:
            self._reference.stopped(self._ends_s + BLOCK_S)

    def busy_until_s(self) -> float:
        """When the device believes to be silent."""
        return self._ends_s

    def close(self) -> None:
        """Nothing to let go."""


class RoomMicrophone:
    """Implements Microphone: gives the room's frames, with echo taken away where there is a canceller."""

    def __init__(self, air: LiveAir, clock: RoomClock, canceller: EchoCanceller | None) -> None:
        self._air = air
        self._clock = clock
        self._canceller = canceller
        self._times = FrameTimes(FRAME_SECONDS)
        self._at = 0

    def read(self) -> AudioFrame | None:
        """The next frame."""
        samples = self._air.hear(self._at)
        self._at += FRAME_SAMPLES
        rate = 1 + self._air.room.drift_ppm / 1e6
        self._clock.seconds = self._at / SAMPLE_RATE_HZ / rate
        estimate_s = self._clock.seconds - FRAME_SECONDS + self._air.random.uniform(0, HANDED_OVER_S)
        frame = AudioFrame(samples=samples, start_s=self._times.start_s(estimate_s))
        return frame if self._canceller is None else self._canceller.clean(frame)

    def close(self) -> None:
        """Nothing to let go."""

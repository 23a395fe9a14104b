"""The room of the demo: a recorded resident in front of the device, on one simulated clock.

Nothing here knows what the device will say. The resident waits until the device has finished, leaves the silence the
journey asks for, and speaks the next recording; a device that says nothing is given some patience and then spoken to
again. Change a recording and the conversation changes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

import numpy as np

from companion.demo.journey import Journey, Line
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    Alert,
    AudioFrame,
    Button,
    Samples,
    SpeechChunk,
)

PATIENCE_S = 25.0
"""A resident whom nothing answers speaks again after this."""
GOODBYE_S = 2.0
"""The recording goes on this long after the device's last word."""
ROOM_NOISE_DBFS = -66.0


class SimulatedClock:
    """Session time that moves only when audio passes."""

    def __init__(self, starts_at: datetime) -> None:
        self._starts_at = starts_at
        self._frames = 0

    def now_s(self) -> float:
        """Seconds of audio so far."""
        return self._frames * FRAME_SECONDS

    def wall(self) -> datetime:
        """The journey's date and time."""
        return self._starts_at + timedelta(seconds=self.now_s())

    def tick(self) -> None:
        """One frame has passed."""
        self._frames += 1


class RoomSpeaker:
    """Lays the device's voice on the time line."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._busy_until_s = 0.0
        self.spoken: list[tuple[float, SpeechChunk]] = []

    def play(self, chunk: SpeechChunk) -> float:
        """Queue behind what still sounds."""
        start_s = max(self._clock.now_s(), self._busy_until_s)
        self.spoken.append((start_s, chunk))
        self._busy_until_s = start_s + len(chunk.samples) / chunk.sample_rate_hz
        return start_s

    def stop(self) -> None:
        """Cut off what has not sounded yet."""
        now_s = self._clock.now_s()
        self.spoken = [cut for start_s, chunk in self.spoken if (cut := _cut(start_s, chunk, now_s))]
        self._busy_until_s = min(self._busy_until_s, now_s)

    def busy_until_s(self) -> float:
        """When the last queued sample sounds."""
        return self._busy_until_s

    def close(self) -> None:
        """Nothing to let go."""


def _cut(start_s: float, chunk: SpeechChunk, now_s: float) -> tuple[float, SpeechChunk] | None:
    keep = int(max(0.0, now_s - start_s) * chunk.sample_rate_hz)
    if keep == 0:
        return None
    return start_s, SpeechChunk(samples=chunk.samples[:keep], sample_rate_hz=chunk.sample_rate_hz, cues=chunk.cues)


@dataclass(frozen=True, slots=True)
class Said:
    """Where on the time line a line was spoken."""

    line: int
    start_s: float
    end_s: float


@dataclass(slots=True)
class _Turn:
    """The line that is being waited for or spoken."""

    index: int = 0
    position: int = 0
    """Samples of the current line already spoken."""
    speaking: bool = False
    since_s: float = 0.0
    """When the last line ended."""


@dataclass(slots=True)
class Room:
    """Microphone, speaker, buttons and clock of one recorded conversation."""

    journey: Journey
    paced: bool = False
    """True: as slow as life; False: as fast as the machine can. The conversation is the same."""
    clock: SimulatedClock = field(init=False)
    speaker: RoomSpeaker = field(init=False)
    said: list[Said] = field(default_factory=list)
    recorded: list[Samples] = field(default_factory=list)
    """Every frame the microphone gave: the resident's side of the sound."""
    calls: list[Alert] = field(default_factory=list)
    _turn: _Turn = field(default_factory=_Turn)
    _pressed: list[Button] = field(default_factory=list)
    _noise: np.random.Generator = field(default_factory=lambda: np.random.default_rng(2026))
    _began: float | None = None
    """`time.monotonic()` at the first frame, s: what loading took before is not caught up with."""

    def __post_init__(self) -> None:
        self.clock = SimulatedClock(self.journey.starts_at)
        self.speaker = RoomSpeaker(self.clock)

    @property
    def microphone(self) -> Self:
        """The room is its own microphone."""
        return self

    # Microphone.

    def read(self) -> AudioFrame | None:
        """The next frame of the room; None when the journey is over."""
        if self._over():
            return None
        start_s = self.clock.now_s()
        samples = self._room_noise()
        self._resident_acts(samples)
        self.clock.tick()
        self.recorded.append(samples)
        if self.paced:
            self._wait()
        return AudioFrame(samples=samples, start_s=start_s)

    def _wait(self) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = now - FRAME_SECONDS
        time.sleep(max(0.0, self._began + self.clock.now_s() - now))

    def close(self) -> None:
        """Nothing to let go."""

    # Buttons and nurse call.

    def presses(self) -> tuple[Button, ...]:
        """What was pressed since the last call."""
        pressed, self._pressed = tuple(self._pressed), []
        return pressed

    def call(self, alert: Alert) -> None:
        """The relay of the demo: it remembers."""
        self.calls.append(alert)

    def clear(self) -> None:
        """Acknowledged."""

    # The resident.

    def _over(self) -> bool:
        return self._line() is None and self._quiet_for_s() >= GOODBYE_S

    def _line(self) -> Line | None:
        lines = self.journey.lines
        return lines[self._turn.index] if self._turn.index < len(lines) else None

    def _quiet_for_s(self) -> float:
        return self.clock.now_s() - max(self.speaker.busy_until_s(), self._turn.since_s)

    def _answered_since_last_line(self) -> bool:
        return self.speaker.busy_until_s() > self._turn.since_s

    def _resident_acts(self, samples: Samples) -> None:
        line = self._line()
        if line is None:
            return
        if not self._turn.speaking and self._begins(line):
            if line.press is not None:
                self._pressed.append(line.press)
                self._next()
                return
            self._turn.speaking = True
            self.said.append(Said(self._turn.index, self.clock.now_s(), self.clock.now_s() + line.seconds))
        if self._turn.speaking and line.samples is not None:
            self._speak(line.samples, samples)

    def _begins(self, line: Line) -> bool:
        if line.interrupts_after_s is not None and self._answered_since_last_line():
            # A sound cut off in its first instant has left nothing on the time line.
            began_s = next((s for s, _ in self.speaker.spoken if s >= self._turn.since_s), self.speaker.busy_until_s())
            return self.clock.now_s() >= began_s + line.interrupts_after_s
        wait_s = line.wait_s if self._answered_since_last_line() else PATIENCE_S
        return self._quiet_for_s() >= wait_s

    def _speak(self, line: Samples, samples: Samples) -> None:
        part = line[self._turn.position : self._turn.position + FRAME_SAMPLES]
        mixed = samples[: len(part)].astype(np.int32) + part
        samples[: len(part)] = np.clip(mixed, -32768, 32767).astype(np.int16)
        self._turn.position += FRAME_SAMPLES
        if self._turn.position >= len(line):
            self._next()

    def _next(self) -> None:
        self._turn = _Turn(index=self._turn.index + 1, since_s=self.clock.now_s() + FRAME_SECONDS)

    def _room_noise(self) -> Samples:
        level = 32768 * 10 ** (ROOM_NOISE_DBFS / 20)
        return self._noise.normal(0, level, FRAME_SAMPLES).astype(np.int16)


def spoken_track(room: Room, rate_hz: int) -> Samples:
    """The device's side of the sound, shape (n,), `rate_hz`, as long as the conversation."""
    import soxr

    track = np.zeros(int(room.clock.now_s() * rate_hz) + rate_hz, dtype=np.int32)
    for start_s, chunk in room.speaker.spoken:
        samples = chunk.samples
        if chunk.sample_rate_hz != rate_hz:
            samples = soxr.resample(samples, chunk.sample_rate_hz, rate_hz)
        start = round(start_s * rate_hz)
        end = min(start + len(samples), len(track))
        track[start:end] += samples[: end - start]
    return np.clip(track, -32768, 32767).astype(np.int16)


def heard_track(room: Room, rate_hz: int) -> Samples:
    """The resident's side of the sound, shape (n,), `rate_hz`."""
    import soxr

    heard = np.concatenate(room.recorded)
    resampled: Samples = soxr.resample(heard, SAMPLE_RATE_HZ, rate_hz)
    return resampled

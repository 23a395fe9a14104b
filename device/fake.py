"""A board made of memory, for tests: same contract as the real one, never opened by name, no sleep anywhere.

Failure is scripted as data. For a microphone: `r` a frame, `z` a frame of zeros, `E` MicrophoneLost; for a speaker:
`r` plays, `E` SpeakerLost. A script that has run out: the recording has ended, the speaker plays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from companion.errors import MicrophoneLost, SpeakerLost
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    Alert,
    AudioFrame,
    Button,
    Press,
    Samples,
    SpeechChunk,
)

STARTS_AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
LOST_AFTER_S = 1.0


class FakeClock:
    """Time that passes when told to."""

    def __init__(self, starts_at: datetime = STARTS_AT) -> None:
        self._starts_at = starts_at
        self._now_s = 0.0

    def now_s(self) -> float:
        """Seconds advanced so far."""
        return self._now_s

    def wall(self) -> datetime:
        """The start plus what has passed."""
        return self._starts_at + timedelta(seconds=self._now_s)

    def advance(self, seconds: float) -> None:
        """Let time pass; it never goes back."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self._now_s += seconds


def tone(seconds: float, hz: float = 440.0, rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """A sine of a quarter of full scale, shape (seconds * rate_hz,)."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    wave: Samples = np.rint(8000 * np.sin(2 * np.pi * hz * at)).astype(np.int16)
    return wave


class FakeMicrophone:
    """Gives the frames it was made with; each takes its 32 ms of the clock, a loss the second it is waited for."""

    def __init__(self, clock: FakeClock, frames: Iterable[Samples | None]) -> None:
        """None among the frames is a MicrophoneLost. Frames may be an endless iterator."""
        self._clock = clock
        self._frames: Iterator[Samples | None] = iter(frames)
        self.closed = False

    @classmethod
    def playing(cls, clock: FakeClock, sound: Samples) -> FakeMicrophone:
        """A recording at 16 kHz of any length, filled up with silence to a whole frame."""
        padded = np.pad(sound, (0, -len(sound) % FRAME_SAMPLES))
        return cls(clock, padded.reshape(-1, FRAME_SAMPLES))

    @classmethod
    def scripted(cls, clock: FakeClock, script: str) -> FakeMicrophone:
        """Frames and failures by letter; see above."""
        steps = {"r": tone(FRAME_SECONDS), "z": np.zeros(FRAME_SAMPLES, dtype=np.int16), "E": None}
        return cls(clock, [steps[letter] for letter in script])

    def read(self) -> AudioFrame | None:
        """The next frame; None when there are no more. Raises MicrophoneLost where the script says so."""
        if self.closed:
            raise MicrophoneLost("The microphone has been closed.")
        try:
            samples = next(self._frames)
        except StopIteration:
            return None
        if samples is None:
            self._clock.advance(LOST_AFTER_S)
            raise MicrophoneLost("No sound for a second from the fake microphone.")
        start_s = self._clock.now_s()
        self._clock.advance(FRAME_SECONDS)
        return AudioFrame(samples=samples, start_s=start_s)

    def close(self) -> None:
        """Reading afterwards raises."""
        self.closed = True


@dataclass(frozen=True, slots=True)
class Played:
    """A chunk, or what is left of it, on the time line."""

    start_s: float
    samples: Samples = field(repr=False)
    sample_rate_hz: int

    @property
    def end_s(self) -> float:
        """Just after its last sample."""
        return self.start_s + len(self.samples) / self.sample_rate_hz


class FakeSpeaker:
    """Remembers exactly what sounded when."""

    def __init__(self, clock: FakeClock, script: str = "") -> None:
        self._clock = clock
        self._script = iter(script)
        self._ends_s = 0.0
        self.played: list[Played] = []
        self.closed = False

    def play(self, chunk: SpeechChunk) -> float:
        """Queue behind what still sounds. Raises SpeakerLost where the script says so."""
        if self.closed:
            raise SpeakerLost("The speaker has been closed.")
        if next(self._script, "r") == "E":
            raise SpeakerLost("There is no fake speaker.")
        played = Played(max(self._clock.now_s(), self._ends_s), chunk.samples, chunk.sample_rate_hz)
        self.played.append(played)
        self._ends_s = played.end_s
        return played.start_s

    def stop(self) -> None:
        """Cut off what has not sounded yet."""
        now_s = self._clock.now_s()
        kept = [
            Played(one.start_s, one.samples[: int((now_s - one.start_s) * one.sample_rate_hz)], one.sample_rate_hz)
            if one.end_s > now_s
            else one
            for one in self.played
            if one.start_s < now_s
        ]
        self.played = kept
        self._ends_s = min(self._ends_s, now_s)

    def busy_until_s(self) -> float:
        """When the last sample sounds."""
        return self._ends_s

    def close(self) -> None:
        """Playing afterwards raises."""
        self.closed = True


class FakeNurseCall:
    """Remembers the calls."""

    def __init__(self) -> None:
        self.calls: list[Alert] = []
        self.alert: Alert | None = None

    def call(self, alert: Alert) -> None:
        """Keep it; a milder call does not replace one that still stands."""
        self.calls.append(alert)
        if self.alert is None or alert.level >= self.alert.level:
            self.alert = alert

    def clear(self) -> None:
        """Acknowledged."""
        self.alert = None


class FakeButtons:
    """Buttons that a test presses."""

    def __init__(self) -> None:
        self._pressed: list[Button | Press] = []

    def press(self, button: Button | Press) -> None:
        """Press and let go."""
        self._pressed.append(button)

    def presses(self) -> tuple[Button | Press, ...]:
        """Everything pressed since the last call."""
        pressed, self._pressed = tuple(self._pressed), []
        return pressed

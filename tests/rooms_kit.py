"""A small simulated room for tests: a device that speaks, its microphone, and the sound the two share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companion.bench.rooms_air import Air, Played, Room
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame, Samples
from device.echo_reference import EchoReference

RATE_HZ = 22_050


def murmur(seconds: float, seed: int = 0, rate_hz: int = RATE_HZ) -> Samples:
    """Speech-like sound: noise of a falling spectrum, in syllables. Shape (seconds * rate_hz,)."""
    random = np.random.default_rng(seed)
    count = round(seconds * rate_hz)
    spectrum = np.fft.rfft(random.normal(0, 1, count))
    hz = np.fft.rfftfreq(count, 1 / rate_hz)
    sound = np.fft.irfft(spectrum / (1 + (hz / 500) ** 2) ** 0.5, count)
    syllables = np.clip(np.sin(2 * np.pi * 4 * np.arange(count) / rate_hz + random.uniform(0, 6)), 0.02, 1)
    sound *= syllables
    loud: Samples = np.rint(8000 * sound / np.abs(sound).max()).astype(np.int16)
    return loud


@dataclass(frozen=True)
class Scene:
    """What was played, and what the microphone made of it."""

    played: tuple[Played, ...]
    heard: Samples

    def reference(self) -> EchoReference:
        """Told of everything that was played."""
        reference = EchoReference()
        for piece in self.played:
            reference.played(piece.samples, piece.rate_hz, piece.start_s)
        return reference

    def frames(self) -> list[AudioFrame]:
        """The microphone's frames, on time."""
        whole = len(self.heard) // FRAME_SAMPLES
        blocks = self.heard[: whole * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
        return [AudioFrame(samples=block, start_s=at * FRAME_SECONDS) for at, block in enumerate(blocks)]


def scene(room: Room, sentences: int = 4, said: tuple[tuple[float, Samples], ...] = ()) -> Scene:
    """So many sentences of two seconds, a second between them; `said` by somebody else, with its session times."""
    played = tuple(
        Played(start_s=1.0 + 3 * number, samples=murmur(2.0, seed=number), rate_hz=RATE_HZ)
        for number in range(sentences)
    )
    return Scene(played, Air(room).hear(1.0 + 3 * sentences, played, said))


def level_db(samples: Samples, from_s: float, until_s: float) -> float:
    """Of this stretch, in decibels of one step squared."""
    part = samples[round(from_s * SAMPLE_RATE_HZ) : round(until_s * SAMPLE_RATE_HZ)].astype(np.float64)
    return float(10 * np.log10(np.mean(part**2) + 1e-9))

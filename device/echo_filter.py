"""The linear half of echo cancellation: learns the way from loudspeaker to microphone, and subtracts what comes so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from companion.messages import FRAME_SAMPLES

PARTS = 10
"""Of FRAME_SAMPLES taps each: 320 ms, for latency and reverberation together."""
KEEPS = 0.9995
"""How much of the echo path stays the same from frame to frame."""
SMOOTHS = 0.6
"""Of the estimate of everything that is no echo, per frame."""
FIRST_SURENESS = 1.0
"""Variance of an echo path that nothing is known of; 1 is an echo as loud as its sound."""
LEAST = 1e-3

Float = NDArray[np.float32]
Spectrum = NDArray[np.complex64]


class EchoFilter:
    """Partitioned-block frequency-domain Kalman filter (Enzner & Vary 2006; Kuech, Mabande & Enzner 2014).

    Its step follows from how sure it is of the path and how loud everything else is, so that it holds still by itself
    while somebody talks over the device. No delay.
    """

    def __init__(self, parts: int = PARTS) -> None:
        self._parts = parts
        self.forget()

    def forget(self) -> None:
        """Another room."""
        bins = FRAME_SAMPLES + 1
        self._path: Spectrum = np.zeros((self._parts, bins), dtype=np.complex64)
        self._unsure: Float = np.full((self._parts, bins), FIRST_SURENESS, dtype=np.float32)
        self._played: Spectrum = np.zeros((self._parts, bins), dtype=np.complex64)
        self._rest: Float = np.zeros(bins, dtype=np.float32)
        self._last: Float = np.zeros(FRAME_SAMPLES, dtype=np.float32)

    @property
    def past_samples(self) -> int:
        """How much of what was played it looks back on."""
        return (self._parts + 1) * FRAME_SAMPLES

    @property
    def loudest_at(self) -> int | None:
        """After how many samples most of the echo comes; None while no path is known."""
        taps = np.abs(np.fft.irfft(self._path, axis=1)[:, :FRAME_SAMPLES].reshape(-1))
        return int(np.argmax(taps)) if taps.any() else None

    def cancel(self, near: Float, far: Float, *, learn: bool = True) -> Float:
        """`near` less the echo of `far`; both shape (FRAME_SAMPLES,), one frame after the other."""
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(np.concatenate([self._last, far]))
        self._last = far
        left: Float = near - self._echo()
        if learn and self._played.any():
            self._learn(left)
        return left

    def shift(self, parts: int) -> None:
        """What is played is from now on given so many FRAME_SAMPLES later: the path is that much shorter."""
        self._path = np.roll(self._path, -parts, axis=0)
        self._unsure = np.roll(self._unsure, -parts, axis=0)
        self._path[-parts:], self._unsure[-parts:] = 0, FIRST_SURENESS

    def realign(self, past: Float) -> None:
        """What was played up to now was this, shape (past_samples,): the same sound, moved in time."""
        blocks = past.reshape(self._parts + 1, FRAME_SAMPLES)
        pairs = np.concatenate([blocks[:-1], blocks[1:]], axis=1)
        self._played = np.fft.rfft(pairs, axis=1)[::-1].astype(np.complex64)
        self._last = blocks[-1]

    def _echo(self) -> Float:
        sound = np.fft.irfft((self._played * self._path).sum(axis=0))
        return sound[FRAME_SAMPLES:].astype(np.float32)

    def _learn(self, left: Float) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(FRAME_SAMPLES, dtype=np.float32), left])).astype(np.complex64)
        self._rest = (SMOOTHS * self._rest + (1 - SMOOTHS) * np.abs(error) ** 2).astype(np.float32)
        power = np.abs(self._played) ** 2
        step = self._unsure / ((power * self._unsure).sum(axis=0) + 2 * self._rest + LEAST)
        change = np.fft.irfft(step * np.conj(self._played) * error, axis=1)
        # A path of FRAME_SAMPLES taps a part: the other half is wrap-around.
        change[:, FRAME_SAMPLES:] = 0
        self._path += np.fft.rfft(change, axis=1).astype(np.complex64)
        unsure = KEEPS**2 * (1 - 0.5 * step * power) * self._unsure + (1 - KEEPS**2) * np.abs(self._path) ** 2
        self._unsure = unsure.astype(np.float32)

"""Takes the microphone's offset, hum and rumble away: a second-order high-pass that runs on from frame to frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from companion.messages import SAMPLE_RATE_HZ, Samples

CORNER_HZ = 80.0
"""As in the speech coders of every telephone (3GPP TS 26.090, 5.1): no voice has anything below."""
_BLOCK = 128
"""Samples computed at once. A frame in one block costs four times the work, sample by sample in Python a hundred."""

Sound = NDArray[np.float32]


class HighPass:
    """Butterworth, second order. In blocks: each block's answer to its own sound, plus what rings on from before."""

    def __init__(self, corner_hz: float = CORNER_HZ) -> None:
        self._b, self._a = _butterworth(corner_hz)
        # The filter's answer to a unit in either memory cell, and to a unit at the first sample (the impulse response).
        rings = [_run(self._b, self._a, np.zeros(_BLOCK), start) for start in ((1.0, 0.0), (0.0, 1.0))]
        impulse, _ = _run(self._b, self._a, np.eye(1, _BLOCK)[0], (0.0, 0.0))
        ends = [_run(self._b, self._a, row, (0.0, 0.0))[1] for row in np.eye(_BLOCK)]
        lag = np.arange(_BLOCK)[None, :] - np.arange(_BLOCK)[:, None]
        self._answers = np.where(lag >= 0, impulse[lag], 0.0).astype(np.float32)
        self._rings = np.array([sound for sound, _ in rings], dtype=np.float32)
        self._next = np.array([end for _, end in rings])
        self._ends = np.array(ends, dtype=np.float32)
        self._memory: NDArray[np.float64] | None = None

    def reset(self) -> None:
        """Forget what was heard: the next sample is taken as the offset that was always there, so nothing thumps."""
        self._memory = None

    def filter(self, samples: Samples) -> Sound:
        """Shape (n,) in and out; n must be a multiple of 128."""
        blocks = samples.astype(np.float32).reshape(-1, _BLOCK)
        if self._memory is None:
            self._memory = float(blocks[0, 0]) * np.array([-self._b[0], self._b[2]])
        own_ends = blocks @ self._ends
        memories = np.empty((len(blocks), 2), dtype=np.float32)
        memory = self._memory
        for index, own_end in enumerate(own_ends):
            memories[index] = memory
            memory = memory @ self._next + own_end
        self._memory = memory
        passed: Sound = (blocks @ self._answers + memories @ self._rings).reshape(-1)
        return passed


def _butterworth(corner_hz: float) -> tuple[tuple[float, float, float], tuple[float, float]]:
    """Bilinear transform of the analogue prototype (Oppenheim & Schafer 7.1); the leading denominator is 1."""
    k = math.tan(math.pi * corner_hz / SAMPLE_RATE_HZ)
    scale = 1 / (1 + math.sqrt(2) * k + k * k)
    return (scale, -2 * scale, scale), (2 * (k * k - 1) * scale, (1 - math.sqrt(2) * k + k * k) * scale)


def _run(
    b: tuple[float, float, float], a: tuple[float, float], sound: NDArray[np.float64], memory: tuple[float, float]
) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Sample by sample (direct form II transposed): what was made of `sound`, and the two memory cells after it."""
    first, second = memory
    passed = np.empty(len(sound))
    for index, sample in enumerate(sound):
        passed[index] = b[0] * sample + first
        first = b[1] * sample - a[0] * passed[index] + second
        second = b[2] * sample - a[1] * passed[index]
    return passed, (first, second)

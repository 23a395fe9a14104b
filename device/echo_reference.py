"""What the speaker plays, on the session's time line: the reference an echo canceller needs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from companion.messages import SAMPLE_RATE_HZ, Samples

KEPT_S = 2.0
"""What sounded longer ago is of no use: no echo takes so long."""
REACH = 24
"""Samples of the source on each side of a new sample."""
PHASES = 256
"""Places between two samples that are told apart: rounding to them stays 50 dB and more below the sound."""
KAISER_BETA = 8.0
PASSED = 0.92
"""Of the lower rate's half: what lies above is left out, for the microphone does not hear it either."""

Float = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Piece:
    start_s: float
    rate_hz: int
    samples: Float = field(repr=False)

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / self.rate_hz


class EchoReference:
    """Told by the speaker what sounds when, it gives any stretch of it at 16 kHz, from any fraction of a sample on.

    Interpolation by a windowed sinc (Smith, "Digital Audio Resampling Home Page", 2002). Used from one thread.
    """

    def __init__(self) -> None:
        self._pieces: deque[_Piece] = deque()
        self._tables: dict[int, Float] = {}

    def played(self, samples: Samples, rate_hz: int, start_s: float) -> None:
        """From `start_s` on these samples, shape (n,) at `rate_hz`, are in the air, beside what was told before."""
        if len(samples):
            self._pieces.append(_Piece(start_s, rate_hz, samples.astype(np.float32)))

    def stopped(self, at_s: float) -> None:
        """What would have sounded from then on does not."""
        pieces, self._pieces = self._pieces, deque()
        for piece in pieces:
            left = max(0, round((at_s - piece.start_s) * piece.rate_hz))
            if left:
                self._pieces.append(_Piece(piece.start_s, piece.rate_hz, piece.samples[:left]))

    def sounds(self, from_s: float, until_s: float) -> bool:
        """Whether anything sounds between the two session times."""
        return any(piece.start_s < until_s and piece.end_s > from_s for piece in self._pieces)

    def read(self, start_s: float, count: int) -> Float:
        """`count` samples at 16 kHz from session time `start_s` on; zeros where nothing sounds.

        What sounded more than two seconds before is forgotten: read in order.
        """
        while self._pieces and self._pieces[0].end_s < start_s - KEPT_S:
            self._pieces.popleft()
        sound = np.zeros(count, dtype=np.float32)
        end_s = start_s + count / SAMPLE_RATE_HZ
        for piece in self._pieces:
            margin_s = REACH / piece.rate_hz
            if piece.start_s - margin_s < end_s and piece.end_s + margin_s > start_s:
                sound += self._stretch(piece, start_s, count)
        return sound

    def _stretch(self, piece: _Piece, start_s: float, count: int) -> Float:
        at = (start_s - piece.start_s) * piece.rate_hz + np.arange(count) * (piece.rate_hz / SAMPLE_RATE_HZ)
        steps = np.rint(at * PHASES).astype(np.int64)
        whole, phase = np.divmod(steps, PHASES)
        first, last = int(whole[0]) - REACH + 1, int(whole[-1]) + REACH + 1
        near = np.zeros(last - first, dtype=np.float32)
        low, high = max(first, 0), min(last, len(piece.samples))
        if low < high:
            near[low - first : high - first] = piece.samples[low:high]
        windows = near[(whole - whole[0])[:, None] + np.arange(2 * REACH)]
        sound: Float = np.einsum("ij,ij->i", windows, self._table(piece.rate_hz)[phase])
        return sound

    def _table(self, rate_hz: int) -> Float:
        if rate_hz not in self._tables:
            cut = PASSED * min(1.0, SAMPLE_RATE_HZ / rate_hz)
            away = np.arange(2 * REACH)[None, :] - (REACH - 1) - np.arange(PHASES)[:, None] / PHASES
            shape = np.i0(KAISER_BETA * np.sqrt(np.maximum(0.0, 1 - (away / REACH) ** 2))) / np.i0(KAISER_BETA)
            self._tables[rate_hz] = (cut * np.sinc(cut * away) * shape).astype(np.float32)
        return self._tables[rate_hz]

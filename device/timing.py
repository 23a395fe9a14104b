"""When each frame began: counted from the samples, kept near the clock."""

from __future__ import annotations

import math

JUMP_S = 0.1
"""Later than this, and lastingly, is a gap in the sound (a pause in the supply), not drift."""
LATE_FRAMES = 10
"""Late for so many frames (0.3 s) is lastingly: a burst after a busy moment has been worked off by then."""
SLEW_S = 0.001
"""Drift is taken back by at most this for each frame: no sound card is 3 % off, and frames never overlap more."""


class FrameTimes:
    """Start times of frames of `seconds` each.

    The clock tells when a frame was handed over, which is late by a varying few milliseconds, and by far more where
    the board or its sound server was busy and then gave everything at once; the sample count is even but drifts with
    the card's crystal (100 ppm are 0.4 s in an hour) and knows nothing of samples lost. So: count, follow the clock
    slowly, and jump forward where sound is known to be lost, or where it stays late. Times always increase.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next_s: float | None = None
        self._late_s: list[float] = []

    def gap(self) -> None:
        """Sound was lost before the next frame: that one is placed by the clock alone."""
        self._late_s = [math.inf] * (LATE_FRAMES - 1)

    def start_s(self, estimate_s: float) -> float:
        """Session time at which the next frame began, given what the clock says of it."""
        next_s = estimate_s if self._next_s is None else self._next_s
        start_s = next_s + self._correction_s(estimate_s - next_s)
        self._next_s = start_s + self._seconds
        return start_s

    def _correction_s(self, late_s: float) -> float:
        if late_s <= JUMP_S:
            self._late_s = []
            return max(-SLEW_S, min(SLEW_S, late_s))
        self._late_s.append(late_s)
        if len(self._late_s) < LATE_FRAMES:
            return 0.0
        # The least late of them was handed over most promptly.
        jump_s, self._late_s = min(self._late_s), []
        return jump_s

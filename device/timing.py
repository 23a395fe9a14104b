"""When each frame began: counted from the samples, kept near the clock."""

from __future__ import annotations

JUMP_S = 0.1
"""Later than this is a gap in the sound (overflow, a pause in the supply), not drift."""
SLEW_S = 0.001
"""Drift is taken back by at most this for each frame: no sound card is 3 % off, and frames never overlap more."""


class FrameTimes:
    """Start times of frames of `seconds` each.

    The clock tells when a frame was handed over, which is late by a varying few milliseconds; the sample count is
    even but drifts with the card's crystal (100 ppm are 0.4 s in an hour) and knows nothing of samples lost. So:
    count, follow the clock slowly, and jump forward where sound was lost. Times always increase.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next_s: float | None = None

    def start_s(self, estimate_s: float) -> float:
        """Session time at which the next frame began, given what the clock says of it."""
        if self._next_s is None or estimate_s - self._next_s > JUMP_S:
            start_s = estimate_s
        else:
            start_s = self._next_s + max(-SLEW_S, min(SLEW_S, estimate_s - self._next_s))
        self._next_s = start_s + self._seconds
        return start_s

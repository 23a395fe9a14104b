"""Keeps scraps of the device's own voice from passing for somebody's: what is far weaker than what was heard."""

from __future__ import annotations

from collections import deque

import numpy as np

from companion.messages import FRAME_SECONDS, Samples

SCRAP_DB = 13.0
"""Below what the microphone heard. Somebody who talks over the device is not so much weaker than both together; what
AEC3 leaves of a reverberant echo is. Chosen in simulated rooms."""
WEIGHED_FRAMES = 4
ECHOES_ON_FRAMES = round(0.4 / FRAME_SECONDS)
STARTS_FRAMES = round(0.38 / FRAME_SECONDS)
"""After a silence the device is deaf for so long: a sentence begins up to a sound card's block earlier or later than
was told, and until its echo has been found again it comes through at full strength."""
LEFT = 0.003
"""Of a scrap: 50 dB less. One bit of noise goes with it, for nothing but zeros would mean a dead microphone."""


class ResidualGate:
    """Frame by frame, while the device sounds and its echo dies away."""

    def __init__(self) -> None:
        self._heard: deque[float] = deque(maxlen=WEIGHED_FRAMES)
        self._left: deque[float] = deque(maxlen=WEIGHED_FRAMES)
        self._echoes = 0
        self._since = 0
        self._random = np.random.default_rng(0)

    def pass_on(self, heard: Samples, left: Samples, *, sounding: bool) -> Samples:
        """`left` of `heard`, or next to nothing of it where it is only a scrap; both shape (n,)."""
        self._heard.append(float(np.mean(np.square(heard.astype(np.float32)))))
        self._left.append(float(np.mean(np.square(left.astype(np.float32)))))
        self._echoes = ECHOES_ON_FRAMES if sounding else max(0, self._echoes - 1)
        self._since = self._since + 1 if self._echoes else 0
        weaker_db = 10 * np.log10((sum(self._heard) + 1) / (sum(self._left) + 1))
        begins = 0 < self._since <= STARTS_FRAMES
        if not self._echoes or (weaker_db <= SCRAP_DB and not begins):
            return left
        scrap: Samples = np.rint(left * LEFT).astype(np.int16) + self._random.integers(-1, 2, len(left), dtype=np.int16)
        return scrap

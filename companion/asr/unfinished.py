"""Does what was said so far sound finished? Judged by its last words, as a listener does.

A logistic regression on the last three words, how they end, how many there are and how the sentence began; trained on
whole sentences against their own beginnings (`models.training.endings`). It never hears the sound.
"""

from __future__ import annotations

import math
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from companion.errors import ModelError

BUCKETS = 1 << 16
"""Features share so many weights, by the CRC-32 of their name: no word stands in the file."""
HESITATIONS = frozenset(["ah", "er", "erm", "hm", "hmm", "mm", "uh", "um"])
"""Who ends with one of these is looking for a word."""
_MANY = 9
_START = "^"


def features(words: list[str]) -> NDArray[np.int64]:
    """Buckets of what is looked at, shape (n,); `words` lower case, at least one."""
    last = [*[_START] * 3, *words][-3:]
    named = (
        f"1 {last[2]}",
        f"2 {last[1]} {last[2]}",
        f"3 {last[0]} {last[1]} {last[2]}",
        f"e {last[2][-3:]}",
        f"ee {last[1][-3:]} {last[2][-3:]}",
        f"n {min(len(words), _MANY)}",
        f"n1 {min(len(words), _MANY)} {last[2]}",
        f"b {words[0]}",
        f"b2 {' '.join(words[:2])}",
        f"b1 {words[0]} {last[2]}",
    )
    return np.array([crc32(name.encode()) % BUCKETS for name in named])


class Endings:
    """A trained model; pure, some 20 microseconds a question."""

    def __init__(self, weights: NDArray[np.int8], scale: float, bias: float) -> None:
        self._weights = weights
        self._scale = scale
        self._bias = bias

    @classmethod
    def load(cls, path: Path) -> Endings:
        """Read the file that training wrote. Raises ModelError."""
        try:
            with np.load(path, allow_pickle=False) as held:
                weights, scale, bias = held["weights"], float(held["scale"]), float(held["bias"])
        except (OSError, ValueError, KeyError, EOFError):
            raise ModelError(
                f"The model of sentence endings {path} cannot be read; install the companion again."
            ) from None
        if weights.shape != (BUCKETS,) or weights.dtype != np.int8:
            raise ModelError(
                f"The model of sentence endings {path} is of another version; install the companion again."
            )
        return cls(weights, scale, bias)

    def finished(self, text: str) -> float:
        """0 to 1 that nothing more follows `text` (lower case, no punctuation); 0 while nothing has been said."""
        words = text.split()
        if not words or words[-1] in HESITATIONS:
            return 0.0
        score = float(self._weights[features(words)].astype(np.int32).sum()) * self._scale + self._bias
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

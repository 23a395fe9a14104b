"""Where the words of a recording lie, and where it truly ends: by forced alignment, and by its loudness."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from companion.messages import SAMPLE_RATE_HZ, Samples

_FRAME_S = 0.01
_STEP = round(_FRAME_S * SAMPLE_RATE_HZ)
_BELOW_PEAK_DB = 32.0
"""Speech is whatever is less than this below the loudest moment..."""
_ABOVE_ROOM_DB = 9.0
"""...and more than this above the quietest tenth."""
_AROUND_S = 0.06
"""The quietest moment so close to an aligned boundary is taken for it."""
_END_WITHIN_S = 0.3
"""Loudness may put the end so far from where the alignment has it."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """Where the words lie, in seconds from the first sample."""

    begins_s: float
    ends_s: float
    boundaries_s: tuple[float, ...] = field(repr=False)
    """Between every two words, in order."""


class Aligner:
    """One decoder for many recordings."""

    def __init__(self) -> None:
        self._decoder = Decoder(lm=None, loglevel="FATAL")

    def align(self, samples: Samples, text: str) -> Aligned | None:
        """None where a word has no pronunciation, or the text does not fit the sound."""
        words = text.split()
        if not words or any(self._decoder.lookup_word(word) is None for word in words):
            return None
        self._decoder.set_align_text(text)
        self._decoder.start_utt()
        self._decoder.process_raw(samples.tobytes(), full_utt=True)
        self._decoder.end_utt()
        parts = [part for part in self._decoder.seg() or () if not part.word.startswith(("<", "[", "("))]
        if len(parts) != len(words):
            return None
        level = level_db(samples)
        between = [
            _quietest(level, (one.end_frame + other.start_frame) / 2 * _FRAME_S) for one, other in pairwise(parts)
        ]
        begins_s, ends_s = parts[0].start_frame * _FRAME_S, (parts[-1].end_frame + 1) * _FRAME_S
        return Aligned(begins_s, _end_s(level, ends_s), tuple(between))


def level_db(samples: Samples) -> NDArray[np.float64]:
    """Power of every 10 ms in dB, shape (n,)."""
    whole = len(samples) // _STEP * _STEP
    power = np.mean(np.square(samples[:whole].reshape(-1, _STEP).astype(np.float64)), axis=1)
    level: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 1e-2))
    return level


def room_rms(samples: Samples) -> float:
    """How loud the recording's own silence is, in sample values."""
    return float(10 ** (np.percentile(level_db(samples), 5) / 20))


def _quietest(level: NDArray[np.float64], at_s: float) -> float:
    first = max(0, round((at_s - _AROUND_S) / _FRAME_S))
    last = min(len(level), round((at_s + _AROUND_S) / _FRAME_S) + 1)
    return (first + int(np.argmin(level[first:last])) + 0.5) * _FRAME_S


def _end_s(level: NDArray[np.float64], aligned_s: float) -> float:
    threshold = max(float(level.max()) - _BELOW_PEAK_DB, float(np.percentile(level, 10)) + _ABOVE_ROOM_DB)
    loud = np.flatnonzero(level > threshold)
    heard_s = (int(loud[-1]) + 1) * _FRAME_S if len(loud) else aligned_s
    return float(np.clip(heard_s, aligned_s - _END_WITHIN_S, aligned_s + _END_WITHIN_S))

"""Near or far? How loud a voice is, and how slowly its sound dies away, against the resident's own.

Across a room less of the sound comes straight and more from the walls, which go on sounding: no gap in the speech is
clean. Falls of the level within 40 ms tell that without knowing the room (after blind estimates of reverberation time
from the decay of the envelope: Wen, Habets & Naylor 2008). Music under the speech fills the gaps as well.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from companion.messages import SAMPLE_RATE_HZ, Samples

FAR_DB = 10.0
"""So much softer than the resident's own voice is somebody farther away."""
TURNED_AWAY_DB = 6.0
"""Who was asked may answer from so much farther still."""
NEAR_DB = 4.0
"""Not so much softer than the resident's own voice is the resident, or somebody as near."""
WALLS_DB = -8.0
"""How steeply a voice falls of which little but the walls' echo arrives: simulated rooms of 0.3 to 0.6 s, and a
measured one, give -8 to -11.5 there, and -12 to -17 where the direct sound is 10 dB over the echo."""
ECHOING = 0.45
"""A voice whose falls are less than this share of the resident's beyond the walls' comes from farther away."""
TELLS_DB = 2.5
"""Where the resident's own voice falls hardly more steeply than that, nothing can be told from it."""
FALL_DB = -13.0
"""Taken for the resident's until it is known: a bedside table in a bare room."""
OUT_DB = 4.0
"""So much louder than those who talk on is somebody else."""
KNOWN = 3
"""Utterances that were surely the resident's, from which on the level of the voice is known."""
REMEMBERED = 12
MOVED = 3
"""So many sure answers in a row from afar: the bed, or the device, stands somewhere else now."""

_BLOCK = 512
_WITHIN_DB = 20.0
_WINDOW, _HOP, _LAG = 256, 160, 4
_BANDS_HZ = (200, 500, 1000, 2000, 4000)
_STEEPEST_PERCENT = 5
_FEWEST = 30
_LONGEST = 20 * SAMPLE_RATE_HZ


class Place(StrEnum):
    """Where a voice is, compared with the resident's."""

    NEAR = "near"
    FAR = "far"
    UNKNOWN = "unknown"


class Nearness:
    """What is known of the resident's voice: figures, no sound."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=REMEMBERED)
        self._falls: deque[float] = deque(maxlen=REMEMBERED)
        self._others: deque[float] = deque(maxlen=REMEMBERED)
        self._afar: list[tuple[float, float | None]] = []

    def learn(self, samples: Samples, *, answered: bool) -> None:
        """This was the resident. From afar it teaches nothing, until several answers in a row came from there."""
        level_db, fall_db = level_of(samples), fall_of(samples)
        if self.place(samples) is Place.FAR and self._known:
            if answered:
                self._afar.append((level_db, fall_db))
            if len(self._afar) < MOVED:
                return
            self._levels.clear()
            self._falls.clear()
            for level, fall in self._afar[:-1]:
                self._take(level, fall)
        self._afar.clear()
        self._take(level_db, fall_db)

    def heard_others(self, samples: Samples) -> None:
        """This was somebody who did not talk to the device."""
        self._others.append(level_of(samples))

    def place(self, samples: Samples, *, others_talk: bool = False) -> Place:
        """Where this voice is. Before the resident is known, only what echoes through a room is far.

        With a television running (`others_talk`) nothing dies away: who is as loud as the resident and stands out from
        it is near, and what is too short to tell is not known to be.
        """
        below_db, echoing = self.below_db(samples), self.directness(samples) < ECHOING
        near = self._known and below_db < NEAR_DB
        if near and others_talk and self._stands_out(samples):
            return Place.NEAR
        if below_db > FAR_DB or echoing:
            return Place.FAR
        return Place.NEAR if near and not (others_talk and fall_of(samples) is None) else Place.UNKNOWN

    def _stands_out(self, samples: Samples) -> bool:
        return len(self._others) >= KNOWN and level_of(samples) > median(self._others) + OUT_DB

    def below_db(self, samples: Samples) -> float:
        """How much softer than the resident; 0 as long as that is not known."""
        return median(self._levels) - level_of(samples) if self._known else 0.0

    def directness(self, samples: Samples) -> float:
        """How steeply it falls, as a share of how the resident's voice does; 1 where it is too short to tell."""
        fall_db = fall_of(samples)
        own_db = median(self._falls) if len(self._falls) >= KNOWN else FALL_DB
        if fall_db is None or WALLS_DB - own_db < TELLS_DB:
            return 1.0
        return (WALLS_DB - fall_db) / (WALLS_DB - own_db)

    @property
    def _known(self) -> bool:
        return len(self._levels) >= KNOWN

    def _take(self, level_db: float, fall_db: float | None) -> None:
        self._levels.append(level_db)
        if fall_db is not None:
            self._falls.append(fall_db)


def level_of(samples: Samples) -> float:
    """How loud the speech in it is: mean power of its loud parts, dB below full scale; -120 for nothing."""
    whole = len(samples) // _BLOCK * _BLOCK
    if not whole:
        return -120.0
    power = np.mean(np.square(samples[:whole].reshape(-1, _BLOCK).astype(np.float64) / 32768.0), axis=1)
    loud = power[power >= power.max() / 10 ** (_WITHIN_DB / 10)]
    return float(10 * np.log10(max(1e-12, float(loud.mean()))))


def fall_of(samples: Samples) -> float | None:
    """The steepest falls of loud sound, dB in 40 ms, mean of four bands: -30 beside the bed, -8 across a live room.

    One in twenty is steeper. None where there is too little loud sound to tell; of long speech the last 20 s count.
    """
    falls: list[float] = []
    for level in _levels(samples[-_LONGEST:]):
        top = np.percentile(level, 95)
        loud = level[:-_LAG] > top - _WITHIN_DB
        if np.count_nonzero(loud) < _FEWEST:
            return None
        falls.append(float(np.percentile((level[_LAG:] - level[:-_LAG])[loud], _STEEPEST_PERCENT)))
    return float(np.mean(falls)) if falls else None


def _levels(samples: Samples) -> list[NDArray[np.float64]]:
    """Level every 10 ms in each band, dB; empty for sound that is too short."""
    if len(samples) < _WINDOW + _HOP * (_FEWEST + _LAG):
        return []
    windows = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float32), _WINDOW)[::_HOP]
    power = np.square(np.abs(np.fft.rfft(windows * np.hanning(_WINDOW), axis=1)))
    hz = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE_HZ)
    return [10 * np.log10(power[:, (hz >= low) & (hz < high)].sum(axis=1) + 1.0) for low, high in pairwise(_BANDS_HZ)]

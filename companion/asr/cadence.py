"""Does the voice sound finished? Judged by how loudness, pitch and timbre go where it stops, whatever was said.

Voices fall, fade and soften at the end of what they have to say, and are held up or broken off where more is to come
(Gravano and Hirschberg 2011). A logistic regression on the last 0.4 s against the utterance so far; trained by
`models.training.cadence`. Recordings that nobody tuned on: see the card.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.asr.melody import BANDS, Heard
from companion.errors import ModelError

FEATURES = 10 + 3 * BANDS
_LOUDEST_DB = 32.0
"""What is so far below the loudest is not speech any more..."""
_ROOM_DB = 8.0
"""...nor what is less than this above the quietest..."""
_SURELY_DB = 12.0
"""...but what is no further below the loudest is: a single word has no quiet parts."""
_LEAST_ROWS, _LEAST_VOICED = 10, 8
"""Of less there is nothing to tell: 0.1 s, and 0.08 s with a pitch."""
_MOST = 4.0
"""Standard deviations; what is further out counts as this."""

_Vector = NDArray[np.float64]


def describe(heard: Heard, rows: int) -> _Vector | None:
    """What is looked at, shape (FEATURES,), of the first `rows` rows: up to the last speech. None: too little of it."""
    level = heard.level_db[:rows]
    if len(level) < _LEAST_ROWS:
        return None
    quiet, loud = np.percentile(level, [5, 95])
    found = np.flatnonzero(level > max(loud - _LOUDEST_DB, min(quiet + _ROOM_DB, loud - _SURELY_DB)))
    if len(found) < _LEAST_ROWS:
        return None
    first, last = int(found[0]), int(found[-1]) + 1
    pitch = heard.pitch_hz[first:last]
    if np.count_nonzero(pitch) < _LEAST_VOICED:
        return None
    return np.concatenate([_pitch(pitch), _level(level[first:last], pitch), _timbre(heard.bands[first:last])])


def _pitch(pitch_hz: _Vector) -> _Vector:
    """The last 60 ms against the speaker's usual and lowest pitch and against what came before, semitones; the fall."""
    tones = 12 * np.log2(pitch_hz[pitch_hz > 0])
    last, before = float(np.mean(tones[-6:])), tones[-25:-6] if len(tones) > 12 else tones
    usual, lowest = np.percentile(tones, [50, 10])
    lately = tones[-20:]
    fall = np.polyfit(np.arange(len(lately)), lately, 1)[0]
    return np.array([last - usual, last - lowest, last - float(np.mean(before)), 10 * fall])


def _level(level_db: _Vector, pitch_hz: _Vector) -> _Vector:
    """The last 50, 100, 200 and 400 ms, the last voiced sound and its own fading, against what is usually loud; dB."""
    usual = np.percentile(level_db, 80)
    voiced = np.flatnonzero(pitch_hz)
    sound = voiced[np.flatnonzero(np.diff(voiced, prepend=voiced[0] - 9) > 3)[-1] <= np.arange(len(voiced))]
    ends = [float(np.mean(level_db[-rows:])) - usual for rows in (5, 10, 20, 40)]
    last = level_db[sound]
    return np.array([*ends, float(np.mean(last)) - usual, float(np.mean(last[-5:]) - np.max(last))])


def _timbre(bands: NDArray[np.float64]) -> _Vector:
    """Every band of the last 30 and 80 ms, and of the 170 ms before those, against its own mean."""
    usual = bands.mean(axis=0)
    before = bands[-25:-8]
    parts = (bands[-3:], bands[-8:], before if len(before) else bands)
    found: _Vector = np.concatenate([part.mean(axis=0) - usual for part in parts])
    return found


@dataclass(frozen=True, slots=True)
class Cadence:
    """A trained model; pure, some 0.1 ms a question."""

    weights: _Vector = field(repr=False)
    """Shape (FEATURES,), of standardised features."""
    mean: _Vector = field(repr=False)
    scale: _Vector = field(repr=False)
    bias: float

    @classmethod
    def load(cls, path: Path) -> Cadence:
        """Read the file that training wrote. Raises ModelError."""
        again = "install the companion again."
        try:
            with np.load(path, allow_pickle=False) as held:
                weights, mean, scale = (held[name].astype(np.float64) for name in ("weights", "mean", "scale"))
                bias = float(held["bias"])
        except (OSError, ValueError, KeyError, EOFError):
            raise ModelError(f"The model of how voices end {path} cannot be read; {again}") from None
        if any(part.shape != (FEATURES,) for part in (weights, mean, scale)):
            raise ModelError(f"The model of how voices end {path} is of another version; {again}")
        return cls(weights, mean, scale, bias)

    def log_odds(self, heard: Heard, rows: int) -> float:
        """Natural logarithm of the odds that the speaker has finished; 0 where there is too little to tell."""
        found = describe(heard, rows)
        if found is None:
            return 0.0
        standard = np.clip((found - self.mean) / self.scale, -_MOST, _MOST)
        return float(standard @ self.weights) + self.bias

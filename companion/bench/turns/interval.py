"""How sure a difference between two policies is: a paired bootstrap over the utterances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from companion.bench.turns.score import Result

_ROUNDS = 2000
_Values: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one figure, ours minus theirs, and where 95 % of the resampled differences lie."""

    value: float
    low: float
    high: float


def gap_difference(ours: Sequence[Result], theirs: Sequence[Result]) -> Difference | None:
    """Of the median gap, seconds, over the unpaused utterances that neither cut off nor missed; None without any."""
    return _difference(_gaps(ours), _gaps(theirs), lambda mine, other: _median(mine) - _median(other))


def gap_ratio(ours: Sequence[Result], theirs: Sequence[Result]) -> Difference | None:
    """How many times ours the other's median gap is, over the same utterances."""
    return _difference(_gaps(ours), _gaps(theirs), lambda mine, other: _median(other) / np.maximum(_median(mine), 1e-3))


def cut_difference(ours: Sequence[Result], theirs: Sequence[Result], pause_s: float) -> Difference | None:
    """Of the share cut off in mid-sentence at pauses of this length; None without any."""
    return _difference(_cuts(ours, pause_s), _cuts(theirs, pause_s), lambda mine, other: _mean(mine) - _mean(other))


def _gaps(results: Sequence[Result]) -> dict[str, float]:
    return {one.name: one.gap_s for one in results if one.pause_s == 0}


def _cuts(results: Sequence[Result], pause_s: float) -> dict[str, float]:
    return {one.name: float(one.cut) for one in results if one.pause_s == pause_s and not one.given}


def _median(values: _Values) -> _Values:
    return np.asarray(np.median(values, axis=-1))


def _mean(values: _Values) -> _Values:
    return np.asarray(np.mean(values, axis=-1))


def _difference(
    mine: Mapping[str, float], other: Mapping[str, float], compared: Callable[[_Values, _Values], _Values]
) -> Difference | None:
    pairs = np.array([(mine[name], other[name]) for name in sorted(mine.keys() & other.keys())]).reshape(-1, 2)
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    if not len(pairs):
        return None
    drawn = np.random.default_rng(0).integers(len(pairs), size=(_ROUNDS, len(pairs)))
    low, high = np.percentile(compared(pairs[drawn, 0], pairs[drawn, 1]), [2.5, 97.5])
    value = float(compared(pairs[:, 0], pairs[:, 1]))
    return Difference(round(value, 3), round(float(low), 3), round(float(high), 3))

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
    mine = {one.name: one.gap_s for one in ours if one.pause_s == 0}
    other = {one.name: one.gap_s for one in theirs if one.pause_s == 0}
    return _difference(mine, other, lambda values: np.asarray(np.median(values, axis=-1)))


def cut_difference(ours: Sequence[Result], theirs: Sequence[Result], pause_s: float) -> Difference | None:
    """Of the share cut off at pauses of this length; None without any."""
    mine = {one.name: float(one.cut) for one in ours if one.pause_s == pause_s}
    other = {one.name: float(one.cut) for one in theirs if one.pause_s == pause_s}
    return _difference(mine, other, lambda values: np.asarray(np.mean(values, axis=-1)))


def _difference(
    mine: Mapping[str, float], other: Mapping[str, float], figure: Callable[[_Values], _Values]
) -> Difference | None:
    pairs = np.array([(mine[name], other[name]) for name in sorted(mine.keys() & other.keys())]).reshape(-1, 2)
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    if not len(pairs):
        return None
    drawn = np.random.default_rng(0).integers(len(pairs), size=(_ROUNDS, len(pairs)))
    spread = figure(pairs[drawn, 0]) - figure(pairs[drawn, 1])
    low, high = np.percentile(spread, [2.5, 97.5])
    value = float(figure(pairs[:, 0]) - figure(pairs[:, 1]))
    return Difference(round(value, 3), round(float(low), 3), round(float(high), 3))

"""Turns counted features into weighted rows: TF-IDF, each block of a text scaled to length one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from companion.emotion.features import Counts, Keys

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features one block knows. Shapes (features,)."""

    keys: Keys = field(repr=False)
    """Sorted."""
    rarity: NDArray[np.float32] = field(repr=False)
    """Smoothed inverse document frequency, 1 + ln((1 + texts) / (1 + texts that have it))."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A sparse matrix of texts by features, as three lists of equal length."""

    rows: NDArray[np.int32] = field(repr=False)
    columns: NDArray[np.int32] = field(repr=False)
    values: NDArray[np.float32] = field(repr=False)
    shape: tuple[int, int]

    def times(self, weights: Floats) -> Floats:
        """The matrix times one weight a feature: shape (texts,)."""
        return np.bincount(self.rows, self.values * weights[self.columns], self.shape[0]).astype(np.float64, copy=False)

    def transposed_times(self, weights: Floats) -> Floats:
        """The transposed matrix times one weight a text: shape (features,)."""
        return np.bincount(self.columns, self.values * weights[self.rows], self.shape[1]).astype(np.float64, copy=False)

    def beside(self, other: Matrix) -> Matrix:
        """Both blocks as one: the other's features come after these."""
        return Matrix(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.columns, other.columns + np.int32(self.shape[1])]),
            np.concatenate([self.values, other.values]),
            (self.shape[0], self.shape[1] + other.shape[1]),
        )


def learn_vocabulary(texts: Sequence[Counts], *, least_texts: int) -> Vocabulary:
    """Keep every feature that at least `least_texts` texts have."""
    keys, found_in = np.unique(np.concatenate([counts.keys for counts in texts]), return_counts=True)
    kept = found_in >= least_texts
    rarity = 1 + np.log((1 + len(texts)) / (1 + found_in[kept]))
    return Vocabulary(keys[kept], rarity.astype(np.float32))


def weigh(texts: Sequence[Counts], vocabulary: Vocabulary) -> Matrix:
    """One row a text: (1 + ln times) * rarity, scaled to length one. The graph in `words_graph` does the same."""
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(counts.keys) for counts in texts])
    keys = np.concatenate([counts.keys for counts in texts])
    times = np.concatenate([counts.times for counts in texts])
    places = np.minimum(np.searchsorted(vocabulary.keys, keys), len(vocabulary.keys) - 1)
    known = vocabulary.keys[places] == keys
    rows, places = rows[known], places[known].astype(np.int32)
    values = (1 + np.log(times[known])) * vocabulary.rarity[places]
    length = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, len(texts)))
    return Matrix(rows, places, (values / length[rows]).astype(np.float32), (len(texts), len(vocabulary.keys)))

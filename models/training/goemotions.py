"""Reads GoEmotions: comments and their labels, in the official splits."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.emotion.features import spoken
from companion.emotion.taxonomy import LABELS
from companion.errors import InputError

Truth = NDArray[np.bool_]
"""Which labels hold, shape (texts, labels)."""


@dataclass(frozen=True, slots=True)
class Split:
    """Texts with their labels."""

    texts: tuple[str, ...] = field(repr=False)
    truth: Truth = field(repr=False)

    def as_spoken(self) -> Split:
        """The same texts as a recogniser would write them."""
        return Split(tuple(spoken(text) for text in self.texts), self.truth)

    def __add__(self, other: Split) -> Split:
        return Split(self.texts + other.texts, np.concatenate([self.truth, other.truth]))


def read_split(folder: Path, name: str) -> Split:
    """Read `<name>.tsv.gz`: text, label numbers separated by commas, comment id. Raises InputError."""
    path = folder / f"{name}.tsv.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines]
        texts = tuple(text for text, _, _ in rows)
        truth = np.array([_labels(numbers) for _, numbers, _ in rows], bool)
    except (OSError, ValueError, IndexError) as error:
        raise InputError(f"{path} is not a GoEmotions split ({error}); give the folder of the splits.") from error
    return Split(texts, truth)


def _labels(numbers: str) -> NDArray[np.bool_]:
    row = np.zeros(len(LABELS), bool)
    row[[int(number) for number in numbers.split(",")]] = True
    return row

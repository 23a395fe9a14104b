"""The learned part of triage: may raise a quiet verdict, never lowers one.

A linear model over words, word pairs, word beginnings, and the concepts and frames that the rules found, hashed into a
fixed table of small integers. It knows the turn of phrase of people in trouble where no rule foresaw the words. Trained
by `companion.dialogue.triage.training`; deterministic.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from companion.dialogue.triage.features import Scene
from companion.dialogue.triage.tables import CATEGORIES
from companion.errors import ModelError

SIZE = 1 << 14
"""Places in the table; marks that share a place share a weight."""
RAISES_AT = 0.97
"""Probability from which it raises. Everyday answers ("yes, I took my morning tablets") come out at up to 0.95."""
WEIGHTS_SHA256 = "96c26550e002f6015f0f28582ff0d4e0a7341f3522523d1f81f28e0c7e7a4f64"
"""Of `knowledge/learned.npz`: a table that is not this one is not used (P11)."""

_BEGINNING = 4


def marks_of(scene: Scene) -> list[str]:
    """What the model sees of an utterance; a figure of speech is one mark, whatever its words."""
    words = ["~" if place in scene.figurative else word for place, word in enumerate(scene.words)]
    edged = ["<", *words, ">"]
    marks = {f"w {word}" for word in words}
    marks |= {f"b {first} {second}" for first, second in pairwise(edged)}
    marks |= {f"p {word[:_BEGINNING]}" for word in words if len(word) > _BEGINNING}
    marks |= {f"k {concept}" for concept in scene.found if not concept.startswith('"')}
    marks |= {f"f {frame}" for frame in scene.frames}
    return sorted(marks)


def places_of(marks: list[str]) -> NDArray[np.int64]:
    """Where the marks stand in the table."""
    return np.fromiter((zlib.crc32(mark.encode()) % SIZE for mark in marks), dtype=np.int64, count=len(marks))


@dataclass(frozen=True, slots=True)
class Hunch:
    """What the model makes of an utterance."""

    probability: float
    category: str
    words: tuple[str, ...]
    """The words that weigh most."""


class Learned:
    """The trained tables: one for "is it a red flag", one for each category."""

    def __init__(self, flag: NDArray[np.int8], kinds: NDArray[np.int8], scales: NDArray[np.float64]) -> None:
        """`flag`: (SIZE,); `kinds`: (SIZE, categories); `scales`: flag scale, flag bias, kinds scale."""
        self._flag = flag.astype(np.float32)
        self._kinds = kinds.astype(np.float32)
        self._scale, self._bias, _ = (float(scale) for scale in scales)

    def weigh(self, scene: Scene) -> Hunch:
        """How likely this is a red flag, of which category, and for which words."""
        marks = marks_of(scene)
        if not scene.words:
            return Hunch(0.0, CATEGORIES[0], ())
        places = places_of(marks)
        weights = self._flag[places]
        score = self._bias + self._scale * float(weights.sum()) / math.sqrt(len(marks))
        kind = CATEGORIES[int(np.argmax(self._kinds[places].sum(axis=0)))]
        spoken = sorted(
            (mark[2:] for mark in marks if mark.startswith("w ")),
            key=lambda word: -float(self._flag[places[marks.index(f"w {word}")]]),
        )
        return Hunch(1 / (1 + math.exp(-score)), kind, tuple(spoken[:4]))


def built_in() -> Learned:
    """The table that comes with triage. Raises ModelError where it is not the known one."""
    content = (resources.files("companion.dialogue.triage") / "knowledge" / "learned.npz").read_bytes()
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise ModelError("The learned table of triage is not the known one; install the companion again.")
    with np.load(BytesIO(content)) as arrays:
        return Learned(arrays["flag"], arrays["kinds"], arrays["scales"])

"""Cross-validation over writers: what the committed kind of model, 8 bits and all, makes of a writer it never read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.dialogue.triage.encoder import Encoder
from models.training.encoder.data import Example
from models.training.encoder.fit import Recipe, Start, fit_all
from models.training.encoder.graph import write_graph
from models.training.encoder.network import Weights

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Scores, before the softmax, of examples that the model did not learn from."""

    examples: Sequence[Example] = field(repr=False)
    level: Floats = field(repr=False)
    """(examples, 3)"""
    category: Floats = field(repr=False)
    """(examples, categories)"""


def committed_form(begin: Start, weights: Weights) -> bytes:
    """The ONNX file of the weights."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        write_graph(path, {name: tensor.numpy() for name, tensor in weights.items()}, begin.vocabulary)
        return path.read_bytes()


def judged(encoder: Encoder, examples: Sequence[Example]) -> Unseen:
    """The scores of every example."""
    encoded = [encoder.encode(one.words) for one in examples]
    return Unseen(examples, np.stack([one.level for one in encoded]), np.stack([one.category for one in encoded]))


def leave_out(begin: Start, examples: Sequence[Example], source: str, recipe: Recipe, seeds: Sequence[int]) -> Unseen:
    """Train without one source; judge it."""
    weights = fit_all(begin, [one for one in examples if one.source != source], recipe, seeds)
    return judged(Encoder(committed_form(begin, weights)), [one for one in examples if one.source == source])

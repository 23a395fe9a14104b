"""The encoder as plain functions over a dictionary of tensors: the same sums that `graph` writes as ONNX.

MiniLM (Wang et al. 2020): BERT (Devlin et al. 2019) of 6 layers, 384 wide, 12 attention heads, post-norm, exact GELU.
Names of the tensors as in the published checkpoint. Needs torch, which only training uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

LAYERS = 6
WIDTH = 384
ATTENTION_HEADS = 12
EPSILON = 1e-12
LEVELS = 3
"""none, urgent, emergency."""

Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Batch:
    """Utterances as pieces: `pieces` and `mask` (utterances, longest); the mask is 1 where a piece stands."""

    pieces: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Scores:
    """What one forward pass gives: (utterances, WIDTH), (utterances, LEVELS), (utterances, categories)."""

    embedding: Tensor
    level: Tensor
    category: Tensor


def batch_of(utterances: list[list[int]]) -> Batch:
    """Pad to the longest."""
    longest = max(map(len, utterances))
    pieces = torch.tensor([one + [0] * (longest - len(one)) for one in utterances])
    lengths = torch.tensor([len(one) for one in utterances])
    return Batch(pieces, (torch.arange(longest)[None, :] < lengths[:, None]).float())


def forward(weights: Mapping[str, Tensor], batch: Batch, *, dropout: float = 0.0) -> Scores:
    """One pass. The embedding is the mean over the pieces; both heads are linear in it."""
    state = _embed(weights, batch.pieces)
    state = functional.dropout(state, dropout, training=dropout > 0)
    bias = (1 - batch.mask)[:, None, None, :] * -1e4
    for layer in range(LAYERS):
        state = _layer(weights, f"encoder.layer.{layer}.", state, bias=bias, dropout=dropout)
    mask = batch.mask[:, :, None]
    embedding = (state.float() * mask).sum(1) / mask.sum(1)
    seen = functional.dropout(embedding, dropout, training=dropout > 0)
    return Scores(embedding, _linear(weights, "level.", seen), _linear(weights, "category.", seen))


def _embed(weights: Mapping[str, Tensor], pieces: Tensor) -> Tensor:
    places = weights["embeddings.position_embeddings.weight"][: pieces.shape[1]]
    state = functional.embedding(pieces, weights["embeddings.word_embeddings.weight"]) + places[None]
    return _norm(weights, "embeddings.LayerNorm.", state + weights["embeddings.token_type_embeddings.weight"][0])


def _layer(weights: Mapping[str, Tensor], at: str, state: Tensor, *, bias: Tensor, dropout: float) -> Tensor:
    query, key, value = (
        _linear(weights, f"{at}attention.self.{name}.", state).unflatten(2, (ATTENTION_HEADS, -1)).transpose(1, 2)
        for name in ("query", "key", "value")
    )
    heed = functional.softmax(query @ key.transpose(2, 3) * (WIDTH // ATTENTION_HEADS) ** -0.5 + bias, dim=-1)
    mixed = heed.to(value.dtype) @ value
    attended = _linear(weights, f"{at}attention.output.dense.", mixed.transpose(1, 2).flatten(2))
    state = _norm(
        weights,
        f"{at}attention.output.LayerNorm.",
        state + functional.dropout(attended, dropout, training=dropout > 0),
    )
    inner = functional.gelu(_linear(weights, f"{at}intermediate.dense.", state))
    outer = functional.dropout(_linear(weights, f"{at}output.dense.", inner), dropout, training=dropout > 0)
    return _norm(weights, f"{at}output.LayerNorm.", state + outer)


def _linear(weights: Mapping[str, Tensor], at: str, state: Tensor) -> Tensor:
    return functional.linear(state, weights[f"{at}weight"], weights[f"{at}bias"])


def _norm(weights: Mapping[str, Tensor], at: str, state: Tensor) -> Tensor:
    return functional.layer_norm(state, (WIDTH,), weights[f"{at}weight"], weights[f"{at}bias"], EPSILON)

"""Writes the encoder as ONNX with 8-bit weights: one utterance in, embedding and both heads out, vocabulary inside.

Weights of the matrices: symmetric, one scale a column, within 64 of 127 steps: a processor without the dot-product
instructions adds two products in 16 bits and would overflow beyond that, so every processor gets the same sums.
Activations are quantised as they come (ONNX DynamicQuantizeLinear). Piece embeddings: one scale a piece, all steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.dialogue.triage.encoder_pieces import MAX_PIECES
from models.training.encoder.network import ATTENTION_HEADS, EPSILON, LAYERS, WIDTH

OPSET = 20
IR_VERSION = 9
MATRIX_STEPS = 64
EMBEDDING_STEPS = 127

Floats = NDArray[np.float32]


def quantised(matrix: Floats, *, steps: int) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers and scales along the last axis' columns: matrix (rows, columns) is close to whole * scales."""
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / steps
    return np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32)


def write_graph(path: Path, weights: Mapping[str, Floats], vocabulary: Sequence[str]) -> None:
    """Write the model.

    In: `pieces` int64 (pieces,), numbers in the vocabulary, both ends included. Out: `embedding` float (WIDTH,),
    `level` float (3,) and `category` float (categories,), both before the softmax, and `shares` float (pieces, 3), what
    each piece gave to `level`, which is their mean and a constant. Metadata: `vocabulary`, one piece a line.
    """
    import onnx
    from onnx import TensorProto, helper

    sheet = _Sheet()
    state = _embed(sheet, weights)
    for layer in range(LAYERS):
        state = _layer(sheet, weights, f"encoder.layer.{layer}.", state)
    axes = sheet.constant(np.array([0], np.int64))
    sheet.add("ReduceMean", [state, axes], "embedding", keepdims=0)
    shares = sheet.add("MatMul", [state, sheet.constant(weights["level.weight"].T)], "shares")
    level = sheet.add("ReduceMean", [shares, axes], keepdims=0)
    sheet.add("Add", [level, sheet.constant(weights["level.bias"])], "level")
    category = sheet.add("MatMul", ["embedding", sheet.constant(weights["category.weight"].T)])
    sheet.add("Add", [category, sheet.constant(weights["category.bias"])], "category")
    levels, categories = len(weights["level.bias"]), len(weights["category.bias"])
    sizes: dict[str, list[int | str]] = {
        "embedding": [WIDTH],
        "level": [levels],
        "category": [categories],
        "shares": ["pieces", levels],
    }
    graph = helper.make_graph(
        sheet.nodes,
        "encoder",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["pieces"])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name, size in sizes.items()],
        sheet.tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    helper.set_model_props(model, {"vocabulary": "\n".join(vocabulary)})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


class _Sheet:
    """Nodes and constants as they are added; names are numbered, so the same weights give the same file."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def add(self, operator: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        """Add an operator with one result; gives the result's name."""
        return self.add_many(operator, inputs, [output or f"v{len(self.nodes)}"], **attributes)[0]

    def add_many(self, operator: str, inputs: Sequence[str], outputs: list[str], **attributes: Any) -> list[str]:
        """Add an operator with several results."""
        from onnx import helper

        self.nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return outputs

    def constant(self, value: NDArray[Any]) -> str:
        """Add a constant; gives its name."""
        from onnx import numpy_helper

        name = f"c{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name


def _embed(sheet: _Sheet, weights: Mapping[str, Floats]) -> str:
    table, scales = quantised(weights["embeddings.word_embeddings.weight"].T, steps=EMBEDDING_STEPS)
    rows = sheet.add("Cast", [sheet.add("Gather", [sheet.constant(table.T), "pieces"])], to=1)
    scale = sheet.add("Gather", [sheet.constant(scales[:, None]), "pieces"])
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = sheet.add("Shape", ["pieces"])
    begin, axis = sheet.constant(np.array([0], np.int64)), sheet.constant(np.array([0], np.int64))
    place = sheet.add("Slice", [sheet.constant(places[:MAX_PIECES]), begin, length, axis])
    return _norm(sheet, weights, "embeddings.LayerNorm.", sheet.add("Add", [sheet.add("Mul", [rows, scale]), place]))


def _layer(sheet: _Sheet, weights: Mapping[str, Floats], at: str, state: str) -> str:
    by_head = sheet.constant(np.array([0, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS], np.int64))
    small = _quantise(sheet, state)
    query, key, value = (
        sheet.add("Reshape", [_linear(sheet, weights, f"{at}attention.self.{name}.", small), by_head])
        for name in ("query", "key", "value")
    )
    scaled = sheet.add("Mul", [query, sheet.constant(np.array((WIDTH // ATTENTION_HEADS) ** -0.5, np.float32))])
    heed = sheet.add(
        "MatMul", [sheet.add("Transpose", [scaled], perm=[1, 0, 2]), sheet.add("Transpose", [key], perm=[1, 2, 0])]
    )
    mixed = sheet.add(
        "MatMul", [sheet.add("Softmax", [heed], axis=-1), sheet.add("Transpose", [value], perm=[1, 0, 2])]
    )
    joined = sheet.add(
        "Reshape", [sheet.add("Transpose", [mixed], perm=[1, 0, 2]), sheet.constant(np.array([0, WIDTH], np.int64))]
    )
    attended = _linear(sheet, weights, f"{at}attention.output.dense.", _quantise(sheet, joined))
    state = _norm(sheet, weights, f"{at}attention.output.LayerNorm.", sheet.add("Add", [state, attended]))
    inner = sheet.add("Gelu", [_linear(sheet, weights, f"{at}intermediate.dense.", _quantise(sheet, state))])
    outer = _linear(sheet, weights, f"{at}output.dense.", _quantise(sheet, inner))
    return _norm(sheet, weights, f"{at}output.LayerNorm.", sheet.add("Add", [state, outer]))


def _quantise(sheet: _Sheet, state: str) -> list[str]:
    """Whole numbers, their scale and their zero."""
    at = len(sheet.nodes)
    return sheet.add_many("DynamicQuantizeLinear", [state], [f"q{at}", f"s{at}", f"z{at}"])


def _linear(sheet: _Sheet, weights: Mapping[str, Floats], at: str, small: Sequence[str]) -> str:
    whole, scale, zero = small
    matrix, scales = quantised(weights[f"{at}weight"].T, steps=MATRIX_STEPS)
    nought = sheet.constant(np.array(0, np.int8))
    product = sheet.add("MatMulInteger", [whole, sheet.constant(matrix), zero, nought])
    both = sheet.add("Mul", [scale, sheet.constant(scales)])
    back = sheet.add("Mul", [sheet.add("Cast", [product], to=1), both])
    return sheet.add("Add", [back, sheet.constant(weights[f"{at}bias"])])


def _norm(sheet: _Sheet, weights: Mapping[str, Floats], at: str, state: str) -> str:
    gain, shift = sheet.constant(weights[f"{at}weight"]), sheet.constant(weights[f"{at}bias"])
    return sheet.add("LayerNormalization", [state, gain, shift], axis=-1, epsilon=EPSILON)

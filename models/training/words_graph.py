"""Writes the linear words model as ONNX: int8 weights, one scale a label, everything after the hashing inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.matrix import Floats, Vocabulary

OPSET = 17
IR_VERSION = 8

_Step = tuple[str, list[str], str]
"""Operator, what it takes, what it gives."""


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of feature with its weights, shape (features, labels)."""

    name: str
    vocabulary: Vocabulary
    weights: Floats = field(repr=False)


def quantise(weights: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Int8 weights and one scale a label: weights are close to int8 * scale."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def dequantised(weights: Floats) -> Floats:
    """The weights as the graph will use them."""
    small, scale = quantise(weights)
    return small.astype(np.float64) * scale


def write_graph(path: Path, blocks: Sequence[Block], slopes: Floats, offsets: Floats) -> None:
    """Write the model.

    In, for each block: `<name>_places` int64 (n,), places in the vocabulary; `<name>_times` float (n,), occurrences.
    Out: `chances` float (labels,), calibrated; and `<name>_vocabulary` uint32 (features,), the sorted feature keys.
    Slopes and offsets (labels,) are the calibration: chance = sigmoid(slope * row @ weights + offset).
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    tensors = {"offsets": offsets.astype(np.float32), "one": np.array(1, np.float32)}
    inputs: list[onnx.ValueInfoProto] = []
    outputs = [helper.make_tensor_value_info("chances", TensorProto.FLOAT, [len(slopes)])]
    steps: list[_Step] = []
    total = "offsets"
    for block in blocks:
        name, size = block.name, len(block.vocabulary.keys)
        inputs += [
            helper.make_tensor_value_info(f"{name}_places", TensorProto.INT64, [f"n_{name}"]),
            helper.make_tensor_value_info(f"{name}_times", TensorProto.FLOAT, [f"n_{name}"]),
        ]
        outputs.append(helper.make_tensor_value_info(f"{name}_vocabulary", TensorProto.UINT32, [size]))
        tensors |= _constants(block, slopes)
        steps += [*_steps(name), ("Add", [total, f"{name}_logits"], f"{name}_total")]
        total = f"{name}_total"
    steps.append(("Sigmoid", [total], "chances"))
    nodes = [helper.make_node(kind, taken, [given]) for kind, taken, given in steps]
    constants = [numpy_helper.from_array(array, name) for name, array in tensors.items()]
    graph = helper.make_graph(nodes, "words_linear", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _constants(block: Block, slopes: Floats) -> dict[str, NDArray[Any]]:
    small, scale = quantise(block.weights)
    return {
        f"{block.name}_keys": block.vocabulary.keys,
        f"{block.name}_rarity": block.vocabulary.rarity,
        f"{block.name}_weights": small,
        f"{block.name}_scale": (scale * slopes).astype(np.float32),
    }


def _steps(name: str) -> list[_Step]:
    """From places and times to logits: (1 + ln times) * rarity, over its length, times the weights of those rows."""
    here = f"{name}_"
    return [
        ("Identity", [here + "keys"], here + "vocabulary"),
        ("Log", [here + "times"], here + "log"),
        ("Add", [here + "log", "one"], here + "damped"),
        ("Gather", [here + "rarity", here + "places"], here + "rare"),
        ("Mul", [here + "damped", here + "rare"], here + "raw"),
        ("ReduceL2", [here + "raw"], here + "length"),
        ("Div", [here + "raw", here + "length"], here + "row"),
        ("Gather", [here + "weights", here + "places"], here + "int8"),
        ("DequantizeLinear", [here + "int8", here + "scale"], here + "float"),
        ("MatMul", [here + "row", here + "float"], here + "logits"),
    ]

"""Builds a tiny real Piper voice (about 0.3 MB) from formant tables: `build_tiny_voice(folder)`.

It is a voice for tests: intelligible in part, warm never. Piper loads and runs it like any other, and it gives the
frames of each phoneme as its second output, so alignments come back. Needs numpy and the development package onnx.

The graph is a source-filter synthesiser: duration table -> frames -> band envelopes -> harmonics and noise.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from models.build.formants import ANCHORS, BAND_CENTRES_HZ, BAND_EDGES_HZ, SOUNDS, Sound, log_envelope

SAMPLE_RATE_HZ = 16_000
HOP = 256
"""Samples a frame; Piper multiplies the second output by it."""
PITCH_HZ = 110.0
IDS = 256
BANDS = len(BAND_CENTRES_HZ)
FILTER_TAPS = 257
OPSET = 15

_PAUSES_S = {" ": 0.02, ",": 0.2, ";": 0.25, ":": 0.25, ".": 0.25, "?": 0.25, "!": 0.25, "^": 0.03, "$": 0.1}


def build_tiny_voice(out_dir: Path) -> Path:
    """Write `tiny.onnx` and `tiny.onnx.json` into `out_dir` (made where absent); return the path of the model."""
    out_dir.mkdir(parents=True, exist_ok=True)
    model = out_dir / "tiny.onnx"
    onnx.save(_model(), model)
    config = {
        "audio": {"sample_rate": SAMPLE_RATE_HZ, "quality": "x_low"},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": IDS,
        "num_speakers": 1,
        "speaker_id_map": {},
        "hop_length": HOP,
        "language": {"code": "en_US"},
        "dataset": "tiny",
    }
    Path(f"{model}.json").write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    return model


class _Graph:
    """Names nodes and constants, so that the synthesiser below reads as a formula."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any, kind: Any = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=kind), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def node(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output


def _model() -> Any:
    g = _Graph()
    ids = g.node("Squeeze", "input", g.ints(0))
    frames = _frames_per_id(g, ids)
    bands = _samples_of(g, _band_frames(g, ids, frames))
    envelope = g.node("Slice", bands, g.ints(0), g.ints(BANDS), g.ints(0))
    voicing = g.node("Slice", bands, g.ints(BANDS), g.ints(BANDS + 1), g.ints(0))
    noise_gain = g.node("Gather", "scales", g.constant(0, np.int64))
    noise = g.node("Mul", _noise(g, envelope, voicing), noise_gain)
    sound = g.node("Add", _harmonics(g, envelope, voicing), noise)
    limited = g.node("Tanh", g.node("Mul", sound, g.constant(0.35)))
    g.node("Unsqueeze", limited, g.ints(0, 1), name="output")
    graph = helper.make_graph(
        g.nodes,
        "tiny_piper",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, ["batch_size", "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch_size"]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [
            helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "time"]),
            helper.make_tensor_value_info("frames", TensorProto.FLOAT, [1, 1, "phonemes"]),
        ],
        g.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def _frames_per_id(g: _Graph, ids: str) -> str:
    """[N] whole frames of each phoneme id; the model's second output."""
    scale = g.node("Gather", "scales", g.constant(1, np.int64))
    lengths = g.node("Mul", g.node("Gather", g.constant(_durations()), ids), scale)
    frames = g.node("Ceil", lengths)
    g.node("Unsqueeze", frames, g.ints(0, 1), name="frames")
    return frames


def _band_frames(g: _Graph, ids: str, frames: str) -> str:
    """[1, BANDS + 1, T]: the log envelope and the voicing of every frame, gliding through each sound's anchors."""
    sounding = g.node("Greater", frames, g.constant(0.0))
    lengths = g.node("Compress", frames, sounding, axis=0)
    anchors = g.node("Gather", g.constant(_anchors()), g.node("Compress", ids, sounding, axis=0))
    ends = g.node("CumSum", lengths, g.constant(0, np.int32))
    total = g.node("ReduceMax", ends, keepdims=0)
    times = g.node("Range", g.constant(0.0), total, g.constant(1.0))
    ended = g.node("GreaterOrEqual", g.node("Unsqueeze", times, g.ints(1)), g.node("Unsqueeze", ends, g.ints(0)))
    which = g.node("ReduceSum", g.node("Cast", ended, to=TensorProto.INT64), g.ints(1), keepdims=0)
    length, end = g.node("Gather", lengths, which), g.node("Gather", ends, which)
    since = g.node("Sub", times, g.node("Sub", end, length))
    share = g.node("Unsqueeze", g.node("Div", g.node("Add", since, g.constant(0.5)), length), g.ints(1))
    # Hat functions over the anchors' places: linear gliding from one to the next.
    apart = g.node("Abs", g.node("Sub", share, g.constant([np.linspace(0.15, 0.85, ANCHORS)])))
    hats = g.node("Relu", g.node("Sub", g.constant(1.0), g.node("Div", apart, g.constant(0.35))))
    weights = g.node("Div", hats, g.node("ReduceSum", hats, g.ints(1), keepdims=1))
    glided = g.node("Mul", g.node("Gather", anchors, which), g.node("Unsqueeze", weights, g.ints(2)))
    rows = g.node("ReduceSum", glided, g.ints(1), keepdims=0)
    columns = g.node("Unsqueeze", g.node("Transpose", rows, perm=[1, 0]), g.ints(0))
    padded = g.node("Pad", columns, g.ints(0, 0, 1, 0, 0, 1), mode="edge")
    smooth = np.tile(np.array([0.25, 0.5, 0.25]), (BANDS + 1, 1))[:, None]
    return g.node("Conv", padded, g.constant(smooth), group=BANDS + 1)


def _samples_of(g: _Graph, frames: str) -> str:
    """[BANDS + 1, S]: the frames drawn out to samples."""
    drawn = g.node(
        "Resize",
        frames,
        "",
        g.constant([1, 1, HOP]),
        mode="linear",
        coordinate_transformation_mode="half_pixel",
    )
    return g.node("Squeeze", drawn, g.ints(0))


def _harmonics(g: _Graph, envelope: str, voicing: str) -> str:
    """[1, S]: the voice's harmonics under the envelope, the pitch falling a little to the end."""
    numbers = np.arange(1, int(7000 / PITCH_HZ) + 1)
    amplitude = g.node("Exp", g.node("MatMul", g.constant(_band_of(numbers * PITCH_HZ)), envelope))
    ones = g.node("Add", g.node("Mul", voicing, g.constant(0.0)), g.constant(1.0))
    count = g.node("CumSum", ones, g.constant(1, np.int32))
    last = g.node("ReduceMax", count, keepdims=1)
    fall = g.node("Sub", g.constant(1.1), g.node("Mul", g.node("Div", count, last), g.constant(0.22)))
    cycles = g.node("CumSum", g.node("Mul", fall, g.constant(PITCH_HZ / SAMPLE_RATE_HZ)), g.constant(1, np.int32))
    turns = g.node("Mul", cycles, g.constant(numbers[:, None]))
    phase = g.node("Mul", g.node("Sub", turns, g.node("Floor", turns)), g.constant(2 * np.pi))
    # Phases spread over the harmonics keep the crest low: a plain sum would be a train of clicks.
    spread = g.constant((numbers**2 * 0.37 % (2 * np.pi))[:, None])
    waves = g.node("Mul", g.node("Sin", g.node("Add", phase, spread)), amplitude)
    return g.node("Mul", g.node("ReduceSum", waves, g.ints(0), keepdims=1), voicing)


def _noise(g: _Graph, envelope: str, voicing: str) -> str:
    """[1, S]: noise in bands under the envelope, where the sound is not voiced."""
    white = g.node("RandomNormalLike", g.node("Unsqueeze", voicing, g.ints(0)), mean=0.0, scale=1.0, seed=7.0)
    half = FILTER_TAPS // 2
    bands = g.node("Squeeze", g.node("Conv", white, g.constant(_band_filters()), pads=[half, half]), g.ints(0))
    share = g.node("Sub", g.constant(1.0), voicing)
    loud = g.node("Mul", g.node("Mul", bands, g.node("Exp", envelope)), share)
    return g.node("ReduceSum", loud, g.ints(0), keepdims=1)


def _durations() -> NDArray[np.float32]:
    """Frames of each id; marks of stress and length, and padding, have none."""
    frames = np.zeros(IDS, dtype=np.float32)
    for symbol, ids in DEFAULT_PHONEME_ID_MAP.items():
        sound = SOUNDS.get(symbol)
        frames[ids[0]] = (sound.duration_s if sound else _PAUSES_S.get(symbol, 0.0)) * SAMPLE_RATE_HZ / HOP
    return frames


def _anchors() -> NDArray[np.float32]:
    """[IDS, ANCHORS, BANDS + 1]: log envelopes and voicing of each id through its sound."""
    table = np.zeros((IDS, ANCHORS, BANDS + 1), dtype=np.float32)
    silence = Sound()
    for symbol, ids in DEFAULT_PHONEME_ID_MAP.items():
        sound = SOUNDS.get(symbol, silence)
        table[ids[0], :, :BANDS] = log_envelope(sound)
        table[ids[0], :, BANDS] = sound.voicing
    return table


def _band_of(frequencies_hz: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """[len(frequencies), BANDS]: weights that read the envelope at each frequency."""
    places = np.interp(frequencies_hz, BAND_CENTRES_HZ, np.arange(BANDS))
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(places[:, None] - np.arange(BANDS)[None])))


def _band_filters() -> NDArray[np.float64]:
    """[BANDS, 1, FILTER_TAPS]: windowed-sinc band-pass filters of unit power."""
    taps = np.arange(FILTER_TAPS) - FILTER_TAPS // 2

    def low_pass(edge_hz: float) -> NDArray[np.float64]:
        share = 2 * edge_hz / SAMPLE_RATE_HZ
        return np.asarray(share * np.sinc(share * taps))

    edges = zip(BAND_EDGES_HZ[2:], BAND_EDGES_HZ[:-2], strict=True)
    filters = np.stack([(low_pass(high) - low_pass(low)) * np.hamming(FILTER_TAPS) for high, low in edges])
    return np.asarray(filters / np.sqrt(np.square(filters).sum(axis=1, keepdims=True)))[:, None]

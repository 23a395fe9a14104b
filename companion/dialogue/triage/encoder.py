"""One forward pass of the sentence encoder: an utterance's embedding, and what the red-flag heads make of it.

MiniLM (Wang et al. 2020, all-MiniLM-L6-v2), fine-tuned and cut to 8 bits by `models.training.encoder`. Whatever else
wants the sentence's meaning (intents, feelings) takes the embedding of the same pass. One thread, no memory arena: the
device is small and the talk is short. Deterministic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.dialogue.triage.encoder_pieces import Pieces
from companion.errors import ModelError

FILE = "encoder.onnx"
SHA256 = "f01e48c9e5580864da9ba952e051ac00b01448a54200c21c47c4b236fb5b415a"
"""Of `knowledge/encoder.onnx`: a model that is not this one is not used (P11)."""

Floats = NDArray[np.float32]

_REFUSAL = "The sentence encoder of triage is missing or not the known one; install the companion again."


@dataclass(frozen=True, slots=True)
class Encoded:
    """One utterance as the encoder sees it; the heads are before the softmax."""

    embedding: Floats = field(repr=False)
    """(384,), the mean over the pieces; not normalised."""
    level: Floats = field(repr=False)
    """(3,): none, urgent, emergency."""
    category: Floats = field(repr=False)
    """(categories,), in the order of CATEGORIES."""
    shares: Floats = field(repr=False)
    """(words, 3): what each word gave to `level`."""


class Encoder:
    """A loaded model."""

    def __init__(self, model: Path | bytes) -> None:
        """`model`: the ONNX file; or its content, which the runtime keeps for as long as the session, 17 MB.

        Raises ModelError where it cannot be loaded.
        """
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as broken

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            given = model if isinstance(model, bytes) else str(model)
            self._session: Any = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
            vocabulary = self._session.get_modelmeta().custom_metadata_map["vocabulary"]
            self._pieces = Pieces(vocabulary.split("\n"))
        except (
            broken.Fail,
            broken.InvalidArgument,
            broken.InvalidGraph,
            broken.InvalidProtobuf,
            broken.NoSuchFile,
            broken.NotImplemented,
            RuntimeError,
            ValueError,
            KeyError,
        ) as error:
            raise ModelError(_REFUSAL) from error

    def encode(self, words: Sequence[str]) -> Encoded:
        """The words as `normalise.words_of` gives them; more than about 126 pieces are cut off."""
        pieces, owners = self._pieces.with_owners(words)
        embedding, level, category, by_piece = self._session.run(
            ["embedding", "level", "category", "shares"], {"pieces": np.array(pieces, np.int64)}
        )
        shares = np.zeros((len(words), by_piece.shape[1]), np.float32)
        np.add.at(shares, owners, by_piece[1:-1] / len(pieces))
        return Encoded(embedding, level, category, shares)


def known_file() -> Path:
    """The model that comes with triage. Raises ModelError where it is missing or not the known one."""
    path = Path(str(resources.files("companion.dialogue.triage") / "knowledge" / FILE))
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(_REFUSAL) from error
    if digest != SHA256:
        raise ModelError(_REFUSAL)
    return path


@lru_cache(maxsize=1)
def built_in() -> Encoder:
    """The known model, loaded once for all who use it. Raises ModelError."""
    return Encoder(known_file())

"""Reads the CMU Sphinx acoustic model and dictionary that come with the pocketsphinx package.

Source: pocketsphinx src/util/bio.c and src/ms_gauden.c (means, variances), src/bin_mdef.c (mdef),
src/ptm_mgau.c (sendump), all little endian here.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.errors import ModelError

STATES_PER_PHONE = 3
_BYTE_ORDER = 0x11223344
_SMALLEST_VARIANCE = 1e-4
"""pocketsphinx's own floor (-varfloor)."""
_WEIGHT_STEP = 1024 * math.log(1.0001)
"""A mixture weight is a byte: minus its logarithm to base 1.0001, shifted right by 10 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcousticModel:
    """The context-independent part: phonetically tied Gaussian mixtures, a codebook of each stream for each phone.

    The streams are the cepstra, their deltas and the deltas' deltas.
    """

    phones: tuple[str, ...]
    """In the model's order; SIL is silence, +...+ are noises."""
    means: NDArray[np.float64]
    """[phone, stream, density, dimension]"""
    variances: NDArray[np.float64]
    """The same shape."""
    log_weights: NDArray[np.float64]
    """[stream, density, state], natural logarithm; phone p has states 3p to 3p + 2."""


def read_acoustic_model(folder: Path) -> AcousticModel:
    """Read means, variances, mdef and sendump. Raises ModelError for a missing or damaged file."""
    try:
        means = _gaussians((folder / "means").read_bytes())
        variances = _gaussians((folder / "variances").read_bytes())
        phones, states = _phones((folder / "mdef").read_bytes())
        weights = _weights((folder / "sendump").read_bytes(), streams=means.shape[1])
    except OSError as error:
        raise ModelError(f"The pocketsphinx model {folder} cannot be read ({error.strerror}).") from None
    except (struct.error, ValueError):
        raise ModelError(f"The pocketsphinx model {folder} is damaged; install pocketsphinx again.") from None
    if means.shape != variances.shape or means.shape[0] != len(phones) or states != STATES_PER_PHONE * len(phones):
        raise ModelError(f"The pocketsphinx model {folder} has a shape this program does not know; use 5.1.1.")
    return AcousticModel(
        phones=phones,
        means=means,
        variances=np.maximum(variances, _SMALLEST_VARIANCE),
        log_weights=weights[:, :, :states],
    )


def read_pronunciations(dictionary: Path, words: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """Every pronunciation of each word that the dictionary knows, in its order; word -> phones."""
    wanted = set(words)
    found: dict[str, list[tuple[str, ...]]] = {}
    try:
        with dictionary.open(encoding="utf-8") as lines:
            for line in lines:
                spelling, *phones = line.split()
                word = re.sub(r"\(\d+\)$", "", spelling)  # a further pronunciation is written word(2)
                if word in wanted:
                    found.setdefault(word, []).append(tuple(phones))
    except OSError as error:
        raise ModelError(f"The dictionary {dictionary} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise ModelError(f"The dictionary {dictionary} is damaged; install pocketsphinx again.") from None
    return found


class _Reader:
    """Takes one value after another from bytes."""

    def __init__(self, data: bytes, offset: int = 0) -> None:
        self._data = data
        self.offset = offset

    def ints(self, number: int) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{number}i", self._data, self.offset)
        self.offset += 4 * number
        return found

    def skip_text(self) -> int:
        """Skip a text that has its length before it; returns that length."""
        (length,) = self.ints(1)
        if length < 0:
            raise ValueError("a text of negative length")
        self.offset += length
        return length

    def name(self) -> str:
        end = self._data.index(b"\0", self.offset)
        found = self._data[self.offset : end].decode("ascii")
        self.offset = end + 1
        return found


def _gaussians(data: bytes) -> NDArray[np.float64]:
    end = b"endhdr\n"
    reader = _Reader(data, data.index(end) + len(end))
    order, books, streams, densities = reader.ints(4)
    dimensions = reader.ints(streams)
    (number,) = reader.ints(1)
    if order != _BYTE_ORDER or len(set(dimensions)) != 1:
        raise ValueError("byte order or streams")
    values = np.frombuffer(data, "<f4", number, reader.offset)
    return values.reshape(books, streams, densities, dimensions[0]).astype(np.float64)


def _phones(data: bytes) -> tuple[tuple[str, ...], int]:
    """Names of the context-independent phones, and how many states they have together."""
    if data[:4] != b"BMDF":
        raise ValueError("not a model definition")
    reader = _Reader(data, 8)
    reader.skip_text()
    phones, _, _, states, *_ = reader.ints(10)
    return tuple(reader.name() for _ in range(phones)), states


def _weights(data: bytes, *, streams: int) -> NDArray[np.float64]:
    """[stream, density, state], natural logarithm."""
    reader = _Reader(data)
    reader.skip_text()
    reader.skip_text()
    while reader.skip_text():
        pass
    densities, states = reader.ints(2)
    values = np.frombuffer(data, np.uint8, streams * densities * states, reader.offset)
    return values.reshape(streams, densities, states).astype(np.float64) * -_WEIGHT_STEP

"""Kaldi's binary primitives as bytes: tokens, numbers, vectors, matrices; little endian.

Source: Kaldi src/base/io-funcs-inl.h (a basic type is its size in one byte, then itself; an integer vector has its
raw length after that byte), src/matrix/kaldi-vector.cc and kaldi-matrix.cc ("FV" and "FM" hold float32).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

START = b"\0B"
"""What a binary Kaldi file begins with."""


def token(word: str) -> bytes:
    """A word of the format, such as <Nnet3>."""
    return word.encode("ascii") + b" "


def int32(value: int) -> bytes:
    """An int32."""
    return b"\x04" + struct.pack("<i", value)


def float32(value: float) -> bytes:
    """A float32."""
    return b"\x04" + struct.pack("<f", value)


def int_vector(values: Sequence[int]) -> bytes:
    """A std::vector<int32>."""
    return b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()


def float_vector(values: NDArray[np.float64]) -> bytes:
    """A Vector<float> of shape (n,)."""
    return token("FV") + int32(len(values)) + np.asarray(values, "<f4").tobytes()


def float_matrix(values: NDArray[np.float64]) -> bytes:
    """A Matrix<float> of shape (rows, columns), row by row."""
    rows, columns = values.shape
    return token("FM") + int32(rows) + int32(columns) + np.ascontiguousarray(values, "<f4").tobytes()

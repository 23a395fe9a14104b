"""OpenFst's vector transducer as bytes, standard (tropical) weights; little endian.

Source: OpenFst src/lib/fst.cc (FstHeader::Write) and src/include/fst/vector-fst.h (version 2: per state its final
weight, its number of arcs, its arcs).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

EPSILON = 0
"""The label that reads or writes nothing."""
_MAGIC = 2125659606
_VERSION = 2
_EXPANDED_AND_MUTABLE = 3
"""Property bits that must be set; what else holds (sorted arcs, no epsilons) is left unknown and found out."""


class Arc(NamedTuple):
    """One transition; the cost is a negative natural logarithm."""

    input_label: int
    output_label: int
    cost: float
    target: int


def by_input(arc: Arc) -> tuple[int, ...]:
    """Sort key of a transducer that is composed on its input side."""
    return (arc.input_label,)


def by_output(arc: Arc) -> tuple[int, ...]:
    """Sort key of a transducer that is composed on its output side."""
    return (arc.output_label, arc.input_label)


def vector_fst(
    states: Sequence[Sequence[Arc]], finals: Mapping[int, float], *, order: Callable[[Arc], tuple[int, ...]]
) -> bytes:
    """The whole file. `states` holds each state's arcs, state 0 the start; `finals` maps final states to costs."""
    arcs = sum(map(len, states))
    return b"".join(
        [
            struct.pack("<i", _MAGIC),
            *(struct.pack("<i", len(word)) + word for word in (b"vector", b"standard")),
            struct.pack("<iiQqqq", _VERSION, 0, _EXPANDED_AND_MUTABLE, 0, len(states), arcs),
            *_bodies(states, finals, order),
        ]
    )


def _bodies(
    states: Sequence[Sequence[Arc]], finals: Mapping[int, float], order: Callable[[Arc], tuple[int, ...]]
) -> Iterator[bytes]:
    for number, arcs in enumerate(states):
        yield struct.pack("<fq", finals.get(number, math.inf), len(arcs))
        for arc in sorted(arcs, key=order):
            yield struct.pack("<iifi", *arc)

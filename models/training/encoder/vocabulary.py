"""Prunes the published vocabulary to the pieces that English talk at a bedside needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from companion.dialogue.triage.encoder_pieces import END, START, UNKNOWN, Pieces

FREQUENT = 10_000
"""BERT's vocabulary is in order of frequency: its plain pieces up to this number are kept in any case."""
LEAST_TIMES = 2
"""A rarer piece is kept where the training talk holds it so often."""
PADDING = "[PAD]"

_PLAIN = re.compile(r"(##)?[a-z0-9]+")


def keep(vocabulary: Sequence[str], talk: Iterable[Sequence[str]]) -> list[int]:
    """Numbers of the pieces to keep, in order, the padding first."""
    counted: Counter[int] = Counter()
    pieces = Pieces(vocabulary)
    for words in talk:
        counted.update(pieces.of(words))
    plain = {number for number, piece in enumerate(vocabulary) if _PLAIN.fullmatch(piece)}
    short = {number for number in plain if len(vocabulary[number].removeprefix("##")) == 1}
    frequent = {number for number in plain if number < FREQUENT}
    met = {number for number, times in counted.items() if times >= LEAST_TIMES and number in plain}
    special = {vocabulary.index(piece) for piece in (PADDING, UNKNOWN, START, END)}
    return sorted(special | short | frequent | met)

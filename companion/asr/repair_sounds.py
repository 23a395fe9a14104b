"""How words are said, and how alike two ways of saying something are."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path

from companion.asr.pronounce import guess_phones

_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())

_ALIKE = frozenset(
    frozenset(pair.split())
    for pair in (
        "IH EH", "IH IY", "IH AH", "EH AE", "EH AH", "AH AA", "AH AE", "AA AO", "AO OW", "UH UW", "UH AH", "EH EY",
        "B P", "D T", "G K", "V F", "Z S", "ZH SH", "JH CH", "DH TH", "TH F", "DH V", "TH T", "DH D", "M N", "N NG",
    )
)  # fmt: skip
"""Sounds that a recogniser, and a tired mouth, take for each other: one place or voicing apart."""

_NEAR_COST = 0.4
_VOWEL_COST = 0.7
"""One vowel for another: less than a consonant, for vowels carry the accent."""


class Pronunciations:
    """Phones of words by a dictionary in CMU's format ("word PH PH"), guessed where it has none.

    The file is looked into, not read: three megabytes that stay on disk. No word that was asked for is kept (P4).
    Raises OSError when there is none, ValueError when it is empty.
    """

    def __init__(self, dictionary: Path) -> None:
        with dictionary.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __call__(self, text: str) -> tuple[str, ...]:
        """ARPABET phones of `text`, word by word."""
        return tuple(
            phone for word in text.lower().split() for phone in (self._listed(word) or guess_phones(word)).split()
        )

    def has(self, word: str) -> bool:
        """Whether the dictionary has this word, lower case."""
        return bool(self._listed(word))

    def _listed(self, word: str) -> str:
        """The phones in the dictionary; by bisection, for its lines are in the order of their words."""
        sought = word.encode()
        low, high = 0, len(self._lines)
        while low < high:
            start = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._lines.find(b"\n", start)
            end = len(self._lines) if end < 0 else end
            entry, _, phones = self._lines[start:end].partition(b" ")
            if entry == sought:
                return phones.decode("ascii", "replace")
            if entry.partition(b"(")[0] < sought:
                low = end + 1
            else:
                high = start
        return ""


def alike(one: Sequence[str], other: Sequence[str], *, least: float = 0.0) -> float:
    """0 to 1: 1 less the weighted edit distance (Wagner & Fischer 1974) by the longer one's length.

    0 when it is sure to be below `least`.
    """
    longer = max(len(one), len(other))
    if not one or not other or 1 - abs(len(one) - len(other)) / longer < least:
        return 0.0
    most = (1 - least) * longer
    row = [float(count) for count in range(len(other) + 1)]
    for count, mine in enumerate(one, start=1):
        row = _next_row(row, float(count), mine, other)
        if min(row) > most:
            return 0.0
    return max(0.0, 1 - row[-1] / longer)


def _next_row(above: list[float], first: float, mine: str, other: Sequence[str]) -> list[float]:
    row = [first]
    for at, theirs in enumerate(other):
        row.append(min(above[at] + _cost(mine, theirs), above[at + 1] + 1, row[-1] + 1))
    return row


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if frozenset((one, other)) in _ALIKE:
        return _NEAR_COST
    return _VOWEL_COST if one in _VOWELS and other in _VOWELS else 1.0

"""Cut words into the pieces the encoder knows: greedy longest match, as BERT's WordPiece does (Wu et al. 2016)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
INSIDE = "##"
"""Begins a piece that continues a word."""
MAX_PIECES = 128
"""With both ends; a window of talk is at most 80 words, and what lies beyond is cut off."""
MAX_LETTERS = 40
"""A longer word is unknown as a whole, which bounds the time a word can take."""


class Pieces:
    """A vocabulary and how words are cut by it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """`vocabulary`: pieces in the order of their numbers. Raises KeyError where a special piece is missing."""
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._start, self._end, self._unknown = (self._numbers[piece] for piece in (START, END, UNKNOWN))

    def of(self, words: Iterable[str]) -> list[int]:
        """The numbers of the pieces, both ends included."""
        return self.with_owners(words)[0]

    def with_owners(self, words: Iterable[str]) -> tuple[list[int], list[int]]:
        """The numbers of the pieces, both ends included; and of each inner piece the place of its word."""
        cut = [(number, place) for place, word in enumerate(words) for number in self._cut(word)][: MAX_PIECES - 2]
        return [self._start, *(number for number, _ in cut), self._end], [place for _, place in cut]

    def _cut(self, word: str) -> list[int]:
        if len(word) > MAX_LETTERS:
            return [self._unknown]
        numbers: list[int] = []
        begin = 0
        while begin < len(word):
            found = self._longest(word, begin)
            if found is None:
                return [self._unknown]
            number, begin = found
            numbers.append(number)
        return numbers

    def _longest(self, word: str, begin: int) -> tuple[int, int] | None:
        """The longest known piece from `begin` on, and where it ends."""
        mark = INSIDE if begin else ""
        for end in range(len(word), begin, -1):
            number = self._numbers.get(mark + word[begin:end])
            if number is not None:
                return number, end
        return None

"""The root of a key as 24 words of BIP-39 (English), and such words read back as people type them.

BIP-39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki) adds 8 bits of checksum to 256 bits: of 256
wrong sheets one passes. Whoever knows the key id must compare it as well (privacy.keys.recovery).
The list is made for writing by hand: the first four letters tell every word from all others.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mnemonic import Mnemonic

from companion.errors import InputError
from privacy.keys.pair import PrivateKey

WORD_COUNT = 24
SHORTEST_START = 4
"""So many letters name a word."""
MOST_NEAREST = 3
TOO_MANY = f"These are more than {WORD_COUNT} words; type only the words of the sheet."
DO_NOT_FIT = (
    f"These {WORD_COUNT} words do not belong together: one of them is wrong, or two have changed places; "
    "compare them with the sheet one by one."
)
NO_SHEET = (
    "This key was made before recovery sheets were, and none can be made for it; "
    "make a new key ('companion keys new'), and keep this one for what was sealed to it."
)
_NUMBER_OR_WORD = re.compile(r"\d+|[^\W\d_]+")
_NUMBERED_LINE = re.compile(r"(?:\s*\d{1,2}[.):]?\s+[^\W\d_]+)+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInList:
    """A word that is none of the list. What was typed is not kept."""

    number: int
    """Its place on the sheet, from 1."""
    nearest: tuple[str, ...]
    """Words of the list that look like it, nearest first; maybe none."""

    def __str__(self) -> str:
        if not self.nearest:
            return f"Word {self.number} is not in the list of words; look at it again on the sheet."
        return f"Word {self.number} is not in the list of words; near to it are: {', '.join(self.nearest)}."


def recovery_words(key: PrivateKey) -> tuple[str, ...]:
    """The words of a key's recovery sheet. Raises InputError for a key without a root."""
    if key.root is None:
        raise InputError(NO_SHEET)
    return words_of(key.root)


def words_of(root: bytes) -> tuple[str, ...]:
    """24 words for 32 bytes. Raises ValueError for another length."""
    words = tuple(_list().to_mnemonic(root).split())
    if len(words) != WORD_COUNT:
        raise ValueError("length")
    return words


def root_of(words: Sequence[str]) -> bytes:
    """The 32 bytes of 24 words, each as in the list. Raises InputError when they do not belong together."""
    if len(words) != WORD_COUNT:
        raise InputError(_not_all(len(words)))
    try:
        return bytes(_list().to_entropy(list(words)))
    except ValueError:  # says which word it was: not shown
        raise InputError(DO_NOT_FIT) from None


class SheetWords:
    """The words of one sheet as they come in: one by one, or many at once; a number before a word says its place."""

    def __init__(self) -> None:
        self._placed: dict[int, str] = {}

    def __repr__(self) -> str:
        return f"SheetWords({len(self._placed)} of {WORD_COUNT})"

    @property
    def missing(self) -> int | None:
        """The first place without a word, None when all are there."""
        return next((number for number in range(1, WORD_COUNT + 1) if number not in self._placed), None)

    @property
    def words(self) -> tuple[str, ...]:
        """In order, those that are there."""
        return tuple(word for _, word in sorted(self._placed.items()))

    def add(self, text: str) -> tuple[NotInList, ...]:
        """Take words in; those that are in the list stay, the others are told. A later word for a place replaces.

        Raises InputError for a place that no sheet has; then nothing of this text is taken in.
        """
        typed = self._places(text)
        unknown = []
        for number, word in sorted(typed.items()):
            found = full_word(word)
            if found is None:
                unknown.append(NotInList(number=number, nearest=nearest(word)))
            else:
                self._placed[number] = found
        return tuple(unknown)

    def _places(self, text: str) -> Mapping[int, str]:
        typed: dict[int, str] = {}
        told: int | None = None
        for token in _NUMBER_OR_WORD.findall(text):
            if token.isdecimal():
                told = int(token) if len(token) <= 2 else WORD_COUNT + 1
                if not 1 <= told <= WORD_COUNT:
                    raise InputError(f"A recovery sheet has the numbers 1 to {WORD_COUNT}; one here is another.")
                continue
            place, told = (told or self._free(typed)), None
            if place > WORD_COUNT:
                raise InputError(TOO_MANY)
            typed[place] = token
        return typed

    def _free(self, typed: Mapping[int, str]) -> int:
        taken = {**self._placed, **typed}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)


def read_words(text: str) -> tuple[str, ...]:
    """The words in a text: alone, numbered, or in a saved recovery sheet. Raises InputError; names the first wrong one.

    Of a text with lines of numbered words only, those are read, so that a sheet's other lines do no harm.
    """
    numbered = [line for line in text.splitlines() if _NUMBERED_LINE.fullmatch(line)]
    sheet = SheetWords()
    unknown = sheet.add("\n".join(numbered) if numbered else text)
    if unknown:
        raise InputError(str(unknown[0]))
    if sheet.missing is not None:
        raise InputError(
            f"There are {len(sheet.words)} words, and a recovery sheet has {WORD_COUNT}; give all of them."
        )
    return sheet.words


def full_word(typed: str) -> str | None:
    """The word of the list that is meant: the word itself or its first four letters or more, in any case."""
    word = Mnemonic.normalize_string(typed).lower()
    if word in _places_in_list():
        return word
    begun = [one for one in _list().wordlist if one.startswith(word)] if len(word) >= SHORTEST_START else []
    return begun[0] if len(begun) == 1 else None


def nearest(typed: str) -> tuple[str, ...]:
    """Words of the list that look like it, nearest first."""
    word = Mnemonic.normalize_string(typed).lower()[:12]
    same_start = [one for one in _list().wordlist if one[:SHORTEST_START] == word[:SHORTEST_START]]
    alike = difflib.get_close_matches(word, _list().wordlist, n=MOST_NEAREST, cutoff=0.6)
    return tuple(dict.fromkeys(same_start + alike))[:MOST_NEAREST]


def place_in_list(word: str) -> int:
    """0 to 2047. KeyError for a word that is not in the list."""
    return _places_in_list()[word]


def all_words() -> Sequence[str]:
    """The 2048 words, in the order of BIP-39."""
    return _list().wordlist


def _not_all(count: int) -> str:
    return f"There are {count} words, and a recovery sheet has {WORD_COUNT}; give all of them."


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


@cache
def _places_in_list() -> Mapping[str, int]:
    return {word: place for place, word in enumerate(_list().wordlist)}

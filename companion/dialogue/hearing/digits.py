"""Three digits at a time: drawn, spoken, and read back out of what was heard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, product
from random import Random
from typing import TypeAlias

from companion.dialogue.answers.numbers import in_words
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, unique
from companion.dialogue.settled import settled
from companion.messages import AnswerKind, Expectation

Triplet: TypeAlias = tuple[int, int, int]

DIGITS = (1, 2, 3, 4, 5, 6, 8, 9)
"""One syllable each, so that all are as easy to hear: without seven."""
RIGHT = 2
"""Of the three in their places: the recogniser mishears digits, too."""
NO_REPLY_S = 8.0
MOST_SAID = 6
"""Digits: who says more is telling something else."""

_NAMES = {in_words(digit): digit for digit in range(10)}
_SOUND_ALIKE = {
    "won": 1, "to": 2, "too": 2, "tree": 3, "free": 3, "for": 4, "fore": 4, "fife": 5, "sex": 6, "sicks": 6, "ate": 8,
}  # fmt: skip
"""How recognisers write digits; believed only beside others, in an answer of digits."""
NOTHING_HEARD = (
    "i could not hear that",
    "i did not hear that",
    "i could not hear them",
    "i did not hear anything",
    "i could not hear anything",
    "i heard nothing",
    "nothing",
    "nothing at all",
    "i do not know",
    "no idea",
    "too soft",
    "no",
)
"""How people say that it was too soft."""


def drawn(chance: Random) -> Triplet:
    """Three digits, none of them twice."""
    first, second, third = chance.sample(DIGITS, 3)
    return first, second, third


def spoken(triplet: Triplet) -> str:
    """ "Five. Two. Nine." """
    return " ".join(f"{in_words(digit).capitalize()}." for digit in triplet)


def heard_right(triplet: Triplet, hypotheses: Sequence[str]) -> bool:
    """Whether any of these, the best or another hypothesis of one utterance, names enough of the digits in place."""
    return any(_right(triplet, digits_in(one)) >= RIGHT for one in hypotheses)


def readable(hypotheses: Sequence[str]) -> bool:
    """Whether they tell what was heard: enough digits, or that there was nothing to hear.

    Anything else may be digits that the recogniser made into something else: "they see it is fine".
    """
    return any(one in NOTHING_HEARD or len(digits_in(one)) >= RIGHT for one in hypotheses)


def digits_in(text: str) -> tuple[int, ...]:
    """The digits that were said, in order: "five two nine", "5 2 9", "five to nine"."""
    words = re.findall(r"[a-z]+|\d", text.lower())
    found = (int(word) if word.isdigit() else _NAMES.get(word, _SOUND_ALIKE.get(word)) for word in words)
    return tuple(digit for digit in found if digit is not None)


def _right(triplet: Triplet, said: tuple[int, ...]) -> int:
    """How many are right in the reading that fits best: of two, any one may have been left out; of more, any three."""
    if not 0 < len(said) <= MOST_SAID:
        return 0
    if len(said) < len(triplet):
        places = combinations(triplet, len(said))
        return max(sum(map(int.__eq__, said, three)) for three in places)
    windows = (said[at : at + len(triplet)] for at in range(len(said) - len(triplet) + 1))
    return max(sum(map(int.__eq__, triplet, window)) for window in windows)


@lru_cache(maxsize=1)
def expected_digits() -> Expectation:
    """What to listen for after a triplet: any three digits, for somebody who misheard says others.

    Whole answers cost the recogniser no more than another question's phrases, for they share their beginnings, and it
    needs them: of espeak-ng's voice PocketSphinx understood 13 triplets in 24 so, and 4 in 16 with single digits.
    """
    triplets = tuple(" ".join(map(in_words, three)) for three in product(DIGITS, repeat=3))
    listed = (*unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *NOTHING_HEARD)), *triplets)
    return Expectation(
        kind=AnswerKind.NUMBER,
        phrases=listed,
        answers=frozenset(triplets),
        settled=settled(listed, AnswerKind.NUMBER),
        no_reply_s=NO_REPLY_S,
    )

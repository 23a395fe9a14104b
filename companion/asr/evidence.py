"""Was that really one of the expected answers? Weighs the grammar's result against what was heard without it.

A grammar hears one of its phrases in whatever is said, and calls the rest silence. Five things together tell: how
much worse the grammar fits the sound than free phones do, how much its phrase sounds like what the free recogniser
and the phone loop heard, whether the phrase is long enough for what was said, and whether it had to be drawn out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ACCEPT = 0.5
"""The grammar's phrase is taken from this probability on."""

ACCEPT_WRAPPED = 0.75
"""A phrase with words around it can be made to fit more. On tuning data (144 questions put to people who talk of other
things) 4 % of it was taken from 0.5 on, 0.7 % from 0.7 and nothing from 0.8; of 21 answers 19 lay above 0.75."""

POSSIBLE = 0.2
"""Below this the grammar's phrase is not even kept as something that may have been said."""

_USUAL_STRETCH = 14.0
"""Three of four right answers have phones shorter than 12 frames."""
_MOST_DRAWN_OUT = 8.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one utterance, or the part heard so far."""

    score_gap: float
    """Grammar score minus phone-loop score per frame of 10 ms, in units of log base 1.0001."""
    like_free: float
    """Likeness of the phrase's phones to those of the free result, 0 to 1."""
    like_loop: float
    """Likeness of the phrase's phones to those of the phone loop, 0 to 1."""
    cover: float
    """Number of the phrase's phones over that of the phone loop's."""
    stretch: float = 0.0
    """Frames of 10 ms that a phone of the phrase lasts, on average."""

    @property
    def probability(self) -> float:
        """0 to 1 that the phrase was really said.

        Logistic regression on half of 690 results: flite voices slt, rms, awb; digits, wake words, near-miss words
        and coffee orders spoken by people. On the other half 96 % of the answers are taken and 0.9 % of everything
        else (area under the curve 0.998; with the score gap alone 0.94). What stretch counts was fitted later, on 674
        results of people (the tuning half of `companion.bench.hearing`, cross-validated by speaker): of the answers
        put in the place of another, 33 % were taken before and 11 % with it; of the right ones 92 and 89 %.
        """
        # Filler silence soaks up foreign speech so well that a better score than the loop's proves nothing more.
        gap = min(3.0, max(-25.0, self.score_gap))
        weighed = 0.248 * gap + 2.88 * self.like_free + 3.52 * self.like_loop + 4.93 * min(1.0, self.cover) - 4.29
        # Bounded: who speaks slowly draws out every phone, and is to be understood all the same.
        return _logistic(weighed - 0.26 * min(_MOST_DRAWN_OUT, max(0.0, self.stretch - _USUAL_STRETCH)))


NO_EVIDENCE = Evidence(score_gap=-1e9, like_free=0.0, like_loop=0.0, cover=0.0)
"""The grammar heard none of its phrases."""


def free_confidence(like_loop: float) -> float:
    """Share of a free result's words that are right, 0 to 1, before its lattice is known.

    `like_loop`: likeness of its phones to the phone loop's. This and `word_confidence` are logistic regressions on
    2362 words of readers and accents in the tuning half of `companion.bench.hearing`.
    """
    return _logistic(4.1 * like_loop - 2.0)


def word_confidence(posterior: float, like_loop: float) -> float:
    """That a word of a finished free result is right, 0 to 1.

    `posterior`: the word's share of the lattice, sure of itself by far too much. Cross-validated by speaker, Brier's
    score is 0.202, that of the mean rate 0.244; the area under the curve is 0.74.
    """
    return _logistic(2.55 * posterior + 2.35 * like_loop - 2.6)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """1 minus the edit distance over the longer length; 0 when there is nothing to compare."""
    longest = max(len(one), len(other))
    return 1.0 - _edits(one, other) / longest if longest else 0.0


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's distance, one row at a time."""
    row = list(range(len(other) + 1))
    for count, left in enumerate(one, 1):
        diagonal, row[0] = row[0], count
        for index, right in enumerate(other, 1):
            diagonal, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, diagonal + (left != right))
    return row[-1]

"""Was that really one of the expected answers? Weighs the grammar's result against what was heard without it.

A grammar hears one of its phrases in whatever is said, and calls the rest silence. Four things together tell: how
much worse the grammar fits the sound than free phones do, how much its phrase sounds like what the free recogniser
and the phone loop heard, and whether the phrase is long enough for what was said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ACCEPT = 0.5
"""The grammar's phrase is taken from this probability on."""

POSSIBLE = 0.2
"""Below this the grammar's phrase is not even kept as something that may have been said."""


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

    @property
    def probability(self) -> float:
        """0 to 1 that the phrase was really said.

        Logistic regression on half of 690 results: flite voices slt, rms, awb; digits, wake words, near-miss words
        and coffee orders spoken by people. On the other half 96 % of the answers are taken and 0.9 % of everything
        else (area under the curve 0.998; with the score gap alone 0.94).
        """
        # Filler silence soaks up foreign speech so well that a better score than the loop's proves nothing more.
        gap = min(3.0, max(-25.0, self.score_gap))
        weighed = 0.248 * gap + 2.88 * self.like_free + 3.52 * self.like_loop + 4.93 * min(1.0, self.cover) - 4.29
        return _logistic(weighed)


NO_EVIDENCE = Evidence(score_gap=-1e9, like_free=0.0, like_loop=0.0, cover=0.0)
"""The grammar heard none of its phrases."""


def free_confidence(words: Sequence[str], loop: Sequence[str]) -> float:
    """Share of a free result's words that are right, 0 to 1, guessed from the likeness of its phones to the loop's."""
    return _logistic(6.3 * likeness(words, loop) - 2.1)


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

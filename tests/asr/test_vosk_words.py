"""How sure Vosk is of each word, counted from its other hypotheses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.vosk import word_shares

TEXTS = st.lists(st.lists(st.sampled_from(["i", "am", "cold", "old"]), max_size=5), min_size=1, max_size=5)


def test_a_word_that_all_hypotheses_have_is_sure_and_one_that_differs_is_not() -> None:
    texts = ["i am cold".split(), "i am old".split(), "a am cold".split()]
    i, am, cold = word_shares(texts, [0.0, math.log(0.5), math.log(0.5)])
    assert am == pytest.approx(1.0)
    assert i == pytest.approx(0.75)
    assert cold == pytest.approx(0.75)


def test_an_only_hypothesis_is_believed_and_none_has_no_words() -> None:
    assert word_shares([["yes"]], [-3.0]) == (1.0,)
    assert word_shares([], []) == ()


@given(TEXTS, st.lists(st.floats(-2000, 0), min_size=5, max_size=5))
def test_shares_are_probabilities_and_never_less_than_the_first_hypothesis_own(
    texts: list[list[str]], scores: list[float]
) -> None:
    best_first = sorted(scores, reverse=True)[: len(texts)]
    shares = word_shares(texts, best_first)
    own = 1.0 / sum(math.exp(score - best_first[0]) for score in best_first)
    assert len(shares) == len(texts[0])
    assert all(own - 1e-9 <= share <= 1.0 for share in shares)

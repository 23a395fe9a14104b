"""From text to counted features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.emotion.features import Counts, features, find, spoken, tokens, without_answer_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm FINE, thanks!", ["i'm", "fine", "thanks", "!"]),
        ("I\N{RIGHT SINGLE QUOTATION MARK}m sooooo tired", ["i'm", "soo", "tired"]),
        ("[NAME] is here 100%", ["is", "here", "100"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_spoken_is_what_a_recogniser_writes() -> None:
    assert spoken("Well, I AM tired!!") == "well i am tired"


@pytest.mark.parametrize(
    ("text", "left"), [("yes", ""), ("Oh, yes. I am glad", "I am glad"), ("i said no", "i said no"), ("... no", "")]
)
def test_answer_words_in_front_are_set_aside(text: str, left: str) -> None:
    assert without_answer_words(text) == left


def test_a_negated_word_is_another_word() -> None:
    happy = set(features("happy").words.keys.tolist())
    assert happy & set(features("i am happy").words.keys.tolist())
    assert not happy & set(features("i am not very happy").words.keys.tolist())
    assert happy & set(features("not today but happy").words.keys.tolist())


@given(st.text(max_size=200))
def test_every_feature_is_listed_once_with_its_count(text: str) -> None:
    for counts in (features(text).words, features(text).pieces):
        assert len(counts.keys) == len(counts.times)
        assert len(set(counts.keys.tolist())) >= len(counts.keys) - 1  # two spellings may share a CRC-32
        assert (counts.times >= 1).all()


def test_find_keeps_what_the_vocabulary_holds() -> None:
    counts = Counts(np.array([7, 2, 99], np.uint32), np.array([1, 3, 1], np.float32))
    places, times = find(counts, np.array([2, 5, 7], np.uint32))
    assert places.tolist() == [2, 0]
    assert times.tolist() == [1, 3]
    assert find(counts, np.empty(0, np.uint32))[0].tolist() == []

"""Politeness and hedges around an answer: they change when a turn is over, and never what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.completeness_wrapping import alternatives, is_opener, unwrapped


@pytest.mark.parametrize(
    ("said", "core", "closed"),
    [
        ("six", "six", False),
        ("it is six", "six", False),
        ("well about a six", "six", False),
        ("i think it is about a six i think", "six", True),
        ("six please", "six", True),
        ("yes dear", "yes", True),
        ("no thank you very much", "no", True),
        ("yes i have thank you", "yes i have", True),
        ("seven in the morning", "seven", True),
        ("two cups of tea", "two", True),
        ("seven in the", "seven in the", False),
        ("about half past", "half past", False),
        ("what time", "what time", False),
        ("my knee hurts", "knee hurts", False),
        ("not really", "not", True),
        ("no i cannot get up", "no i cannot get up", False),
    ],
)
def test_the_words_around_an_answer_are_taken_away(said: str, core: str, closed: bool) -> None:
    found = unwrapped(said)
    assert (found.core, found.closed) == (core, closed)


@pytest.mark.parametrize("said", ["", "about", "well it is about a", "thank you", "please"])
def test_what_is_only_wrapping_has_nothing_in_it(said: str) -> None:
    found = unwrapped(said)
    assert found.core == ""
    assert not found.closed


def test_what_only_leads_up_to_an_answer_is_known_as_such() -> None:
    assert is_opener("well it is about a")
    assert is_opener("um about")
    assert not is_opener("um")
    assert not is_opener("hmm um")
    assert not is_opener("about a six")
    assert not is_opener("thank you")
    assert not is_opener("")


@pytest.mark.parametrize(
    ("core", "answers"),
    [
        ("six", ("six",)),
        ("three or four", ("three", "four")),
        ("three or", ("three", "")),
        ("or", ("or",)),
        ("half past seven", ("half past seven",)),
    ],
)
def test_two_answers_in_one_are_seen(core: str, answers: tuple[str, ...]) -> None:
    assert alternatives(core) == answers


words = st.sampled_from(
    "six seven no yes half past well it is about a i think or please thank you dear in the morning cups of tea".split()
)


@given(st.lists(words, max_size=12))
def test_what_is_left_was_said_as_it_stands_and_is_wrapped_in_nothing(said: list[str]) -> None:
    found = unwrapped(" ".join(said))
    core = found.core.split()
    assert core in [said[start : start + len(core)] for start in range(len(said) + 1)]
    assert unwrapped(found.core).core == found.core
    assert not (found.closed and not core)


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    found = unwrapped(text)
    assert len(found.core.split()) <= len(text.split())
    assert not (is_opener(text) and found.core)

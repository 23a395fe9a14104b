"""Cutting a prompt into sentences that can be spoken."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.tts.sentences import LONGEST_CHARACTERS, sentences, speakable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Good morning. Did you sleep well?", ["Good morning.", "Did you sleep well?"]),
        ("Dr. Smith is here. Mrs. Jones is not.", ["Dr. Smith is here.", "Mrs. Jones is not."]),
        ("It costs 3.50 now. Really!", ["It costs 3.50 now.", "Really!"]),
        ('She said "yes." Then she slept.', ['She said "yes."', "Then she slept."]),
        ("e.g. tea or water, at 9 p.m. today", ["e.g. tea or water, at 9 p.m. today"]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("", []),
        ("  \n\t ", []),
        ("...!?", []),
        ("😀👍🏽", []),
    ],
)
def test_text_is_cut_at_the_ends_of_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Hello <break time="9s"/>there', "Hello there"),
        ("<b>Hello</b> there", "Hello there"),
        ("[[h@'loU]] there", "h@'loU there"),
        ("Hello \x01300S there", "Hello 300S there"),
        ("Hello\x00 there", "Hello there"),
        ("Hello 😀 there 👩\u200d🦰", "Hello there"),
        ("h" + "\u0301\u0302\u0303\u0304" * 9 + "i", "h\u0301\u0302i"),
        ("café", "café"),
        ("你好 there", "你好 there"),
    ],
)
def test_nothing_that_an_engine_could_take_for_a_command_is_left(text: str, expected: str) -> None:
    assert speakable(text) == expected


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    text = "please take the small white tablet with some water, " * 6
    pieces = list(sentences(text))
    assert len(pieces) > 1
    assert all(piece.endswith(",") for piece in pieces)
    assert " ".join(pieces) == text.strip()


def test_a_word_without_an_end_is_cut_too() -> None:
    assert [len(piece) for piece in sentences("a" * 1000, longest=300)] == [300, 300, 300, 100]


@given(st.text(max_size=400))
def test_every_text_gives_short_clean_pieces(text: str) -> None:
    for piece in sentences(text):
        assert 1 <= len(piece) <= LONGEST_CHARACTERS
        assert any(sign.isalnum() for sign in piece)
        assert not set(piece) & set("<>[]{}|")
        assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "So"} for sign in piece)


@given(st.lists(st.sampled_from(["a", "tea,", "Dr.", "No.", "Why?", "it", "Yes!", "medicine", "o" * 90]), max_size=60))
def test_no_word_is_lost(words: list[str]) -> None:
    assert " ".join(sentences(" ".join(words))).split() == words

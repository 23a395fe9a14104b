"""The end of a turn: silence only asks, the words answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.endpoint import Answers, Completeness, EndOfTurn
from companion.messages import FRAME_SECONDS, Expectation
from companion.settings import AsrSettings

YES_NO = Expectation(phrases=("yes", "yes please", "no", "no thank you", "i think so"))
SETTINGS = AsrSettings()


def silence_until_the_end(partial: str, expectation: Expectation = YES_NO) -> float:
    """Seconds of silence after which the turn is over."""
    end = EndOfTurn(SETTINGS, expectation)
    assert not end.heard(speech=True, partial=partial, seconds=1.0)
    silent = 0.0
    while True:
        silent += FRAME_SECONDS
        if end.heard(speech=False, partial=partial, seconds=FRAME_SECONDS):
            return silent


@pytest.mark.parametrize(
    ("partial", "completeness"),
    [
        ("yes please", Completeness.COMPLETE),
        ("i think so", Completeness.COMPLETE),
        ("yes", Completeness.EXTENDABLE),
        ("no", Completeness.EXTENDABLE),
        ("i think", Completeness.OPEN),
        ("", Completeness.OPEN),
        ("my knee hurts", Completeness.OPEN),
        ("my knee hurts and", Completeness.UNFINISHED),
        ("it was um", Completeness.UNFINISHED),
    ],
)
def test_how_much_of_an_answer_was_said(partial: str, completeness: Completeness) -> None:
    assert Answers.of(YES_NO).completeness(partial) is completeness


def test_patience_follows_completeness() -> None:
    complete, extendable, still_open, unfinished = (
        silence_until_the_end(partial) for partial in ("yes please", "yes", "my knee", "my knee and")
    )
    assert complete == pytest.approx(SETTINGS.hold_complete_s, abs=FRAME_SECONDS)
    assert extendable == pytest.approx(SETTINGS.hold_extendable_s, abs=FRAME_SECONDS)
    assert still_open == pytest.approx(SETTINGS.hold_open_s, abs=FRAME_SECONDS)
    assert unfinished > still_open


def test_an_open_question_has_no_complete_answer() -> None:
    assert silence_until_the_end("yes please", Expectation()) >= SETTINGS.hold_open_s


def test_a_word_that_nobody_ends_with_may_still_be_an_answer() -> None:
    assert silence_until_the_end("from", Expectation(phrases=("from",))) <= 2 * SETTINGS.hold_complete_s


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", "yes", "yes please", "well", "well and"])), max_size=400))
def test_only_enough_silence_or_the_longest_utterance_ends_a_turn(stretches: list[tuple[bool, str]]) -> None:
    settings = AsrSettings(longest_s=5.0)
    end = EndOfTurn(settings, YES_NO)
    silent = total = 0.0
    for speech, partial in [(True, ""), *stretches]:
        silent = 0.0 if speech else silent + FRAME_SECONDS
        total += FRAME_SECONDS
        over = end.heard(speech=speech, partial=partial, seconds=FRAME_SECONDS)
        expected = total >= settings.longest_s or (silent > 0 and silent + 1e-6 >= end.hold_s(partial))
        assert over == expected
        if over:
            return

"""Somebody talks on in the room, and does not wait for an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.background import LONG_S, LOOKED_BACK_S, THROUGH_S, THROUGH_TIMES, BackgroundTalk

NEVER = float("-inf")


def television(*, seconds: float = 60.0, each_s: float = 6.0) -> BackgroundTalk:
    talk, at_s = BackgroundTalk(), 0.0
    while at_s + each_s < seconds:
        talk.heard(at_s, at_s + each_s, ours=False, spoke_until_s=NEVER)
        at_s += each_s + 1.0
    return talk


def test_a_television_is_noticed_soon_and_forgotten_when_it_is_off() -> None:
    assert television().going_on(60.0)
    assert television(seconds=22.0).going_on(22.0)
    assert not television().going_on(60.0 + LOOKED_BACK_S)


def test_one_remark_to_a_visitor_is_no_television() -> None:
    talk = BackgroundTalk()
    talk.heard(10.0, 14.0, ours=False, spoke_until_s=NEVER)
    assert not talk.going_on(15.0)


def test_one_speech_without_end_is() -> None:
    talk = BackgroundTalk()
    talk.heard(10.0, 10.0 + LONG_S, ours=False, spoke_until_s=NEVER)
    assert talk.going_on(35.0)


def test_the_residents_own_story_is_not() -> None:
    talk = BackgroundTalk()
    for start_s in range(0, 60, 8):
        talk.heard(start_s, start_s + 7.0, ours=True, spoke_until_s=start_s - 2.0)
    assert not talk.going_on(60.0)


def test_who_talks_on_through_every_answer_is_not_talking_to_the_device() -> None:
    talk = BackgroundTalk()
    for number in range(THROUGH_TIMES):
        assert not talk.going_on(10.0 * number)
        spoke_s = 10.0 * number
        talk.heard(spoke_s + THROUGH_S / 2, spoke_s + 2.0, ours=False, spoke_until_s=spoke_s)
    assert talk.going_on(10.0 * THROUGH_TIMES)
    talk.heard(25.0, 26.0, ours=True, spoke_until_s=20.0)
    assert not talk.going_on(26.0)


def test_whoever_touches_it_is_there() -> None:
    talk = television()
    assert talk.going_on(60.0)
    talk.forget()
    assert not talk.going_on(60.0)


@pytest.mark.parametrize("pause_s", [5.0, 15.0, 25.0])
def test_a_pause_in_the_film_is_no_end_of_it(pause_s: float) -> None:
    talk = television()
    assert talk.going_on(60.0)
    assert talk.going_on(60.0 + pause_s)


@given(st.lists(st.tuples(st.floats(0, 40), st.floats(0.1, 40), st.booleans()), max_size=40))
def test_it_is_always_over_after_a_silence(story: list[tuple[float, float, bool]]) -> None:
    talk, now_s = BackgroundTalk(), 0.0
    for gap_s, length_s, ours in story:
        now_s += gap_s
        talk.heard(now_s, now_s + length_s, ours=ours, spoke_until_s=now_s - 0.1)
        now_s += length_s
        talk.going_on(now_s)
    assert not talk.going_on(now_s + LOOKED_BACK_S + 1)

"""Patience: learned from a person's own pauses, within bounds, and overridable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.patience import LEAST, LONGEST_S, MOST, SHORTEST_S, USUAL_S, Learned, Patience
from companion.messages import AnswerKind


def test_a_stranger_is_given_the_usual_time() -> None:
    assert Patience().factor(AnswerKind.FREE) == 1.0


def test_who_pauses_long_is_waited_for_longer_in_that_kind_of_question_only() -> None:
    patience = Patience()
    for _ in range(20):
        patience.paused(AnswerKind.FREE, 1.2)
    assert patience.factor(AnswerKind.FREE) > 1.8
    assert patience.factor(AnswerKind.YES_NO) == 1.0


def test_who_speaks_fluently_is_waited_for_a_little_less() -> None:
    patience = Patience()
    for _ in range(50):
        patience.paused(AnswerKind.FREE, 0.25)
    assert patience.factor(AnswerKind.FREE) == LEAST


def test_one_long_pause_does_not_change_much() -> None:
    patience = Patience()
    patience.paused(AnswerKind.FREE, 2.5)
    assert 1.0 < patience.factor(AnswerKind.FREE) < 2.0


def test_the_closure_of_a_consonant_is_no_pause() -> None:
    patience = Patience()
    patience.paused(AnswerKind.FREE, SHORTEST_S - 0.01)
    assert patience.learned == {}


def test_somebody_who_takes_time_is_never_waited_for_less_than_twice_as_long() -> None:
    patience = Patience(takes_time=True)
    for _ in range(50):
        patience.paused(AnswerKind.FREE, 0.25)
    assert patience.factor(AnswerKind.FREE) == 2.0


def test_what_the_settings_say_goes_before_what_was_learned() -> None:
    patience = Patience({AnswerKind.FREE: Learned(1.2, 50)}, fixed=1.5)
    assert patience.factor(AnswerKind.FREE) == 1.5


def test_what_was_learned_can_be_carried_on() -> None:
    first = Patience()
    for _ in range(20):
        first.paused(AnswerKind.TIME, 1.0)
    assert Patience(first.learned).factor(AnswerKind.TIME) == first.factor(AnswerKind.TIME)


@given(pauses=st.lists(st.floats(0, 60), max_size=60), takes_time=st.booleans())
def test_it_stays_within_bounds(pauses: list[float], takes_time: bool) -> None:
    patience = Patience(takes_time=takes_time)
    for seconds in pauses:
        patience.paused(AnswerKind.SCALE, seconds)
    assert LEAST <= patience.factor(AnswerKind.SCALE) <= MOST
    for known in patience.learned.values():
        assert SHORTEST_S <= known.mean_s <= LONGEST_S
        assert known.count == sum(seconds >= SHORTEST_S for seconds in pauses)


@given(pause=st.floats(SHORTEST_S, LONGEST_S), count=st.integers(0, 200))
def test_each_pause_draws_it_nearer(pause: float, count: int) -> None:
    before = Learned(USUAL_S, count)
    after = before.after(pause)
    assert abs(after.mean_s - pause) <= abs(before.mean_s - pause)
    assert after.count == count + 1
    assert after.mean_s == pytest.approx(before.mean_s + (pause - before.mean_s) * max(0.1, 1 / (count + 5)))

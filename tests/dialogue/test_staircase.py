"""The hearing test's staircase: it ends, stays within its levels, and finds how soft speech may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.hearing.staircase import (
    FIRST_DB,
    LEAST_GAIN_DB,
    LOUDEST_DB,
    MOST_GAIN_DB,
    MOST_TRIPLETS,
    SOFTEST_DB,
    STEP_DB,
    Staircase,
    fitting_gain_db,
    fitting_lift_db,
)

THRESHOLDS = st.floats(min_value=SOFTEST_DB, max_value=LOUDEST_DB)
ANY = st.floats(min_value=-60, max_value=60)


def climbed(hears: Callable[[float], bool]) -> Staircase:
    stairs = Staircase()
    while not stairs.done:
        stairs = stairs.after(heard=hears(stairs.level_db))
    return stairs


def found(threshold_db: float) -> float:
    return climbed(lambda level_db: level_db >= threshold_db).threshold_db


def test_it_begins_as_loud_as_the_voice_is_set_up() -> None:
    assert Staircase().level_db == FIRST_DB == 0.0
    assert not Staircase().done


def test_softer_after_what_was_heard_and_louder_after_what_was_missed() -> None:
    stairs = Staircase().after(heard=True)
    assert stairs.level_db == -STEP_DB
    assert stairs.after(heard=False).level_db == FIRST_DB


@given(st.lists(st.booleans(), min_size=MOST_TRIPLETS, max_size=MOST_TRIPLETS))
def test_whatever_is_answered_it_ends_and_stays_within_its_levels(answers: list[bool]) -> None:
    stairs, asked = Staircase(), iter(answers)
    while not stairs.done:
        assert SOFTEST_DB <= stairs.level_db <= LOUDEST_DB
        stairs = stairs.after(heard=next(asked))
    assert len(stairs.said) <= MOST_TRIPLETS
    assert SOFTEST_DB <= stairs.threshold_db <= LOUDEST_DB


@given(THRESHOLDS)
def test_a_listener_ends_within_a_step_of_the_own_threshold(threshold_db: float) -> None:
    assert abs(found(threshold_db) - threshold_db) <= STEP_DB


@given(ANY, ANY)
def test_who_hears_less_never_gets_less(one: float, other: float) -> None:
    better, worse = sorted((found(one), found(other))) if one <= other else sorted((found(other), found(one)))
    assert found(min(one, other)) == better
    assert found(max(one, other)) == worse
    assert fitting_gain_db(better) <= fitting_gain_db(worse)
    assert fitting_lift_db(better) <= fitting_lift_db(worse)


@pytest.mark.parametrize(("threshold_db", "triplets"), [(-40.0, 5), (40.0, 4)])
def test_where_there_is_no_further_to_go_it_asks_no_more(threshold_db: float, triplets: int) -> None:
    assert len(climbed(lambda level_db: level_db >= threshold_db).said) == triplets


@pytest.mark.parametrize("threshold_db", [-10.0, -6.0, -2.0, 2.0, 6.0])
def test_listeners_who_guess_at_the_edge_are_found_too(threshold_db: float) -> None:
    """Two hundred listeners who understand twelve per cent more triplets for each decibel about the threshold."""
    chance = Random(4)

    def hears(level_db: float) -> bool:
        return chance.random() < 1 / (1 + math.exp(-0.48 * (level_db - threshold_db)))

    results = [climbed(hears).threshold_db for _ in range(200)]
    assert abs(sum(results) / len(results) - threshold_db) <= 2.0


@given(ANY)
def test_the_voice_stays_within_what_can_be_borne(threshold_db: float) -> None:
    assert LEAST_GAIN_DB <= fitting_gain_db(threshold_db) <= MOST_GAIN_DB
    assert fitting_lift_db(threshold_db) in {0.0, 3.0, 6.0}


@pytest.mark.parametrize(
    ("threshold_db", "gain_db", "lift_db"),
    [(-12.0, 0.0, 0.0), (-10.0, 2.0, 0.0), (-6.0, 6.0, 3.0), (-2.0, 9.0, 6.0), (8.0, 9.0, 6.0)],
)
def test_the_voice_lies_well_above_the_threshold_and_high_tones_are_raised_with_it(
    threshold_db: float, gain_db: float, lift_db: float
) -> None:
    assert (fitting_gain_db(threshold_db), fitting_lift_db(threshold_db)) == (gain_db, lift_db)

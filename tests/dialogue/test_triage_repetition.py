"""The same complaint again within 72 hours rises one level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.triage import Repetition
from companion.messages import TriageLevel, Verdict

HOUR = 3600.0


def fall(level: TriageLevel = TriageLevel.URGENT) -> Verdict:
    return Verdict(level=level, category="fall", reason="a fall")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (TriageLevel.WATCH, TriageLevel.URGENT),
        (TriageLevel.URGENT, TriageLevel.EMERGENCY),
        (TriageLevel.EMERGENCY, TriageLevel.EMERGENCY),
    ],
)
def test_told_again_it_rises_one_level(first: TriageLevel, then: TriageLevel) -> None:
    repetition = Repetition()
    assert repetition.weigh(fall(first), 0.0).level is first
    again = repetition.weigh(fall(first), 30 * HOUR)
    assert again.level is then
    assert "30 hours ago" in again.reason


def test_after_three_days_it_is_a_new_complaint() -> None:
    repetition = Repetition()
    repetition.weigh(fall(), 0.0)
    assert repetition.weigh(fall(), 73 * HOUR).level is TriageLevel.URGENT


def test_said_twice_in_one_breath_it_is_one_telling() -> None:
    repetition = Repetition()
    repetition.weigh(fall(), 0.0)
    assert repetition.weigh(fall(), 60.0).level is TriageLevel.URGENT


def test_another_complaint_does_not_rise() -> None:
    repetition = Repetition()
    repetition.weigh(fall(), 0.0)
    other = Verdict(level=TriageLevel.URGENT, category="abuse", reason="money")
    assert repetition.weigh(other, HOUR) == other


def test_it_survives_a_restart() -> None:
    before = Repetition()
    before.weigh(fall(), 0.0)
    assert Repetition.recalled(before.remembered()).weigh(fall(), 5 * HOUR).level is TriageLevel.EMERGENCY


@given(st.lists(st.tuples(st.sampled_from(list(TriageLevel)), st.floats(0.0, 1e6)), max_size=20))
def test_it_never_lowers_and_never_raises_nothing(told: list[tuple[TriageLevel, float]]) -> None:
    repetition = Repetition()
    for level, at_s in sorted(told, key=lambda each: each[1]):
        weighed = repetition.weigh(fall(level), at_s).level
        assert level <= weighed <= min(level + 1, TriageLevel.EMERGENCY)
        assert (weighed is TriageLevel.NONE) == (level is TriageLevel.NONE)

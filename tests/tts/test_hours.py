"""How loud at which hour."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.messages import Manner, Prompt, Urgency
from companion.settings import TtsSettings
from companion.tts.hours import Hours

DAY = datetime(2026, 3, 2, tzinfo=UTC)
HOURS = Hours.of({"07:00": 1.0, "18:00": 3.0, "22:00": -6.0}, "23:00-06:00")


def said(at: str, *, urgency: Urgency = Urgency.REPLY, manner: Manner | None = None) -> Manner:
    prompt = Prompt(text="Hello", urgency=urgency, manner=manner or Manner())
    return HOURS.at(prompt, datetime.combine(DAY, time.fromisoformat(at), UTC)).manner


@pytest.mark.parametrize(
    ("at", "gain_db"),
    [("07:00", 1.0), ("17:59", 1.0), ("18:00", 3.0), ("22:00", -6.0), ("00:00", -6.0), ("06:59", -6.0)],
)
def test_each_time_has_its_level(at: str, gain_db: float) -> None:
    assert said(at).gain_db == gain_db


def test_what_was_asked_for_comes_on_top() -> None:
    assert said("22:30", manner=Manner(gain_db=6.0, pace=0.9)) == Manner(gain_db=0.0, pace=0.9)


@pytest.mark.parametrize(("at", "whispers"), [("22:59", False), ("23:00", True), ("05:59", True), ("06:00", False)])
def test_it_whispers_over_midnight(at: str, whispers: bool) -> None:
    assert said(at).whisper is whispers


def test_whispering_may_lie_within_a_day() -> None:
    nap = Hours.of({}, "13:00-15:00")
    prompt = Prompt(text="Hello")
    assert nap.at(prompt, DAY.replace(hour=14)).manner.whisper
    assert nap.at(prompt, DAY.replace(hour=15)) is prompt


@given(st.times(), st.sampled_from([Urgency.ALERT, Urgency.STOP]), st.booleans())
def test_p6_a_call_for_help_is_never_softened_nor_whispered(now: time, urgency: Urgency, whisper: bool) -> None:
    prompt = Prompt(text="I have called for help.", urgency=urgency, manner=Manner(whisper=whisper))
    manner = HOURS.at(prompt, datetime.combine(DAY, now, UTC)).manner
    assert manner.gain_db >= 0.0
    assert not manner.whisper


def test_the_settings_of_a_new_device_are_softer_at_night_and_do_not_whisper() -> None:
    settings = TtsSettings()
    hours = Hours.of(settings.levels, settings.whisper)
    night = hours.at(Prompt(text="Hello"), DAY.replace(hour=3)).manner
    assert night.gain_db < 0
    assert not night.whisper
    assert hours.at(Prompt(text="Hello"), DAY.replace(hour=12)).manner == Manner()

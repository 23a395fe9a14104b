"""Nights and days, the talks and medicines they held, and the hand-over that is spoken."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from summary_kit import TODAY, Told, an_ordinary_day, at, days_before, measure, pain, phq9, sealed, slept, tablets

from privacy.summary import NightHours, Summary, handover, summarise, summary_html, summary_json, summary_text
from privacy.summary.spoken import MOST_WORDS, spoken_words

YESTERDAY = TODAY - timedelta(days=1)
FALL = {"id": "a1", "level": "emergency", "category": "fall", "attempt": 1}


def today(told: list[Told], **more: Any) -> Summary:
    return summarise(sealed(told), since=TODAY, **more)


def test_the_night_begins_the_evening_before_and_belongs_to_the_day_on_which_it_ends() -> None:
    told: list[Told] = [
        (at(YESTERDAY, "21:59"), "measure", measure("before", 1)),
        (at(YESTERDAY, "22:00"), "alert", FALL),
        (at(YESTERDAY, "22:05"), "acknowledge", {"id": "a1", "by": "Rose", "after_s": 300.0}),
        (at(TODAY, "06:59"), "measure", measure("night.awake", "pain")),
        (at(TODAY, "07:00"), "measure", measure("day", 2)),
    ]
    found = today(told)
    assert [(one.kind, one.day, one.calls) for one in found.stretches] == [("night", TODAY, 1), ("day", TODAY, 0)]
    assert [one.measure for one in found.measures] == ["night.awake", "day"]
    assert [one.acknowledged_by for one in found.alerts] == ["Rose"]
    other = today(told, night=NightHours(time(23), time(6)))
    assert [(one.kind, one.calls) for one in other.stretches] == [("day", 0)], "22:00 was still yesterday"
    none = today(told, night=NightHours(time(0), time(0)))
    assert {one.kind for one in none.stretches} == {"day"}


def test_a_night_says_what_was_recorded_of_it_and_no_more() -> None:
    told: list[Told] = [
        (at(TODAY, "02:10"), "mood", {"label": "fear"}),
        (at(TODAY, "02:15"), "mood", {"label": "fear"}),
        (at(TODAY, "04:40"), "measure", measure("night.awake", "toilet")),
        (at(TODAY, "08:30"), "measure", slept(0)),
        (at(TODAY, "09:00"), "measure", measure("sleep.hours", 4, unit="hours")),
        (at(TODAY, "09:01"), "measure", measure("sleep.up", 3, unit="times")),
    ]
    text = " ".join(summary_text(today(told)).split())
    assert (
        "Night: awake because of: toilet; slept badly; 4 hours; up 3 times; awake and talked twice (02:10, 04:40)"
        in text
    )
    silent = summary_text(today([(at(TODAY, "08:30"), "measure", measure("sleep.quality", None))]))
    assert "  Night: nothing was said\n" in silent
    assert "slept" not in silent, "no word about a night of which nothing was recorded"


def test_a_question_into_silence_at_night_wakes_nobody_in_the_summary() -> None:
    told: list[Told] = [
        (at(TODAY, "03:00"), "misunderstanding", {"what": "no_reply", "state": "night/awake"}),
        (at(TODAY, "03:01"), "measure", measure("night.awake", None)),
    ]
    assert "  Night: nothing was said\n" in summary_text(today(told))
    spoke: list[Told] = [(at(TODAY, "03:02"), "measure", measure("night.awake", None, label="unsure"))]
    assert "awake and talked once (03:02)" in summary_text(today([*told, *spoke]))


def test_a_day_counts_its_talks_held_and_missed_and_its_medicines() -> None:
    told: list[Told] = [
        (at(TODAY, "08:30"), "measure", pain(1)),
        (at(TODAY, "08:31"), "measure", tablets(False)),
        (at(TODAY, "18:30"), "measure", pain(1)),
        (at(TODAY, "20:00"), "measure", tablets(None, "evening")),
        (at(TODAY, "21:00"), "initiative", {"script": "evening", "what": "missed"}),
    ]
    (day,) = today(told).stretches
    assert (day.held, day.missed, [one.taken for one in day.doses]) == (3, 1, [False, None])
    text = " ".join(summary_text(today(told)).split())
    assert "Day: medicines: 1 not taken, 1 no answer; 1 talk missed; 3 talks held" in text


def test_a_talk_that_was_broken_off_is_counted_once() -> None:
    morning: list[Told] = [
        (at(TODAY, "08:30"), "measure", pain(1)),
        (at(TODAY, "08:33"), "initiative", {"script": "morning", "what": "broken off"}),
    ]
    (day,) = today(morning).stretches
    assert (day.held, day.broken_off, day.missed) == (0, 1, 0)
    text = " ".join(summary_text(today(morning)).split())
    assert "Day: 1 talk broken off Alerts" in text
    assert "To look at morning: broken off Observed" in text
    assert summary_text(today(morning)).splitlines()[3].startswith("No alerts; 1 talk broken off")
    silent: list[Told] = [*morning[:1], (at(TODAY, "08:33"), "initiative", {"script": "morning", "what": "no answer"})]
    assert [(one.held, one.broken_off, one.missed) for one in today(silent).stretches] == [(0, 1, 0)], "left in silence"
    missed: list[Told] = [*morning[:1], (at(TODAY, "08:33"), "initiative", {"script": "morning", "what": "missed"})]
    assert [(one.held, one.broken_off, one.missed) for one in today(missed).stretches] == [(1, 0, 1)], "another one"
    later: list[Told] = [*morning[:1], (at(TODAY, "18:33"), "initiative", {"script": "morning", "what": "no answer"})]
    assert [(one.held, one.broken_off, one.missed) for one in today(later).stretches] == [(1, 0, 1)], "hours later"


def test_of_many_doses_left_out_the_latest_are_named_as_such() -> None:
    told = [(at(TODAY - timedelta(days=back), "08:32"), "measure", tablets(back % 2 == 0)) for back in range(18)]
    text = " ".join(summary_text(summarise(sealed(told))).split())
    days = "Wed 25 Feb 08:32, Fri 27 Feb 08:32, Sun 1 Mar 08:32"
    assert f"Morning tablets: 9 not taken, 9 taken; the latest not taken: {days}" in text


def test_an_alert_of_an_earlier_day_that_nobody_answered_is_still_shown() -> None:
    earlier: list[Told] = [(at(TODAY - timedelta(days=9), "10:00"), "alert", FALL)]
    found = today([*earlier, (at(TODAY, "08:30"), "measure", pain(1))])
    assert [one.waiting for one in found.alerts] == [True]
    assert "NOBODY HAS ACKNOWLEDGED" in summary_text(found)
    answered = [*earlier, (at(TODAY - timedelta(days=9), "10:05"), "acknowledge", {"id": "a1", "by": "Rose"})]
    assert today(answered).alerts == ()


def test_a_questionnaire_shows_its_total_with_the_words_of_its_own_bands() -> None:
    found = today([*phq9(TODAY)])
    text = summary_text(found)
    assert "PHQ-9 total: mild (5 of 27)" in text
    assert "and 5 answers within questionnaires" in text
    assert "interest" not in text
    assert str(summary_json(found)["measures"]).count("'measure': 'phq9.") == 6, "nothing is lost to other programs"


def test_observed_and_inferred_stand_apart() -> None:
    found = today(
        [(at(TODAY, "08:30"), "mood", {"label": "sadness", "valence": -0.5}), (at(TODAY, "09:00"), "measure", pain(1))]
    )
    text = summary_text(found)
    observed, _, inferred = text.partition("Inferred: mood (a guess)")
    assert "unpleasant" not in observed
    assert "Guessed from the words: unpleasant once." in inferred
    assert "sadness" not in text, "one sentence does not tell sadness from disappointment"
    for shown in (text, summary_html(found)):
        assert "Mood is a guess" in " ".join(shown.split())


def test_a_fall_says_what_was_told_of_it_although_somebody_came() -> None:
    told: list[Told] = [
        (at(TODAY, "15:10"), "alert", FALL),
        (at(TODAY, "15:11"), "measure", measure("fall.on_floor", True, question="On the floor")),
        (at(TODAY, "15:12"), "measure", measure("fall.head", False, question="Hit the head")),
        (at(TODAY, "15:13"), "acknowledge", {"id": "a1", "by": "button", "after_s": 180.0}),
    ]
    headline = summary_text(today(told)).splitlines()[3]
    assert headline.startswith("1 alert, acknowledged: fall; On the floor: yes;")
    assert '<p class="headline alarm"' in summary_html(today(told))
    assert handover(today(told)).startswith("Hand-over. 1 alert, acknowledged: fall. On the floor: yes.")


def test_the_hand_over_says_the_worst_first() -> None:
    told = [*days_before(30), *an_ordinary_day(TODAY, strength=4)]
    told += [(at(TODAY, "08:40"), "alert", FALL), (at(TODAY, "08:35"), "measure", tablets(False, "noon"))]
    said = handover(today(told, name="Edith"))
    assert said.startswith("Hand-over for Edith. 1 alert. Nobody has acknowledged fall.")
    assert (
        said.index("1 not taken") < said.index("How strong is the pain: higher than usual.") < said.index("Last night:")
    )
    assert handover(summarise([])).startswith("Hand-over. Nothing was recorded. Please see whether the device is on.")


words = st.text(max_size=60) | st.integers(0, 10**30).map(str) | st.just("so long " * 40) | st.just("x" * 300)
bodies = st.dictionaries(
    st.sampled_from("measure question label level category by about what script unit id".split()), words, max_size=8
)
numbered = st.builds(lambda body, value: {**body, "value": value}, bodies, st.integers() | st.booleans() | st.none())
kinds = st.sampled_from("measure alert acknowledge notice initiative mood misunderstanding fault".split())


@given(records=st.lists(st.tuples(kinds, numbered), max_size=20), name=words, damaged=st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_the_hand_over_takes_twenty_seconds_whatever_the_records_hold(
    records: list[tuple[str, dict[str, Any]]], name: str, damaged: int
) -> None:
    told: list[Told] = [(at(TODAY, f"{place % 24:02}:10"), kind, body) for place, (kind, body) in enumerate(records)]
    said = handover(summarise(sealed(told), name=name, damaged=damaged))
    assert spoken_words(said) <= MOST_WORDS
    assert len(said.split()) <= MOST_WORDS
    assert max(map(len, said.split())) <= 60
    assert said.endswith("Screening by voice, not a diagnosis.")
    assert said.isprintable()


@given(day=st.dates(), hour=st.integers(0, 23), begins=st.times(), ends=st.times())
@settings(max_examples=50, deadline=None)
def test_any_day_and_any_night_hours_have_a_place(day: date, hour: int, begins: time, ends: time) -> None:
    told: list[Told] = [(at(day, f"{hour:02}:30"), "measure", pain(1))]
    found = summarise(sealed(told), night=NightHours(begins, ends))
    assert [one.kind in {"night", "day"} for one in found.stretches] == [True]
    assert summary_text(found)
    assert summary_html(found)

"""Answers that somebody must look at: the cut-offs, and that no form of a summary is silent about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from summary_kit import TODAY, Told, an_ordinary_day, at, measure, pain, sealed, tablets

from privacy.summary import Summary, handover, summarise, summary_html, summary_json, summary_text
from privacy.summary.concerns import CUT_OFFS, concerns, to_look_at

CALM = '<p class="headline" role="status">'


def days(count: int) -> list[date]:
    return [TODAY - timedelta(days=back) for back in range(count)]


def phq2(day: date, total: int) -> Told:
    """A total of the PHQ-2, as its script writes it."""
    band = "below the cut-off" if total < 2 else "longer questions offered"
    question = "PHQ-2 total (screening, not a diagnosis)"
    return at(day, "10:40"), "measure", measure("phq2.total", total, unit="of 6", label=band, question=question)


def a_hard_month() -> Summary:
    """Thirty days; on six of them, today among them, the pain is severe, and four times the PHQ-2 is 4 of 6."""
    told: list[Told] = []
    for back, day in enumerate(days(30)):
        told.append((at(day, "08:31"), "measure", pain(3 if back % 5 == 0 else back % 2)))
        told += [phq2(day, 4)] * (back % 7 == 2)
    return summarise(sealed(told), since=TODAY - timedelta(days=29))


def test_severe_pain_and_a_screening_total_are_told_in_every_form() -> None:
    found = a_hard_month()
    pain_line, phq_line = to_look_at(found)
    assert pain_line == "Mon 2 Mar 08:31  How strong is the pain: severe (3 of 4); 6 times 3 or more"
    assert phq_line == "Sat 28 Feb 10:40  PHQ-2 total: longer questions offered (4 of 6); 4 times 3 or more"
    headline = str(summary_json(found)["headline"])
    assert headline.startswith(
        "No alerts; How strong is the pain: severe (3 of 4), 6 times; PHQ-2 total: 4 of 6, 4 times;"
    )
    for shown in (" ".join(summary_text(found).split()), " ".join(summary_html(found).split())):
        assert "6 times 3 or more" in shown
        assert headline[:60] in shown
    assert CALM not in summary_html(found)
    assert "How strong is the pain: severe, 6 times. PHQ-2 total: 4 of 6, 4 times." in handover(found)
    listed = summary_json(found)["to_look_at"]
    assert isinstance(listed, list)
    first = listed[0]
    assert isinstance(first, dict)
    assert (first["measure"], first["value"], first["times"], first["asked"]) == ("pain.strength", 3, 6, 30)
    assert (first["from"], first["at"]) == (3, "2026-03-02T08:31:00+00:00")


def test_the_days_on_which_it_was_are_days_to_look_at() -> None:
    text = summary_text(a_hard_month())
    for day in ("Mon 2 Mar", "Wed 25 Feb", "Fri 20 Feb", "Sun 15 Feb"):
        assert f"Day {day}: How strong is the pain: severe (3 of 4)" in text
    assert "Day Tue 24 Feb" not in text, "an ordinary day gives way"


def test_a_calm_time_has_nothing_to_look_at() -> None:
    told: list[Told] = [(at(day, "08:31"), "measure", pain(1)) for day in days(9)]
    found = summarise(sealed([*told, phq2(TODAY, 2), (at(TODAY, "08:33"), "measure", tablets(True))]))
    assert to_look_at(found) == []
    assert CALM in summary_html(found)


def test_moderate_pain_is_worth_a_look_when_it_comes_back() -> None:
    def on(count: int) -> list[str]:
        return to_look_at(summarise(sealed([(at(day, "08:31"), "measure", pain(2)) for day in days(count)])))

    assert on(2) == []
    assert on(3) == ["Mon 2 Mar 08:31  How strong is the pain: moderate (2 of 4); 3 times 2 or more"]
    apart: list[Told] = [(at(TODAY - timedelta(days=back), "08:31"), "measure", pain(2)) for back in (0, 5, 10, 15)]
    assert to_look_at(summarise(sealed(apart))) == []
    same_day: list[Told] = [(at(TODAY, f"{hour:02}:00"), "measure", pain(2)) for hour in range(8, 12)]
    assert to_look_at(summarise(sealed(same_day))) == [], "one bad day is one day"


def test_what_has_gone_by_says_how_it_is_now() -> None:
    told: list[Told] = [(at(TODAY - timedelta(days=1), "08:31"), "measure", pain(4))]
    found = summarise(sealed([*told, (at(TODAY, "08:31"), "measure", pain(0))]))
    (line,) = to_look_at(found)
    assert line.endswith("very severe (4 of 4); latest answer: none (0 of 4)")


def body(name: str, value: object, unit: str) -> dict[str, Any]:
    return measure(name, value, unit=unit)


def test_low_in_own_words_counts_when_it_is_three_of_five_days() -> None:
    def on(*back: int) -> list[str]:
        low = measure("mood.own_words", "low", question="How the resident feels")
        return to_look_at(
            summarise(sealed([(at(TODAY - timedelta(days=one), "08:34"), "measure", low) for one in back]))
        )

    assert on(0, 2, 4) == ["Mon 2 Mar 08:34  How the resident feels: low; 3 times"]
    assert on(0, 2, 5) == []
    assert on(0, 1) == []


NUMBERS = [one for one in CUT_OFFS if not one.said]


@pytest.mark.parametrize("cut_off", NUMBERS, ids=lambda one: f"{one.measure}-{one.days}")
def test_each_cut_off_counts_from_its_own_value_on_its_own_scale(cut_off: Any) -> None:
    asked = [at(day, "09:00") for day in days(cut_off.days)]
    yes_or_no = not cut_off.unit
    reached: object = bool(cut_off.low) if yes_or_no else cut_off.low
    below: object = not cut_off.low if yes_or_no else cut_off.low - 1

    def found(value: object, unit: str) -> list[object]:
        told: list[Told] = [(when, "measure", body(cut_off.measure, value, unit)) for when in asked]
        return [one.cut_off for one in concerns(summarise(sealed(told)))]

    assert found(reached, cut_off.unit) == [cut_off]
    assert cut_off not in found(below, cut_off.unit)
    assert found(reached, "of 100") == [], "a scale of another length"
    assert found(None, cut_off.unit) == []


def test_nothing_eaten_and_doses_left_out_are_to_look_at() -> None:
    told: list[Told] = [
        (at(TODAY, "08:33"), "measure", measure("intake.breakfast", False, question="Eaten and drunk this morning")),
        (at(TODAY, "08:34"), "measure", tablets(False)),
        (at(TODAY, "20:00"), "measure", tablets(False, "evening")),
    ]
    assert to_look_at(summarise(sealed(told))) == [
        "08:33  Eaten and drunk this morning: no",
        "20:00  Evening tablets: not taken; 2 doses not taken in all",
    ]


def test_what_cannot_wait_goes_before_the_answers_and_the_rest_after_them() -> None:
    told: list[Told] = [(at(TODAY, "08:31"), "measure", pain(3))]
    told += [
        (at(TODAY, f"09:{minute}"), "notice", {"who": "caregiver", "within": within, "about": within})
        for minute, within in ((10, "summary"), (20, "hour"))
    ]
    lines = [line.split("  ")[1] for line in to_look_at(summarise(sealed(told)))]
    assert lines == [
        "hour (for the caregiver, within the hour)",
        "How strong is the pain: severe (3 of 4)",
        "summary (for the caregiver, when it suits)",
    ]


def test_many_answers_to_look_at_are_counted_in_the_headline() -> None:
    told: list[Told] = [
        (at(TODAY, f"09:{10 + place}"), "measure", body(name, True, ""))
        for place, name in enumerate(("fall.head", "falls.hurt", "weight.lost", "safety.hurt", "falls.past_week"))
    ]
    found = summarise(sealed([*told, *an_ordinary_day(TODAY - timedelta(days=1))]))
    assert "2 more answers to look at" in str(summary_json(found)["headline"])


def test_thoughts_of_being_better_off_dead_go_before_all_that_came_later() -> None:
    told: list[Told] = [(at(TODAY, "08:31"), "measure", pain(4)), phq2(TODAY, 6)]
    told.append((at(TODAY - timedelta(days=4), "10:34"), "measure", measure("phq9.thoughts", 1, unit="of 3")))
    found = summarise(sealed(told), since=TODAY - timedelta(days=7))
    assert concerns(found)[0].worst.measure == "phq9.thoughts"
    assert handover(found).index("Phq9 thoughts") < handover(found).index("pain")


@pytest.mark.parametrize(
    ("why", "told"), [("operator", "by whoever runs the device"), ("asked", "as the resident asked")]
)
def test_what_was_erased_is_told_and_is_no_sign_of_life(why: str, told: str) -> None:
    entries: list[Told] = [(at(TODAY, "15:00"), "erasure", {"why": one}) for one in (why, why, "retention")]
    found = summarise(sealed(entries), since=TODAY)
    said = " ".join(summary_text(found).split())
    assert f"Erased twice, last Mon 2 Mar 15:00, {told}." in said
    assert told in summary_html(found)
    assert summary_json(found)["erased"] == [{"why": why, "last": "2026-03-02T15:00:00+00:00", "times": 2}]
    assert "Nothing was recorded in this time" in said

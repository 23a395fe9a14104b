"""What is usual for this person: which days are compared with which, and when that is said to be unusual."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from summary_kit import TODAY, Told, an_ordinary_day, at, days_before, measure, pain, sealed

from privacy.summary import Series, Summary, summarise, summary_html, summary_text


def today(told: list[Told], **more: Any) -> Summary:
    return summarise(sealed(told), since=TODAY, **more)


def pain_of(summary: Summary) -> Series:
    (found,) = [one for one in summary.series if one.measure == "pain.strength"]
    return found


def with_pain(earlier: list[int | None], now: int | None) -> Summary:
    told = [
        (at(TODAY - timedelta(days=back + 1), "08:30"), "measure", pain(value)) for back, value in enumerate(earlier)
    ]
    return today([*told, (at(TODAY, "08:30"), "measure", pain(now))])


def test_usual_is_this_persons_own_and_from_earlier_days_only() -> None:
    found = with_pain([1, 2, 3, 1, 2, 3, 2], 4)
    trend = pain_of(found).trend
    assert (trend.how, trend.value, trend.usual_low, trend.usual_high, trend.days) == ("higher", 4, 1, 3, 7)
    named = summarise(sealed([(at(TODAY - timedelta(days=n), "08:30"), "measure", pain(n % 3)) for n in range(1, 9)]))
    assert named.name == ""
    for shown in (summary_text, summary_html):
        assert "higher than usual (usual 1 to 3)" in " ".join(shown(found).split())
    assert pain_of(with_pain([3, 4, 3, 4, 3], 0)).trend.how == "lower"
    assert pain_of(with_pain([3, 4, 3, 4, 3], 3)).trend.how == "usual"
    assert "higher than usual (usual 1)" in " ".join(
        summary_text(today([*days_before(30), *an_ordinary_day(TODAY, strength=4)], name="Edith")).split()
    )


def test_too_few_days_are_not_compared() -> None:
    assert pain_of(with_pain([1, 1, 1, 1], 4)).trend.how == "few"
    assert "too few to compare" in summary_text(with_pain([1, 1, 1, 1], 4))
    assert pain_of(with_pain([1, 1, 1, 1, None, None], 4)).trend.how == "few", "a gap is not a zero"
    assert pain_of(with_pain([1, 1, 1, 1, 1], 4)).trend.how == "higher"
    assert pain_of(with_pain([1, 1, 1, 1, 1], None)).trend.how == "none"


def test_what_is_older_than_four_weeks_is_not_usual_any_more() -> None:
    old: list[Told] = [(at(TODAY - timedelta(days=back), "08:30"), "measure", pain(4)) for back in range(29, 60)]
    found = today([*old, (at(TODAY, "08:30"), "measure", pain(1))])
    assert pain_of(found).trend.how == "few"


def test_a_day_counts_once_however_often_it_was_asked() -> None:
    told: list[Told] = [(at(TODAY - timedelta(days=1), f"08:{minute}"), "measure", pain(4)) for minute in range(10, 60)]
    assert pain_of(today([*told, (at(TODAY, "08:30"), "measure", pain(1))])).trend.days == 1


def test_one_bad_day_in_a_calm_week_is_not_lost() -> None:
    told = [*days_before(40), *an_ordinary_day(TODAY, strength=4)]
    found = summarise(sealed(told), since=TODAY - timedelta(days=6), name="Edith")
    assert (pain_of(found).trend.how, pain_of(found).trend.latest_only) == ("higher", True)
    assert "higher than usual on the latest day (usual 1)" in " ".join(summary_text(found).split())


def by_days(values: list[int], shown: int | None) -> Series:
    """Pain on the last days, the latest last; `shown`: how many of them the summary is about."""
    told: list[Told] = [
        (at(TODAY - timedelta(days=back), "08:30"), "measure", pain(value))
        for back, value in enumerate(reversed(values))
    ]
    since = None if shown is None else TODAY - timedelta(days=shown - 1)
    return pain_of(summarise(sealed(told), since=since))


def test_a_month_without_a_past_is_compared_with_its_own_beginning() -> None:
    """A clinician looks at the first thirty days; there is nothing before them."""
    month = [0, 1] * 11 + [0] + [3, 4, 3, 4, 3, 4, 3]
    trend = by_days(month, 30).trend
    assert (trend.how, trend.within, trend.days) == ("higher", True, 23)
    assert trend.since == TODAY - timedelta(days=6)
    assert by_days(month, None).trend == trend, "every record is shown"
    found = summarise(sealed(days_before(30)), since=TODAY - timedelta(days=90))
    text = " ".join(summary_text(found).split())
    assert "27 of 30 answered" not in text
    assert "too few to compare" not in text
    assert "since Mon 23 Feb as usual (1)" in text
    assert "what is compared since a day, with the days before that one." in text


def test_a_week_without_a_past_compares_its_last_day() -> None:
    trend = by_days([1, 1, 1, 1, 1, 1, 4], 7).trend
    assert (trend.how, trend.within, trend.since, trend.days) == ("higher", True, TODAY, 6)
    assert by_days([1, 1, 1, 1, 4], 7).trend.how == "few"


def test_a_past_that_is_long_enough_is_what_the_whole_time_is_compared_with() -> None:
    trend = by_days([1] * 10 + [3] * 30, 30).trend
    assert (trend.how, trend.within, trend.days) == ("higher", False, 10)
    text = " ".join(summary_text(today([*days_before(30), *an_ordinary_day(TODAY)])).split())
    assert "on up to 28 days before the time that is shown." in text


def test_usual_is_the_middle_half_and_not_everything_that_was_seen() -> None:
    """Severe pain on five days of four weeks does not make it usual."""
    month = [0, 1, 2, 1, 3] * 5 + [1, 0, 1]
    trend = by_days([*month, 3], 1).trend
    assert (trend.usual_low, trend.usual_high, trend.how, trend.unusual) == (1, 2, "above", False)
    text = summary_text(
        today(
            [(at(TODAY - timedelta(days=n + 1), "08:30"), "measure", pain(value)) for n, value in enumerate(month)]
            + [(at(TODAY, "08:30"), "measure", pain(3))]
        )
    )
    assert "higher than on most days (usual 1 to 2)" in " ".join(text.split())
    assert by_days([*month, 4], 1).trend.how == "higher", "as never before"
    assert by_days([*month, 1], 1).trend.how == "usual"
    assert by_days([4] + [1] * 20 + [3], 1).trend.how == "higher", "one bad day long ago widens nothing"


def test_chance_alone_is_seldom_called_unusual() -> None:
    chance = random.Random(4)
    drawn = [with_pain([chance.choice((0, 1, 1, 2, 2, 2, 3)) for _ in range(28)], 2) for _ in range(40)]
    assert all(pain_of(one).trend.how == "usual" for one in drawn), "the commonest answer is never unusual"
    flagged = 0
    for _ in range(200):
        values = [chance.gauss(6, 1) for _ in range(29)]
        told: list[Told] = [
            (at(TODAY - timedelta(days=back), "09:00"), "measure", measure("sleep.hours", value, unit="hours"))
            for back, value in enumerate(values)
        ]
        (hours,) = today(told).series
        flagged += hours.trend.unusual
    assert flagged <= 20, "at most one in ten"


def test_more_misunderstandings_than_usual_are_told() -> None:
    told = [
        *days_before(10),
        *((at(TODAY, f"10:{minute}"), "misunderstanding", {"what": "no_match"}) for minute in range(10, 30)),
    ]
    found = today(told)
    assert found.misunderstood_trend.how == "higher"
    assert "By the day higher than usual (usual 1)." in " ".join(summary_text(found).split())


def test_answers_of_yes_and_no_are_counted_by_day_and_beside_what_was_before() -> None:
    def eaten(back: int, said: bool) -> Told:
        return at(TODAY - timedelta(days=back), "08:33"), "measure", measure("intake.breakfast", said, question="Eaten")

    told = [eaten(back, back % 2 == 0) for back in range(7)] + [eaten(back, back % 5 != 0) for back in range(7, 27)]
    (series,) = summarise(sealed(told), since=TODAY - timedelta(days=6)).series
    assert (series.yes, series.yes_before) == ((4, 7), (16, 20))
    text = " ".join(summary_text(summarise(sealed(told), since=TODAY - timedelta(days=6))).split())
    assert "Eaten: yes; 7 answers, yes on 4 of 7 days; before: yes on 16 of 20 days" in text
    assert "before:" not in summary_text(summarise(sealed(told[:10]), since=TODAY - timedelta(days=6))), "too few"

"""Phrases that every form of a summary shares: times, answers, comparisons, moods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from privacy.summary.facts import REFUSED, AlertLine, Measure, Series, Summary
from privacy.summary.trend import FEWEST_DAYS, Trend

UNSURE_BELOW = 0.5
"""An answer understood with less certainty than this is marked."""

MOST_LINES = 15
"""Longer lists are cut to their latest lines, so that a page stays one page."""

FEW = 3
"""So many answers to one question are told one by one."""

INSTRUMENTS = frozenset({"phq2", "phq8", "phq9", "gad2", "gad7", "gds15", "ucla3"})
"""Questionnaires: their total is shown, their single answers stand in the JSON and FHIR forms."""

_MOST_DAYS = {"above": "higher", "below": "lower"}

_MISUNDERSTOOD = {"no_match": "did not fit the question", "no_reply": "no reply", "unsure": "not sure what was meant"}
_NOT_UNDERSTOOD = frozenset({"not understood", "other"})
"""Ways that say no more than that."""


def period(summary: Summary) -> str:
    """From when to when."""
    if summary.first is None or summary.last is None:
        return "no records in this time"
    if summary.first.date() == summary.last.date():
        return f"{day(summary.first)}, {clock(summary.first)} to {clock(summary.last)}"
    return f"{day(summary.first)} {clock(summary.first)} to {day(summary.last)} {clock(summary.last)}"


def day(at: date) -> str:
    """Sunday 22 November 2026."""
    return f"{at:%A} {at.day} {at:%B %Y}"


def short_day(at: date) -> str:
    """Sun 22 Nov."""
    return f"{at:%a} {at.day} {at:%b}"


def clock(at: datetime) -> str:
    """18:05."""
    return f"{at:%H:%M}"


def one_day(summary: Summary) -> bool:
    """Is all that is shown from one and the same day?"""
    return summary.first is not None and summary.last is not None and summary.first.date() == summary.last.date()


def moment(at: datetime, summary: Summary) -> str:
    """The time, with the day where the summary covers more than one."""
    same = one_day(summary) and summary.first is not None and at.date() == summary.first.date()
    return clock(at) if same else f"{short_day(at)} {clock(at)}"


def plain_number(value: float) -> str:
    """3, 2.5."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def answer(measure: Measure) -> str:
    """What was answered, with value and unit: "moderate (2 of 4)"."""
    if not measure.answered:
        return "not sure" if measure.unclear else REFUSED if measure.label == REFUSED else "no answer"
    doubt = "" if measure.certainty is None or measure.certainty >= UNSURE_BELOW else ", heard with doubt"
    if isinstance(measure.value, bool) or not isinstance(measure.value, int | float):
        return measure.label + doubt
    unit = f" on {measure.unit}" if "-" in measure.unit else f" {measure.unit}" if measure.unit else ""
    number = str(measure.value) if isinstance(measure.value, int) else f"{measure.value:g}"
    shown = number + unit
    return (f"{measure.label} ({shown})" if measure.label != str(measure.value) else shown) + doubt


def answers(one: Series, summary: Summary) -> str:
    """The latest answer, and in short the others."""
    latest = one.latest
    others = [f"{moment(other.at, summary)} {answer(other)}" for other in one.answers if other is not latest]
    if len(others) >= FEW:
        numbers = one.numbers
        spread = f", from {plain_number(min(numbers))} to {plain_number(max(numbers))}" if numbers else ""
        answered, asked = sum(other.answered for other in one.answers), len(one.answers)
        often = f"{asked} answers" if answered == asked else f"{answered} of {asked} answered"
        spread = spread or (f", yes on {one.yes[0]} of {one.yes[1]} days" if one.yes[1] else "")
        return f"{answer(latest)}; {often}{spread}"
    return answer(latest) + (f"; also {', '.join(others)}" if others else "")


def is_item(series: Series) -> bool:
    """Is it a single answer of a questionnaire, whose total is shown instead?"""
    name, _, item = series.measure.partition(".")
    return name in INSTRUMENTS and item != "total"


def against_usual(trend: Trend) -> str:
    """How it compares with what is usual for this person; empty where there is nothing to compare."""
    if trend.how == "none":
        return ""
    if trend.how == "few" or trend.usual_low is None or trend.usual_high is None:
        return "too few to compare"
    low, high = plain_number(trend.usual_low), plain_number(trend.usual_high)
    usual = low if low == high else f"{low} to {high}"
    when = f"since {short_day(trend.since)} " if trend.within and trend.since and not trend.latest_only else ""
    if trend.how in _MOST_DAYS:
        return f"{when}{_MOST_DAYS[trend.how]} than on most days (usual {usual})"
    if trend.how == "usual":
        return f"{when}as usual ({usual})"
    latest = " on the latest day" if trend.latest_only else ""
    return f"{when}{trend.how} than usual{latest} (usual {usual})"


def compared(one: Series) -> str:
    """How the answers compare with what is usual, as numbers or as days with a yes; empty where they do not."""
    if one.numbers:
        return against_usual(one.trend)
    yes, days = one.yes_before
    return f"before: yes on {yes} of {days} days" if one.yes[1] and days >= FEWEST_DAYS else ""


def usual_means(summary: Summary) -> str:
    """What "usual" stands for in this summary; empty where nothing was compared."""
    compared = [one.trend for one in summary.series if one.numbers and one.trend.usual_low is not None]
    if not compared:
        return ""
    middle = "Usual: the middle half of this person's own days, on up to 28 days before"
    if not any(one.within for one in compared):
        return f"{middle} the time that is shown."
    return f"{middle}; what is compared since a day, with the days before that one."


def doses(measures: Iterable[Measure]) -> str:
    """Taken or not, counted: "1 taken, 1 not taken, 1 no answer"."""
    counted = Counter(answer(one).removesuffix(", heard with doubt") for one in measures if one.is_dose)
    return ", ".join(f"{times} {label}" for label, times in counted.most_common())


def shown_alerts(summary: Summary, most: int = MOST_LINES) -> tuple[list[AlertLine], int]:
    """Every alert that waits for somebody first, then other calls, then what was only noted; each the latest first.

    And how many are left out; of those that wait none is.
    """
    latest = sorted(summary.alerts, key=lambda one: (not one.waiting, not one.called, -one.sequence))
    shown = [one for place, one in enumerate(latest) if place < most or one.waiting]
    return shown, len(latest) - len(shown)


def acknowledged(alert: AlertLine) -> str:
    """Who acknowledged first and how soon; empty where nobody was called and nobody came."""
    if not alert.acknowledged_by:
        return "NOBODY HAS ACKNOWLEDGED" if alert.waiting else ""
    soon = "" if alert.after_s is None else f" after {duration(alert.after_s)}"
    return f"acknowledged by {alert.acknowledged_by}{soon}"


def called(alert: AlertLine) -> str:
    """How often it called."""
    return f"called {times(alert.attempts)}" if alert.called else "noted, nobody was called"


def duration(seconds: float) -> str:
    """45 s, 3 min, 2 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def misunderstanding(summary: Summary) -> str:
    """How often the device did not understand, in which way, and whether that is usual."""
    if not summary.misunderstood:
        return "No misunderstandings were noted."
    ways = ", ".join(
        f"{often} {_MISUNDERSTOOD.get(what, what)}" for what, often in sorted(summary.misunderstandings.items())
    )
    ways = "" if summary.misunderstandings.keys() <= _NOT_UNDERSTOOD else f" ({ways})"
    trend = summary.misunderstood_trend
    usual = f" By the day {against_usual(trend)}." if trend.usual_low is not None and trend.since else ""
    return f"The device did not understand {times(summary.misunderstood)}{ways}.{usual}"


ON_BEHALF = {
    "asked": "as the resident asked",
    "operator": "by whoever runs the device",
    "revoked": "for a key that was revoked",
}


def openings(summary: Summary) -> list[str]:
    """Who had something erased, and who opened the sealed log, and for what."""
    erased = [
        f"Erased {times(one.times)}, last {moment(one.last, summary)}, {ON_BEHALF.get(one.why, 'nobody knows why')}."
        for one in summary.erased
    ]
    return erased + [
        f"Opened {times(one.times)} by {one.who}{f' ({one.role})' if one.role else ''} for: {one.what}."
        for one in summary.openings
    ]


def cut(text: str, signs: int) -> str:
    """At most so many signs; a text that was longer says so."""
    return text if len(text) <= signs else text[: signs - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def times(number: int) -> str:
    """once, twice, 3 times."""
    return "once" if number == 1 else "twice" if number == 2 else f"{number} times"


def count(number: int, one: str, many: str) -> str:
    """1 alert, 2 alerts, no alerts."""
    return f"{number} {one if number == 1 else many}" if number else f"no {many}"

"""A Summary as words: phrases shared by every form, the plain text for a terminal, and JSON."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from companion.messages import JsonValue
from privacy.summary.gather import NOT_A_DIAGNOSIS, AlertLine, Measure, Series, Summary, series

UNSURE_BELOW = 0.5
"""An answer understood with less certainty than this is marked."""

MOST_LINES = 15
"""More answers than this are shown one line a question, so that the page stays one page."""

_MISUNDERSTOOD = {"no_match": "did not fit the question", "no_reply": "no reply", "unsure": "not sure what was meant"}

_WITHIN = {"hour": "within the hour", "same day": "the same day", "day": "within a day", "summary": "when it suits"}


def period(summary: Summary) -> str:
    """From when to when."""
    if summary.first is None or summary.last is None:
        return "no records in this time"
    if summary.first.date() == summary.last.date():
        return f"{day(summary.first)}, {clock(summary.first)} to {clock(summary.last)}"
    return f"{day(summary.first)} {clock(summary.first)} to {day(summary.last)} {clock(summary.last)}"


def day(at: datetime) -> str:
    """Sunday 22 November 2026."""
    return f"{at:%A} {at.day} {at:%B %Y}"


EVERYDAY = {"confusion": "puzzlement"}
"""Names of feelings that would be read as a finding: GoEmotions' "confusion" is only wondering about something."""


def clock(at: datetime) -> str:
    """18:05."""
    return f"{at:%H:%M}"


def moment(at: datetime, summary: Summary) -> str:
    """The time, with the day where the summary covers more than one."""
    one_day = summary.first is not None and summary.last is not None and summary.first.date() == summary.last.date()
    return clock(at) if one_day else f"{at:%a} {at.day} {at:%b} {at:%H:%M}"


def answer(measure: Measure) -> str:
    """What was answered, with value and unit: "moderate (2 on 0-4)"."""
    if not measure.answered:
        return "not sure" if measure.unclear else "no answer"
    doubt = "" if measure.certainty is None or measure.certainty >= UNSURE_BELOW else ", heard with doubt"
    if isinstance(measure.value, bool) or not isinstance(measure.value, int | float):
        return measure.label + doubt
    unit = f" on {measure.unit}" if "-" in measure.unit else f" {measure.unit}" if measure.unit else ""
    number = str(measure.value) if isinstance(measure.value, int) else f"{measure.value:g}"
    shown = number + unit
    return (f"{measure.label} ({shown})" if measure.label != str(measure.value) else shown) + doubt


def answer_rows(measures: Sequence[Measure], summary: Summary) -> list[tuple[str, Measure, str]]:
    """When, which measure, what to say: each answer, or with many of them the latest of each question."""
    if len(measures) <= MOST_LINES:
        return [(moment(one.at, summary), one, answer(one)) for one in measures]
    return [
        (moment(one.latest.at, summary), one.latest, answer(one.latest) + _over_time(one)) for one in series(measures)
    ]


def _over_time(one: Series) -> str:
    spread = "" if one.low is None or one.high is None else f", from {one.low:g} to {one.high:g}"
    return f"; asked {_count(one.asked, 'time', 'times')}, {one.answered} answered{spread}"


def shown_alerts(summary: Summary) -> tuple[list[AlertLine], int]:
    """Every alert that waits for somebody, and the latest others; and how many earlier ones are left out."""
    latest = len(summary.alerts) - MOST_LINES
    shown = [one for place, one in enumerate(summary.alerts) if place >= latest or one.waiting]
    return shown, len(summary.alerts) - len(shown)


def acknowledged(alert: AlertLine) -> str:
    """Who acknowledged first and how soon; empty where nobody was called and nobody came."""
    if not alert.acknowledged_by:
        return "NOBODY HAS ACKNOWLEDGED" if alert.waiting else ""
    soon = "" if alert.after_s is None else f" after {duration(alert.after_s)}"
    return f"acknowledged by {alert.acknowledged_by}{soon}"


def called(alert: AlertLine) -> str:
    """How often it called."""
    return f"called {_times(alert.attempts)}" if alert.called else "noted, nobody was called"


def duration(seconds: float) -> str:
    """45 s, 3 min, 2 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def headline(summary: Summary) -> str:
    """The one line to read when there is time for one."""
    if not summary.records:
        return "Nothing was recorded in this time; see whether the device is on."
    waiting = sum(alert.waiting for alert in summary.alerts)
    calls = sum(alert.called for alert in summary.alerts)
    noted = len(summary.alerts) - calls
    parts = [_count(calls, "alert", "alerts") + (f" ({waiting} not acknowledged)" if waiting else "")]
    if noted:
        parts.append(_count(noted, "concern", "concerns") + " noted without a call")
    if summary.medicines:
        answers = Counter(answer(one) for one in summary.medicines)
        parts.append("medicines: " + ", ".join(f"{times} {label}" for label, times in answers.most_common()))
    parts.append(_count(summary.unanswered, "question", "questions") + " without a clear answer")
    line = "; ".join(parts)
    return f"{line[0].upper()}{line[1:]}."


def alarming(summary: Summary) -> bool:
    """Must the headline not look like an all-clear?"""
    return not summary.records or summary.damaged > 0 or any(alert.waiting for alert in summary.alerts)


def understanding(summary: Summary) -> str:
    """How often the device did not understand, and in which way."""
    if not summary.misunderstood:
        return "No misunderstandings were noted."
    ways = ", ".join(
        f"{times} {_MISUNDERSTOOD.get(what, what)}" for what, times in sorted(summary.misunderstandings.items())
    )
    return f"The device did not understand {_count(summary.misunderstood, 'time', 'times')} ({ways})."


def mood(summary: Summary) -> str:
    """The mood, with how far to trust it."""
    if summary.unsure_share is None:
        return "No mood was guessed."
    guesses = (
        ", ".join(f"{EVERYDAY.get(one.label, one.label)} ({_times(one.times)})" for one in summary.moods)
        or "nothing it was sure of"
    )
    tone = "" if summary.valence is None else f" Mean tone {summary.valence:+.1f} (-1 unpleasant, +1 pleasant)."
    unsure = f" Unsure in {summary.unsure_share:.0%} of {_count(summary.mood_guesses, 'guess', 'guesses')}."
    return f"From the words used: {guesses}.{tone}{unsure}"


def notices(summary: Summary) -> list[str]:
    """What somebody should look at and how soon, the latest first; then the talks that did not take place."""
    shown = [
        f"{moment(one.at, summary)}  {one.about} (for the {one.who}{_soon(one.within)})"
        for one in reversed(summary.notices[-MOST_LINES:])
    ]
    missed = [f"{what}{'' if times == 1 else f', {_times(times)}'}" for what, times in summary.not_held.items()]
    return shown + missed


def _soon(within: str) -> str:
    return f", {_WITHIN[within]}" if within in _WITHIN else ""


def summary_text(summary: Summary) -> str:
    """Plain text, at most 100 columns where the records allow."""
    return "\n".join(_lines(summary)) + "\n"


def summary_json(summary: Summary) -> dict[str, JsonValue]:
    """Plain JSON values; times in ISO 8601."""
    found = _plain(dataclasses.asdict(summary))
    if not isinstance(found, dict):
        raise TypeError("a summary is an object")
    return {**found, "unanswered": summary.unanswered, "misunderstood": summary.misunderstood, "note": NOT_A_DIAGNOSIS}


def _lines(summary: Summary) -> Iterator[str]:
    yield f"Check-in summary: {period(summary)}"
    yield NOT_A_DIAGNOSIS
    yield ""
    yield headline(summary)
    if summary.damaged:
        yield f"{_count(summary.damaged, 'record', 'records')} left out as altered: see 'companion log verify'."
    alerts, earlier = shown_alerts(summary)
    more = [f"and {_count(earlier, 'earlier one', 'earlier ones')}, acknowledged or only noted"] if earlier else []
    yield from _section("Alerts", [_alert_line(one, summary) for one in alerts] + more)
    yield from _section("To look at", notices(summary))
    yield from _section("Observed: answers", _measure_lines(summary.measures, summary))
    yield from _section("Observed: medicines", _measure_lines(summary.medicines, summary))
    yield from _section("Inferred: mood (a guess)", [mood(summary)])
    yield from _section("The device", [understanding(summary), *_faults(summary)])


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines or ["none"])]


def _alert_line(alert: AlertLine, summary: Summary) -> str:
    what = f"{alert.level.upper()} {alert.category.replace('_', ' ')}"
    return "; ".join(filter(None, (f"{moment(alert.at, summary)}  {what}", called(alert), acknowledged(alert))))


def _measure_lines(measures: Sequence[Measure], summary: Summary) -> list[str]:
    return [f"{when}  {one.question}: {said}" for when, one, said in answer_rows(measures, summary)]


def _faults(summary: Summary) -> list[str]:
    starts = [f"Started {_count(summary.starts, 'time', 'times')}."] if summary.starts else []
    latest = summary.faults[-MOST_LINES:]
    earlier = len(summary.faults) - len(latest)
    more = [f"and {_count(earlier, 'earlier fault', 'earlier faults')}"] if earlier else []
    return starts + [f"{moment(one.at, summary)}  {one.part}: {one.what or 'failed'}" for one in latest] + more


def _times(number: int) -> str:
    return "once" if number == 1 else "twice" if number == 2 else f"{number} times"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else f"no {many}"


def _plain(value: object) -> JsonValue:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)

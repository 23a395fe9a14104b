"""What matters in a summary, the worst first: one list for the headline and for the spoken hand-over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from privacy.summary.agreed_words import withheld
from privacy.summary.concerns import concerns, in_short, spoken, urgent_first
from privacy.summary.facts import AlertLine, Series, Summary
from privacy.summary.stretch_words import told
from privacy.summary.talks import BROKEN_OFF
from privacy.summary.words import count, doses, is_item

HEADLINE_SIGNS = 150
"""Longest headline: two lines of a terminal, one breath of a reader. What does not fit stands below it anyway."""

NAME_WORDS = 4
"""Of a name, so many words are said."""


MOST_CONCERNS = 3
"""So many answers to look at are said one by one; all of them stand below."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing worth saying."""

    written: str
    """A part of the headline."""
    spoken: str
    """A plain sentence, to be heard once; may quote words of a record."""


def headline(summary: Summary) -> str:
    """The one line to read when there is time for one."""
    line = ""
    for one in news(summary):
        longer = f"{line}; {one.written}" if line else one.written
        if line and len(longer) > HEADLINE_SIGNS:
            break
        line = longer
    return f"{line[:1].upper()}{line[1:].rstrip('.')}."


def alarming(summary: Summary) -> bool:
    """Must the headline not look like an all-clear?"""
    danger = bool(concerns(summary))
    silent = not summary.records and not withheld(summary)
    return silent or summary.damaged > 0 or danger or any(alert.waiting for alert in summary.alerts)


def news(summary: Summary) -> Iterator[News]:
    """Every piece of news; the first is what to say when there is time for one only."""
    why = withheld(summary)
    if not (why or summary.records or summary.alerts or summary.damaged):
        line = "Nothing was recorded in this time; see whether the device is on"
        yield News(line, "Nothing was recorded. Please see whether the device is on.")
        return
    quiet = _unheard(summary, why)
    called = any(alert.called for alert in summary.alerts)
    yield from [*_calls(summary), *quiet] if called else [*quiet, *_calls(summary)]
    yield from _dangers(summary)
    if summary.damaged:
        altered = f"{count(summary.damaged, 'record', 'records')} left out as altered"
        yield News(altered, f"{altered.capitalize()}.")
    yield from _medicines(summary)
    yield from _notices(summary)
    yield from _unusual(summary)
    yield from _gaps(summary)
    yield from _night(summary)


def _unheard(summary: Summary, why: str) -> list[News]:
    """Why little or nothing that was said is seen here."""
    if why:
        return [News(why, "Answers are not shared with you.")]
    silent = not any(one.talked for one in summary.stretches)
    return [News("no talks in what this key may read", "No talks in what this key may read.")] * silent


def _calls(summary: Summary) -> Iterator[News]:
    called = [alert for alert in summary.alerts if alert.called]
    waiting = [alert for alert in called if alert.waiting]
    many = count(len(called), "alert", "alerts")
    if waiting:
        written = f"{many} ({len(waiting)} not acknowledged: {_named(waiting[-1])})"
        yield News(written, f"{many.capitalize()}. Nobody has acknowledged {_named(waiting[-1])}.")
    elif called:
        written = f"{many}, acknowledged: {_named(called[-1])}"
        yield News(written, f"{written.capitalize()}.")
    else:
        yield News(many, "No alerts.")
    noted = len(summary.alerts) - len(called)
    if noted:
        line = f"{count(noted, 'concern', 'concerns')} noted without a call"
        yield News(line, f"{line.capitalize()}.")


def _named(alert: AlertLine) -> str:
    return " ".join(alert.category.replace("_", " ").split()[:NAME_WORDS])


def _dangers(summary: Summary) -> Iterator[News]:
    found = [one for one in concerns(summary) if not one.is_dose]
    for one in found[:MOST_CONCERNS]:
        yield News(in_short(one, summary), spoken(one, summary))
    if len(found) > MOST_CONCERNS:
        line = f"{count(len(found) - MOST_CONCERNS, 'more answer', 'more answers')} to look at"
        yield News(line, f"{line}.")


def _medicines(summary: Summary) -> Iterator[News]:
    counted = doses(summary.medicines)
    if not counted:
        return
    taken = [one.taken for one in summary.medicines if one.is_dose]
    if all(taken):
        yield News(f"medicines: {counted}", "All medicines were taken, the resident says.")
        return
    missed, open_ = sum(one is False for one in taken), sum(one is None for one in taken)
    told = [f"{missed} not taken"] * bool(missed) + [f"{open_} without a clear answer"] * bool(open_)
    yield News(f"medicines: {counted}", f"Medicines: {', '.join(told)}.")


def _notices(summary: Summary) -> Iterator[News]:
    if summary.notices:
        first = urgent_first(summary.notices)[0]
        things = count(len(summary.notices), "thing", "things")
        yield News(f"{things} to look at", f"To look at: {first.about.rstrip('.')}.")


def _unusual(summary: Summary) -> Iterator[News]:
    for one in summary.series:
        if one.trend.unusual and not is_item(one):
            line = f"{one.latest.question}: {one.trend.how} than usual"
            yield News(line, f"{_plain(one)}: {one.trend.how} than usual.")


def _plain(one: Series) -> str:
    return one.latest.question.rstrip("?.")


def _gaps(summary: Summary) -> Iterator[News]:
    missed = sum(one.missed for one in summary.stretches)
    broken = sum(one.broken_off for one in summary.stretches)
    for number, how in ((missed, "missed"), (broken, BROKEN_OFF)):
        if number:
            talks = f"{count(number, 'talk', 'talks')} {how}"
            yield News(talks, f"{talks.capitalize()}.")
    # Open questions about medicines have been told of before.
    rest = sum(not one.answered for one in summary.measures)
    line = f"{count(rest, 'question', 'questions')} without a clear answer"
    if rest or (summary.measures and not summary.unanswered):
        yield News(line, f"{line}." if rest else "")


def _night(summary: Summary) -> Iterator[News]:
    nights = [one for one in summary.stretches if one.kind == "night" and not one.withheld]
    if nights:
        line = told(nights[-1])
        yield News(f"last night: {line}", f"Last night: {line}.")

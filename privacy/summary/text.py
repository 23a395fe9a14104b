"""A Summary as plain text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from privacy.summary import stretch_words, words
from privacy.summary.agreed_words import UNKNOWN, agreed, nothing, period, told
from privacy.summary.concerns import question, to_look_at
from privacy.summary.facts import A_GUESS, NOT_A_DIAGNOSIS, AlertLine, Measure, Series, Summary
from privacy.summary.moods import mood
from privacy.summary.news import headline

COLUMNS = 80


def summary_text(summary: Summary) -> str:
    """Plain text; no line is longer than COLUMNS."""
    lines = [line for whole in _lines(summary) for line in _wrapped(whole)]
    return "\n".join(lines) + "\n"


def _wrapped(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line, COLUMNS, subsequent_indent=indent and indent + "    ", break_on_hyphens=False, drop_whitespace=True
    ) or [""]


def _lines(summary: Summary) -> Iterator[str]:
    whom = f" for {summary.name}" if summary.name else ""
    yield f"Check-in summary{whom}: {period(summary)}"
    yield NOT_A_DIAGNOSIS
    yield ""
    yield headline(summary)
    if summary.damaged:
        many = words.count(summary.damaged, "record", "records")
        yield f"{many} left out as altered: see 'companion log verify'."
    unseen = nothing(summary)
    yield from _section("Night and day", _stretches(summary), unseen)
    alerts, earlier = words.shown_alerts(summary)
    more = _more(earlier, "earlier one", "earlier ones", ", acknowledged or only noted")
    yield from _section("Alerts", [_alert(one, summary) for one in alerts] + more)
    yield from _section("To look at", _first(to_look_at(summary)), unseen)
    yield from _section("Observed: answers", _series(summary), unseen)
    yield from _section("Observed: medicines", _medicines(summary), unseen)
    yield from _section("Observed: what the resident agreed to", agreed(summary) or [UNKNOWN])
    yield from _section("Inferred: mood (a guess)", [told(summary, mood(summary)), A_GUESS])
    opened = _first(words.openings(summary))
    yield from _section("The device", [told(summary, words.misunderstanding(summary)), *_device(summary), *opened])


def _section(title: str, lines: Sequence[str], none: str = "none") -> list[str]:
    return ["", title, *(f"  {line}" for line in lines or [none])]


def _first(lines: list[str]) -> list[str]:
    return lines[: words.MOST_LINES] + _more(len(lines) - words.MOST_LINES, "more", "more")


def _more(number: int, one: str, many: str, rest: str = "") -> list[str]:
    return [f"and {words.count(number, one, many)}{rest}"] if number > 0 else []


def _stretches(summary: Summary) -> list[str]:
    shown, left = stretch_words.shown(summary)
    lines = [f"{stretch_words.title(one, summary)}: {stretch_words.told(one)}" for one in shown]
    return lines + _more(left, "more night or day", "more nights and days", " with nothing to look at, or earlier")


def _alert(alert: AlertLine, summary: Summary) -> str:
    what = f"{alert.level.upper()} {alert.category.replace('_', ' ')}"
    when = words.moment(alert.at, summary)
    return "; ".join(filter(None, (f"{when}  {what}", words.called(alert), words.acknowledged(alert))))


def _series(summary: Summary) -> list[str]:
    shown = [one for one in summary.series if not words.is_item(one)]
    items = sum(len(one.answers) for one in summary.series if words.is_item(one))
    lines = [line for one in shown for line in _one(one, summary)]
    more = _more(items, "answer", "answers", " within questionnaires")
    usual = words.usual_means(summary)
    return lines + more + ([usual] if usual else [])


def _one(one: Series, summary: Summary) -> list[str]:
    """Each answer on a line, or the latest with the others in short; how it compares stands with the latest."""
    usual = words.compared(one)
    usual = f"; {usual}" if usual else ""
    if len(one.answers) <= words.FEW:
        lines = [f"{_asked(answer, summary)}{words.answer(answer)}" for answer in one.answers]
        return [*lines[:-1], lines[-1] + usual]
    return [f"{_asked(one.latest, summary)}{words.answers(one, summary)}{usual}"]


def _asked(one: Measure, summary: Summary) -> str:
    return f"{words.moment(one.at, summary)}  {question(one)}: "


def _medicines(summary: Summary) -> list[str]:
    if len(summary.medicines) <= words.MOST_LINES:
        return [_medicine(one, summary) for one in summary.medicines]
    by_question: dict[str, list[Measure]] = {}
    for one in summary.medicines:
        by_question.setdefault(one.question, []).append(one)
    return [_many(question, same, summary) for question, same in by_question.items()]


def _medicine(one: Measure, summary: Summary) -> str:
    return _asked(one, summary) + words.answer(one)


def _many(question: str, same: list[Measure], summary: Summary) -> str:
    counted = words.doses(same) or words.answer(same[-1])
    missed = [words.moment(one.at, summary) for one in same if one.taken is False]
    latest = f"; the latest not taken: {', '.join(missed[-words.FEW :])}"
    every = f"; not taken: {', '.join(missed)}" if missed else ""
    return f"{question}: {counted}" + (latest if len(missed) > words.FEW else every)


def _device(summary: Summary) -> list[str]:
    starts = [f"Started {words.times(summary.starts)}."] if summary.starts else []
    latest = summary.faults[-words.MOST_LINES :]
    more = _more(len(summary.faults) - len(latest), "earlier fault", "earlier faults")
    faults = [f"{words.moment(one.at, summary)}  {one.part}: {one.what or 'failed'}" for one in latest]
    return starts + faults + more

"""A Summary as one web page: self-contained, no script, one printed sheet, every value escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from importlib.resources import files
from string import Template

from privacy.summary import stretch_words, words
from privacy.summary.agreed_words import UNKNOWN, agreed, nothing, period, told
from privacy.summary.concerns import alarms, question, to_look_at
from privacy.summary.facts import A_GUESS, NOT_A_DIAGNOSIS, AlertLine, Measure, Series, Summary
from privacy.summary.moods import mood
from privacy.summary.news import alarming, headline
from privacy.summary.plots import latest as drawn_days
from privacy.summary.plots import plot, short_date, span

SIGNS = 56
"""Longest question or remark on the page; a longer one is cut, so that the sheet stays one sheet."""

STRETCHES, ALERTS, NOTICES, QUESTIONS, MEDICINES, FAULTS, OPENINGS = 8, 5, 5, 13, 6, 2, 2
"""Most lines of each section, for the same reason; what is left out is counted."""

AGREED = 9
"""Most purposes and persons of what was agreed to, which stand in one paragraph."""

DENSE_FROM = 36
"""More lines than this are printed smaller."""

MOST_WAITING = 7
"""Most alerts, where so many wait for somebody."""


def summary_html(summary: Summary) -> str:
    """The whole page."""
    template = Template(files("privacy.summary").joinpath("page.html").read_text(encoding="utf-8"))
    parts = {
        "damaged": _damaged(summary),
        "stretches": _stretches(summary),
        "alerts": _alerts(summary),
        "notices": _list(to_look_at(summary), NOTICES, none=_nothing(summary)),
        "measures": _measures(summary),
        "medicines": _medicines(summary),
        "faults": _faults(summary),
        "agreed": _agreed(summary),
        "openings": _list(words.openings(summary), OPENINGS, none="Nobody opened the sealed log in this time."),
    }
    lines = sum(part.count("<tr>") + part.count("<li>") for part in parts.values())
    return template.substitute(
        parts,
        title=escape(f"Check-in summary for {_cut(summary.name)}" if summary.name else "Check-in summary"),
        period=escape(period(summary)),
        note=escape(NOT_A_DIAGNOSIS),
        guess=escape(A_GUESS),
        headline=escape(_cut(headline(summary), 3 * SIGNS)),
        tone=" alarm" if alarming(summary) else "",
        dense=' class="dense"' if lines > DENSE_FROM else "",
        mood=escape(_cut(told(summary, mood(summary)), 4 * SIGNS)),
        understanding=escape(_cut(told(summary, words.misunderstanding(summary)), 4 * SIGNS)),
        days=_days(summary),
        records=summary.records,
    )


def _cut(text: str, signs: int = SIGNS) -> str:
    return words.cut(text, signs)


def _nothing(summary: Summary) -> str:
    return f"{nothing(summary).capitalize()}."


def _table(heads: Sequence[str], rows: Sequence[str], left_out: str = "", *, none: str = "None.") -> str:
    if not rows:
        return f"<p>{escape(none)}</p>"
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    more = f'<p class="soft">{escape(left_out)}</p>' if left_out else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


def _list(lines: Sequence[str], most: int, none: str = "None.") -> str:
    if not lines:
        return f"<p>{escape(none)}</p>"
    items = "".join(f"<li>{escape(_cut(one, 3 * SIGNS))}</li>" for one in lines[:most])
    return f"<ul>{items}</ul>{_left_out(len(lines) - most, 'more')}"


def _left_out(number: int, what: str) -> str:
    return f'<p class="soft">And {number} {escape(what)}.</p>' if number > 0 else ""


def _row(heading: str, *cells: str) -> str:
    rest = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{heading}</th>{rest}</tr>'


def _stretches(summary: Summary) -> str:
    shown, left = stretch_words.shown(summary, STRETCHES)
    rows = [
        _row(escape(stretch_words.title(one, summary)), _alarm(stretch_words.told(one), one.waiting > 0))
        for one in shown
    ]
    more = f"And {left} more with nothing to look at, or earlier." if left else ""
    return _table(("When", "What"), rows, more, none=_nothing(summary))


def _alarm(text: str, alarm: bool, mark: str = "alarm") -> str:
    shown = escape(_cut(text, 2 * SIGNS))
    return f'<strong class="{mark}">{shown}</strong>' if alarm else shown


def _alerts(summary: Summary) -> str:
    every, left = words.shown_alerts(summary, ALERTS)
    shown = every[:MOST_WAITING]
    unseen = len(every) - len(shown)
    more = f"And {left} earlier, acknowledged or only noted." if left else ""
    more += f" AND {unseen} MORE THAT NOBODY HAS ACKNOWLEDGED." if unseen else ""
    return _table(("When", "What"), [_alert(one, summary) for one in shown], more)


def _alert(alert: AlertLine, summary: Summary) -> str:
    category = escape(_cut(alert.category.replace("_", " ")))
    what = f"<strong>{escape(_cut(alert.level.upper()))}</strong> {category}; {escape(words.called(alert))}"
    told = words.acknowledged(alert)
    who = _alarm(told, bool(told), "alarm" if alert.waiting else "good")
    return _row(escape(words.moment(alert.at, summary)), f"{what}; {who}" if who else what)


def _measures(summary: Summary) -> str:
    shown = [one for one in summary.series if not words.is_item(one)]
    items = sum(len(one.answers) for one in summary.series if words.is_item(one))
    # Where there are too many for one sheet, what stands out goes first; the order they were asked in stays.
    first = sorted(range(len(shown)), key=lambda place: (not _stands_out(shown[place]), place))[:QUESTIONS]
    chosen = [shown[place] for place in sorted(first)]
    days = span(chosen)
    rows = [_question(one, summary, days) for one in chosen]
    more = [f"{len(shown) - len(rows)} more questions"] * (len(shown) > len(rows))
    more += [f"{items} single answers of questionnaires"] * bool(items)
    heads = ["When", "Question", "Answer", "Compared"]
    heads += [f"Day by day, {short_date(days[0])} to {short_date(days[1])}"] if days else []
    left_out = f"And {' and '.join(more)}, not on this sheet." if more else ""
    legend = f'<p class="soft">{escape(_legend(summary, rows))}</p>' if rows else ""
    return _table(heads, rows, left_out, none=_nothing(summary)) + legend


def _legend(summary: Summary, rows: Sequence[str]) -> str:
    """What the plots show that are there, and what is called usual."""
    drawn = "".join(rows)
    parts = [
        "a dot is a day's answer" * ("<circle" in drawn),
        "a cross a day without one" * ('class="gap"' in drawn),
        "the band what is usual" * ('class="band"' in drawn),
        "the dashed line where the days begin that are looked at" * ('class="since"' in drawn),
    ]
    plots = f"Plots: {', '.join(filter(None, parts))}. " if "<svg" in drawn else ""
    return plots + words.usual_means(summary)


def _stands_out(one: Series) -> bool:
    return one.trend.unusual or not one.latest.answered or any(map(alarms, one.answers))


def _question(one: Series, summary: Summary, days: tuple[date, date] | None) -> str:
    latest = one.latest
    said = _alarm(words.answers(one, summary), not latest.answered or alarms(latest))
    usual = words.compared(one)
    shown_from = next((stretch.day for stretch in summary.stretches), None)
    since = shown_from if one.trend.usual_low is None else one.trend.since
    cells = [escape(_cut(question(latest))), said, _alarm(usual, one.trend.unusual, "unusual")]
    cells += [plot(one, days, since)] if days else []
    return _row(escape(words.moment(latest.at, summary)), *cells)


def _medicines(summary: Summary) -> str:
    by_question: dict[str, list[Measure]] = {}
    for one in summary.medicines:
        by_question.setdefault(one.question, []).append(one)
    missed_first = sorted(by_question.items(), key=lambda asked: all(one.taken is not False for one in asked[1]))
    rows = [_medicine(question, same, summary) for question, same in missed_first]
    more = f"And {len(rows) - MEDICINES} more." if len(rows) > MEDICINES else ""
    return _table(("Medicine", "Answers", "Latest"), rows[:MEDICINES], more, none=_nothing(summary))


def _medicine(question: str, same: Sequence[Measure], summary: Summary) -> str:
    counted = words.doses(same) or f"asked {words.times(len(same))}"
    latest = same[-1]
    told = f"{words.moment(latest.at, summary)} {words.answer(latest)}"
    return _row(
        escape(_cut(question)),
        _alarm(counted, any(one.taken is False for one in same)),
        _alarm(told, alarms(latest) or not latest.answered),
    )


def _faults(summary: Summary) -> str:
    starts = f"<p>Started {words.times(summary.starts)}.</p>" if summary.starts else ""
    latest = summary.faults[-FAULTS:]
    lines = [f"{words.moment(one.at, summary)}  {one.part}: {one.what or 'failed'}" for one in latest]
    more = _left_out(len(summary.faults) - len(latest), "earlier")
    return starts + (_list(lines, FAULTS) + more if lines else "<p>No faults.</p>")


def _agreed(summary: Summary) -> str:
    lines = agreed(summary)
    return f"<p>{escape('; '.join(lines[:AGREED]) or UNKNOWN)}</p>{_left_out(len(lines) - AGREED, 'more')}"


def _days(summary: Summary) -> str:
    """Every number behind the plots, for those who hear the page."""
    drawn = [one for one in summary.series if one.points and not words.is_item(one)][:QUESTIONS]
    days = sorted({point.day for one in drawn for point in drawn_days(one.points)})
    if not days:
        return ""
    found = [{point.day: point.value for point in one.points} for one in drawn]
    heads = "".join(f'<th scope="col">{escape(_cut(one.latest.question))}</th>' for one in drawn)
    rows = "".join(_row(escape(words.short_day(day)), *_cells(day, found)) for day in days)
    return (
        '<table class="heard"><caption>Every number of the plots, day by day</caption>'
        f'<thead><tr><th scope="col">Day</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _cells(day: date, found: Iterable[dict[date, float | None]]) -> Iterable[str]:
    for values in found:
        value = values.get(day)
        yield "not asked" if day not in values else "no answer" if value is None else words.plain_number(value)


def _damaged(summary: Summary) -> str:
    if not summary.damaged:
        return ""
    many = "record was" if summary.damaged == 1 else "records were"
    return f'<p><strong class="alarm">{summary.damaged} altered {many} left out.</strong></p>'

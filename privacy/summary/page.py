"""A Summary as one web page: self-contained, no script, printable, every value escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template

from privacy.summary import words
from privacy.summary.gather import NOT_A_DIAGNOSIS, AlertLine, Measure, Summary


def summary_html(summary: Summary) -> str:
    """The whole page."""
    template = Template(files("privacy.summary").joinpath("page.html").read_text(encoding="utf-8"))
    return template.substitute(
        period=escape(words.period(summary)),
        note=escape(NOT_A_DIAGNOSIS),
        headline=escape(words.headline(summary)),
        tone=" alarm" if words.alarming(summary) else "",
        damaged=_damaged(summary),
        alerts=_alerts(summary),
        notices=_list(words.notices(summary)),
        measures=_table(("When", "Question", "Answer"), _measures(summary.measures, summary)),
        medicines=_table(("When", "Medicine", "Answer"), _measures(summary.medicines, summary)),
        mood=escape(words.mood(summary)),
        understanding=escape(words.understanding(summary)),
        faults=_faults(summary),
        records=summary.records,
    )


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    if not rows:
        return "<p>None.</p>"
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in lines)}</ul>" if lines else "<p>None.</p>"


def _row(when: str, what: str, *cells: str) -> str:
    rest = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><td class="when">{escape(when)}</td><th scope="row">{what}</th>{rest}</tr>'


def _alert(alert: AlertLine, summary: Summary) -> str:
    what = f"<strong>{escape(alert.level.upper())}</strong> {escape(alert.category.replace('_', ' '))}"
    mark = "alarm" if alert.waiting else "good"
    told = words.acknowledged(alert)
    who = f'<strong class="{mark}">{escape(told)}</strong>' if told else ""
    return _row(words.moment(alert.at, summary), what, escape(words.called(alert)), who)


def _alerts(summary: Summary) -> str:
    shown, earlier = words.shown_alerts(summary)
    more = f"<p>And {earlier} earlier, acknowledged or only noted.</p>" if earlier else ""
    return _table(("When", "What", "Calls", "Acknowledged"), [_alert(one, summary) for one in shown]) + more


def _measures(measures: Sequence[Measure], summary: Summary) -> list[str]:
    return [_measure(*row) for row in words.answer_rows(measures, summary)]


def _measure(when: str, measure: Measure, said: str) -> str:
    shown = escape(said)
    if not measure.answered or _alarms(measure):
        shown = f'<strong class="alarm">{shown}</strong>'
    return _row(when, escape(measure.question), shown + _bar(measure))


def _alarms(measure: Measure) -> bool:
    """Is the answer itself one that somebody must look at?"""
    if measure.is_medicine:
        return measure.label == "not taken"
    return measure.measure.startswith("safety.") and measure.value is True


def _bar(measure: Measure) -> str:
    """How far along its scale an answer lies, for units such as "of 4" (from 0) or "0-4"."""
    low, dash, high = measure.unit.replace("of ", "0-", 1).partition("-")
    value = measure.value
    if not (dash and low.isdecimal() and high.isdecimal()) or isinstance(value, bool):
        return ""
    if not isinstance(value, int | float) or int(high) <= int(low):
        return ""
    share = (min(int(high), max(int(low), value)) - int(low)) / (int(high) - int(low))
    rect = f'<rect width="{share * 100:.0f}" height="8"/>'
    return f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{rect}</svg>'


def _faults(summary: Summary) -> str:
    latest = summary.faults[-words.MOST_LINES :]
    earlier = len(summary.faults) - len(latest)
    rows = [_row(words.moment(one.at, summary), escape(one.part), escape(one.what or "failed")) for one in latest]
    more = f"<p>And {earlier} earlier.</p>" if earlier else ""
    return _table(("When", "Part", "What happened"), rows) + more if rows else "<p>No faults.</p>"


def _damaged(summary: Summary) -> str:
    if not summary.damaged:
        return ""
    many = "record was" if summary.damaged == 1 else "records were"
    return f'<p><strong class="alarm">{summary.damaged} altered {many} left out.</strong></p>'

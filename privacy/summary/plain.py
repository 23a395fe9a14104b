"""A Summary as plain JSON values, for other programs.

Fields stay as they are; new ones may be added. Times are ISO 8601 with their zone, days are YYYY-MM-DD.
`FIELDS` names every field of the outermost object and what it holds, `TREND_FIELDS` those of a trend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from companion.messages import JsonValue
from privacy.summary.concerns import Concern, concerns
from privacy.summary.facts import A_GUESS, NOT_A_DIAGNOSIS, Series, Summary
from privacy.summary.news import headline
from privacy.summary.spoken import handover
from privacy.summary.trend import Trend

FIELDS: Mapping[str, str] = {
    "name": "what the resident is called; empty unless it was asked for",
    "first": "time of the first record that is shown; null: there is none",
    "last": "time of the last one",
    "records": "how many are shown",
    "starts": "how often the device started",
    "headline": "one line, the worst first",
    "handover": "the same to be spoken, at most 50 words",
    "stretches": "nights and days: kind, day, calls, waiting, talked (times), held, broken_off, missed, sleep, doses,"
    " concerns, moods, withheld (none shared with this reader then)",
    "alerts": "calls and noted concerns: sequence, at, level, category, attempts (0: noted), acknowledged_by, after_s",
    "measures": "every answer: sequence, at, measure, question, label, value (null: none), unit, certainty, script,"
    " version, code, mode",
    "series": "for each question: measure, question, unit, asked, answered, latest, trend, yes (days"
    " with a yes, days with a yes or a no), yes_before (the same of the 28 days before), points (day, value)",
    "to_look_at": "answers that reached a cut-off: measure, question, at (of the latest), label, value, unit, times,"
    " asked, from (the cut-off; null: no number)",
    "notices": "what a script asks a person to look at: at, who, within, about",
    "not_held": "talks that did not take place: 'script: what became of it' -> how often",
    "medicines": "answers about medicines, as in measures",
    "moods": "INFERRED: label, times",
    "mood_guesses": "INFERRED: how many guesses there were",
    "unsure_share": "INFERRED: 0 to 1 of them unsure; null: no guess",
    "mood_certainty": "INFERRED: mean certainty of the sure guesses, 0 to 1; null: none",
    "valence": "INFERRED: mean tone, -1 to 1; null: no sure guess",
    "mood_note": "how far to trust the mood",
    "misunderstandings": "what -> how often",
    "misunderstood": "how often in all",
    "misunderstood_trend": "misunderstandings a day, as trend",
    "unanswered": "questions without an answer that was understood",
    "faults": "at, part, what",
    "agreed": "the resident's last word on each purpose: purpose, person (of share_with), given, at",
    "access": "each change of what this reader may see: at, state (yes, no, not asked); empty: not known",
    "openings": "who opened the sealed log: who, role, what, times",
    "erased": "that something was erased: why (asked by the resident, operator, revoked), last, times",
    "damaged": "records left out because they were altered",
    "note": "what a summary is not",
}

TREND_FIELDS: Mapping[str, str] = {
    "value": "median of the days that are compared; null: no number",
    "latest": "the latest of them",
    "days": "earlier days that say what is usual",
    "since": "first of the days that are compared; null: none",
    "within": "true: the earlier days lie in the time that is shown, and its last days are compared with them",
    "median": "of those days",
    "spread": "their median absolute deviation",
    "usual_low": "lower end of the usual range, the middle half of the earlier days; null: too few days",
    "usual_high": "its upper end",
    "far_low": "what is lower is unusual: lower than ever, or than 1.5 widths of the middle half below it",
    "far_high": "what is higher is unusual",
    "how": "higher, lower (unusual);"
    " above, below (beyond the middle half), usual, few (too few earlier days), none (nothing to compare)",
}


def summary_json(summary: Summary) -> dict[str, JsonValue]:
    """Plain JSON values; the fields are those of FIELDS."""
    found: dict[str, object] = {
        **asdict(summary),
        "headline": headline(summary),
        "handover": handover(summary),
        "series": [_series(one) for one in summary.series],
        "to_look_at": [_concern(one) for one in concerns(summary)],
        "misunderstood_trend": _trend(summary.misunderstood_trend),
        "misunderstood": summary.misunderstood,
        "unanswered": summary.unanswered,
        "mood_note": A_GUESS,
        "note": NOT_A_DIAGNOSIS,
    }
    return {name: _plain(found[name]) for name in FIELDS}


def _series(one: Series) -> dict[str, object]:
    return {
        "measure": one.measure,
        "question": one.latest.question,
        "unit": one.latest.unit,
        "asked": len(one.answers),
        "answered": sum(answer.answered for answer in one.answers),
        "latest": one.latest.value,
        "trend": _trend(one.trend),
        "yes": one.yes,
        "yes_before": one.yes_before,
        "points": [asdict(point) for point in one.points],
    }


def _concern(one: Concern) -> dict[str, object]:
    worst = one.worst
    found = {"measure": worst.measure, "question": worst.question, "at": worst.at, "label": worst.label}
    reached = None if one.cut_off is None or one.cut_off.said else one.cut_off.low
    counted = {"times": one.times, "asked": len(one.asked), "from": reached}
    return {**found, "value": worst.value, "unit": worst.unit, **counted}


def _trend(trend: Trend) -> dict[str, object]:
    found = {**asdict(trend), "how": trend.how}
    return {name: found[name] for name in TREND_FIELDS}


def _plain(value: object) -> JsonValue:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)

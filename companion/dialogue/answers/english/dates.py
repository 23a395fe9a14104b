"""A date, relative to a given today: "yesterday", "a week last Tuesday", "the third of March", "in a fortnight"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from companion.dialogue.answers.english.calendar_words import MONTHS, calendar, months_on
from companion.dialogue.answers.english.number_words import numbers_in
from companion.dialogue.answers.english.text import corrected, doubtful, has_any, listed, normalise, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = {
    "day before yesterday": -2,
    "night before last": -2,
    "day after tomorrow": 2,
    "yesterday": -1,
    "last night": -1,
    "last evening": -1,
    "tomorrow": 1,
    "today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
    "just now": 0,
    "earlier on": 0,
}
_HEDGES = listed("date", "hedges")
_VAGUE = listed("date", "vague")
_FEW = ("few", "several", "some", "many", "sometime", "end of", "beginning of", "middle of")
_PAST = listed("date", "past")
_FUTURE = listed("date", "future")
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14}
_MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}
_SPANS = {"week": 7, "fortnight": 14, "two weeks": 14, "three weeks": 21, "four weeks": 28, "month": 28}
_BACK = ("ago", "since", "back", "last", "gone", "before")
_AHEAD = ("in", "time", "next", "from now", "hence", "within")
_SPAN_WORDS = r"(?P<span>week|fortnight|two weeks|three weeks|four weeks)"
_DAY_WORDS = rf"(?P<day>{'|'.join(WEEKDAYS)}|today|tomorrow|yesterday)"
_SPAN_THEN_DAY = re.compile(
    rf"\b{_SPAN_WORDS} (?P<how>last |gone |past |on |next |from |ago |this |come )?{_DAY_WORDS}\b"
)
_DAY_THEN_SPAN = re.compile(rf"\b(?P<how>last )?{_DAY_WORDS} {_SPAN_WORDS}\b")

Found = tuple[date, float]


def day(text: str, today: date, about: str = "") -> Understood:
    """ISO date. The tense of the question tells past from future; else it is the nearest, or the next weekday."""
    tense = _tense(normalise(about))
    for reading in (part for whole in _readings(text) for part in corrected(whole)):
        found = _read(reading, today, tense)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _readings(text: str) -> tuple[str, ...]:
    """ "Tomorrow, no, the day after" counts from tomorrow, whatever the correction cuts."""
    plain = normalise(text)
    plain = re.sub(
        r"\b(?:not )?tomorrow (?:no |or |wait |but )*(?:it is )?the day after\b(?! tomorrow)",
        "day after tomorrow",
        plain,
    )
    plain = re.sub(
        r"\b(?:not )?yesterday (?:no |or |wait |but )*(?:it was )?the day before\b(?! yest)",
        "day before yesterday",
        plain,
    )
    return readings(plain)


def _tense(question: str) -> int:
    """-1 past, 1 future, 0 not told."""
    if has_any(question, _PAST):
        return -1
    return 1 if has_any(question, _FUTURE) else 0


def _read(plain: str, today: date, tense: int) -> Understood:
    found = (
        _spanned(plain, today, tense)
        or _named(plain, today)
        or calendar(plain, today, tense)
        or _offset(plain, today, tense)
        or _weekday(plain, today, tense)
    )
    if found is None:
        month_alone = any(word in MONTHS and word != "may" for word in plain.split())
        return DOUBT if month_alone or doubtful(plain) or has_any(plain, _VAGUE) else NOT_AN_ANSWER
    moment, certainty = found
    hedged = has_any(plain, _HEDGES) or doubtful(plain)
    return Understood(value=moment.isoformat(), certainty=round(certainty - (0.2 if hedged else 0.0), 2))


def _spanned(plain: str, today: date, tense: int) -> Found | None:
    """ "A week last Tuesday", "a fortnight on Friday", "Thursday week", "a week yesterday"."""
    match = _SPAN_THEN_DAY.search(plain) or _DAY_THEN_SPAN.search(plain)
    if match is None:
        return None
    name, how, days = match["day"], (match["how"] or "").strip(), _SPANS[match["span"]]
    if name in {"today", "tomorrow", "yesterday"}:
        back = name == "yesterday" or (name == "today" and (tense < 0 or has_any(plain, ("ago", "since"))))
        start = today + timedelta(days={"today": 0, "tomorrow": 1, "yesterday": -1}[name])
        return start + timedelta(days=-days if back else days), 0.9
    back = how in {"last", "gone", "past", "ago"} or (tense < 0 and how not in {"next", "come"})
    start = today + timedelta(days=-_behind(name, today) if back else _ahead(name, today))
    return start + timedelta(days=-days if back else days), 0.9


def _ahead(name: str, today: date) -> int:
    """Days to the next such weekday, 1 to 7."""
    return (WEEKDAYS.index(name) - today.weekday()) % 7 or 7


def _behind(name: str, today: date) -> int:
    """Days since the last such weekday, 1 to 7."""
    return (today.weekday() - WEEKDAYS.index(name)) % 7 or 7


def _named(plain: str, today: date) -> Found | None:
    for words, days in _NAMED.items():
        if has_any(plain, (words,)) and not re.search(rf"\b(?:days?|weeks?|months?) (?:ago )?{words}\b", plain):
            return today + timedelta(days=days), 0.95
    return None


def _weekday(plain: str, today: date, tense: int) -> Found | None:
    name = next((name for name in WEEKDAYS if has_any(plain, (name, name + "s"))), None)
    if name is None:
        return None
    gone = (f"last {name}", f"past {name}", f"was {name}", f"was on {name}", f"{name} last", f"{name} gone",
            f"{name} just gone", f"{name} past")  # fmt: skip
    if has_any(plain, gone):
        return today - timedelta(days=_behind(name, today)), 0.9
    if has_any(plain, (f"next {name}", f"coming {name}", f"{name} next", f"this {name}", f"{name} coming")):
        return today + timedelta(days=_ahead(name, today)), 0.85
    if tense < 0:
        return today - timedelta(days=_behind(name, today)), 0.85
    return today + timedelta(days=_ahead(name, today) % 7), 0.85 if tense else 0.7


def _offset(plain: str, today: date, tense: int) -> Found | None:
    plain = re.sub(r"\ba couple (?:of )?|\ba pair of ", "two ", plain)
    words = [{"a": "one", "an": "one"}.get(word, word) for word in plain.split()]
    at = next((at for at, word in enumerate(words) if word in _UNITS or word in _MONTHS), None)
    if at is None or has_any(plain, _FEW):
        return None
    direction = _direction(words, at, tense)
    if direction == 0:
        return None
    counts = numbers_in([word for word in words[max(0, at - 3) : at] if word != "half"])
    if not counts and words[at] == "day":
        return None  # "last Thursday, the day they did my feet"
    count = counts[-1].value if counts else 1.0
    if not counts and has_any(plain, _VAGUE):
        return None
    certainty = 0.85 if counts or words[at].startswith("fortnight") else 0.5
    if words[at] in _MONTHS:
        return months_on(today, direction * int(count * _MONTHS[words[at]])), min(certainty, 0.6)
    return today + timedelta(days=direction * int(count * _UNITS[words[at]])), certainty


def _direction(words: list[str], at: int, tense: int) -> int:
    near = {*words[max(0, at - 3) :]}
    if near & set(_BACK):
        return -1
    if near & set(_AHEAD) or "in" in words[:at]:
        return 1
    return tense

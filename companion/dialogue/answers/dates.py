"""A date, relative to a given today: "yesterday", "last Monday", "the third of March", "in two weeks"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from companion.dialogue.answers.numbers import TENS, UNITS, numbers_in
from companion.dialogue.answers.text import corrected, has_any, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood
from companion.dialogue.answers.yes_no import DOUBTS

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NAMED = {
    "day before yesterday": -2,
    "day after tomorrow": 2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "today": 0,
    "this morning": 0,
    "tonight": 0,
}
_IRREGULAR = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_HEDGES = ("about", "around", "maybe", "perhaps", "i think", "probably", "or so", "i suppose")
_UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "month": 30, "months": 30}


def day(text: str, today: date) -> Understood:
    """ISO date. Without a year it is the nearest such day; a bare weekday is the next one, less certainly."""
    for reading in (part for whole in readings(text) for part in corrected(whole)):
        found = _read(reading, today)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str, today: date) -> Understood:
    found = (
        _named(plain, today)
        or _iso(plain)
        or _calendar(plain, today)
        or _offset(plain, today)
        or _weekday(plain, today)
    )
    if found is None:
        return DOUBT if has_any(plain, DOUBTS) else NOT_AN_ANSWER
    moment, certainty = found
    hedged = has_any(plain, _HEDGES) or has_any(plain, DOUBTS)
    return Understood(value=moment.isoformat(), certainty=round(certainty - (0.2 if hedged else 0.0), 2))


def _named(plain: str, today: date) -> tuple[date, float] | None:
    for words, days in _NAMED.items():
        if has_any(plain, (words,)):
            return today + timedelta(days=days), 0.95
    return None


def _iso(plain: str) -> tuple[date, float] | None:
    match = re.search(r"\b(\d{4}) (\d{1,2}) (\d{1,2})\b", plain)
    made = _made(int(match[1]), int(match[2]), int(match[3])) if match else None
    return (made, 0.95) if made else None


def _weekday(plain: str, today: date) -> tuple[date, float] | None:
    name = next((name for name in WEEKDAYS if has_any(plain, (name, name + "s"))), None)
    if name is None:
        return None
    ahead = (WEEKDAYS.index(name) - today.weekday()) % 7
    if has_any(plain, (f"last {name}", f"past {name}", f"was {name}", f"was on {name}", f"on {name} last")):
        return today - timedelta(days=(7 - ahead) % 7 or 7), 0.9
    if has_any(plain, (f"next {name}", f"{name} week", f"week on {name}")):
        extra = 7 if f"{name} week" in plain or f"week on {name}" in plain else 0
        return today + timedelta(days=(ahead or 7) + extra), 0.8
    return today + timedelta(days=ahead), 0.7


def _offset(plain: str, today: date) -> tuple[date, float] | None:
    words = [
        {"a": "one", "an": "one", "couple": "two"}.get(word, word)
        for word in plain.replace("a couple of", "two").split()
    ]
    for at, word in enumerate(words):
        if word not in _UNIT_DAYS:
            continue
        counts = numbers_in(words[max(0, at - 2) : at])
        days = int((counts[-1].value if counts else 1) * _UNIT_DAYS[word])
        certainty = 0.6 if word.startswith("month") else 0.85
        if "ago" in words or words[at - 1] == "last":
            return today - timedelta(days=days), certainty
        if "in" in words or "time" in words or words[at - 1] == "next":
            return today + timedelta(days=days), certainty
    return None


def _calendar(plain: str, today: date) -> tuple[date, float] | None:
    words = plain.split()
    at = next((at for at, word in enumerate(words) if word in MONTHS), None)
    if at is None:
        return None
    around = (*reversed(words[:at]), *words[at + 1 :])
    number = next((value for value in map(_ordinal, _joined(words, at) + list(around)) if value), None)
    if number is None:
        return None
    month, year = MONTHS.index(words[at]) + 1, _year(words[at + 1 :])
    if year:
        made = _made(year, month, number)
        return (made, 0.95) if made else None
    near = [made for made in (_made(today.year + step, month, number) for step in (-1, 0, 1)) if made]
    return (min(near, key=lambda one: abs(one - today)), 0.85) if near else None


def _joined(words: list[str], at: int) -> list[str]:
    """ "Twenty first" on either side of the month, as one word."""
    sides = (words[max(0, at - 3) : at], words[at + 1 : at + 4])
    return [f"{first} {second}" for side in sides for first, second in pairwise(side) if first in TENS]


def _ordinal(word: str) -> int | None:
    tens, _, unit = word.partition(" ")
    if unit:
        below = _ordinal(unit)
        return TENS[tens] + below if below and below < 10 and TENS[tens] + below <= 31 else None
    digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    if digits:
        return int(digits[1]) if 1 <= int(digits[1]) <= 31 else None
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    stem = word.removesuffix("th")
    if stem.endswith("tie"):
        return TENS.get(stem[:-2] + "y")
    value = UNITS.get(stem) or TENS.get(word)
    return value if value and value <= 31 else None


def _year(after: list[str]) -> int | None:
    digits = next((int(word) for word in after if re.fullmatch(r"(?:19|20)\d\d", word)), None)
    if digits:
        return digits
    if "nineteen" in after:
        rest = numbers_in(after[after.index("nineteen") + 1 :])
        return 1900 + int(rest[0].value) if rest else None
    if after[-1:] and "thousand" in after:
        rest = numbers_in([word for word in after[after.index("thousand") + 1 :] if word != "and"])
        return 2000 + (int(rest[0].value) if rest else 0)
    if "twenty" in after:
        rest = numbers_in(after[after.index("twenty") + 1 :])
        return 2000 + int(rest[0].value) if rest and rest[0].value >= 10 else None
    return None


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None

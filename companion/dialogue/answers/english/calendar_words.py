"""Days of the calendar: "the third of March", "on the twentieth", "Christmas Day", "April 1st 2026"."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from companion.dialogue.answers.english.number_words import TENS, UNITS, numbers_in
from companion.dialogue.answers.english.text import has_any

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_IRREGULAR = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_FEASTS = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year is day": (1, 1),
    "new years day": (1, 1),
    "new year s day": (1, 1),
    "new year day": (1, 1),
    "new years eve": (12, 31),
    "new year s eve": (12, 31),
    "valentines day": (2, 14),
    "valentine s day": (2, 14),
    "st patricks day": (3, 17),
    "st patrick s day": (3, 17),
    "st george s day": (4, 23),
    "april fools day": (4, 1),
    "april fool s day": (4, 1),
    "halloween": (10, 31),
    "bonfire night": (11, 5),
    "guy fawkes night": (11, 5),
    "midsummer s day": (6, 24),
    "fourth of july": (7, 4),
}

Found = tuple[date, float]


def calendar(plain: str, today: date, tense: int) -> Found | None:
    """A day of the calendar; without a year the nearest, on the side of `today` that the tense (-1, 0, 1) tells."""
    for read in (_iso, _numbered, _of_month, _feast, _end_of_month, _bare):
        found = read(plain, today, tense)
        if found is not None:
            return found
    return None


def months_on(start: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    place = start.year * 12 + start.month - 1 + months
    for number in range(start.day, 27, -1):
        made = _made(place // 12, place % 12 + 1, number)
        if made:
            return made
    return _made(place // 12, place % 12 + 1, min(start.day, 28)) or start


def _iso(plain: str, _today: date, _tense: int) -> Found | None:
    match = re.search(r"\b(\d{4}) (\d{1,2}) (\d{1,2})\b", plain)
    made = _made(int(match[1]), int(match[2]), int(match[3])) if match else None
    return (made, 0.95) if made else None


def _numbered(plain: str, today: date, tense: int) -> Found | None:
    """ "The third of the ninth thirty seven": day, month and maybe year as numbers."""
    match = re.search(r"\b((?:twenty |thirty )?\w+) of the (\w+)(?: (.+))?$", plain)
    number, month = (
        (_ordinal(match[1]) or _ordinal(match[1].split()[-1]), _ordinal(match[2])) if match else (None, None)
    )
    if match is None or number is None or month is None or month > 12:
        return None
    years = [int(one.value) for one in numbers_in((match[3] or "").split())]
    if years:
        # Two figures are of the last century unless that would lie ahead of a hundred years ago: births and weddings.
        year = years[0] if years[0] > 99 else years[0] + (1900 if years[0] > today.year % 100 else 2000)
        made = _made(year, month, number)
        return (made, 0.85) if made else None
    return _closest([_made(today.year + step, month, number) for step in (-1, 0, 1)], today, tense)


def _end_of_month(plain: str, today: date, _tense: int) -> Found | None:
    if not has_any(plain, ("end of the month", "end of this month", "last day of the month")):
        return None
    return date.fromordinal(months_on(today.replace(day=1), 1).toordinal() - 1), 0.7


def _feast(plain: str, today: date, tense: int) -> Found | None:
    for name, (month, number) in _FEASTS.items():
        if has_any(plain, (name,)):
            year = _year(plain.split())
            made = _made(year, month, number) if year else None
            if made:
                return made, 0.95
            return _closest([_made(today.year + step, month, number) for step in (-1, 0, 1)], today, tense or 1)
    return None


def _of_month(plain: str, today: date, tense: int) -> Found | None:
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
    return _closest([_made(today.year + step, month, number) for step in (-1, 0, 1)], today, tense)


def _bare(plain: str, today: date, tense: int) -> Found | None:
    """ "On the twentieth": a day of this month or of one beside it."""
    match = re.search(
        r"\b(?:the|today is) ((?:twenty |thirty )?\w+)\b(?! (?:one|time|week|day|thing|of these|before))", plain
    )
    number = (_ordinal(match[1]) or _ordinal(match[1].split()[0])) if match else None
    if match is None or number is None or match[1].split()[-1] in UNITS or match[1].isdigit():
        return None
    near = []
    for step in (-1, 0, 1):
        place = today.year * 12 + today.month - 1 + step
        near.append(_made(place // 12, place % 12 + 1, number))
    found = _closest(near, today, tense)
    return (found[0], 0.75) if found else None


def _closest(days: list[date | None], today: date, tense: int) -> Found | None:
    real = [one for one in days if one]
    sided = [one for one in real if (one - today).days * tense >= 0] or real
    return (min(sided, key=lambda one: abs(one - today)), 0.85) if sided else None


def _joined(words: list[str], at: int) -> list[str]:
    """ "Twenty first" on either side of the month, as one word."""
    sides = (words[max(0, at - 3) : at], words[at + 1 : at + 4])
    return [f"{first} {second}" for side in sides for first, second in pairwise(side) if first in TENS]


def _ordinal(word: str) -> int | None:
    tens, _, unit = word.partition(" ")
    if unit:
        below = _ordinal(unit)
        return TENS[tens] + below if tens in TENS and below and below < 10 and TENS[tens] + below <= 31 else None
    digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    if digits:
        return int(digits[1]) if 1 <= int(digits[1]) <= 31 else None
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    stem = word.removesuffix("th")
    if stem.endswith("tie"):
        value = TENS.get(stem[:-2] + "y", 0)
        return value if 0 < value <= 31 else None
    value = UNITS.get(stem) or TENS.get(word) or 0
    return value if 0 < value <= 31 else None


def _year(after: list[str]) -> int | None:
    digits = next((int(word) for word in after if re.fullmatch(r"(?:19|20)\d\d", word)), None)
    if digits:
        return digits
    spoken = [one.value for one in numbers_in(after) if one.value >= 1800]
    if spoken:
        return int(spoken[-1])
    if "nineteen" in after:
        rest = numbers_in(after[after.index("nineteen") + 1 :])
        return 1900 + int(rest[0].value) if rest else None
    return None


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None

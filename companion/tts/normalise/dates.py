"""Dates: "the 23rd of November 2026"."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import AMOUNT
from companion.tts.normalise.points import full_stop
from companion.tts.normalise.units import COUNTS

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_BY_START = {month[:3].lower(): month for month in _MONTHS}

# Capitals only: "may" and "mar" are words. No unit after the day: "Nov 5 mg" is a dose.
_NAME = rf"(?:{'|'.join(_MONTHS)}|Sept|{'|'.join(month[:3] for month in _MONTHS)})"
_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_FREE = r"(?<!\w)(?<![0-9][.,:/-])(?<![./:-])"
_NOT_MORE = r"(?![0-9/:–-]|[.,][0-9]| [-–] ?[0-9])"
_NO_AMOUNT = rf"(?!{COUNTS}| (?:to|or) {AMOUNT}{COUNTS}| ?(?ai:a\.?m\b|p\.?m\b|o['’]clock))"
_ISO = re.compile(rf"{_FREE}(?P<year>[12][0-9]{{3}})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9]){_NOT_MORE}(?!\w)")
_NUMBERS = re.compile(
    rf"{_FREE}(?P<day>[0-9]{{1,2}})([/.])(?P<month>[0-9]{{1,2}})\2(?P<year>[12][0-9]{{3}}|[0-9]{{2}}){_NOT_MORE}(?!\w)"
)
_DASHED = re.compile(rf"{_FREE}(?P<day>[0-9]{{1,2}})-(?P<month>[0-9]{{1,2}})-(?P<year>[12][0-9]{{3}}){_NOT_MORE}(?!\w)")
_NO_YEAR = re.compile(
    r"(?P<before>\b(?:(?ai:on|from|until|till|by|since|before|after)|[A-Z][a-z]{2,5}day,?) )"
    rf"{_DAY}/(?P<month>1[0-2]|0?[1-9]){_NOT_MORE}(?!\w)"
)
_DAY_FIRST = re.compile(
    rf"{_FREE}(?P<the>(?ai:the) )?{_DAY}(?:st|nd|rd|th)?(?: of)? (?P<month>{_NAME})\b\.?"
    rf"(?:,? (?P<year>[12][0-9]{{3}})\b(?!{COUNTS}))?"
)
_MONTH_FIRST = re.compile(
    rf"\b(?<!of )(?P<month>{_NAME})\.? (?:the )?{_DAY}(?P<th>st|nd|rd|th)?(?:,? (?P<year>[12][0-9]{{3}}))?"
    rf"(?!\w){_NOT_MORE}{_NO_AMOUNT}"
)


def say_dates(text: str) -> str:
    """Dates in full, a name of a month staying where it was written.

    Of two numbers the first is the day, as Britain writes it, unless that cannot be: "the 3rd of the 4th" would say the
    same less clearly. A household that writes the month first should write its name.
    """
    for form in (_ISO, _NUMBERS, _DASHED, _NO_YEAR):
        text = form.sub(_from_numbers, text)
    text = _DAY_FIRST.sub(_day_first, text)
    return _MONTH_FIRST.sub(_month_first, text)


def _ordinal(number: int) -> str:
    """1st, 22nd, 13th: espeak-ng reads these as words."""
    ending = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _from_numbers(found: re.Match[str]) -> str:
    parts = found.groupdict()
    day, month, year = int(found["day"]), int(found["month"]), parts.get("year") or ""
    if month > 12 >= day:
        day, month = month, day
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    # Two digits of a year are of this century, or of the last where that would be far ahead: dates of birth.
    full = (f"20{year}" if int(year) <= 35 else f"19{year}") if len(year) == 2 else year
    before = parts.get("before") or ""
    return f"{before}the {_ordinal(day)} of {_MONTHS[month - 1]}" + (f" {full}" if full else "")


def _day_first(found: re.Match[str]) -> str:
    the = (found["the"] or "the ").strip()
    year = f" {found['year']}" if found["year"] else ""
    return f"{the} {_ordinal(int(found['day']))} of {_month(found['month'])}{year}{full_stop(found)}"


def _month_first(found: re.Match[str]) -> str:
    year = f" {found['year']}" if found["year"] else ""
    return f"{_month(found['month'])} the {_ordinal(int(found['day']))}{',' if year else ''}{year}"


def _month(name: str) -> str:
    return _BY_START[name[:3].lower()]

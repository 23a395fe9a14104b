"""Dates: "the 23rd of November 2026"."""

from __future__ import annotations

import re

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = {
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "weds": "Wednesday", "thu": "Thursday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_SHORT = {month[:3].lower(): month for month in MONTHS} | {"sept": "September"}
_NAMES = "|".join(sorted((*_SHORT, *(month.lower() for month in MONTHS if month != "May")), key=len, reverse=True))

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
_DAY_FIRST = re.compile(
    rf"(?<![\w/:.-])(?:the )?(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_NAMES})\b\.?(?: (\d{{4}})\b)?", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"\b({_NAMES})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?(?![\w/:]|[.,]\d)", re.IGNORECASE
)
_WEEKDAY = re.compile(rf"\b({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b\.?,? (?=the \d|\d)", re.IGNORECASE)


def say_dates(text: str) -> str:
    """Dates in full. Of two numbers the first is the day, as Britain writes it, unless that cannot be."""
    text = _ISO.sub(lambda found: _date(found, day=found[3], month=found[2], year=found[1]), text)
    text = _SLASHED.sub(_slashed, text)
    text = _DAY_FIRST.sub(lambda found: _date(found, day=found[1], month=found[2], year=found[3]), text)
    text = _MONTH_FIRST.sub(lambda found: _date(found, day=found[2], month=found[1], year=found[3]), text)
    return _WEEKDAY.sub(lambda found: f"{_WEEKDAYS[found[1].lower()]}, ", text)


def ordinal(number: int) -> str:
    """1st, 22nd, 13th: espeak-ng reads these as words."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _slashed(found: re.Match[str]) -> str:
    day, month, year = found[1], found[3], found[4]
    if int(month) > 12 >= int(day):
        day, month = month, day
    return _date(found, day=day, month=month, year=year if len(year) == 4 else f"20{year}")


def _date(found: re.Match[str], *, day: str, month: str, year: str | None) -> str:
    name = MONTHS[int(month) - 1] if month.isdecimal() and 1 <= int(month) <= 12 else _named(month)
    if not name or not 1 <= int(day) <= 31:
        return found[0]
    rest = found.string[found.end() :]
    ends = "." if found[0].endswith(".") and (not rest.strip() or re.match(r"\s+[A-Z]", rest)) else ""
    the = "The" if found[0].startswith("The") else "the"
    return f"{the} {ordinal(int(day))} of {name}" + (f" {year}" if year else "") + ends


def _named(month: str) -> str:
    return _SHORT.get(month[:3].lower(), "") if month.isalpha() else ""

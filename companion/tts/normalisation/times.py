"""Times of day as people say them: "half past 8 in the morning"; the same style as the device's own clock."""

from __future__ import annotations

import re

_HALF_DAY = r"(?P<half>[ap])\.?\s?m\b(?P<dot>\.?)"
_CLOCK = re.compile(
    rf"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-4])(?P<mark>[:.])(?P<minute>[0-5]\d)(?![\d:/]|[.]\d)(?:\s?{_HALF_DAY})?",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"(?<![\d.:/-])(?P<hour>1[0-2]|0?[1-9])\s?{_HALF_DAY}", re.IGNORECASE)
_PART_SAID = re.compile(
    r"\s*(?:in the (?:morning|afternoon|evening)|at night|tonight|this (?:morning|afternoon|evening))"
)
_OCLOCK_SAID = re.compile(r"\s*o['’]clock")
_BEFORE = re.compile(
    r"\b(?:at|by|until|till|before|after|from|to|and|or|about|around|since|between)\s+$", re.IGNORECASE
)
_NO_TIME = re.compile(r"\s?(?:mg|ml|mcg|g|kg|l|%|°|litres?|percent|degrees|mmol|pounds)\b|\s?[%°]")


def say_times(text: str) -> str:
    """8:30, 08:30, 8.30 am, 14:05 and 8pm in words and digits; where it is clear, with the part of the day.

    A point parts hours and minutes only before am or pm, or after a word such as "at": 2.50 may be a dose.
    """
    text = _CLOCK.sub(lambda found: _clock(found, text), text)
    return _HOUR.sub(lambda found: _with_part(found, "0", int(found["hour"]), _day_hour(found)), text)


def _clock(found: re.Match[str], text: str) -> str:
    point = found["mark"] == "."
    if point and not found["half"] and not _BEFORE.search(text, max(0, found.start() - 12), found.start()):
        return found[0]
    if _NO_TIME.match(text, found.end()) or (int(found["hour"]) == 24 and int(found["minute"])):
        return found[0]
    return _with_part(found, found["minute"], int(found["hour"]), _day_hour(found))


def _day_hour(found: re.Match[str]) -> int | None:
    """Hour of the day, 0 to 23; None where morning and evening are both possible."""
    hour = int(found["hour"])
    if found["half"]:
        return hour % 12 + (12 if found["half"].lower() == "p" else 0) if hour <= 12 else hour
    return hour % 24 if hour == 0 or hour > 12 or found["hour"].startswith("0") else None


def _with_part(found: re.Match[str], minute: str, hour: int, day_hour: int | None) -> str:
    rest = found.string[found.end() :]
    said = _said(hour if day_hour is None else day_hour, int(minute), oclock=not _OCLOCK_SAID.match(rest))
    alone = said in {"midnight", "midday"}
    part = "" if day_hour is None or alone or _PART_SAID.match(rest) else _part(day_hour)
    # The point of "p.m." may have been the sentence's own.
    ends = found["dot"] and (not rest.strip() or re.match(r"\s+[A-Z]", rest))
    return said + part + ("." if ends else "")


def _said(hour: int, minute: int, *, oclock: bool) -> str:
    if minute == 0:
        if hour in {0, 24}:
            return "midnight"
        return f"{hour % 12 or 12} o'clock" if oclock else str(hour % 12 or 12)
    after, before = f"{hour % 12 or 12}", f"{(hour + 1) % 12 or 12}"
    if minute % 5:
        return f"{after} {minute:02}" if minute > 9 else f"{minute} minutes past {after}"
    named = {15: "quarter past", 30: "half past", 45: "quarter to"}
    if minute in named:
        return f"{named[minute]} {before if minute == 45 else after}"
    return f"{minute} past {after}" if minute < 30 else f"{60 - minute} to {before}"


def _part(hour: int) -> str:
    for until, name in ((5, " at night"), (12, " in the morning"), (18, " in the afternoon"), (22, " in the evening")):
        if hour < until:
            return name
    return " at night"

"""Times of day as people say them: "half past eight in the morning", the same words as the device's own clock."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import in_words
from companion.tts.normalise.points import full_stop
from companion.tts.normalise.units import COUNTS

# One style for every way of writing: the part of the day in words, never "a.m." or "p.m.", because those two differ in
# one short vowel, which is what old ears lose; and "14:05" would be heard as two numbers.

_HALF = r"(?: ?(?P<half>(?ai:[ap]))\.?(?ai:m)\b\.?)"
_STARTS = r"(?<!\w)(?<![0-9][.,:/-])(?<![.:/+-])"
_CLOCK = re.compile(
    rf"{_STARTS}(?P<hour>[01]?[0-9]|2[0-4])(?P<mark>[:.])(?P<minute>[0-5][0-9])(?![0-9:/-]|[.,][0-9])"
    rf"(?:{_HALF}| ?(?ai:hrs|hours)\b\.?|(?!\w))"
)
# "It is 8, am I late?" may be written without its comma.
_HOUR = re.compile(rf"{_STARTS}(?P<hour>1[0-2]|0?[1-9])(?! am I\b){_HALF}")
_MILITARY = re.compile(rf"{_STARTS}(?P<hour>[01][0-9]|2[0-4])(?P<minute>[0-5][0-9]) ?(?ai:hrs|hours|h)\b(?P<half>)")
_ANY_HALF = re.compile(r"[0-9] ?(?ai:[ap]\.?m)\b")
_ONLY_24 = re.compile(rf"{_STARTS}(?:0[0-9]|1[3-9]|2[0-4]):[0-5][0-9](?![0-9:/-]|[.,][0-9])(?!\w)")
_DASH = re.compile(
    r"(?<=[0-9mM.]) ?[-–—] ?(?=(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9](?![0-9:/-])|(?:\.[0-5][0-9])? ?(?ai:[ap]\.?m)\b))"
)
_ANNOUNCED = re.compile(r"(?ai:\b(?:at|by|until|till|before|after) )\Z")
_NO_TIME = re.compile(COUNTS)
_BIBLE = re.compile(
    r"\b(?:Genesis|Exodus|Leviticus|Deuteronomy|Joshua|Ruth|Samuel|Kings|Job|Psalms?|Proverbs|Ecclesiastes|Isaiah"
    r"|Jeremiah|Daniel|Matthew|Mark|Luke|John|Acts|Romans|Corinthians|Galatians|Ephesians|Philippians|Hebrews|James|Peter"
    r"|Revelation) \Z"
)
"""Of "John 3:16" espeak-ng makes "three sixteen", as people say it."""
_PART_SAID = re.compile(
    r",? (?ai:in the (?:morning|afternoon|evening)|at night|tonight|this (?:morning|afternoon|evening))"
)
_OCLOCK_SAID = re.compile(r" ?(?ai:o['’]clock)")


def say_times(text: str) -> str:
    """8:30, 08:30, 8.30 am, 14:05 and 8pm in words, with the part of the day where it is known.

    A point parts hours and minutes only before am or pm, or after a word such as "at": 2.50 may be a dose. Where one
    time of a text can only be of the 24-hour clock and none bears am or pm, all of them are.
    """
    text = _DASH.sub(" to ", text)
    all_24 = _ONLY_24.search(text) is not None and _ANY_HALF.search(text) is None
    text = _CLOCK.sub(lambda found: _clock(found, all_24=all_24), text)
    text = _MILITARY.sub(lambda found: _said(found, int(found["hour"]) % 24, int(found["minute"]), known=True), text)
    return _HOUR.sub(lambda found: _said(found, _of_day(found), 0, known=True), text)


def _clock(found: re.Match[str], *, all_24: bool) -> str:
    hour, minute, text = int(found["hour"]), int(found["minute"]), found.string
    point = found["mark"] == "." and not found["half"]
    if point and (not hour or not _ANNOUNCED.search(text[max(0, found.start() - 8) : found.start()])):
        return found[0]
    cited = found["mark"] == ":" and _BIBLE.search(text[max(0, found.start() - 16) : found.start()])
    if cited or _NO_TIME.match(text, found.end()) or (hour == 24 and minute):
        return found[0]
    known = all_24 or bool(found["half"]) or hour > 12 or found["hour"].startswith("0")
    return _said(found, _of_day(found), minute, known=known)


def _of_day(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    if not found["half"] or hour > 12:
        return hour % 24
    return hour % 12 + (12 if found["half"].lower() == "p" else 0)


def _said(found: re.Match[str], hour: int, minute: int, *, known: bool) -> str:
    text, end = found.string, found.end()
    named = (hour if minute <= 30 else hour + 1) % 24
    special = {0: "midnight", 12: "midday"}.get(named, "") if known else ""
    name = special or in_words(named % 12 or 12)
    if minute:
        said = f"{_minutes(minute)} {name}"
    else:
        said = name if special or _OCLOCK_SAID.match(text, end) else f"{name} o'clock"
    if known and not special and not _PART_SAID.match(text, end) and not _OCLOCK_SAID.match(text, end):
        said += _part(hour)
    return said + full_stop(found)


def _minutes(minute: int) -> str:
    side, away = ("past", minute) if minute <= 30 else ("to", 60 - minute)
    count = {15: "quarter", 30: "half", 1: "one minute"}.get(away, in_words(away))
    return f"{count} {side}" if away % 5 == 0 or away == 1 else f"{count} minutes {side}"


def _part(hour: int) -> str:
    for until, part in ((5, "at night"), (12, "in the morning"), (18, "in the afternoon"), (22, "in the evening")):
        if hour < until:
            return f" {part}"
    return " at night"

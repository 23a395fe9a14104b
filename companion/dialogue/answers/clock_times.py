"""A time of day: "half past eight", "quarter to nine in the evening", "seven thirty", "8:30 pm"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from companion.dialogue.answers.numbers import numbers_in
from companion.dialogue.answers.text import corrected, has_any, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood
from companion.dialogue.answers.yes_no import DOUBTS

_HEDGES = (
    "about", "around", "roughly", "nearly", "almost", "maybe", "perhaps", "i think", "ish", "or so", "just after",
    "just before", "probably", "gone", "i suppose",
)  # fmt: skip
_EVENING = (
    "pm", "p m", "in the afternoon", "this afternoon", "in the evening", "this evening", "at night", "tonight",
    "last night",
)  # fmt: skip
_MORNING = ("am", "a m", "in the morning", "this morning", "before breakfast")
_NAMED = (("midnight", 0), ("midday", 12), ("noon", 12))


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int


def time(text: str) -> Understood:
    """`HH:MM`, 24 hours. Without "am", "pm" or a part of the day the hour is taken as it was said, less certainly."""
    for reading in (part for whole in readings(text) for part in corrected(whole)):
        found = _read(re.sub(r"\bi am\b", "", reading))
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str) -> Understood:
    clock = _named(plain) or _digits(plain) or _past_or_to(plain) or _plain(plain)
    if clock is None or clock.hour > 24 or clock.minute > 59:
        return DOUBT if has_any(plain, DOUBTS) else NOT_AN_ANSWER
    half = _half_of_day(plain)
    hour = clock.hour % 24
    if half == "pm" and 1 <= hour < 12 and not ("at night" in plain and hour < 5):
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    certainty = 0.95 if half or hour > 12 or _named(plain) else 0.8
    if has_any(plain, _HEDGES):
        certainty -= 0.2
    return Understood(value=f"{hour:02d}:{clock.minute:02d}", certainty=certainty)


def _half_of_day(plain: str) -> str | None:
    if has_any(plain, _EVENING) or re.search(r"\d(?:pm)\b", plain):
        return "pm"
    return "am" if has_any(plain, _MORNING) or re.search(r"\d(?:am)\b", plain) else None


def _named(plain: str) -> _Clock | None:
    for word, hour in _NAMED:
        if has_any(plain, (word,)) and not re.search(rf"\b(?:past|to|before|after) {word}\b", plain):
            return _Clock(hour, 0)
    return None


def _digits(plain: str) -> _Clock | None:
    match = re.search(r"\b(\d{1,2})[:.](\d{2})", plain)
    return _Clock(int(match[1]), int(match[2])) if match else None


def _past_or_to(plain: str) -> _Clock | None:
    words = _hours_named(plain).split()
    for at, word in enumerate(words):
        if word not in {"past", "after", "to", "before", "till", "until"}:
            continue
        minutes, hours = _minutes(words[:at]), numbers_in(words[at + 1 :])
        if minutes is None or not hours or hours[0].start > 0:
            continue
        if word in {"past", "after"}:
            return _Clock(int(hours[0].value), minutes)
        return _Clock((int(hours[0].value) - 1) % 12 or 12, 60 - minutes)
    return None


def _hours_named(plain: str) -> str:
    return re.sub(r"\b(?:midnight|midday|noon)\b", "twelve", plain)


def _minutes(words: list[str]) -> int | None:
    tail = [word for word in words if word not in {"minutes", "minute", "a"}]
    if tail[-1:] == ["half"]:
        return 30
    if tail[-1:] == ["quarter"]:
        return 15
    found = numbers_in(tail)
    return int(found[-1].value) if found and found[-1].end == len(tail) and found[-1].value < 60 else None


def _plain(plain: str) -> _Clock | None:
    if re.search(r"\b(?:past|to|before|after)$", plain):
        return None  # "about twenty past": the hour is missing
    plain = re.sub(r"(\d)(?:am|pm)\b", r"\1", plain)
    words = [word for word in plain.split() if word not in {"ish", "hours", "hundred"}]
    joined = " ".join(words)
    half = re.search(r"\bhalf (\w+)", joined)
    found = numbers_in(words)
    if half and found and words[found[0].start - 1] == "half":
        return _Clock(int(found[0].value), 30)
    if not found:
        return None
    minute = 0
    if len(found) > 1 and found[1].start <= found[0].end + 1 and 0 <= found[1].value < 60:
        between = words[found[0].end : found[1].start]
        minute = int(found[1].value) if between in ([], ["oh"], ["o"]) else 0
    elif words[found[0].end : found[0].end + 1] == ["oh"] and found[0].end + 1 < len(words):
        return None
    return _split(found[0].value, minute)


def _split(hour: float, minute: int) -> _Clock | None:
    """Recognisers run "seven thirty" together as 730."""
    if 100 <= hour <= 2359 and minute == 0:
        return _Clock(int(hour) // 100, int(hour) % 100)
    return _Clock(int(hour), minute) if hour <= 24 else None

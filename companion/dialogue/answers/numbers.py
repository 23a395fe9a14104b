"""Numbers in words and digits: "about a six, maybe seven", "six and a half", "ate" where eight was meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from companion.dialogue.answers.text import has_any, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood
from companion.dialogue.answers.yes_no import DOUBTS

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {word: value for value, word in enumerate(_UNITS)}
TENS = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_SPOKEN = {
    "nought": 0,
    "naught": 0,
    "nil": 0,
    "oh": 0,
    "none": 0,
    "nothing": 0,
    "once": 1,
    "twice": 2,
    "couple": 2,
    "dozen": 12,
}
_HOMOPHONES = {
    "for": 4,
    "fore": 4,
    "to": 2,
    "too": 2,
    "ate": 8,
    "won": 1,
    "tree": 3,
    "free": 3,
    "sex": 6,
    "tan": 10,
    "fife": 5,
}
_RANGE_WORDS = ("or", "to", "between", "and")
_HEDGES = (
    "about", "maybe", "perhaps", "around", "roughly", "nearly", "almost", "i think", "i suppose", "probably", "say",
    "possibly", "or so", "ish", "something like", "i guess",
)  # fmt: skip
_TOP = (
    "worst", "unbearable", "as bad as it gets", "could not be worse", "terrible", "agony", "top of the scale",
    "highest",
)  # fmt: skip
_BOTTOM = ("no pain", "none", "not at all", "nothing", "no", "lowest", "painless")
_MIDDLE = ("middle", "halfway", "half way", "in between", "medium")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands among the words."""

    value: float
    start: int
    end: int


def scale(text: str, low: float | None = None, high: float | None = None) -> Understood:
    """A number between `low` (0) and `high` (10), or words for its ends and its middle."""
    low, high = 0 if low is None else low, 10 if high is None else high
    found = number(text, low, high)
    if found.value is not None or found.unsure:
        return found
    plain = readings(text)[0]
    for words, value in ((_TOP, high), (_BOTTOM, low), (_MIDDLE, (low + high) / 2)):
        if has_any(plain, words):
            return Understood(value=_tidy(value), certainty=0.6)
    return found


def number(text: str, low: float | None = None, high: float | None = None) -> Understood:
    """The number that was meant, inside `low` and `high` where they are given.

    "Six or seven" has no preference, so it is 6.5; "a six, maybe seven" is 6: the first answers, the rest is a hedge.
    After "no" or another correction the last number counts.
    """
    for reading in readings(text):
        found = _read(reading, low, high)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str, low: float | None, high: float | None) -> Understood:
    words = re.sub(r"\bout of (?:a hundred|ten|five|100|10|5)\b", "", plain).replace("half a dozen", "six").split()
    all_found = numbers_in(words) or _misheard(words)
    found = [one for one in all_found if (low is None or one.value >= low) and (high is None or one.value <= high)]
    found = [one for one in found if not _refused(words, one)] or found
    if not found:
        return DOUBT if has_any(plain, DOUBTS) else NOT_AN_ANSWER
    certainty = 0.65 if has_any(plain, _HEDGES) or has_any(plain, DOUBTS) else 0.95
    if len(found) == 1:
        return Understood(value=_tidy(found[0].value), certainty=certainty)
    return _several(words, found, certainty)


def _several(words: list[str], found: list[Number], certainty: float) -> Understood:
    between = words[found[-2].end : found[-1].start]
    if "no" in between or "not" in words[: found[0].start]:
        return Understood(value=_tidy(found[-1].value), certainty=min(certainty, 0.8))
    hedged_apart = any(hedge in between for hedge in ("maybe", "perhaps", "possibly", "probably"))
    if (
        len(found) == 2
        and not hedged_apart
        and (not between or between[-1] in _RANGE_WORDS or between[0] in _RANGE_WORDS)
    ):
        return Understood(value=_tidy((found[0].value + found[1].value) / 2), certainty=0.6)
    if len({one.value for one in found}) == 1 or hedged_apart:
        return Understood(value=_tidy(found[0].value), certainty=min(certainty, 0.65))
    return Understood(certainty=0.5, unsure=True)


def _refused(words: list[str], one: Number) -> bool:
    """ "Not six" and "not a six" name what it is not."""
    before = words[max(0, one.start - 2) : one.start]
    return bool(before) and (before[-1] == "not" or before == ["not", "a"])


def _misheard(words: list[str]) -> list[Number]:
    """Recognisers write "for" and "to"; believed only where there is little else."""
    if len(words) > 4:
        return []
    return [Number(_HOMOPHONES[word], at, at + 1) for at, word in enumerate(words) if word in _HOMOPHONES][:1]


def numbers_in(words: list[str]) -> list[Number]:
    """Every number among the words, in order."""
    found: list[Number] = []
    at = 0
    while at < len(words):
        one = _number_at(words, at)
        if one is None:
            at += 1
            continue
        found.append(one)
        at = one.end
    return found


def _number_at(words: list[str], at: int) -> Number | None:
    value, end = _whole_at(words, at)
    if value is None:
        return None
    rest = words[end:]
    if rest[:3] == ["and", "a", "half"]:
        return Number(value + 0.5, at, end + 3)
    if rest[:1] == ["point"] and len(rest) > 1 and rest[1] in UNITS:
        return Number(value + UNITS[rest[1]] / 10, at, end + 2)
    return Number(value, at, end)


def _whole_at(words: list[str], at: int) -> tuple[float | None, int]:
    word = words[at]
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word), at + 1
    hundreds, end = _hundreds(words, at)
    if hundreds and end < len(words) and words[end] == "and":
        below, below_end = _below_hundred(words, end + 1)
        return (hundreds + below, below_end) if below is not None else (hundreds, end)
    below, below_end = _below_hundred(words, end)
    if below is not None:
        return hundreds + below, below_end
    if hundreds:
        return hundreds, end
    return (_SPOKEN[word], at + 1) if word in _SPOKEN else (None, at)


def _hundreds(words: list[str], at: int) -> tuple[float, int]:
    following = words[at + 1] if at + 1 < len(words) else ""
    if following == "hundred" and (words[at] == "a" or words[at] in UNITS):
        return 100.0 * UNITS.get(words[at], 1), at + 2
    return (100.0, at + 1) if words[at] == "hundred" else (0.0, at)


def _below_hundred(words: list[str], at: int) -> tuple[float | None, int]:
    word = words[at] if at < len(words) else ""
    if word in UNITS:
        return UNITS[word], at + 1
    if word not in TENS:
        return None, at
    unit = UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
    return (TENS[word] + unit, at + 2) if 1 <= unit <= 9 else (TENS[word], at + 1)


def _tidy(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 2)


@cache
def in_words(value: int) -> str:
    """0 to 99 as it is said."""
    for word, unit in UNITS.items():
        if unit == value:
            return word
    ten = next(word for word, tens in TENS.items() if tens == value // 10 * 10)
    return ten if value % 10 == 0 else f"{ten} {in_words(value % 10)}"

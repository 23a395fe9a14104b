"""Number words: "twenty three", "a hundred and five", "nineteen thirty eight", "six and a half"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {word: value for value, word in enumerate(_UNITS)}
TENS = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_SPOKEN = {
    "nought": 0, "naught": 0, "nil": 0, "zilch": 0, "oh": 0, "none": 0, "nothing": 0, "once": 1, "twice": 2,
    "thrice": 3, "couple": 2, "pair": 2, "dozen": 12,
}  # fmt: skip
_HALVES = (["and", "a", "half"], ["and", "half"])
_QUARTERS = {"quarter": 0.25, "quarters": 0.75}


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands among the words."""

    value: float
    start: int
    end: int


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
    for half in _HALVES:
        if rest[: len(half)] == half:
            return Number(value + 0.5, at, end + len(half))
    if rest[:1] == ["and"] and rest[2:3] and rest[2] in _QUARTERS and rest[1] in {"a", "three"}:
        return Number(value + _QUARTERS[rest[2]], at, end + 3)
    if rest[:1] == ["point"] and len(rest) > 1 and rest[1] in UNITS:
        return Number(value + UNITS[rest[1]] / 10, at, end + 2)
    return Number(value, at, end)


def _whole_at(words: list[str], at: int) -> tuple[float | None, int]:
    word = words[at]
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word), at + 1
    for read in (_year, _thousands, _short_hundreds):
        whole, end = read(words, at)
        if whole:
            return whole, end
    value, end = _below_thousand(words, at)
    if value is not None:
        return value, end
    return (_SPOKEN[word], at + 1) if word in _SPOKEN else (None, at)


def _year(words: list[str], at: int) -> tuple[float, int]:
    """ "Nineteen thirty eight", "nineteen oh two", "twenty twenty six"."""
    if words[at] not in {"eighteen", "nineteen", "twenty"} or at + 1 >= len(words):
        return 0, at
    century = 100 * (TENS.get(words[at]) or UNITS[words[at]])
    if words[at + 1] in {"oh", "nought"} and at + 2 < len(words) and 0 < UNITS.get(words[at + 2], 0) < 10:
        return century + UNITS[words[at + 2]], at + 3
    below, end = _below_hundred(words, at + 1)
    return (century + below, end) if below is not None and below >= 10 else (0, at)


def _thousands(words: list[str], at: int) -> tuple[float, int]:
    """ "Two thousand and twenty six"."""
    if words[at + 1 : at + 2] != ["thousand"] or (words[at] != "a" and words[at] not in UNITS):
        return 0, at
    value, end = 1000.0 * UNITS.get(words[at], 1), at + 2
    start = end + 1 if words[end : end + 1] == ["and"] else end
    below, below_end = _below_thousand(words, start)
    return (value + below, below_end) if below is not None else (value, end)


def _short_hundreds(words: list[str], at: int) -> tuple[float, int]:
    """ "One twenty" for a hundred and twenty."""
    if words[at] not in {"one", "two"} or words[at + 1 : at + 2] == [] or words[at + 1] not in TENS:
        return 0, at
    below, end = _below_hundred(words, at + 1)
    return 100 * UNITS[words[at]] + (below or 0), end


def _below_thousand(words: list[str], at: int) -> tuple[float | None, int]:
    hundreds, end = _hundreds(words, at)
    if hundreds and end < len(words) and words[end] == "and":
        below, below_end = _below_hundred(words, end + 1)
        return (hundreds + below, below_end) if below is not None else (hundreds, end)
    below, below_end = _below_hundred(words, end)
    if below is not None:
        return hundreds + below, below_end
    return (hundreds, end) if hundreds else (None, at)


def _hundreds(words: list[str], at: int) -> tuple[float, int]:
    following = words[at + 1] if at + 1 < len(words) else ""
    here = words[at] if at < len(words) else ""
    if following == "hundred" and (here == "a" or here in UNITS):
        return 100.0 * UNITS.get(here, 1), at + 2
    return (100.0, at + 1) if here == "hundred" else (0.0, at)


def _below_hundred(words: list[str], at: int) -> tuple[float | None, int]:
    word = words[at] if at < len(words) else ""
    if word in UNITS:
        return UNITS[word], at + 1
    if word not in TENS:
        return None, at
    unit = UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
    return (TENS[word] + unit, at + 2) if 1 <= unit <= 9 else (TENS[word], at + 1)


@cache
def in_words(value: int) -> str:
    """0 to 99 as it is said."""
    for word, unit in UNITS.items():
        if unit == value:
            return word
    ten = next(word for word, tens in TENS.items() if tens == value // 10 * 10)
    return ten if value % 10 == 0 else f"{ten} {in_words(value % 10)}"

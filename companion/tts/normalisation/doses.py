"""Doses: numbers with their units in full, and the shorthand of prescriptions."""

from __future__ import annotations

import re

_UNITS = {
    "mg": "milligram", "mgs": "milligram", "mcg": "microgram", "μg": "microgram", "ug": "microgram", "g": "gram",
    "kg": "kilogram", "ml": "millilitre", "mls": "millilitre", "l": "litre", "iu": "international unit",
    "mmol": "millimole", "cm": "centimetre", "mm": "millimetre", "km": "kilometre", "hr": "hour", "hrs": "hour",
    "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "tab": "tablet", "tabs": "tablet",
    "cap": "capsule", "caps": "capsule", "bpm": "beat a minute", "kcal": "kilocalorie", "tsp": "teaspoon",
    "tbsp": "tablespoon", "wk": "week", "wks": "week", "yr": "year", "yrs": "year",
}  # fmt: skip
_PLURALS = {"beat a minute": "beats a minute"}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"(?<![\w.,/:-])(?P<number>\d*\.\d+|\d+)"
_DOSE = re.compile(
    rf"{_NUMBER}\s?(?P<unit>{_UNIT})(?P<dot>\.?)(?:\s?/\s?(?P<per>{_UNIT}|day|dose|hour|week))?(?![\w/])", re.IGNORECASE
)
_HALF_UNIT = re.compile(
    rf"\b(?P<words>half a|a quarter of a|and a half|and a quarter)\s(?P<unit>{_UNIT})\b", re.IGNORECASE
)
_BARE = re.compile(r"(?<=\d )(?=\D)")
_LEADING = re.compile(r"(?<![\d.\w])\.(\d)")
_TIMES_A_DAY = re.compile(r"\b(?:x\s?(\d)|(\d)\s?x)(?:\s?(daily|a day|per day)|\s?/\s?day)\b", re.IGNORECASE)
_LETTERS = {
    "od": "once a day", "bd": "twice a day", "bid": "twice a day", "tds": "three times a day",
    "tid": "three times a day", "qds": "four times a day", "qid": "four times a day", "prn": "when needed",
    "nocte": "at night", "mane": "in the morning", "po": "by mouth",
}  # fmt: skip
_DOTTED = re.compile(
    r"\b(o\.d|b\.d|b\.i\.d|t\.d\.s|t\.i\.d|q\.d\.s|q\.i\.d|p\.r\.n|p\.o)\.?(?=[\s,;)]|$)", re.IGNORECASE
)
_AFTER_DOSE = re.compile(rf"(?<=[a-z\d] )({'|'.join(_LETTERS)})(?=[\s,.;)]|$)", re.IGNORECASE)
_DOSE_WORD = re.compile(
    r"(?:milligrams?|micrograms?|grams?|millilitres?|tablets?|capsules?|units?|puffs?|drops?|\d|day|needed|mouth),? $"
)


def say_doses(text: str) -> str:
    """5mg as "5 milligrams", 2.5 ml as "2 and a half millilitres", b.d. as "twice a day"."""
    text = _LEADING.sub(r"0.\1", text)
    text = _TIMES_A_DAY.sub(lambda found: f"{_times(found[1] or found[2])} a day", text)
    text = _DOSE.sub(_dose, text)
    text = _HALF_UNIT.sub(
        lambda found: (
            f"{found['words']} {_unit(found['unit'], one='half' in found['words'][:4] or 'of' in found['words'])}"
        ),
        text,
    )
    text = _DOTTED.sub(lambda found: _LETTERS[found[1].replace(".", "").lower()], text)
    return _AFTER_DOSE.sub(_letters, text)


def _times(count: str) -> str:
    return {"1": "once", "2": "twice"}.get(count, f"{count} times")


def _dose(found: re.Match[str]) -> str:
    number, unit = found["number"], found["unit"]
    # "5 G" is a network and "2 L" a size: single letters count in lower case, litres in both.
    if unit in {"G", "Cap", "Tab", "Min", "Sec"}:
        return found[0]
    per = f" per {_UNITS.get(found['per'].lower(), found['per'].lower())}" if found["per"] else ""
    ends = "." if found["dot"] and not found.string[found.end() :].lstrip()[:1].islower() else ""
    return f"{_amount(number, unit)}{per}{ends}"


def _amount(number: str, unit: str) -> str:
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    if part == "5" and int(whole or "0") == 0:
        return f"half {_article(unit)} {_unit(unit, one=True)}"
    if part == "5":
        return f"{int(whole)} and a half {_unit(unit, one=False)}"
    said = f"{int(whole or '0')}.{part}" if part else str(int(whole))
    return f"{said} {_unit(unit, one=said == '1')}"


def _article(unit: str) -> str:
    return "an" if _UNITS[unit.lower()][0] in "aeiou" or _UNITS[unit.lower()] == "hour" else "a"


def _unit(unit: str, *, one: bool) -> str:
    name = _UNITS[unit.lower()]
    return name if one else _PLURALS.get(name, f"{name}s")


def _letters(found: re.Match[str]) -> str:
    """Only after a dose or another such word: "od" and "bid" are words elsewhere."""
    before = found.string[: found.start()]
    return _LETTERS[found[1].lower()] if _DOSE_WORD.search(before[-24:]) else found[0]

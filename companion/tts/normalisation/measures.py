"""Measures: blood pressure, temperature, money."""

from __future__ import annotations

import re

_PRESSURE = re.compile(r"(?<![\d./-])(\d{2,3})\s?/\s?(\d{2,3})(?![\d/]|[.,]\d)(\s?mm\s?Hg)?", re.IGNORECASE)
_STRENGTHS = re.compile(r"(?<=[a-z] )(\d{1,2})/(\d{2,3})(?![\d/])")
_DEGREES = re.compile(r"(\d)\s?(?:°|º|degrees )\s?([CF])?\b|(\d)\s?[°º]")
_SCALES = {"c": "degrees", "f": "degrees Fahrenheit", None: "degrees"}
_CURRENCIES = {"£": ("pound", "pounds"), "$": ("dollar", "dollars"), "€": ("euro", "euros")}
_MONEY = re.compile(r"([£$€])\s?(\d+)(?:\.(\d\d))?(?!\d)(?!\.\d)(\s(?:million|thousand|hundred)\b)?")
_PERCENT = re.compile(r"(\d)\s?%")


def say_measures(text: str) -> str:
    """120/80 as "120 over 80", 37.5 °C as "37.5 degrees", £3.50 as "3 pounds 50", 5 % as "5 percent"."""
    text = _PRESSURE.sub(_pressure, text)
    text = _STRENGTHS.sub(r"\1, \2", text)
    text = _DEGREES.sub(lambda found: f"{found[1] or found[3]} {_SCALES[found[2] and found[2].lower()]}", text)
    text = _MONEY.sub(_money, text)
    return _PERCENT.sub(r"\1 percent", text)


def _pressure(found: re.Match[str]) -> str:
    above, below = int(found[1]), int(found[2])
    likely = 60 <= above <= 260 and 30 <= below <= 160 and above > below
    return f"{above} over {below}" if likely or found[3] else found[0]


def _money(found: re.Match[str]) -> str:
    one, many = _CURRENCIES[found[1]]
    if found[4]:
        return f"{found[2]}{found[4]} {many}"
    said = f"{found[2]} {one if found[2] == '1' else many}"
    return said if found[3] in {None, "00"} else f"{said} {int(found[3])}"

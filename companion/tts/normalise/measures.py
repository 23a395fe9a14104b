"""Measures that are written with signs: blood pressure, scores, temperature, money, percentages."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import ENDS, STARTS, WHOLE

_PRESSURE = re.compile(
    rf"{STARTS}(?P<above>[0-9]{{2,3}}) ?/ ?(?P<below>[0-9]{{2,3}}){ENDS}(?:(?P<unit> ?(?ai:mm ?Hg)\b)|(?![\w/]))"
)
_SCORE = re.compile(rf"{STARTS}([0-9]{{1,3}})/(10|30|100){ENDS}(?![\w/])")
_STRENGTH = re.compile(rf"(?<=[a-z] )([0-9]{{1,2}})/([0-9]{{3}}){ENDS}(?!/)")
_DEGREES = re.compile(r"(?<=[0-9]) ?(?:°|(?ai:deg(?:rees?)?\.? ?)(?=[CF]\b)) ?(?:(?P<scale>[CFcf])\b)?")
_SCALES = {"c": " degrees Celsius", "f": " degrees Fahrenheit", "": " degrees"}
_MONEY = re.compile(
    rf"([£$€])(?P<whole>{WHOLE})(?:\.(?P<part>[0-9]{{2}}))?(?![0-9]|\.[0-9])(?P<big>(?:[mM]|bn| million| thousand)\b)?"
)
_CURRENCIES = {
    "£": ("pound", "pounds", "penny", "pence"), "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
}  # fmt: skip
_BIG = {"m": " million", "bn": " billion"}
_PENCE = re.compile(rf"{STARTS}([0-9]{{1,2}})p\b")
_PERCENT = re.compile(r"(?<=[0-9]) ?%")


def say_measures(text: str) -> str:
    """120/80 as "120 over 80", 7/10 as "7 out of 10", 37.5 °C in full, £3.50 as "3 pounds 50", 5 % as "5 percent"."""
    text = _PRESSURE.sub(_pressure, text)
    text = _SCORE.sub(
        lambda found: f"{found[1]} out of {found[2]}" if int(found[1]) <= int(found[2]) else found[0], text
    )
    # A strength such as co-codamol 30/500: a comma's pause keeps its two numbers apart.
    text = _STRENGTH.sub(r"\1, \2", text)
    text = _DEGREES.sub(lambda found: _SCALES[(found["scale"] or "").lower()], text)
    text = _PENCE.sub(lambda found: f"{found[1]} {'penny' if found[1] == '1' else 'pence'}", text)
    return _PERCENT.sub(" percent", _MONEY.sub(_money, text))


def _pressure(found: re.Match[str]) -> str:
    above, below = int(found["above"]), int(found["below"])
    likely = 60 <= above <= 260 and 30 <= below <= 160 and above > below
    # Nobody says the unit of a blood pressure.
    return f"{above} over {below}" if likely or found["unit"] else found[0]


def _score(found: re.Match[str]) -> str:
    return f"{found[1]} out of {found[2]}" if int(found[1]) <= int(found[2]) else found[0]


def _money(found: re.Match[str]) -> str:
    one, many, cent, cents = _CURRENCIES[found[1]]
    whole, part, big = found["whole"], found["part"] or "00", found["big"]
    if big:
        decimals = "" if part == "00" else f".{part}"
        return f"{whole}{decimals}{_BIG.get(big.lower(), big)} {many}"
    rest = f"{int(part)} {cent if part == '01' else cents}"
    if not whole.strip("0,") and part != "00":
        return rest
    said = f"{whole} {one if whole == '1' else many}"
    if part == "00":
        return said
    # "3 pounds 5" could be heard as fifty.
    return f"{said} {int(part)}" if int(part) > 9 and one == "pound" else f"{said} and {rest}"

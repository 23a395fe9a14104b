"""Doses: numbers with their units in full, "5 milligrams"."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import AMOUNT
from companion.tts.normalise.points import full_stop
from companion.tts.normalise.units import UNIT, name_of, plural

_STARTS = r"(?<![\w:/])(?<![0-9][.,:/-])"
_COMMA = re.compile(rf"{_STARTS}(?<!\.)([0-9]{{1,3}}),([0-9]{{1,2}})(?= ?{UNIT}(?!\w)| ?°| degrees)")
_POINT_ONLY = re.compile(r"(?<![\w.])\.(?=[0-9]{1,4}(?![0-9]|\.[0-9]))")
_STONES = re.compile(rf"{_STARTS}([0-9]{{1,2}}) ?st ?([0-9]{{1,2}}) ?lbs?\b\.?")
_FEET = re.compile(rf"{_STARTS}([1-9]) ?(?:ft|['’′]) ?([0-9]{{1,2}}) ?(?:in\b|\"|″|'')")
_DOSE = re.compile(
    rf"{_STARTS}(?P<number>{AMOUNT})(?P<gap> |-|)(?P<unit>{UNIT})(?![\w/])\.?"
    rf"|{_STARTS}(?P<amount>{AMOUNT}) ?(?P<what>{UNIT}) ?/ ?(?P<count>{AMOUNT} ?)?"
    rf"(?P<per>{UNIT}|(?ai:h|day|d|dose|hour|week|month|min|minute|night|puff|tablet|capsule))(?!\w)"
)
_NO_DOSE = re.compile(r"(?ai:\b(?:room|flat|ward|bed|bay|house|number|page|no\.|platform|gate|apartment|unit) )\Z")
_PER = {"h": "hour", "d": "day"}
_LONGEST_PLACE = 11


def say_doses(text: str) -> str:
    """5mg as "5 milligrams", 250mg/5ml as "250 milligrams in 5 millilitres"; never a bare point before a digit."""
    text = _POINT_ONLY.sub("0.", text)
    text = _COMMA.sub(r"\1.\2", text)
    text = _STONES.sub(lambda found: f"{found[1]} stone {_amount(found[2], 'pound')}{full_stop(found)}", text)
    text = _FEET.sub(lambda found: f"{found[1]} foot {found[2]}", text)
    return _DOSE.sub(_dose, text)


def _dose(found: re.Match[str]) -> str:
    number, unit = found["number"] or found["amount"], name_of(found["unit"] or found["what"])
    if unit is None or _NO_DOSE.search(found.string[max(0, found.start() - _LONGEST_PLACE) : found.start()]):
        return found[0]
    if found["gap"] == "-":
        return f"{number}-{unit}"
    if found["per"] is None:
        return _amount(number, unit) + full_stop(found)
    per = _PER.get(found["per"].lower()) or name_of(found["per"]) or found["per"].lower()
    if found["count"]:
        return f"{_amount(number, unit)} in {_amount(found['count'].strip(), per)}"
    return f"{_amount(number, unit)} per {per}"


def _amount(number: str, unit: str) -> str:
    # Of "1 1/2" there is more than one, of "1/2" there is less.
    one = number == "1" or ("/" in number and " " not in number)
    return f"{number} {unit if one else plural(unit)}"

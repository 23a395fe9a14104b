"""Telephone numbers digit by digit, with a comma's pause between groups: nobody can dial "eight hundred"."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import digit_by_digit
from companion.tts.normalise.units import COUNTS

_AFTER = r"(?![0-9]|[.,:/-][0-9]|/)(?!\w)"
_BEFORE = r"(?<!\w)(?<![0-9][.,:/-])(?<![-.])"
_LONG = re.compile(
    rf"{_BEFORE}(?:"
    r"0[0-9]{8,10}"
    r"|(?:\+[0-9]{1,3}[ -]?)?(?:\(0?[0-9]{1,5}\) ?|0[0-9]{2,5}[ -])[0-9]{2,6}(?:[ -][0-9]{2,6}){0,3}"
    r"|(?<![0-9] )(?:\+?1[ -])?(?:\([0-9]{3}\) ?|[0-9]{3}[ -])[0-9]{3}[ -][0-9]{4}"
    r"|\+[0-9]{1,3}(?:[ -]?[0-9]{2,5}){2,4}|\+[0-9]{8,14}"
    rf"){_AFTER}"
)
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15
"""ITU E.164 allows fifteen; with fewer than eight and an area code it is no telephone number."""
_NO_CALL = rf"(?!{COUNTS})"
_SHORT = r"(?:999|911|116[ -]?123|116[ -]?117|112|111|119|101|105|988)"
_CHAIN = re.compile(
    rf"(?<!\w)(?ai:call|ring|dial|phone|telephone|text|contact|NHS|number is)"
    rf"(?: (?ai:us|me|him|her|them))?(?: (?ai:on|at))? {_SHORT}"
    rf"(?:(?:, or |, | or | and |/){_SHORT})*{_AFTER}{_NO_CALL}"
)
_EMERGENCY = re.compile(rf"{_BEFORE}(?:999|911){_AFTER}{_NO_CALL}")
_CALLED = re.compile(_SHORT)
_GROUP = re.compile(r"[0-9]+")


def say_phones(text: str) -> str:
    """Telephone numbers in words; those of three digits where they are to be called, 999 and 911 anywhere."""
    text = _LONG.sub(_long, text)
    text = _CHAIN.sub(lambda found: _CALLED.sub(lambda short: _groups(short[0]), found[0].replace("/", " or ")), text)
    return _EMERGENCY.sub(lambda found: _groups(found[0]), text)


def _long(found: re.Match[str]) -> str:
    groups = _GROUP.findall(found[0])
    if not _FEWEST_DIGITS <= sum(len(group) for group in groups) <= _MOST_DIGITS:
        return found[0]
    return ("plus " if found[0].startswith("+") else "") + _groups(found[0])


def _groups(number: str) -> str:
    return ", ".join(digit_by_digit(piece) for group in _GROUP.findall(number) for piece in _short_enough(group))


def _short_enough(group: str) -> list[str]:
    """At most five digits at a time: a longer run does not stay in the ear."""
    pieces = []
    while len(group) > 5:
        size = 4 if group.startswith(("08", "03")) else 5 if len(group) > 10 else 3
        pieces.append(group[:size])
        group = group[size:]
    return [*pieces, group]

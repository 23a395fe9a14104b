"""Telephone numbers digit by digit, in groups: nobody can dial "eight hundred and twelve thousand"."""

from __future__ import annotations

import re

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""Zero, not "oh": a letter is no key, and "oh" is lost in noise."""

_LONG = re.compile(
    r"(?<![\w.,/-])(?:\+\d{1,3}[ -]?)?(?:\(0?\d{1,5}\)[ -]?|0\d{2,5}[ -]?)\d{2,4}(?:[ -]?\d{2,4}){1,2}(?![\w/]|[.,]\d)"
    r"|(?<![\w.,/-])(?:\+?1[ -])?\(?\d{3}\)?[ -]\d{3}-\d{4}(?![\w/])"
    r"|(?<![\w.,/-])\+\d{1,3}(?:[ -]?\d{2,4}){2,4}(?![\w/]|[.,]\d)"
)
_SHORT = re.compile(
    r"\b(?P<verb>(?:call|ring|dial|phone|telephone|number(?: is)?|text|on|NHS|to|or|and)\s+)"
    r"(?P<number>999|911|112|111|988|101|116 123|116 117)(?![\w/:%°]|[.,]\d|\s?(?:mg|ml|over|mm|units|tablets|pounds))",
    re.IGNORECASE,
)
_EMERGENCY = re.compile(r"(?<![\w.,/:-])(999|911)(?![\w/:%°]|[.,]\d|\s?(?:mg|ml|over|mm|units|tablets|pounds))")
_GROUP = re.compile(r"\d+")


def say_numbers_to_call(text: str) -> str:
    """Every telephone number in words, a comma between its groups; short ones where they are to be called."""
    text = _LONG.sub(lambda found: _said(found[0]), text)
    text = _SHORT.sub(lambda found: found["verb"] + _said(found["number"]), text)
    return _EMERGENCY.sub(lambda found: _said(found[0]), text)


def _said(number: str) -> str:
    plus = "plus " if number.startswith("+") else ""
    return plus + ", ".join(" ".join(DIGITS[int(digit)] for digit in group) for group in _GROUP.findall(number))

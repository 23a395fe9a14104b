"""Ranges: "1 to 2 tablets", which espeak-ng would say "one dash two"."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import AMOUNT

_UNIT = r"(?P<unit> ?(?ai:mg|mcg|μg|g|kg|ml|l|units|hrs?|hours?|mins?|minutes?|tablets?|percent))?"
_RANGE = re.compile(
    rf"(?<![\w./:-])(?<![0-9]-)(?<![0-9],)(?P<low>{AMOUNT}){_UNIT} ?[-–—] ?"
    rf"(?P<high>{AMOUNT})(?![0-9/:-]|[.,][0-9]|[A-Z])"
)


def say_ranges(text: str) -> str:
    """Two numbers with a dash between them become "to" where the first is the smaller; a score of 3-1 stays."""
    return _RANGE.sub(_range, text)


def _range(found: re.Match[str]) -> str:
    return f"{found['low']}{found['unit'] or ''} to {found['high']}" if _rising(found) else found[0]


def _rising(found: re.Match[str]) -> bool:
    return _value(found["low"]) < _value(found["high"])


def _value(amount: str) -> float:
    whole, _, part = amount.rpartition(" ")
    above, slash, below = part.partition("/")
    value = float(above.replace(",", ""))
    if slash:
        value /= float(below) or 1.0
    return value + float(whole or 0)

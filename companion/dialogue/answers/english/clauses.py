"""Which clause of an answer counts: after "so", after a contrast with the past, before one."""

from __future__ import annotations

import re

_LONG_AGO = r"(?:yesterday|last (?:week|night|month|year|time)|used to|the other day|usually|normally)"
_SO = re.compile(
    r".+ so (?:i will have |i would have |it is |i am |i would say |make it |that is )?(?P<counts>(?:\w+ ){0,5}\w+)"
)
_THEN_NOW = re.compile(
    r".*\b(?:was|were|used to|yesterday|last|usually|normally|always|before|should have|would have|been|supposed|"
    rf"meant|said)\b.* (?:but|now|though) (?P<counts>(?!.*\b{_LONG_AGO}\b).+)"
)
_NOW_THEN = re.compile(rf"(?P<counts>.+) (?:but|though|although) .*\b(?:was|were|had been|{_LONG_AGO})\b.*")
_NOT_TILL = re.compile(r".+ but .*\b(?:not|never)\b.* (?:till|until|before) (?P<counts>.+)")
""""In bed at ten, but I didn't drop off till one"."""
_CHANGED = re.compile(
    r".*\b(?:gone|went|going|risen|rose|dropped|fallen|down|up|jumped|changed|better) from \w+ to (?P<counts>.+)"
)


def concluded(plain: str) -> tuple[str, ...]:
    """The parts that may be what was meant, best first; empty where nothing sets one part against another.

    "It was nine but it's six now" gives "it's six now", "it'll be ten tomorrow so nine" gives "nine".
    """
    found = (shape.fullmatch(plain) for shape in (_CHANGED, _NOT_TILL, _SO, _THEN_NOW, _NOW_THEN))
    return tuple(match["counts"] for match in found if match)


def changed(plain: str) -> bool:
    """It tells of a change: "gone up from four to six"."""
    return _CHANGED.fullmatch(plain) is not None

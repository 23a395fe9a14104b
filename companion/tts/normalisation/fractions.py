"""Fractions of tablets and spoons: "half a tablet", "1 and a half tablets"."""

from __future__ import annotations

import re

_NAMES = {
    ("1", "2"): "half", ("1", "3"): "a third", ("2", "3"): "two thirds", ("1", "4"): "a quarter",
    ("3", "4"): "three quarters", ("1", "8"): "an eighth",
}  # fmt: skip
_MIXED = re.compile(r"(?<![\d./-])(\d{1,2}) ([123])/([2348])(?![\d/]|[.,]\d)")
_ALONE = re.compile(r"(?<![\d./-])([123])/([2348])(?![\d/]|[.,]\d)(?: (?:of )?(?:an? |the )?(?P<what>[A-Za-z]+))?")
_VOWEL = re.compile(r"[aeiouAEIOU]")


def say_fractions(text: str) -> str:
    """Halves, thirds, quarters and eighths in words, as they stand before what is to be taken."""
    text = _MIXED.sub(_mixed, text)
    return _ALONE.sub(_alone, text)


def _mixed(found: re.Match[str]) -> str:
    name = _NAMES.get((found[2], found[3]))
    if name is None:
        return found[0]
    return f"{found[1]} and {'a half' if name == 'half' else name}"


def _alone(found: re.Match[str]) -> str:
    name, what = _NAMES.get((found[1], found[2])), found["what"]
    if name is None:
        return found[0]
    if what is None:
        return "a half" if name == "half" else name
    article = "" if what.endswith("s") else "an " if _VOWEL.match(what) else "a "
    return f"half {article}{what}" if name == "half" else f"{name} of {article}{what}"

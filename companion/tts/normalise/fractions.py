"""Fractions: "half a tablet", "1 and a half tablets"."""

from __future__ import annotations

import re

from companion.tts.normalise.units import COUNTED_NOUN, article, singular

_NAMES = {
    "1/2": "a half", "1/3": "a third", "2/3": "two thirds", "1/4": "a quarter", "3/4": "three quarters",
    "1/8": "an eighth", "3/8": "three eighths", "5/8": "five eighths", "7/8": "seven eighths",
}  # fmt: skip
_FRACTION = "(?P<name>" + "|".join(_NAMES) + ")"
_STARTS = r"(?<![\w/])(?<![0-9][.,:/-])(?<![.:-])"
_ENDS = r"(?![\w/-]|[.,:][0-9])"
_MIXED = re.compile(rf"{_STARTS}(?P<whole>[0-9]{{1,2}}) {_FRACTION}{_ENDS}")
_PAST = re.compile(rf"{_STARTS}1/2(?= past\b)")
_OF = re.compile(rf"{_STARTS}{_FRACTION}{_ENDS} (?P<join>(?:of )?(?:an? |the )?)(?P<noun>{COUNTED_NOUN})")
_ALONE = re.compile(rf"(?P<before>\b(?:an?|one) )?{_STARTS}{_FRACTION}{_ENDS}")


def say_fractions(text: str) -> str:
    """Halves, thirds, quarters and eighths in words; other fractions stay, they may be dates or strengths."""
    text = _MIXED.sub(lambda found: f"{found['whole']} and {_NAMES[found['name']]}", text)
    text = _PAST.sub("half", text)
    text = _OF.sub(_of, text)
    return _ALONE.sub(_alone, text)


def _of(found: re.Match[str]) -> str:
    noun = singular(found["noun"])
    which = "the" if "the " in found["join"] else article(noun)
    name = _NAMES[found["name"]]
    return f"half {which} {noun}" if name == "a half" else f"{name} of {which} {noun}"


def _alone(found: re.Match[str]) -> str:
    name, before = _NAMES[found["name"]], found["before"] or ""
    # "a 1/2" has its article already.
    return before + (name.split(" ", 1)[1] if before and name.startswith("a") else name)

"""Years before 2000 and decades: "nineteen forty-eight", which espeak-ng would say "nineteen hundred and"."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import DIGITS, in_words
from companion.tts.normalise.units import COUNTS

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENDS = r"(?![0-9/:-]|[.,][0-9])(?!\w)"
_YEAR = re.compile(
    rf"\b(?P<before>[Ii]n|[Ss]ince|[Yy]ear|[Bb]orn|{_MONTHS}),? (?P<year>1[1-9][0-9]{{2}}){_ENDS}(?!{COUNTS})"
)
_DECADE = re.compile(
    r"(?<!\w)(?:(?P<century>1[89])(?P<tens>[2-9])0"
    r"|(?P<before>(?ai:the|her|his|their|my|your|our|early|mid|late)[ -])['’]?(?P<age>[2-9])0)['’]?s\b"
)


def say_years(text: str) -> str:
    """A year after a word that announces one, and decades, in words; from 2000 on espeak-ng says them well itself."""
    text = _YEAR.sub(lambda found: f"{found['before']} {_year(found['year'])}", text)
    return _DECADE.sub(_decade, text)


def _year(year: str) -> str:
    century, rest = int(year[:2]), int(year[2:])
    if rest == 0:
        return f"{in_words(century)} hundred"
    return f"{in_words(century)} {in_words(rest) if rest > 9 else f'oh {DIGITS[rest]}'}"


def _decade(found: re.Match[str]) -> str:
    tens = in_words(int(found["tens"] or found["age"]) * 10).removesuffix("y") + "ies"
    return f"{in_words(int(found['century']))} {tens}" if found["century"] else f"{found['before']}{tens}"

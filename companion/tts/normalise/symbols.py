"""Signs: one way to write each before the other passes, and in words, after them, what no voice says well."""

from __future__ import annotations

import re

_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_FRACTION = re.compile(rf"([0-9]?) ?([{''.join(_FRACTIONS)}])(?![0-9/{''.join(_FRACTIONS)}])")
# A dash between numbers stays what it is, en or em: `ranges` knows them all.
_SIGNS = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2044": "/",
     "\u00b5": "μ", "\u00ba": "°", "℃": "°C", "℉": "°F"}
)  # fmt: skip
_THOUSANDS_APART = re.compile(r"(?<![0-9])(?<![0-9][.,:/ -])([1-9][0-9]{0,2})((?: 000)+)(?![0-9]|[ ,.:/-][0-9])")

_COMPARED = {
    "<": "less than", ">": "more than", "≤": "at most", "≥": "at least", "~": "about", "≈": "about",
    "±": "plus or minus",
}  # fmt: skip
_COMPARISON = re.compile(r" ?([<>≤≥~≈±]) ?(?=[0-9])")
_TIMES = re.compile(r"(?<=[0-9]) ?[×x*] ?(?=[0-9])")
_HASH = re.compile(r"#(?=[0-9])")
_ARROW = re.compile(r" ?(?:→|⇒|->|=>) ?")
# Between two capitals ("A&E", "B&B") espeak-ng says the sign well, and "A and E" as "uh and E".
_AND = re.compile(r"(?<![A-Z])&|&(?![A-Z])|&(?=[A-Z][a-z])")
_AT = re.compile(r"(?<=[^\W_])@(?=[^\W_])")


def plain_signs(text: str) -> str:
    """The same in signs that the other passes know: keyboard fractions and dashes, thousands joined."""
    text = _FRACTION.sub(_fraction, text.translate(_SIGNS))
    return _THOUSANDS_APART.sub(lambda found: found[1] + found[2].replace(" ", ","), text)


def say_symbols(text: str) -> str:
    """Comparisons, arrows, "x" between numbers, "#" before one, "&" and "@" in words."""
    text = _COMPARISON.sub(_comparison, text)
    text = _HASH.sub("number ", _TIMES.sub(" times ", text))
    text = _ARROW.sub(" to ", text)
    text = _AT.sub(" at ", text)
    return _AND.sub(_and, text)


def _fraction(found: re.Match[str]) -> str:
    return f"{found[1]} {_FRACTIONS[found[2]]}" if found[1] else found[0].replace(found[2], _FRACTIONS[found[2]])


def _comparison(found: re.Match[str]) -> str:
    before = " " if found.start() and found.string[found.start() - 1] not in "( \n" else ""
    spaced = before or (" " if found[0].startswith(" ") else "")
    return f"{spaced}{_COMPARED[found[1]]} "


def _and(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    before = " " if start and not text[start - 1].isspace() else ""
    after = " " if end < len(text) and not text[end].isspace() else ""
    return f"{before}and{after}"

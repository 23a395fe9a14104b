"""One way to write each sign: fractions, dashes, spaces and multiplication as a keyboard has them."""

from __future__ import annotations

import re

_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}
_FRACTION = re.compile(rf"(\d?)\s?([{''.join(_FRACTIONS)}])")
_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u00b5": "μ", "\u2044": "/"})
_THOUSANDS = re.compile(r"(?<![\d.,/:-])(\d{1,3})((?:,\d{3})+)(?![\d,])")
_THOUSANDS_APART = re.compile(r"(?<![\d.,/:-])([1-9]\d?)((?: 000)+)(?!,?\d| \d)")
_TIMES = re.compile(r"(?<=\d)\s?×\s?(?=\d)")
_REPLACED = ((" & ", " and "), ("→", " to "))
_HASH = re.compile(r"#(?=\d)")


def plain_signs(text: str) -> str:
    """The same in signs that the other passes know; thousands without their comma or space."""
    text = text.translate(_SIGNS)
    text = _FRACTION.sub(lambda found: f"{found[1]} {_FRACTIONS[found[2]]}".lstrip(), text)
    text = _THOUSANDS.sub(lambda found: found[1] + found[2].replace(",", ""), text)
    text = _THOUSANDS_APART.sub(lambda found: found[1] + found[2].replace(" ", ""), text)
    text = _HASH.sub("number ", _TIMES.sub(" times ", text))
    for sign, words in _REPLACED:
        text = text.replace(sign, words)
    return text

"""Decimals of what is counted: "half a millilitre", "2 and a half milligrams"; and no zero that tells nothing."""

from __future__ import annotations

import re

from companion.tts.normalise.numbers import STARTS, WHOLE
from companion.tts.normalise.units import COUNTED_NOUN, article, singular

# ISMP's list of error-prone abbreviations: "5.0 mg" is taken for 50, ".5 mg" for 5. Heard, "nought point five" whose
# beginning is missed is five as well, ten times the dose: "half a" cannot be missed so. Other decimals stay digits,
# which espeak-ng says one by one: "zero point two five".
_DECIMAL = re.compile(rf"{STARTS}(?P<whole>{WHOLE})\.(?P<part>[0-9]+) (?P<noun>{COUNTED_NOUN})")


def say_decimals(text: str) -> str:
    """A half in words, and decimals without zeros at their end."""
    return _DECIMAL.sub(_decimal, text)


def _decimal(found: re.Match[str]) -> str:
    whole, part, noun = found["whole"].lstrip("0") or "0", found["part"].rstrip("0"), found["noun"]
    if not part:
        return f"{whole} {singular(noun) if whole == '1' else noun}"
    if part != "5":
        return f"{whole}.{part} {noun}"
    one = singular(noun)
    return f"half {article(one)} {one}" if whole == "0" else f"{whole} and a half {noun}"

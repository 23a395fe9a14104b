"""Abbreviations in full."""

from __future__ import annotations

import re

_WORDS = {
    "approx.": "about", "e.g.": "for example", "i.e.": "that is", "vs.": "versus", "etc.": "and so on",
    "tel.": "telephone", "appt.": "appointment", "temp.": "temperature", "max.": "at most", "min.": "at least",
    "A&E": "A and E", "w/c": "week beginning", "24/7": "day and night", "mmHg": "millimetres of mercury",
    "mmol/l": "millimoles per litre", "CO2": "C O 2", "O2": "oxygen",
}  # fmt: skip
_KNOWN = re.compile(
    r"(?<![\w./])(" + "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)) + r")(?![\w/])"
)
_NUMBER = re.compile(r"\b([Nn])os?\. ?(?=\d)")
_AND = re.compile(r"(?<=\w)\s?&\s?(?=\w)")
_PER = re.compile(r"(?<=[a-z])/(?=(?:day|week|month|hour|minute|night|dose)\b)")
_OR = re.compile(r"\b(and|he|his|him)/(or|she|her)\b", re.IGNORECASE)
_SENTENCE_GOES_ON = re.compile(r"\s*[a-z0-9,;)]")


def spell_out(text: str) -> str:
    """Abbreviations that a voice would spell or stumble over; a point that ends the sentence as well stays."""
    text = _KNOWN.sub(_word, text)
    text = _NUMBER.sub(lambda found: f"{'N' if found[1] == 'N' else 'n'}umber ", text)
    text = _AND.sub(" and ", text)
    text = _OR.sub(lambda found: f"{found[1]} or {found[2]}", text)
    return _PER.sub(" a ", text)


def _word(found: re.Match[str]) -> str:
    rest = found.string[found.end() :]
    ends = found[1].endswith(".") and (not rest.strip() or not _SENTENCE_GOES_ON.match(rest))
    return _WORDS[found[1]] + ("." if ends and found[1] == "etc." else "")

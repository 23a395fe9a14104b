"""Abbreviations in full, and letters apart where espeak-ng would read them as a word."""

from __future__ import annotations

import re

from companion.tts.normalise.points import full_stop

# Mr, Mrs, Dr, NHS, GP, BP, HIV, A&E and "St" before a name are not here: espeak-ng says them well.
_WORDS = {
    "approx.": "about", "approx": "about", "e.g.": "for example", "eg.": "for example", "i.e.": "that is",
    "etc.": "and so on", "etc": "and so on", "vs.": "versus", "vs": "versus", "tel.": "telephone",
    "Tel:": "Telephone", "appt.": "appointment", "appt": "appointment", "appts": "appointments",
    "temp.": "temperature", "max.": "maximum", "min.": "minimum", "incl.": "including", "excl.": "not including",
    "asap": "as soon as possible", "ASAP": "as soon as possible", "a.s.a.p.": "as soon as possible",
    "24/7": "day and night", "and/or": "and, or", "w/c": "week beginning", "n/a": "not applicable", "c/o": "care of",
    "he/she": "he or she", "she/he": "she or he", "his/her": "his or her", "him/her": "him or her",
    "Ms": "Mizz", "Ms.": "Mizz", "Prof.": "Professor", "Rev.": "Reverend", "Sr.": "Senior", "Jr.": "Junior",
    "ext.": "extension", "Rx": "prescription", "hrs": "hours", "mins": "minutes",
    "hrly": "hourly", "wks": "weeks", "yrs": "years",
    "yr-old": "year-old", "tabs": "tablets", "CO2": "C-O-2", "SpO2": "oxygen level", "O2": "oxygen",
    "mmHg": "millimetres of mercury", "IU": "international units",
}  # fmt: skip
_WORDS |= {word.capitalize(): said.capitalize() for word, said in _WORDS.items() if len(word) > 3 and word[0].islower()}
# "ECG" becomes "eckg". Hyphens, not spaces: "A E D" begins with the article "a".
_SPELLED = "AED COPD ECG EEG ICU INR ITU NSAID NSAIDs OAP OT PTO TIA TIAs UTI UTIs OAPs".split()
_SPELLED_LETTERS = {word: "-".join(word.removesuffix("s")) + ("s" if word.endswith("s") else "") for word in _SPELLED}
_KNOWN = re.compile(
    r"(?<![\w./-])(?:"
    + "|".join(re.escape(word) for word in sorted((*_WORDS, *_SPELLED), key=len, reverse=True))
    + r")(?![\w/-]|\.\w)"
)
_NUMBER = re.compile(r"\b([Nn])os?\. ?(?=[0-9])")
_HALF_DAY = re.compile(
    r"(?:(?P<day>\b(?:[Tt]omorrow|[Yy]esterday|[Tt]his|[A-Z][a-z]{2,5}day) )|\bin the )?"
    r"(?<![\w.])(?P<half>[ap])\.m\.?(?!\w)"
)
_STREET = re.compile(r"(?<=[a-z] )(?P<short>St|Rd|Ave)\b\.?(?=[,;)\n]|\s*\Z| [a-z])")
_STREETS = {"St": "Street", "Rd": "Road", "Ave": "Avenue"}
_PER = re.compile(r"(?<=[a-z])/(?=(?:day|week|month|hour|minute|night|dose)\b)")


def say_abbreviations(text: str) -> str:
    """Abbreviations that a voice would spell or stumble over; a point that ends the sentence as well stays."""
    text = _KNOWN.sub(_word, text)
    text = _NUMBER.sub(lambda found: f"{'N' if found[1] == 'N' else 'n'}umber ", text)
    text = _HALF_DAY.sub(_half_day, text)
    text = _STREET.sub(lambda found: _STREETS[found["short"]] + full_stop(found), text)
    return _PER.sub(" a ", text)


def _word(found: re.Match[str]) -> str:
    said = _WORDS.get(found[0]) or _SPELLED_LETTERS[found[0]]
    return said + (full_stop(found) if found[0] == "etc." else "")


def _half_day(found: re.Match[str]) -> str:
    part = "morning" if found["half"] == "a" else "afternoon"
    return (f"{found['day']}{part}" if found["day"] else f"in the {part}") + full_stop(found)

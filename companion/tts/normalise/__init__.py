"""Turns a prompt into the words a person would read aloud: a chain of passes, each a pure function, text to text.

After Sproat et al. (2001), "Normalization of non-standard words", for the English of care. Whole numbers stay digits
where espeak-ng, which also phonemises for Piper, says them well by itself. What is doubtful is left as it was: a voice
that spells something oddly is asked again, one that says something wrong is believed.
"""

from __future__ import annotations

from companion.tts.normalise.abbreviations import say_abbreviations
from companion.tts.normalise.dates import say_dates
from companion.tts.normalise.decimals import say_decimals
from companion.tts.normalise.doses import say_doses
from companion.tts.normalise.fractions import say_fractions
from companion.tts.normalise.lexicon import say_medicines
from companion.tts.normalise.measures import say_measures
from companion.tts.normalise.phones import say_phones
from companion.tts.normalise.postcodes import say_postcodes
from companion.tts.normalise.prescriptions import say_prescriptions
from companion.tts.normalise.ranges import say_ranges
from companion.tts.normalise.symbols import plain_signs, say_symbols
from companion.tts.normalise.times import say_times
from companion.tts.normalise.weekdays import say_weekdays
from companion.tts.normalise.years import say_years

__all__ = ["read_aloud"]

_PASSES = (
    plain_signs,  # first: the others know one way to write each sign
    say_phones,  # before all that would take a group of digits for a number
    say_dates,  # before ranges and fractions: they have hyphens and slashes, too
    say_weekdays,
    say_years,
    say_times,
    say_measures,
    say_ranges,
    say_doses,  # after ranges: "5mg-10mg" is two doses by then
    say_fractions,  # after doses: "half a millilitre" needs the unit in full
    say_decimals,
    say_prescriptions,
    say_postcodes,
    say_abbreviations,
    say_symbols,
    say_medicines,
)
_MOST_ROUNDS = 4
"""What a pass makes words of may have hidden a number beside it from the passes before; two rounds nearly always do."""


def read_aloud(text: str) -> str:
    """The text as a person reads it aloud; for any text at all, and unchanged where there is nothing to change.

    Reading aloud what was read aloud changes nothing more. A household's own respellings (`lexicon.say_as`) go first,
    so that they win over the built-in medicines.
    """
    for _ in range(_MOST_ROUNDS):
        read = _once(text)
        if read == text:
            break
        text = read
    return text


def _once(text: str) -> str:
    for one in _PASSES:
        text = one(text)
    return text

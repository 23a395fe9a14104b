"""Text normalisation: a prompt as a person reads it aloud. A chain of passes, each a pure function from text to text.

After Sproat et al. (2001), "Normalization of non-standard words", for the English of care: times, doses, measures.
Whole numbers stay as digits where espeak-ng, which also reads for Piper, says them well itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from companion.tts.normalisation.abbreviations import spell_out
from companion.tts.normalisation.dates import say_dates
from companion.tts.normalisation.doses import say_doses
from companion.tts.normalisation.fractions import say_fractions
from companion.tts.normalisation.lexicon import medicines, say_as
from companion.tts.normalisation.measures import say_measures
from companion.tts.normalisation.phones import say_numbers_to_call
from companion.tts.normalisation.ranges import say_ranges
from companion.tts.normalisation.signs import plain_signs
from companion.tts.normalisation.times import say_times

__all__ = ["normalised"]


def normalised(text: str, respellings: Mapping[str, str] | None = None) -> str:
    """The text as it is read aloud; `respellings` (word -> how to write it) go before those of medicines.

    What holds nothing to normalise comes back as it is, and what comes back would not be changed again.
    """
    text = plain_signs(text)
    text = say_numbers_to_call(text)
    text = say_dates(text)
    text = say_times(text)
    text = say_measures(text)
    text = say_fractions(text)
    text = say_ranges(text)
    text = say_doses(text)
    text = spell_out(text)
    return say_as(text, {**medicines(), **(respellings or {})})

"""The words of this household that no dictionary has, and how they are said: names, medicines, words of its scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from companion.messages import Vocabulary
from companion.settings import Settings

if TYPE_CHECKING:
    from companion.asr.repair_sounds import Pronunciations
    from companion.dialogue.script import Script

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SLOT = re.compile(r"\{[^}]*\}")
_SHORTEST = 3
"""Letters: shorter ones are heard in everything."""
_UNMARKED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters of their own that Unicode takes nothing off."""


def household_words(
    settings: Settings, scripts: Mapping[str, Script], readers: Iterable[str], known: Pronunciations
) -> Vocabulary:
    """What a recogniser that knows the words of `known` has yet to learn; `readers`: names of those who read the log.

    Each as espeak-ng says it, in American and British English, and as its letters are usually said; written as a
    recogniser writes words, in the letters a to z. What has none of them is left out. Raises ModelError.
    """
    from companion.asr.pronounce import guess_phones
    from companion.tts.arpabet import pronunciations

    texts = (*settings.asr.words, settings.resident.name, settings.asr.name, *readers, *_lines(scripts))
    spellings = {_plain(spelling): spelling for text in texts for spelling in _spellings(text)}
    return {
        word: tuple(dict.fromkeys((*pronunciations(spellings[word]), guess_phones(word))))
        for word in sorted(spellings)
        if len(word) >= _SHORTEST and word.isascii() and not known.has(word)
    }


def _spellings(text: str) -> list[str]:
    """The words of a text as it spells them, in lower case."""
    return _WORD.findall(unicodedata.normalize("NFC", _SLOT.sub(" ", text.lower().replace("’", "'"))))


def _plain(spelling: str) -> str:
    """Without its accents: "josé" -> "jose"; a letter of another script stays."""
    parts = unicodedata.normalize("NFKD", spelling.translate(_UNMARKED))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _lines(scripts: Mapping[str, Script]) -> Iterator[str]:
    """Everything the scripts say or listen for."""
    for script in scripts.values():
        for state in script.states.values():
            for lines in state.say.values():
                yield from lines
            yield from state.expect.phrases
            for option, synonyms in state.expect.synonyms.items():
                yield from (option, *synonyms)

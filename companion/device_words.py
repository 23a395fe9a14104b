"""The words of this household that no dictionary has, and how they are said: names, medicines, words of its scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from companion.messages import Vocabulary
from companion.settings import Settings

if TYPE_CHECKING:
    from companion.asr.repair_sounds import Pronunciations
    from companion.dialogue.script import Script

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_SLOT = re.compile(r"\{[^}]*\}")
_SHORTEST = 3
"""Letters: shorter ones are heard in everything."""


def household_words(
    settings: Settings, scripts: Mapping[str, Script], readers: Iterable[str], known: Pronunciations
) -> Vocabulary:
    """What a recogniser that knows the words of `known` has yet to learn; `readers`: names of those who read the log.

    Each as espeak-ng says it, in American and British English, and as its letters are usually said. Raises ModelError.
    """
    from companion.asr.pronounce import guess_phones
    from companion.tts.arpabet import pronunciations

    texts = (*settings.asr.words, settings.resident.name, settings.asr.name, *readers, *_lines(scripts))
    words = {word for text in texts for word in _WORD.findall(_SLOT.sub(" ", text.lower())) if len(word) >= _SHORTEST}
    return {
        word: tuple(dict.fromkeys((*pronunciations(word), guess_phones(word))))
        for word in sorted(words)
        if not known.has(word)
    }


def _lines(scripts: Mapping[str, Script]) -> Iterator[str]:
    """Everything the scripts say or listen for."""
    for script in scripts.values():
        for state in script.states.values():
            for lines in state.say.values():
                yield from lines
            yield from state.expect.phrases
            for option, synonyms in state.expect.synonyms.items():
                yield from (option, *synonyms)

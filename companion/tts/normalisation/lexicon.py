"""Words that espeak-ng says wrongly, written as it says them rightly: medicines, and names the household adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")


def say_as(text: str, respellings: Mapping[str, str]) -> str:
    """Whole words, in any case, replaced by their respelling; a possessive s stays. The mapping's words: lower case."""
    return _WORD.sub(lambda found: _respelled(found[0], respellings), text)


@lru_cache(maxsize=1)
def medicines() -> Mapping[str, str]:
    """The table that comes with the program: word -> respelling."""
    table = files("companion.tts.normalisation").joinpath("medicines.toml").read_text(encoding="utf-8")
    return {word: str(respelling) for word, respelling in tomllib.loads(table).items()}


def _respelled(word: str, respellings: Mapping[str, str]) -> str:
    ending = _POSSESSIVE.search(word)
    stem = word[: ending.start()] if ending else word
    found = respellings.get(stem.lower())
    return word if found is None else found + (ending[0] if ending else "")

"""Words that espeak-ng says wrongly, written as it says them rightly: medicines, and names the household adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]\Z")


def say_as(text: str, respellings: Mapping[str, str]) -> str:
    """Whole words, in any case, replaced by their respelling; a possessive 's stays."""
    table = {word.casefold(): respelling for word, respelling in respellings.items()}
    return _replaced(text, table)


def say_medicines(text: str) -> str:
    """The built-in medicines respelled."""
    return _replaced(text, medicines())


@lru_cache(maxsize=1)
def medicines() -> Mapping[str, str]:
    """The table that comes with the program: word in lower case -> respelling."""
    table = files("companion.tts.normalise").joinpath("medicines.toml").read_text(encoding="utf-8")
    return {word: str(respelling) for word, respelling in tomllib.loads(table).items()}


def _replaced(text: str, table: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: _respelled(found[0], table), text) if table else text


def _respelled(word: str, table: Mapping[str, str]) -> str:
    ending = _POSSESSIVE.search(word)
    stem = word[: ending.start()] if ending else word
    found = table.get(word.casefold())
    if found is not None:
        return found
    found = table.get(stem.casefold())
    return word if found is None else found + (ending[0] if ending else "")

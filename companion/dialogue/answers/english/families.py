"""Families of options that questionnaires share, so that no script has to list what people say for them.

An option belongs to a family by its name ("several days"); the words are in `families.toml`. A family counts where at
least two of a question's options are in it. What a script lists itself goes before.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from companion.dialogue.answers.english.text import normalise, without_fillers

LEAST_SHARED = 2
"""So many options must be in a family; one alone may be chance."""


@lru_cache(maxsize=256)
def family_words(names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Option name -> what people say for it, for the names of the family that shares the most with the question."""
    plain = {name: normalise(name.replace("_", " ")) for name in names}
    best: Mapping[str, tuple[str, ...]] = {}
    apart = LEAST_SHARED - 1
    for family in _FAMILIES.values():
        own = {name: family[words] for name, words in plain.items() if words in family}
        # "Good" and "very good" are one option in a family of three.
        kinds = len({frozenset((plain[name], *words)) for name, words in own.items()})
        if kinds > apart:
            best, apart = own, kinds
    return best


def _read_families() -> dict[str, dict[str, tuple[str, ...]]]:
    """Family -> option's plain name -> phrases; further names of an option stand before its words, with a bar."""
    read = tomllib.loads((files(__package__) / "families.toml").read_text(encoding="utf-8"))
    return {family: _options(options) for family, options in read.items()}


def _options(options: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for names, words in options.items():
        plain = (normalise(phrase) for phrase in words.replace("\n", " ").split(","))
        phrases = tuple(form for one in plain for form in dict.fromkeys((one, without_fillers(one))) if form)
        own = [normalise(name) for name in names.split("|")]
        for name in own:
            made[name] = (*(other for other in own if other != name), *phrases)
    return made


_FAMILIES = _read_families()

"""What the device must never say: doses, diagnoses, promises, feelings, pet names; the patterns are in forbidden.yaml.

The list follows the design's promises (it never diagnoses, never says that help is coming, never calls itself human)
and what is known of speaking with old people: no pet names, no "we" for "you" (Kemper and Harden 1999).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from companion.dialogue.yamltree import parse

_SHORT = {
    "i'm": "i am", "you're": "you are", "we're": "we are", "it's": "it is", "that's": "that is", "you've": "you have",
    "i've": "i have", "we've": "we have", "i'll": "i will", "you'll": "you will", "they'll": "they will",
    "don't": "do not", "didn't": "did not", "won't": "will not", "can't": "can not", "cannot": "can not",
    "i'd": "i would", "isn't": "is not", "aren't": "are not",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ban:
    """A kind of words that is not said, and what to say instead."""

    rule: str
    what: str
    advice: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """Words that are banned, and why."""

    ban: Ban
    words: str


def slips(text: str) -> Iterator[Slip]:
    """At most one for each kind of ban, in the order of the file."""
    said = normal(text)
    for ban in bans():
        match = next((found for pattern in ban.patterns if (found := pattern.search(said))), None)
        if match is not None:
            yield Slip(ban, match[0].strip())


def normal(text: str) -> str:
    """Lower case, one space between words, short forms written out: what the patterns are made for."""
    text = " ".join(text.lower().replace("’", "'").split())
    return re.sub(r"[a-z]+'[a-z]+|cannot", lambda match: _SHORT.get(match[0], match[0]), text)


@cache
def bans() -> tuple[Ban, ...]:
    """Every kind of words that is not said."""
    source: Any = parse((files(__package__) / "forbidden.yaml").read_text(encoding="utf-8")).value
    lists = {name: "|".join(words) for name, words in source["lists"].items()}
    return tuple(
        Ban(rule, ban["what"], ban["advice"], tuple(_patterns(ban["words"], lists)))
        for rule, ban in source["bans"].items()
    )


def _patterns(words: Iterable[str], lists: Mapping[str, str]) -> Iterator[re.Pattern[str]]:
    for word in words:
        filled = re.sub(r"\{([a-z]+)\}", lambda match: f"(?:{lists[match[1]]})", word)
        yield re.compile(rf"\b(?:{filled})")

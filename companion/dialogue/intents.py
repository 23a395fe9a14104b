"""What talk somebody asks for in open talk: the script whose invitation it is, with a certainty.

`PhraseIntents` needs no model: it compares content words. A sentence encoder implements the same `Intents`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from companion.dialogue.answers.languages import language_for

STARTS_AT = 0.75
"""From this certainty on the talk may begin at once."""

ASKS_AT = 0.5
"""From here to STARTS_AT the device asks whether this was meant; below, it does not guess."""

_UNKNOWN = 0.35
"""Weight of a word that no invitation uses, against 1 for a word of one script alone."""

_LOOSE = 0.8
"""Certainty of the same content words said in other words around them, against the invitation as it was written."""

_WANTED = 0.15
"""What "let us", "I want" and "can you" before it add: it is a wish, not a story."""


class Band(StrEnum):
    """What may be done with an intent."""

    START = "start"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The script that was asked for."""

    name: str | None = field(default=None, repr=False)
    """None: no script comes near."""
    certainty: float = 0.0
    wish: bool = False
    """It was put as a wish: "I would like", "can we"."""

    @property
    def band(self) -> Band:
        """Begin, ask first, or leave it."""
        if self.name is None or self.certainty < ASKS_AT:
            return Band.NONE
        return Band.START if self.certainty >= STARTS_AT else Band.ASK


NO_INTENT = Intent()


class Intents(Protocol):
    """Recognises what talk somebody asks for. Implementations MUST be deterministic and MUST NOT keep the words."""

    def of(self, text: str) -> Intent:
        """The best script for what was said; `Intent.name` is None where none comes near."""
        ...


@dataclass(frozen=True, slots=True)
class _Invitation:
    name: str
    plain: str
    content: frozenset[str]


@lru_cache(maxsize=256)
def _invitations(name: str, phrases: tuple[str, ...], language: str) -> tuple[_Invitation, ...]:
    """A script's phrases taken apart: once, for they are the scripts' own and never a resident's words (P4)."""
    words = language_for(language).invitations
    return tuple(_Invitation(name, words.plain(phrase), words.content(phrase)) for phrase in phrases)


class PhraseIntents:
    """Compares what was said with the phrases that scripts give as their invitations."""

    def __init__(self, invitations: Mapping[str, Sequence[str]], language: str = "en") -> None:
        """Script id -> phrases like "let's do the breathing exercise". Raises UsageError for an unknown language."""
        self._words = language_for(language).invitations
        self._invitations = tuple(
            one for name, phrases in invitations.items() for one in _invitations(name, tuple(phrases), language)
        )
        self._rarity = _rarity(self._invitations)

    def of(self, text: str) -> Intent:
        """The best script for what was said. "I don't want a quiz" asks for none."""
        plain, said = self._words.plain(text), self._words.content(text)
        exact = next((one.name for one in self._invitations if plain and one.plain == plain), None)
        if exact is not None:
            # "Have I had my tablets?" holds the words of a tale of the past, and is none.
            return Intent(name=exact, certainty=1.0)
        if not plain or self._words.declined(plain):
            return NO_INTENT
        wish = self._words.wish(plain)
        best = Intent()
        for invitation in self._invitations:
            certainty = self._certainty(said, invitation, wish=wish)
            if certainty > best.certainty:
                best = Intent(name=invitation.name, certainty=round(certainty, 3), wish=wish)
        return best if best.certainty > 0 else NO_INTENT

    def _certainty(self, said: frozenset[str], invitation: _Invitation, *, wish: bool) -> float:
        shared = self._weight(said & invitation.content)
        if not shared:
            return 0.0
        covered = shared / self._weight(invitation.content)
        # Of the words that were said beside it: a long story that names a quiz is no wish for one.
        told = shared / self._weight(said)
        overlap = 2 * covered * told / (covered + told)
        return min(0.95, _LOOSE * overlap + (_WANTED if wish else 0.0))

    def _weight(self, words: frozenset[str]) -> float:
        return sum(self._rarity.get(word, _UNKNOWN) for word in words)


def _rarity(invitations: Sequence[_Invitation]) -> dict[str, float]:
    """A word that only one script uses tells more than one that many use."""
    users: dict[str, set[str]] = {}
    for invitation in invitations:
        for word in invitation.content:
            users.setdefault(word, set()).add(invitation.name)
    return {word: 1 / len(names) for word, names in users.items()}

"""Which words of an invitation carry its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentWords:
    """The words of one language that tell a wish, a refusal, and nothing."""

    plain: Callable[[str], str]
    """A text in one plain form."""
    endings: tuple[str, ...]
    """Longest first: what is cut off to compare words."""
    empty: frozenset[str]
    alike: Mapping[str, str]
    """Word -> the one that stands for it: "puzzle" is a "quiz"."""
    wishes: tuple[str, ...]
    refusals: tuple[str, ...]
    past: re.Pattern[str]

    def content(self, text: str) -> frozenset[str]:
        """The stems of the words that mean something."""
        words = (word for word in self.plain(text).split() if word not in self.empty)
        return frozenset(self._stem(self.alike.get(word, word)) for word in words)

    def declined(self, plain: str) -> bool:
        """It is not wanted, or it is told of another time: "I don't want a quiz", "we had a quiz at the club"."""
        padded = f" {plain} "
        return any(f" {words} " in padded for words in self.refusals) or self.past.search(plain) is not None

    def wish(self, plain: str) -> bool:
        """It begins as a wish or a request does."""
        return f"{plain} ".startswith(tuple(f"{wish} " for wish in self.wishes))

    def _stem(self, word: str) -> str:
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word.removesuffix(ending)
        return word

"""Tells the device's own voice from the resident's, by its words, where there is no echo cancellation."""

from __future__ import annotations

OWN_SHARE = 0.7
"""Share of recognised words that must stand in the prompt: the recogniser mishears some of an echo."""


def own_words(heard: str, saying: str) -> bool:
    """Whether `heard` is what the device itself is saying; an empty transcript counts as its own."""
    words = heard.split()
    if not words:
        return True
    spoken = set("".join(c if c.isalnum() or c == "'" else " " for c in saying.lower()).split())
    return sum(word in spoken for word in words) >= OWN_SHARE * len(words)

"""Tells the device's own voice from the resident's, by its words."""

from __future__ import annotations

OWN_SHARE = 0.7
"""Share of recognised words that must stand in the prompt: the recogniser mishears some of an echo."""
SPREADS = 2
"""An echo's words lie together in the prompt: over so many times their number, and as many words more. The same few
words strewn over a long prompt are somebody's own."""
LETTERS_FOR_SLIP = 4
"""Words of so many letters may differ in one: "pill" and "pills" sound alike through a wall of echo."""


def own_words(heard: str, saying: str) -> bool:
    """Whether `heard` is, nearly and in order, a part of what the device itself is saying; no words are its own."""
    words = heard.split()
    if not words:
        return True
    spoken = "".join(c if c.isalnum() or c == "'" else " " for c in saying.lower()).split()
    reach = SPREADS * len(words) + SPREADS
    starts = range(max(1, len(spoken) - reach + 1))
    most = max(_in_order(words, spoken[start : start + reach]) for start in starts)
    return most >= OWN_SHARE * len(words)


def _in_order(words: list[str], spoken: list[str]) -> int:
    """How many of the words stand among the spoken ones in the same order: their longest common subsequence."""
    best = [0] * (len(spoken) + 1)
    for word in words:
        before = 0
        for place, other in enumerate(spoken, start=1):
            with_it = before + 1 if _alike(word, other) else 0
            before = best[place]
            best[place] = max(best[place], best[place - 1], with_it)
    return best[-1]


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < LETTERS_FOR_SLIP or len(long) - len(short) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]

"""Bring typed text and recogniser output to one form: lower-case words, contractions opened, fillers gone.

Punctuation and case carry no information here on purpose: a recogniser gives neither, so nothing may depend on them.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from companion.dialogue.triage.spelling import (
    CONTRACTED_WORDS,
    DROPPED_PHRASES,
    DROPPED_WORDS,
    FOLLOWS_IS,
    NUMBER_WORDS,
    PRONOUNS_WITH_IS,
    VARIANTS,
)

MAX_WORDS = 80
"""Longer talk is judged in overlapping windows, so that the time per word is bounded."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)?")
_LONGEST_DROPPED = max(len(phrase) for phrase in DROPPED_PHRASES)


def words_of(text: str) -> tuple[str, ...]:
    """The words of an utterance in the one form that the lexicon is written in; may be empty."""
    flat = text.lower().replace("’", "'").replace("‘", "'").replace("in' ", "ing ")
    raw = _WORD.findall(flat)
    opened = [
        part for word, follower in zip_longest(raw, raw[1:], fillvalue="") for part in _open(word, follower) if part
    ]
    return tuple(_without_fillers(opened))


def windows_of(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words in windows of at most MAX_WORDS, each overlapping the one before by half."""
    if len(words) <= MAX_WORDS:
        return [words]
    step = MAX_WORDS // 2
    return [words[start : start + MAX_WORDS] for start in range(0, len(words) - step, step)]


def _open(word: str, follower: str) -> tuple[str, ...]:
    """`can't` -> can not, `he's` -> he is, `frank's arm` -> frank arm, `frank's fallen` -> frank is fallen."""
    if word in CONTRACTED_WORDS:
        return CONTRACTED_WORDS[word]
    stem, mark, ending = word.partition("'")
    if not mark:
        return VARIANTS.get(word, (word,))
    if word.endswith("n't"):
        return (*VARIANTS.get(word[:-3], (word[:-3],)), "not")
    tail = {"m": ("am",), "ve": ("have",), "ll": ("will",), "re": ("are",), "d": ("would",)}.get(ending, ())
    if ending == "s" and (stem in PRONOUNS_WITH_IS or _is_verbal(follower)):
        tail = ("is",)
    return (*VARIANTS.get(stem, (stem,)), *tail)


def _is_verbal(word: str) -> bool:
    """Whether a word after `'s` shows that it stood for "is" or "has"."""
    return word in FOLLOWS_IS or (len(word) > 4 and word.endswith(("ing", "ed")))


def _without_fillers(words: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        skipped = _dropped_at(words, at)
        if not skipped:
            kept.append(words[at])
        at += skipped or 1
    return kept


def _dropped_at(words: list[str], at: int) -> int:
    """How many words from `at` on say nothing: 0 when the word there counts."""
    for length in range(_LONGEST_DROPPED, 1, -1):
        if tuple(words[at : at + length]) in DROPPED_PHRASES:
            return length
    return int(words[at] in DROPPED_WORDS)


def number_of(word: str) -> float | None:
    """The number a single word stands for (`three`, `40`), or None."""
    if word[0].isdigit():
        return float(word.replace(",", "."))
    return NUMBER_WORDS.get(word)

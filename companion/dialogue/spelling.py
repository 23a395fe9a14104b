"""Spells a word letter by letter: the one that was asked for, or the last unusual one that was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from companion.dialogue.commands import builtin_lines
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for
from companion.messages import AnswerKind

LONGEST = 30
"""Letters: nobody follows more."""
SHORTEST_UNUSUAL = 3
_WORD = re.compile(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:])\W*$")


def spelled(words: str) -> str:
    """ "Metformin. M, E, T, F, O, R, M, I, N. Metformin."; "" where there is more than letters to it, or too much."""
    each = words.split()
    if not all(word.isalpha() and len(word) <= LONGEST for word in each):
        return ""
    return " ".join(_one(word[0].upper() + word[1:]) for word in each)


def _one(word: str) -> str:
    return f"{word}. {', '.join(word.upper())}. {word}."


def unusual(said: Iterable[str], *, but: str = "") -> str:
    """What "spell that" means: the last name said in mid-sentence, else the last word that is not an everyday one.

    `but`: the resident's own name, which needs no spelling. "" where all was plain.
    """
    own = frozenset(but.lower().split())
    words = [(word, named) for line in said for word, named in _words(line) if word.lower() not in own]
    names = [word for word, named in words if named]
    rare = [word for word, _ in words if word.lower() not in _everyday()]
    return next(reversed(names), "") or next(reversed(rare), "")


def _words(line: str) -> Iterator[tuple[str, bool]]:
    """Each word of letters alone, and whether it is a name: a capital where no sentence begins."""
    for match in _WORD.finditer(line):
        word = match[0]
        if word.isalpha() and SHORTEST_UNUSUAL <= len(word) <= LONGEST:
            yield word, word[0].isupper() and not _ENDS_SENTENCE.search(line[: match.start()])


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """What people are expected to say to the device, and what it says to commands: all of it is plain."""
    kinds = (kind for kind in AnswerKind if kind not in {AnswerKind.CHOICE, AnswerKind.NONE})
    expected = (phrase for kind in kinds for phrase in phrases_for(kind))
    told = (line for wordings in builtin_lines().lines.values() for lines in wordings.values() for line in lines)
    everything = (*COMMAND_PHRASES, *RED_FLAG_PHRASES, *expected, *told)
    return frozenset(word for line in everything for word in _WORD.findall(line.lower()))

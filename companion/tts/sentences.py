"""Cuts a prompt into pieces short enough to be made while the one before is sounding, and free of control codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_CHARACTERS = 120
"""About 8 s of speech: espeak-ng makes it in under 10 ms, so no piece holds the first sound up."""

SHORTEST_CLAUSE = 12
"""Less than this ("Well,") is no beginning of its own."""

_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,200}>")
# Everything espeak-ng, SSML or a phoneme block could take for a command, or would read out as a symbol's name.
_MARKUP = str.maketrans(dict.fromkeys("<>[]{}|\\^~_*#`", " "))
_SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Me", "Zl", "Zp"})
"""Controls (espeak-ng reads commands after U+0001), formats, unassigned, pictographs: none of them is speech."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]”’]*\s+(?=[\"'(“‘]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|No|e\.g|i\.e|vs|approx)\.)[\"')\]”’]*$")
_CLAUSE_MARKS = ",;:—–"


def sentences(text: str, *, longest: int = LONGEST_CHARACTERS, first: int | None = None) -> Iterator[str]:
    """Yield the text's sentences in order, each of 1 to `longest` characters and with something to be said in it.

    With `first`, a first sentence longer than that is cut after its first clause, if it has one no longer.
    """
    for line in text.splitlines():
        for sentence in _split_at_ends(speakable(line)):
            for piece in _no_longer_than(sentence, longest):
                yield from _first_clause(piece, first) if first else (piece,)
                first = None


def _first_clause(piece: str, most: int) -> tuple[str, ...]:
    cut = _clause_end(piece, SHORTEST_CLAUSE, most) if len(piece) > most else None
    return (piece,) if cut is None else (piece[:cut].rstrip(), piece[cut:].lstrip())


def speakable(text: str) -> str:
    """The text without markup, control codes, pictographs and stacked accents, its white space made single."""
    plain = unicodedata.normalize("NFC", _TAG.sub(" ", text)).translate(_MARKUP)
    kept = "".join(" " if unicodedata.category(sign) in _SILENT_CATEGORIES else sign for sign in plain)
    return " ".join(_at_most_two_marks(kept).split())


def _at_most_two_marks(text: str) -> str:
    # Scripts need one or two combining marks on a letter; dozens are a prank that only costs time.
    return re.sub(r"([\u0300-\u036f]{2})[\u0300-\u036f]+", r"\1", text)


def _split_at_ends(text: str) -> Iterator[str]:
    begun = 0
    for gap in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text, begun, gap.end()) and not _ABBREVIATION.search(text[begun : gap.start()]):
            yield text[begun : gap.start()] + gap.group().rstrip()
            begun = gap.end()
    yield text[begun:]


def _no_longer_than(sentence: str, longest: int) -> Iterator[str]:
    rest = sentence.strip()
    while len(rest) > longest:
        cut = _best_cut(rest, longest)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if any(sign.isalnum() for sign in rest):
        yield rest


def _clause_end(text: str, least: int, longest: int) -> int | None:
    """Just after the last clause mark between these places, where there is one."""
    marks = (at for at in range(longest - 1, least, -1) if text[at - 1] in _CLAUSE_MARKS and text[at] == " ")
    return next(marks, None)


def _best_cut(text: str, longest: int) -> int:
    """Where to cut: after the last clause mark in the second half, else at the last space, else in mid-word."""
    clause = _clause_end(text, longest // 2, longest)
    if clause is not None:
        return clause
    space = text.rfind(" ", 1, longest)
    return space if space > 0 else longest

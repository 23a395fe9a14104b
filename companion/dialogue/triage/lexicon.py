"""Find concepts in words: a trie over every phrase of every concept, walked once from each word.

A phrase is written with alternatives and options, `(hit|banged) my [poor] head`; a word may end in `*` (any ending)
and may be `#many` (a number of three or more), `#number` or `#year`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from companion.dialogue.triage.normalise import number_of

Span: TypeAlias = tuple[int, int]
"""First word and one past the last."""

Found: TypeAlias = dict[str, list[Span]]
"""Concept -> where it was found, in order of the first word."""


def expand(phrases: str) -> list[tuple[str, ...]]:
    """All word sequences that `a (b|c) [d]|e` stands for. Raises ValueError on unbalanced brackets."""
    sequences, rest = _alternatives(_symbols(phrases))
    if rest:
        raise ValueError(f"unbalanced bracket in phrase: {phrases.strip()[:60]}")
    return [words for words in sequences if words]


def _symbols(phrases: str) -> list[str]:
    for mark in "()[]|":
        phrases = phrases.replace(mark, f" {mark} ")
    return phrases.split()


def _alternatives(symbols: list[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    done: list[tuple[str, ...]] = []
    current: list[tuple[str, ...]] = [()]
    while symbols and symbols[0] not in ")]":
        symbol, symbols = symbols[0], symbols[1:]
        if symbol == "|":
            done, current = done + current, [()]
            continue
        options: list[tuple[str, ...]] = [(symbol,)]
        if symbol in "([":
            options, symbols = _alternatives(symbols)
            if not symbols:
                raise ValueError("a bracket is not closed")
            symbols = symbols[1:]
            options = [*options, ()] if symbol == "[" else options
        current = [words + option for words in current for option in options]
    return done + current, symbols


_NOWHERE: Mapping[str, _Node] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Node:
    """A place in the trie: what ends here, and where each next word or word beginning leads."""

    ends: tuple[str, ...]
    words: Mapping[str, _Node]
    beginnings: Mapping[str, _Node]


_Phrase: TypeAlias = tuple[str, tuple[str, ...]]
"""A concept, and the words of a phrase for it."""


class _Builder:
    """Makes tries that share what is the same in them: a small part of the places are left, and of the memory."""

    def __init__(self) -> None:
        self._known: dict[object, _Node] = {}

    def node(self, phrases: Iterable[_Phrase], depth: int = 0) -> _Node:
        """The trie of what these phrases go on with after `depth` words."""
        ends: list[str] = []
        words: dict[str, list[_Phrase]] = {}
        beginnings: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            if len(phrase[1]) == depth:
                ends.append(phrase[0])
                continue
            word = phrase[1][depth]
            if word[-1] == "*":
                beginnings.setdefault(word[:-1], []).append(phrase)
            else:
                words.setdefault(word, []).append(phrase)
        depth += 1
        after = {word: self.node(each, depth) for word, each in words.items()}
        return self._shared(
            tuple(dict.fromkeys(ends)), after, {word: self.node(each, depth) for word, each in beginnings.items()}
        )

    def _shared(self, ends: tuple[str, ...], words: dict[str, _Node], beginnings: dict[str, _Node]) -> _Node:
        same = (ends, *words, *map(id, words.values()), None, *beginnings, *map(id, beginnings.values()))
        known = self._known.get(same)
        if known is None:
            known = self._known[same] = _Node(ends, words or _NOWHERE, beginnings or _NOWHERE)
        return known


class Lexicon:
    """Concepts by name, compiled; immutable after construction."""

    def __init__(self, concepts: Mapping[str, str]) -> None:
        self._root = _Builder().node(
            (concept, words) for concept, phrases in concepts.items() for words in expand(phrases)
        )

    def find(self, words: tuple[str, ...]) -> Found:
        """Every concept in the words, with its spans."""
        keys = [_keys(word) for word in words]
        found: Found = {}
        for start in range(len(words)):
            for concept, end in self._walk(keys, start):
                spans = found.setdefault(concept, [])
                if (start, end) not in spans:
                    spans.append((start, end))
        return found

    def _walk(self, keys: list[tuple[str, ...]], start: int) -> Iterator[tuple[str, int]]:
        nodes, at = [self._root], start
        while nodes and at < len(keys):
            nodes = [child for node in nodes for child in _children(node, keys[at])]
            at += 1
            for node in nodes:
                for concept in node.ends:
                    yield concept, at


def _keys(word: str) -> tuple[str, ...]:
    """The word, then the classes it belongs to."""
    value = number_of(word)
    if value is None:
        return (word,)
    classes = ["#number"] + ["#many"] * (value >= 3) + ["#year"] * (1880 <= value <= 2015)
    return (word, *classes)


def _children(node: _Node, keys: tuple[str, ...]) -> Iterator[_Node]:
    for key in keys:
        if key in node.words:
            yield node.words[key]
    if node.beginnings:
        word = keys[0]
        for length in range(2, len(word) + 1):
            child = node.beginnings.get(word[:length])
            if child is not None:
                yield child

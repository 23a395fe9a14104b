"""Find concepts in words: a trie over every phrase of every concept, walked once from each word.

A phrase is written with alternatives and options, `(hit|banged) my [poor] head`; a word may end in `*` (any ending)
and may be `#many` (a number of three or more), `#number` or `#year`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Node:
    """A place in the trie: what ends here, and where each next word or word beginning leads."""

    ends: list[str] = field(default_factory=list)
    words: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)


class Lexicon:
    """Concepts by name, compiled; immutable after construction."""

    def __init__(self, concepts: Mapping[str, str]) -> None:
        self._root = _Node()
        for concept, phrases in concepts.items():
            for words in expand(phrases):
                self._add(concept, words)

    def _add(self, concept: str, words: tuple[str, ...]) -> None:
        node = self._root
        for word in words:
            branch, key = (node.beginnings, word[:-1]) if word.endswith("*") else (node.words, word)
            node = branch.setdefault(key, _Node())
        if concept not in node.ends:
            node.ends.append(concept)

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

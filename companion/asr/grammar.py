"""Expected phrases as a finite-state grammar: a tree of words in which every phrase weighs the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Arc: TypeAlias = tuple[int, int, float, str]
"""From state, to state, probability, word."""

START = 0
END = 1


@dataclass(slots=True)
class _Node:
    state: int
    phrases: int = 0
    endings: dict[str, int] = field(default_factory=dict)
    branches: dict[str, _Node] = field(default_factory=dict)


def words_of(phrases: Iterable[str]) -> frozenset[str]:
    """All words of the phrases."""
    return frozenset(word for phrase in phrases for word in phrase.split())


def phrase_arcs(phrases: Iterable[str]) -> tuple[Arc, ...]:
    """Arcs of a grammar from START to END that accepts exactly these phrases; the shared beginnings are shared arcs."""
    root, states = _Node(START), END + 1
    for phrase in dict.fromkeys(" ".join(phrase.split()) for phrase in phrases):
        words = phrase.split()
        if words:
            states = _plant(root, words, states)
    return tuple(_arcs(root))


def _plant(node: _Node, words: list[str], states: int) -> int:
    """Add one phrase; returns the next free state."""
    for word in words[:-1]:
        node.phrases += 1
        if word not in node.branches:
            node.branches[word] = _Node(states)
            states += 1
        node = node.branches[word]
    node.phrases += 1
    node.endings[words[-1]] = 1
    return states


def _arcs(root: _Node) -> Iterable[Arc]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for word, count in node.endings.items():
            yield node.state, END, count / node.phrases, word
        for word, branch in node.branches.items():
            yield node.state, branch.state, branch.phrases / node.phrases, word
            waiting.append(branch)

"""Expected phrases as a finite-state grammar: a tree of words in which every phrase weighs the same.

START -(well, it is about a ...)-> START -> the tree of phrases -> END -(please, I think ...)-> END
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

Arc: TypeAlias = tuple[int, int, float, str] | tuple[int, int, float]
"""From state, to state, probability, word; without a word it is taken in no time."""

START = 0
END = 1
PHRASES = 2
"""Where the phrases themselves begin."""
_AROUND = 0.3
"""Of those who answer so many put something before it, and as many something after."""


@dataclass(slots=True)
class _Node:
    state: int
    phrases: int = 0
    endings: dict[str, int] = field(default_factory=dict)
    branches: dict[str, _Node] = field(default_factory=dict)


def words_of(phrases: Iterable[str]) -> frozenset[str]:
    """All words of the phrases."""
    return frozenset(word for phrase in phrases for word in phrase.split())


def phrase_arcs(phrases: Iterable[str], *, before: Iterable[str] = (), after: Iterable[str] = ()) -> tuple[Arc, ...]:
    """Arcs of a grammar from START to END that accepts these phrases; the shared beginnings are shared arcs.

    Any number of `before` may lead up to a phrase, and any number of `after` may follow it.
    """
    states = count(PHRASES + 1)
    core = tuple(_tree(phrases, states, begin=PHRASES, end=END))
    if not core:
        return ()
    around = (
        *_tree(before, states, begin=START, end=START, weight=_AROUND),
        *_tree(after, states, begin=END, end=END, weight=_AROUND),
    )
    return (*around, (START, PHRASES, 1.0 - _AROUND if before else 1.0), *core)


def _tree(phrases: Iterable[str], states: Iterator[int], *, begin: int, end: int, weight: float = 1.0) -> Iterator[Arc]:
    root = _Node(begin)
    for phrase in dict.fromkeys(" ".join(phrase.split()) for phrase in phrases):
        if words := phrase.split():
            _plant(root, words, states)
    return _arcs(root, end, weight)


def _plant(node: _Node, words: list[str], states: Iterator[int]) -> None:
    for word in words[:-1]:
        node.phrases += 1
        if word not in node.branches:
            node.branches[word] = _Node(next(states))
        node = node.branches[word]
    node.phrases += 1
    node.endings[words[-1]] = 1


def _arcs(root: _Node, end: int, weight: float) -> Iterator[Arc]:
    """`weight`: of all that leaves the root; the rest goes another way."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        share = (weight if node is root else 1.0) / max(1, node.phrases)
        for word, times in node.endings.items():
            yield node.state, end, times * share, word
        for word, branch in node.branches.items():
            yield node.state, branch.state, branch.phrases * share, word
            waiting.append(branch)

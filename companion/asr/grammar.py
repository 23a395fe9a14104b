"""Expected phrases as a finite-state grammar: a tree of words in which every phrase weighs the same.

With words around them: START -(well, ...)-> AGAIN -(it is about ...)-> PHRASES -(the phrases)-> SPOKEN -(please, ...)->
END, and START to PHRASES, AGAIN to PHRASES and SPOKEN to END also without a word.
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
AGAIN, PHRASES, SPOKEN = 2, 3, 4
"""After the first words that lead up to an answer; where the answers begin; and where they end."""
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

    One or two of `before` may lead up to a phrase, and one of `after` may follow it. With any number of either the
    grammar can say nearly anything, and does: "well I have fallen of tea".
    """
    listed = tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.split()))
    first, last = tuple(before), tuple(after)
    if not listed:
        return ()
    if not first and not last:
        return tuple(_tree(listed, count(END + 1), begin=START, end=END))
    states = count(SPOKEN + 1)
    return (
        # The library follows one arc without a word at a time, never two.
        (START, PHRASES, 1.0 - _AROUND),
        *_tree(first, states, begin=START, end=AGAIN, weight=_AROUND),
        *_tree(first, states, begin=AGAIN, end=PHRASES, weight=_AROUND),
        (AGAIN, PHRASES, 1.0 - _AROUND),
        *_tree(listed, states, begin=PHRASES, end=SPOKEN),
        (SPOKEN, END, 1.0 - _AROUND),
        *_tree(last, states, begin=SPOKEN, end=END, weight=_AROUND),
    )


def _tree(phrases: Iterable[str], states: Iterator[int], *, begin: int, end: int, weight: float = 1.0) -> Iterator[Arc]:
    root = _Node(begin)
    for phrase in phrases:
        _plant(root, phrase.split(), states)
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

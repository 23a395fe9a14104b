"""Expected phrases as a finite-state grammar: a tree of words in which every phrase weighs the same.

START -(commands, calls for help)-> END
START -> OPENING -(well, ...)-> AGAIN -(it is about ...)-> PHRASES -(the answers)-> SPOKEN -(please, I think ...)-> END
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

Arc: TypeAlias = tuple[int, int, float, str] | tuple[int, int, float]
"""From state, to state, probability, word; without a word it is taken in no time."""

START = 0
END = 1
OPENING, AGAIN, PHRASES, SPOKEN = 2, 3, 4, 5
"""Before and after the first words that lead up to an answer; where the answers begin; and where they end."""
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


def phrase_arcs(
    phrases: Iterable[str],
    *,
    answers: Container[str] = (),
    before: Iterable[str] = (),
    after: Iterable[str] = (),
) -> tuple[Arc, ...]:
    """Arcs of a grammar from START to END that accepts these phrases; the shared beginnings are shared arcs.

    One or two of `before` may lead up to those that are answers, and one of `after` may follow them. With any number of
    either, or around everything, the grammar can say nearly anything, and does: "well I have fallen of tea".
    """
    every = tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.split()))
    wrapped = tuple(phrase for phrase in every if phrase in answers)
    states, share = count(SPOKEN + 1), len(wrapped) / max(1, len(every))
    plain = (phrase for phrase in every if phrase not in answers)
    return (
        *_tree(plain, states, begin=START, end=END, weight=1.0 - share),
        *(_around(wrapped, states, share, (tuple(before), tuple(after))) if wrapped else ()),
    )


def _around(
    answers: Iterable[str], states: Iterator[int], share: float, said: tuple[tuple[str, ...], tuple[str, ...]]
) -> Iterator[Arc]:
    before, after = said
    yield START, OPENING, share
    yield from _tree(before, states, begin=OPENING, end=AGAIN, weight=_AROUND)
    yield from _tree(before, states, begin=AGAIN, end=PHRASES, weight=_AROUND)
    yield OPENING, PHRASES, 1.0 - _AROUND
    yield AGAIN, PHRASES, 1.0 - _AROUND
    yield from _tree(answers, states, begin=PHRASES, end=SPOKEN)
    yield SPOKEN, END, 1.0 - _AROUND
    yield from _tree(after, states, begin=SPOKEN, end=END, weight=_AROUND)


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

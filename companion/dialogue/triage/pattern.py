"""The pattern language of the rules: concepts in a row, near one another, together, or absent.

chest ~5 pain|pressure      either order, at most 5 words between
took <4 pills               in this order, at most 4 words between
head hit                    in this order, at most 3 words between
infection & shiver          both, anywhere
fall & !game                the first without the second
"(hit|banged) my head"      words themselves, in the lexicon's phrase notation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from companion.dialogue.triage.lexicon import Found, Span

DEFAULT_GAP = 3
_PIECE = re.compile(r'"[^"]*"(?:\|(?:"[^"]*"|\w+))*|[&!]|[<~]\d+|\w+(?:\|(?:"[^"]*"|\w+))*')

Match: TypeAlias = tuple[Span, ...]
Name: TypeAlias = Callable[[str], str]
"""Gives the concept name under which quoted words are kept in the lexicon."""


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a chain: any of these concepts, so far from the item before."""

    concepts: tuple[str, ...]
    gap: int = DEFAULT_GAP
    either_order: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Chains that must all be there, and chains that must not."""

    chains: tuple[tuple[Step, ...], ...]
    absent: tuple[tuple[Step, ...], ...] = ()

    @property
    def entry(self) -> tuple[str, ...]:
        """Concepts of which one must be present for the pattern to be worth trying."""
        return self.chains[0][0].concepts

    @property
    def concepts(self) -> frozenset[str]:
        """Every concept it names."""
        return frozenset(name for chain in (*self.chains, *self.absent) for step in chain for name in step.concepts)

    def matches(self, found: Found) -> Iterator[Match]:
        """Every way the words fit; the spans in the order of the pattern."""
        if any(_first(chain, found) is not None for chain in self.absent):
            return
        others: list[Span] = []
        for chain in self.chains[1:]:
            match = _first(chain, found)
            if match is None:
                return
            others.extend(match)
        for match in walk(self.chains[0], found):
            yield (*match, *others)


def parse(text: str, name: Name) -> Pattern:
    """A pattern from its notation. Raises ValueError where the notation is wrong."""
    pieces = _PIECE.findall(text)
    if "".join(pieces).replace(" ", "") != text.replace(" ", ""):
        raise ValueError(f"not a pattern: {text.strip()}")
    chains: list[tuple[Step, ...]] = []
    absent: list[tuple[Step, ...]] = []
    for part in _split(pieces):
        negative = part[:1] == ["!"]
        (absent if negative else chains).append(_chain(part[int(negative) :], name))
    return Pattern(tuple(chains), tuple(absent))


def walk(chain: tuple[Step, ...], found: Found) -> Iterator[Match]:
    """Every way a chain fits the found concepts."""
    if any(not any(concept in found for concept in step.concepts) for step in chain):
        return
    for span in _spans(chain[0], found):
        yield from _continue(chain, 1, (span,), found)


def _continue(chain: tuple[Step, ...], at: int, match: Match, found: Found) -> Iterator[Match]:
    if at == len(chain):
        yield match
        return
    for span in _spans(chain[at], found):
        if _fits(chain[at], match[-1], span) and not any(_overlap(span, other) for other in match):
            yield from _continue(chain, at + 1, (*match, span), found)


def _fits(step: Step, before: Span, span: Span) -> bool:
    after = span[0] - before[1]
    return 0 <= after <= step.gap or (step.either_order and 0 <= before[0] - span[1] <= step.gap)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spans(step: Step, found: Found) -> Iterator[Span]:
    for concept in step.concepts:
        yield from found.get(concept, ())


def _first(chain: tuple[Step, ...], found: Found) -> Match | None:
    return next(walk(chain, found), None)


def _split(pieces: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for piece in pieces:
        if piece == "&":
            yield part
            part = []
        else:
            part.append(piece)
    yield part


def _chain(pieces: list[str], name: Name) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap, either = DEFAULT_GAP, False
    for piece in pieces:
        if piece[0] in "<~":
            gap, either = int(piece[1:]), piece[0] == "~"
            continue
        steps.append(Step(_concepts(piece, name), gap, either))
        gap, either = DEFAULT_GAP, False
    if not steps:
        raise ValueError("a pattern has an empty part")
    return tuple(steps)


def _concepts(piece: str, name: Name) -> tuple[str, ...]:
    return tuple(name(part[1:-1]) if part.startswith('"') else part for part in re.findall(r'"[^"]*"|\w+', piece))

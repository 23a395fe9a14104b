"""Weigh signs together: words that no single rule expects may still add up to a red flag.

A table of evidence gives each sign a weight; a word counts once, for the heaviest sign it fits. This is what finds the
odd wording ("burping all night, and both shoulders ache, and I feel faint") that no row of a table foresaw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from companion.dialogue.triage.lexicon import Found, Span
from companion.dialogue.triage.pattern import Match, Pattern
from companion.messages import TriageLevel


@dataclass(frozen=True, slots=True)
class Sign:
    """Concepts of which any counts so much; at most once in an utterance."""

    weight: float
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """The signs of one category, and how much of them makes which level."""

    name: str
    category: str
    says: str
    signs: tuple[Sign, ...] = field(repr=False)
    """Heaviest first."""
    urgent_at: float
    emergency_at: float
    unless: tuple[Pattern, ...] = field(repr=False, default=())
    through: frozenset[str] = frozenset()
    is_lead: bool = False

    def weigh(self, found: Found, counts: Callable[[Span], bool]) -> tuple[TriageLevel, Match]:
        """The level the signs add up to, and where they stand; `counts` says whether a span may be used."""
        used: set[int] = set()
        spans: list[Span] = []
        total = 0.0
        for sign in self.signs:
            span = _free(sign, found, used, counts)
            if span is not None:
                used.update(range(*span))
                spans.append(span)
                total += sign.weight
        if total >= self.emergency_at and len(spans) > 1:
            return TriageLevel.EMERGENCY, tuple(spans)
        if total >= self.urgent_at and len(spans) > 1:
            return TriageLevel.URGENT, tuple(spans)
        return TriageLevel.NONE, ()


def _free(sign: Sign, found: Found, used: set[int], counts: Callable[[Span], bool]) -> Span | None:
    for concept in sign.concepts:
        for span in found.get(concept, ()):
            if used.isdisjoint(range(*span)) and counts(span):
                return span
    return None

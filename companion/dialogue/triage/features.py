"""The features that separate a red flag from its look-alike: who, when, polarity, literal or figurative.

Sources: domain facts on signals that separate (personal, non-personal, figurative and hyperbolic health mentions).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.dialogue.triage.lexicon import Found, Span
from companion.dialogue.triage.pattern import Match, Pattern
from companion.dialogue.triage.rules import RuleBook
from companion.dialogue.triage.spelling import FIRST_PERSON, NEGATORS, PASSES_NEGATION, PAST_VERBS, THIRD_PERSON

SUBJECT_REACH = 6


class Actor(StrEnum):
    """Whom it is about."""

    SELF = "of oneself"
    OTHER = "of somebody else"
    UNSAID = "of nobody named"


@dataclass(frozen=True, slots=True)
class Scene:
    """One utterance with everything found in it; `found` no longer holds what is a figure of speech."""

    words: tuple[str, ...]
    found: Found
    frames: frozenset[str]
    figurative: frozenset[int]
    """Places of the words that belong to a figure of speech."""

    def quote(self, match: Match) -> str:
        """The words a match covers, in order, with dots where it leaps."""
        spans = sorted(set(match))
        parts: list[str] = []
        end = spans[0][0]
        for first, last in spans:
            if first > end:
                parts.append("...")
            parts.extend(self.words[max(first, end) : last])
            end = max(end, last)
        return " ".join(parts)


def scene_of(words: tuple[str, ...], book: RuleBook) -> Scene:
    """Find concepts, take figures of speech out, see which frames the talk is in."""
    found = book.lexicon.find(words)
    figurative = frozenset(_figurative(found, book.figures))
    found = _without(found, figurative)
    frames = frozenset(name for name, patterns in book.frames.items() if holds(patterns, found))
    return Scene(words, found, frames, figurative)


def holds(patterns: tuple[Pattern, ...], found: Found) -> bool:
    """Whether any of the patterns fits."""
    return any(next(pattern.matches(found), None) is not None for pattern in patterns)


def _figurative(found: Found, figures: tuple[Pattern, ...]) -> set[int]:
    """Places of the words that belong to a figure of speech."""
    covered: set[int] = set()
    for figure in figures:
        for match in figure.matches(found):
            spans = match[: len(figure.chains[0])]
            covered.update(range(min(span[0] for span in spans), max(span[1] for span in spans)))
    return covered


def _without(found: Found, places: frozenset[int]) -> Found:
    if not places:
        return found
    kept = {concept: [span for span in spans if places.isdisjoint(range(*span))] for concept, spans in found.items()}
    return {concept: spans for concept, spans in kept.items() if spans}


def negated(words: tuple[str, ...], match: Match) -> bool:
    """Whether a "not" outside the match governs one of its parts."""
    inside = {place for span in match for place in range(*span)}
    return any(_negated_span(words, span, inside) for span in match)


def _negated_span(words: tuple[str, ...], span: Span, inside: set[int]) -> bool:
    if any(word in NEGATORS for word in words[slice(*span)]):
        return False
    at = span[0] - 1
    while at >= 0 and words[at] in PASSES_NEGATION and words[at] not in NEGATORS and at not in inside:
        at -= 1
    return at >= 0 and at not in inside and words[at] in NEGATORS


def actor_of(scene: Scene, match: Match) -> Actor:
    """The nearest person named before the words, or in them."""
    start, end = min(span[0] for span in match), max(span[1] for span in match)
    people = {place for span in scene.found.get("person", ()) for place in range(*span)}
    places = [*range(start, max(-1, start - SUBJECT_REACH - 1), -1), *range(start + 1, end)]
    for place in places:
        if place in people or scene.words[place] in THIRD_PERSON:
            return Actor.OTHER
        if scene.words[place] in FIRST_PERSON:
            return Actor.SELF
    return Actor.UNSAID


def taken_back_by(scene: Scene, through: frozenset[str], match: Match) -> str | None:
    """The frame that makes this match no red flag, or None."""
    actor = actor_of(scene, match)
    for frame in ("jest", "hypothetical", "resolved"):
        if frame in scene.frames and frame not in through:
            return frame
    if "media" in scene.frames and "media" not in through and actor is not Actor.SELF:
        return "media"
    if "now" in scene.frames:
        return None
    if "remote" in scene.frames and "remote" not in through:
        return "remote"
    if actor is Actor.OTHER and "absent" not in through and _in_the_past(scene, match):
        return "absent"
    return None


def _in_the_past(scene: Scene, match: Match) -> bool:
    start, end = min(span[0] for span in match), max(span[1] for span in match)
    near = scene.words[max(0, start - SUBJECT_REACH) : end]
    return not PAST_VERBS.isdisjoint(near) and "is" not in near and "has" not in near

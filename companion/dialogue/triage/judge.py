"""The triage: the gravest rule that stands after who, when, polarity and figures of speech are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from companion.dialogue.triage.data.book import CONCEPTS, FIGURES, FRAMES, ROWS
from companion.dialogue.triage.features import Scene, actor_of, holds, negated, scene_of, taken_back_by
from companion.dialogue.triage.normalise import windows_of, words_of
from companion.dialogue.triage.pattern import Match
from companion.dialogue.triage.rules import CATEGORIES, Rule, RuleBook
from companion.messages import TriageLevel, Verdict

MAX_MATCHES = 24
"""Ways of fitting one pattern that are looked at: talk that fits more often than this repeats itself."""

_TAKEN_BACK = {
    "jest": "said in jest or in exaggeration",
    "hypothetical": "only supposed",
    "resolved": "said to be well again or as it should be",
    "media": "about a film, a book or the news",
    "remote": "about long ago",
    "absent": "about somebody else, in the past",
    "negated": "said not to be so",
}


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The built-in tables, compiled once."""
    return RuleBook(concepts=CONCEPTS, figures=FIGURES, frames=FRAMES, rows=ROWS)


@dataclass(frozen=True, slots=True)
class _Finding:
    """A rule that fits, and what takes it back, if anything."""

    rule: Rule
    match: Match
    scene: Scene
    taken_back: str | None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Graver first; among equals the more particular, then the order of the categories."""
        return (self.rule.level, len(self.match), -CATEGORIES.index(self.rule.category))


class Triage:
    """Judges every utterance, in every state, before anything else (P6). Pure: the same words, the same verdict."""

    def __init__(self, book: RuleBook | None = None) -> None:
        self._book = rule_book() if book is None else book

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        """The verdict on one utterance; other hypotheses of the recogniser may raise it and never lower it."""
        verdict = self._judge(text, health_context)
        for other in alternatives:
            if verdict.level is TriageLevel.EMERGENCY:
                break
            verdict = max(verdict, self._judge(other, health_context), key=lambda each: each.level)
        return verdict

    def _judge(self, text: str, health_context: bool) -> Verdict:
        findings = [
            finding
            for words in windows_of(words_of(text))
            for finding in _findings(scene_of(words, self._book), self._book, health_context=health_context)
        ]
        standing = [finding for finding in findings if finding.taken_back is None]
        if standing:
            return _raised(max(standing, key=lambda finding: finding.rank))
        return _quiet(max(findings, key=lambda finding: finding.rank, default=None))


def _findings(scene: Scene, book: RuleBook, *, health_context: bool) -> list[_Finding]:
    found = scene.found
    return [
        _finding(rule, scene, matches)
        for rule, pattern in book.candidates(found)
        if (health_context or not rule.in_health_talk)
        and (matches := list(islice(pattern.matches(found), MAX_MATCHES)))
        and not holds(rule.unless, found)
    ]


def _finding(rule: Rule, scene: Scene, matches: list[Match]) -> _Finding:
    """The reading of the words that counts most: one that stands, else one that is taken back."""
    readings = [
        _Finding(rule, match, scene, "negated" if negated(scene.words, match) else taken_back_by(scene, rule, match))
        for match in matches
    ]
    return next((reading for reading in readings if reading.taken_back is None), readings[0])


def _raised(finding: _Finding) -> Verdict:
    scene, rule = finding.scene, finding.rule
    when = "now" if "now" in scene.frames else "no other time said"
    who = actor_of(scene, finding.match).value
    reason = f"{rule.says}, {who}, {when}: '{scene.quote(finding.match)}' ({rule.name})"
    return Verdict(level=rule.level, category=rule.category, reason=reason)


def _quiet(finding: _Finding | None) -> Verdict:
    if finding is None or finding.taken_back is None:
        return Verdict(level=TriageLevel.NONE, category="none", reason="nothing said that calls for help")
    why = _TAKEN_BACK[finding.taken_back]
    reason = f"sounds like {finding.rule.says}, but {why}: '{finding.scene.quote(finding.match)}' ({finding.rule.name})"
    return Verdict(level=TriageLevel.NONE, category="none", reason=reason)

"""The triage: the gravest rule that stands after who, when, polarity and figures of speech are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from companion.dialogue.triage.evidence import Evidence
from companion.dialogue.triage.features import Scene, actor_of, holds, negated, scene_of, taken_back_by
from companion.dialogue.triage.learned import RAISES_AT, Learned, built_in
from companion.dialogue.triage.normalise import windows_of, words_of
from companion.dialogue.triage.pattern import Match
from companion.dialogue.triage.rules import Rule, RuleBook
from companion.dialogue.triage.tables import CATEGORIES, built_in_tables
from companion.messages import TriageLevel, Verdict

MAX_MATCHES = 24
"""Ways of fitting one pattern that are looked at: talk that fits more often than this repeats itself."""

LEARNED_WORDS = 5
"""The learned part keeps silent about shorter utterances: "on and off" is an answer, and its words say too little."""

_QUIETENING = frozenset({"jest", "hypothetical", "resolved", "media"})
"""Frames in which the learned part keeps silent."""

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
    return RuleBook(built_in_tables())


@dataclass(frozen=True, slots=True)
class _Finding:
    """Words that sound like a red flag, and what takes them back, if anything."""

    name: str
    category: str
    level: TriageLevel
    says: str
    match: Match
    scene: Scene
    taken_back: str | None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Graver first; among equals the more particular, then the order of the categories."""
        return (self.level, len(self.match), -CATEGORIES.index(self.category))


class Triage:
    """Judges every utterance, in every state, before anything else (P6). Pure: the same words, the same verdict."""

    def __init__(self, book: RuleBook | None = None, learned: Learned | None = None) -> None:
        """The built-in tables, unless others are given. Raises ModelError where the learned one is not known."""
        self._book = rule_book() if book is None else book
        self._learned = built_in() if learned is None else learned

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        """The verdict on one utterance; other hypotheses of the recogniser may raise it and never lower it."""
        verdict = self._judge(text, health_context)
        for other in alternatives:
            if verdict.level is TriageLevel.EMERGENCY:
                break
            verdict = max(verdict, self._judge(other, health_context), key=lambda each: each.level)
        return verdict

    def _judge(self, text: str, health_context: bool) -> Verdict:
        scenes = [scene_of(words, self._book) for words in windows_of(words_of(text))]
        findings = [
            finding for scene in scenes for finding in _findings(scene, self._book, health_context=health_context)
        ]
        standing = max(
            (finding for finding in findings if finding.taken_back is None),
            key=lambda finding: finding.rank,
            default=None,
        )
        if standing is not None and standing.level >= TriageLevel.URGENT:
            return _raised(standing)
        explained = {finding.category for finding in findings if finding.taken_back is not None}
        return self._by_feel(scenes, explained) or (
            _quiet(max(findings, key=lambda finding: finding.rank, default=None))
            if standing is None
            else _raised(standing)
        )

    def _by_feel(self, scenes: Sequence[Scene], explained: set[str]) -> Verdict | None:
        """What the learned part raises, to urgent at most; never what a rule has found and taken back for a reason."""
        for scene in scenes:
            over = "remote" in scene.frames and "now" not in scene.frames
            if over or len(scene.words) < LEARNED_WORDS or not _QUIETENING.isdisjoint(scene.frames):
                continue
            hunch = self._learned.weigh(scene)
            if hunch.probability >= RAISES_AT and hunch.category not in explained:
                reason = (
                    f"worded like {hunch.category.replace('_', ' ')}, above all by: {', '.join(hunch.words)} (learned)"
                )
                return Verdict(level=TriageLevel.URGENT, category=hunch.category, reason=reason)
        return None


def _findings(scene: Scene, book: RuleBook, *, health_context: bool) -> list[_Finding]:
    found = scene.found
    by_rule = [
        _of_rule(rule, scene, matches)
        for rule, pattern in book.candidates(found)
        if (health_context or not rule.in_health_talk)
        and (matches := list(islice(pattern.matches(found), MAX_MATCHES)))
        and not holds(rule.unless, found)
    ]
    together = (_of_evidence(evidence, scene) for evidence in book.evidence)
    return by_rule + [finding for finding in together if finding is not None]


def _of_rule(rule: Rule, scene: Scene, matches: list[Match]) -> _Finding:
    """The reading of the words that counts most: one that stands, else one that is taken back."""
    match, why = matches[0], _taken_back(scene, rule.through, matches[0])
    for other in matches[1:]:
        if why is None:
            break
        if _taken_back(scene, rule.through, other) is None:
            match, why = other, None
    return _Finding(rule.name, rule.category, rule.level, rule.says, match, scene, why)


def _of_evidence(evidence: Evidence, scene: Scene) -> _Finding | None:
    level, match = evidence.weigh(scene.found, lambda span: not negated(scene.words, (span,)))
    if level is TriageLevel.NONE or holds(evidence.unless, scene.found):
        return None
    why = taken_back_by(scene, evidence.through, match)
    return _Finding(evidence.name, evidence.category, level, evidence.says, match, scene, why)


def _taken_back(scene: Scene, through: frozenset[str], match: Match) -> str | None:
    return "negated" if negated(scene.words, match) else taken_back_by(scene, through, match)


def _raised(finding: _Finding) -> Verdict:
    scene = finding.scene
    when = "now" if "now" in scene.frames else "no other time said"
    who = actor_of(scene, finding.match).value
    reason = f"{finding.says}, {who}, {when}: '{scene.quote(finding.match)}' ({finding.name})"
    return Verdict(level=finding.level, category=finding.category, reason=reason)


def _quiet(finding: _Finding | None) -> Verdict:
    if finding is None or finding.taken_back is None:
        return Verdict(level=TriageLevel.NONE, category="none", reason="nothing said that calls for help")
    why = _TAKEN_BACK[finding.taken_back]
    reason = f"sounds like {finding.says}, but {why}: '{finding.scene.quote(finding.match)}' ({finding.name})"
    return Verdict(level=TriageLevel.NONE, category="none", reason=reason)

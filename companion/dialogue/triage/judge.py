"""The triage: the gravest rule that stands after who, when, polarity and figures of speech are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from companion.dialogue.triage.everyday import everyday
from companion.dialogue.triage.evidence import Evidence
from companion.dialogue.triage.features import Scene, actor_of, holds, negated, scene_of, taken_back_by
from companion.dialogue.triage.learned import Hunch, Learned
from companion.dialogue.triage.normalise import windows_of, words_of
from companion.dialogue.triage.pattern import Match
from companion.dialogue.triage.rules import Rule, RuleBook
from companion.dialogue.triage.spelling import FIRST_PERSON, THIRD_PERSON
from companion.dialogue.triage.tables import CATEGORIES, built_in_tables
from companion.messages import TriageLevel, Verdict

MAX_MATCHES = 24
"""Ways of fitting one pattern that are looked at: talk that fits more often than this repeats itself."""

LEARNED_WORDS = 5
"""The learned part keeps silent about shorter utterances: "on and off" is an answer, and its words say too little."""

PLAIN_WORDS = 8
"""In shorter talk than this a lead stands alone: so few words have left no room for anything else."""

NEAR = 6
"""Words on either side of a lead that the learned part hears with it when it looks at the lead alone."""

_QUIETENING = frozenset({"jest", "hypothetical", "resolved", "media", "remote"})
"""Frames in which the learned part must be surer."""

_PEOPLE = FIRST_PERSON | THIRD_PERSON

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
    is_lead: bool = False
    """A first sign: alone it raises nobody unless the learned part agrees."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Graver first; among equals the more particular, then the order of the categories."""
        return (self.level, len(self.match), -CATEGORIES.index(self.category))

    def around(self, words: int) -> tuple[str, ...]:
        """The words it was found in, with so many on either side."""
        first, last = min(span[0] for span in self.match), max(span[1] for span in self.match)
        return self.scene.words[max(0, first - words) : last + words]


class Triage:
    """Judges every utterance, in every state, before anything else (P6). Pure: the same words, the same verdict."""

    def __init__(self, book: RuleBook | None = None, learned: Learned | None = None) -> None:
        """The built-in tables, unless others are given. Raises ModelError where the learned one is not known."""
        self._book = rule_book() if book is None else book
        self._learned = Learned() if learned is None else learned

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        """The verdict on one utterance; other hypotheses of the recogniser may raise it and never lower it."""
        verdict = self._judge(text, health_context)
        for other in alternatives:
            if verdict.level is TriageLevel.EMERGENCY:
                break
            verdict = max(verdict, self._judge(other, health_context), key=_level)
        return verdict

    def _judge(self, text: str, health_context: bool) -> Verdict:
        scenes = [scene_of(words, self._book) for words in windows_of(words_of(text))]
        heard = [(scene, _findings(scene, self._book, health_context=health_context)) for scene in scenes]
        verdict = _by_rules([finding for _, findings in heard for finding in findings])
        for scene, findings in heard:
            if verdict.level < TriageLevel.EMERGENCY:
                verdict = self._raise(verdict, scene, findings)
        return verdict

    def _raise(self, verdict: Verdict, scene: Scene, findings: Sequence[_Finding]) -> Verdict:
        """The verdict, or a graver one where the learned part finds cause in a scene, by itself or in a lead."""
        lead = _gravest(finding for finding in findings if finding.is_lead and finding.taken_back is None)
        if lead is not None and len(scene.words) < PLAIN_WORDS:
            verdict = max(verdict, _raised(lead), key=_level)
        if len(scene.words) < LEARNED_WORDS:
            return verdict
        hunch = self._learned.weigh(scene.words)
        if lead is not None and (agreed := self._agreed(lead, hunch)) > verdict.level:
            raised = _raised(lead)
            # What the rules know as abuse stays abuse: no other category may send its alert to the default caregiver.
            return replace(raised, level=agreed, category="abuse" if verdict.category == "abuse" else raised.category)
        if everyday(scene.words):
            return verdict
        explained = {finding.category for finding in findings if finding.taken_back is not None}
        doubted = bool(explained or scene.figurative) or not _QUIETENING.isdisjoint(scene.frames) or _of_nobody(scene)
        level = hunch.alone(doubted=doubted)
        if level <= verdict.level or hunch.category in explained:
            return verdict
        if verdict.level >= TriageLevel.URGENT:
            return replace(verdict, level=level, reason=f"{verdict.reason}, worded like an emergency (learned)")
        reason = f"worded like {hunch.category.replace('_', ' ')}, above all by: {', '.join(hunch.words)} (learned)"
        return Verdict(level=level, category=hunch.category, reason=reason, plain=False)

    def _agreed(self, lead: _Finding, hunch: Hunch) -> TriageLevel:
        """The level of a lead after the learned part has heard it in its talk and, if need be, by itself."""
        level = hunch.on_lead(lead.level)
        return level if level > TriageLevel.NONE else self._learned.weigh(lead.around(NEAR)).on_lead(lead.level)


def _of_nobody(scene: Scene) -> bool:
    """Whether no person is in it at all: "these take the shape of a long round arch"."""
    return "person" not in scene.found and _PEOPLE.isdisjoint(scene.words)


def _level(verdict: Verdict) -> TriageLevel:
    return verdict.level


def _by_rules(findings: Sequence[_Finding]) -> Verdict:
    """What the rules say by themselves: a lead raises nobody, unless another rule stands beside it."""
    standing = [finding for finding in findings if finding.taken_back is None]
    several = len({finding.name for finding in standing if finding.level >= TriageLevel.URGENT}) > 1
    settled = _gravest(finding for finding in standing if several or not finding.is_lead)
    if settled is not None:
        return _raised(settled)
    lead = _gravest(standing)
    return _quiet(_gravest(findings)) if lead is None else replace(_raised(lead), level=TriageLevel.WATCH)


def _gravest(findings: Iterable[_Finding]) -> _Finding | None:
    return max(findings, key=lambda finding: finding.rank, default=None)


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
    return _Finding(rule.name, rule.category, rule.level, rule.says, match, scene, why, rule.is_lead)


def _of_evidence(evidence: Evidence, scene: Scene) -> _Finding | None:
    level, match = evidence.weigh(scene.found, lambda span: not negated(scene.words, (span,)))
    if level is TriageLevel.NONE or holds(evidence.unless, scene.found):
        return None
    why = taken_back_by(scene, evidence.through, match)
    return _Finding(evidence.name, evidence.category, level, evidence.says, match, scene, why, evidence.is_lead)


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

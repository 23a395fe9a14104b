"""The rule book: the tables compiled into one lexicon, and an index from concept to the patterns it may open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from companion.dialogue.triage.evidence import Evidence, Sign
from companion.dialogue.triage.lexicon import Lexicon
from companion.dialogue.triage.pattern import Pattern, parse
from companion.dialogue.triage.tables import Row, Tables
from companion.messages import TriageLevel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule, compiled; the fields as in `Row`."""

    name: str
    category: str
    level: TriageLevel
    says: str
    when: tuple[Pattern, ...] = field(repr=False)
    unless: tuple[Pattern, ...] = field(repr=False)
    through: frozenset[str]
    in_health_talk: bool
    is_lead: bool


class RuleBook:
    """Every table, compiled. Immutable after construction."""

    def __init__(self, tables: Tables) -> None:
        """Raises ValueError where a pattern is not in the notation or names a concept that does not exist."""
        self._phrases = dict(tables.concepts)
        self.figures = self._patterns(tables.figures)
        self.frames = {name: self._patterns(lines) for name, lines in tables.frames.items()}
        self.rules = tuple(self._rule(row) for row in tables.rows)
        self.evidence = tuple(self._evidence(row) for row in tables.evidence)
        self.lexicon = Lexicon(self._phrases)
        self._index: dict[str, list[tuple[Rule, Pattern]]] = {}
        for rule in self.rules:
            for pattern in rule.when:
                for concept in pattern.entry:
                    self._index.setdefault(concept, []).append((rule, pattern))

    def candidates(self, present: Iterable[str]) -> Iterator[tuple[Rule, Pattern]]:
        """Rules with a pattern whose first concept is present; each pattern once, in the order of the tables."""
        seen: dict[int, tuple[Rule, Pattern]] = {}
        for concept in present:
            for entry in self._index.get(concept, ()):
                seen[id(entry[1])] = entry
        return iter(seen.values())

    def _rule(self, row: Row) -> Rule:
        unknown = row.through - self.frames.keys() - {"absent"}
        if unknown or not row.says or not row.when:
            raise ValueError(f"{row.name}: a rule needs 'says' and 'when', and may only go through frames that exist")
        return Rule(
            name=row.name,
            category=row.category,
            level=row.level,
            says=row.says,
            when=self._patterns(row.when),
            unless=self._patterns(row.unless),
            through=row.through,
            in_health_talk=row.in_health_talk,
            is_lead=row.is_lead,
        )

    def _evidence(self, row: Row) -> Evidence:
        signs = [Sign(weight, self._patterns([names])[0].entry) for weight, names in row.signs]
        return Evidence(
            name=row.name,
            category=row.category,
            says=row.says,
            signs=tuple(sorted(signs, key=lambda sign: -sign.weight)),
            urgent_at=row.urgent_at,
            emergency_at=row.emergency_at,
            is_lead=row.is_lead,
            unless=self._patterns(row.unless),
            through=row.through,
        )

    def _patterns(self, lines: Iterable[str]) -> tuple[Pattern, ...]:
        patterns = tuple(parse(line, self._quoted) for line in lines)
        for concept in (name for pattern in patterns for name in pattern.concepts):
            if concept not in self._phrases:
                raise ValueError(f"a pattern names a concept that does not exist: {concept}")
        return patterns

    def _quoted(self, phrases: str) -> str:
        """Quoted words become a concept of their own, named by themselves."""
        name = f'"{phrases}"'
        self._phrases[name] = phrases
        return name

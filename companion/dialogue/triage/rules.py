"""What a rule is, and how the tables become a compiled rule book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from companion.dialogue.triage.lexicon import Lexicon
from companion.dialogue.triage.pattern import Pattern, parse
from companion.messages import TriageLevel

CATEGORIES = (
    "chest_heart",
    "stroke",
    "breathing",
    "fall",
    "suicidal",
    "death_wish",
    "sepsis",
    "abuse",
    "overdose",
    "confusion",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule as it is written in a table: one pattern a line, any of which is enough."""

    name: str
    level: TriageLevel
    says: str
    """What was said, in plain words, for the reason."""
    when: str
    unless: str = ""
    """Patterns that make it something else."""
    through: str = ""
    """Frames that do not take this back: a resolved stroke is still a stroke."""
    in_health_talk: bool = False
    """Counts only as an answer to a question about health."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row, compiled."""

    name: str
    category: str
    level: TriageLevel
    says: str
    when: tuple[Pattern, ...] = field(repr=False)
    unless: tuple[Pattern, ...] = field(repr=False)
    through: frozenset[str]
    in_health_talk: bool


class RuleBook:
    """Every table, compiled into one lexicon and an index from concept to the patterns it may open."""

    def __init__(
        self,
        *,
        concepts: Mapping[str, str],
        figures: str,
        frames: Mapping[str, str],
        rows: Mapping[str, Sequence[Row]],
    ) -> None:
        """Raises ValueError where a table names a concept that does not exist, or is not in the notation."""
        self._words: dict[str, str] = dict(concepts)
        self.figures = self._patterns(figures)
        self.frames = {name: self._patterns(text) for name, text in frames.items()}
        self.rules = [self._rule(category, row) for category, table in rows.items() for row in table]
        self._check(concepts)
        self.lexicon = Lexicon(self._words)
        self._index: dict[str, list[tuple[Rule, Pattern]]] = {}
        for rule in self.rules:
            for pattern in rule.when:
                for concept in pattern.entry:
                    self._index.setdefault(concept, []).append((rule, pattern))

    def candidates(self, present: Iterable[str]) -> Iterator[tuple[Rule, Pattern]]:
        """Rules with a pattern whose first concept is present, each pattern once, the gravest rules first."""
        seen: dict[int, tuple[Rule, Pattern]] = {}
        for concept in present:
            for entry in self._index.get(concept, ()):
                seen[id(entry[1])] = entry
        yield from sorted(seen.values(), key=lambda entry: -entry[0].level)

    def _rule(self, category: str, row: Row) -> Rule:
        return Rule(
            name=f"{category}.{row.name}",
            category=category,
            level=row.level,
            says=row.says,
            when=self._patterns(row.when),
            unless=self._patterns(row.unless),
            through=frozenset(row.through.split()),
            in_health_talk=row.in_health_talk,
        )

    def _patterns(self, text: str) -> tuple[Pattern, ...]:
        return tuple(parse(line.strip(), self._quoted) for line in text.splitlines() if line.strip())

    def _quoted(self, phrases: str) -> str:
        """Quoted words become a concept of their own, named by themselves."""
        name = f'"{phrases}"'
        self._words[name] = phrases
        return name

    def _check(self, concepts: Mapping[str, str]) -> None:
        everything = [*self.figures, *(p for ps in self.frames.values() for p in ps)]
        everything += [p for rule in self.rules for p in (*rule.when, *rule.unless)]
        for pattern in everything:
            for chain in (*pattern.chains, *pattern.absent):
                for step in chain:
                    for concept in step.concepts:
                        if concept not in concepts and not concept.startswith('"'):
                            raise ValueError(f"a rule names a concept that does not exist: {concept}")

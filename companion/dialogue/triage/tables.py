"""Read the tables of triage: concepts, figures of speech, frames, and the rules of each category.

A table is plain text. A heading stands at the margin, what belongs to it is indented, `# ` starts a comment line, and a
line that begins with `|` goes on from the line before.

    concept NAME          phrases, separated by `|` or by lines
    figures               patterns whose words are taken out of the utterance
    frame NAME            patterns, any of which puts the talk in that frame
    excuse NAME           patterns that rules may share as `@NAME` in their `unless`
    evidence NAME         with lines `says TEXT`, `urgent_at N`, `emergency_at N`, `sign WEIGHT CONCEPT|CONCEPT`,
                          `through`, `unless`
    rule NAME             with lines `level WORD`, `says TEXT`, `through FRAME...`, `in_health_talk`, `lead`, `when`,
                          `unless`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable

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
"""Each has a table of rules of its name."""

SHARED = ("common", "figures", "frames")


@dataclass(slots=True)
class Row:
    """A rule as it is written: one pattern a line, any of which is enough."""

    name: str
    category: str
    level: TriageLevel = TriageLevel.NONE
    says: str = ""
    """What was said, in plain words, for the reason."""
    when: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)
    """Patterns that make it something else."""
    through: frozenset[str] = frozenset()
    """Frames that do not take this back: a stroke that has passed is still a stroke."""
    in_health_talk: bool = False
    """Counts only as an answer to a question about health."""
    is_lead: bool = False
    """A first sign that look-alikes share: alone it raises nobody unless the learned part agrees."""
    urgent_at: float = 0.0
    emergency_at: float = 0.0
    signs: list[tuple[float, str]] = field(default_factory=list)
    """For evidence: weight, and the concepts that carry it."""


@dataclass(slots=True)
class Tables:
    """Everything the tables say, not yet compiled."""

    concepts: dict[str, str] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    frames: dict[str, list[str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def built_in_tables() -> Tables:
    """The tables that come with triage."""
    folder = resources.files("companion.dialogue.triage") / "knowledge"
    tables = Tables()
    for name in (*SHARED, *CATEGORIES):
        read_table(folder / f"{name}.txt", name, tables)
    return tables


def read_table(file: Traversable, category: str, into: Tables) -> None:
    """Add one table file. Raises ValueError naming the file and the heading that is wrong."""
    excuses: dict[str, list[str]] = {}
    for heading, lines in _blocks(file.read_text(encoding="utf-8")):
        kind, _, name = heading.partition(" ")
        match kind:
            case "concept" if name not in into.concepts:
                into.concepts[name] = "|".join(lines)
            case "figures":
                into.figures += lines
            case "frame":
                into.frames[name] = lines
            case "excuse":
                excuses[name] = lines
            case "rule":
                into.rows.append(_row(name, category, lines, excuses))
            case "evidence":
                into.evidence.append(_row(name, category, lines, excuses))
            case _:
                raise ValueError(f"{file.name}: the heading '{heading}' is unknown or stands twice")


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each heading with its lines, comments gone and continued lines joined."""
    heading: str | None = None
    lines: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line == "#" or line.startswith("# "):
            continue
        if raw[0] != " ":
            if heading is not None:
                yield heading, lines
            heading, lines = line, []
        elif line.startswith("|"):
            lines[-1] += line
        else:
            lines.append(line)
    if heading is not None:
        yield heading, lines


def _row(name: str, category: str, lines: list[str], excuses: dict[str, list[str]]) -> Row:
    row = Row(name=f"{category}.{name}", category=category)
    patterns = row.when
    for line in lines:
        word, _, rest = line.partition(" ")
        if line in ("when", "unless"):
            patterns = row.when if line == "when" else row.unless
        elif word.startswith("@"):
            patterns += excuses[word[1:]]
        elif not _attribute(row, word, rest):
            patterns.append(line)
    return row


def _attribute(row: Row, word: str, rest: str) -> bool:
    """Take a line that is an attribute of the rule; False where it is a pattern."""
    match word:
        case "level":
            row.level = TriageLevel[rest.upper()]
        case "says":
            row.says = rest
        case "through":
            row.through = frozenset(rest.split())
        case "in_health_talk":
            row.in_health_talk = True
        case "lead":
            row.is_lead = True
        case "urgent_at":
            row.urgent_at = float(rest)
        case "emergency_at":
            row.emergency_at = float(rest)
        case "sign":
            weight, _, concepts = rest.partition(" ")
            row.signs.append((float(weight), concepts))
        case _:
            return False
    return True

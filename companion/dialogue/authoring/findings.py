"""What an examination of a script finds: each finding says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from companion.dialogue.script import Script
from companion.dialogue.yamlfile import Where


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    """The script must not be signed like this."""
    WARNING = "warning"
    """Somebody should look; there may be a reason for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, for a person who wrote the script."""

    severity: Severity
    rule: str
    """Short stable name of what was examined, like `dose`."""
    file: str
    line: int
    """From 1; 0 when it is the whole file."""
    state: str
    """Its name; several with commas where they share the line; empty when it is about none."""
    what: str
    advice: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        state = f" state {self.state}:" if self.state else ""
        return f"{place}: {self.severity}:{state} {self.what}. {self.advice} [{self.rule}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding before its place in the file is known: `where` is the path to the field."""

    severity: Severity
    rule: str
    where: Where
    what: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A script under examination, and the other scripts it may call."""

    script: Script
    others: Mapping[str, Script] = field(default_factory=dict)
    """Id -> script: built-in, installed, or given together with this one."""


Rule: TypeAlias = Callable[[Case], Iterator[Found]]


def error(rule: str, where: Where, what: str, advice: str) -> Found:
    """Something that must be put right."""
    return Found(severity=Severity.ERROR, rule=rule, where=where, what=what, advice=advice)


def warning(rule: str, where: Where, what: str, advice: str) -> Found:
    """Something that should be looked at."""
    return Found(severity=Severity.WARNING, rule=rule, where=where, what=what, advice=advice)

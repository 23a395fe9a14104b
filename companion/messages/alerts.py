"""Triage verdicts and calls for a human."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class TriageLevel(IntEnum):
    """How soon a person must look: higher is sooner."""

    NONE = 0
    WATCH = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        """The level's name as the CLI and the log write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What triage made of one utterance."""

    level: TriageLevel
    category: str
    """One of the ten categories, or "none"."""
    reason: str = field(repr=False)
    """Why, in plain words; may quote the utterance."""
    plain: bool = True
    """Said in so many words; False: it is only worded like one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A call for a human. Never dropped; repeated until somebody acknowledges it (P6)."""

    identifier: str
    level: TriageLevel
    category: str
    at_s: float
    attempt: int = 1
    """1 for the first call, then counting up."""
    contact: int = 1
    """Whose turn it is in the order of alerting: after every three minutes without an answer the next one's."""

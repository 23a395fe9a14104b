"""What the dialogue must still know after a restart: times, names of scripts and consents; never words or answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from companion.messages.alerts import TriageLevel
from companion.messages.manner import AS_USUAL, Manner


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call for a human that nobody has acknowledged. Why is in the sealed log alone."""

    identifier: str
    level: TriageLevel
    raised: datetime
    """With its zone."""
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A talk that was broken off."""

    script: str
    state: str
    """The last state through which every way leads: it tells how far the talk got, and nothing of the answers."""
    since: datetime
    """With its zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything that outlives a restart. Empty on a new device."""

    calls: tuple[OpenCall, ...] = ()
    asking: bool = False
    """A red flag had been heard and was being asked about. Which is in the sealed log alone."""
    agenda: Mapping[str, str] = field(default_factory=dict)
    """Occasion (`script@2026-11-22T08:30`) -> what became of it, as `companion.dialogue.agenda` writes it."""
    last_asked: Mapping[str, datetime] = field(default_factory=dict)
    """Script -> when it last began."""
    unfinished: Unfinished | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)
    """Purpose -> whether the resident agreed; a purpose that is missing was never asked about."""
    disclosed: datetime | None = None
    """When the device last said that it is a program."""
    muted_until: datetime | None = None
    visitor: bool = False
    """Muted because somebody is there."""
    manner: Manner = AS_USUAL
    """How the resident wants to be spoken to: asked for, or found by the hearing test."""

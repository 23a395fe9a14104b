"""What is to be made unreadable in the sealed log, and the proof that it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from companion.messages.dialogue import Scope

SPOKEN = (Scope.DIARY, Scope.SUMMARY)
"""What the resident's own "forget that" reaches. Calls for help stay, and so does what was agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Records to erase: those that fit every bound that is given. None at all means everything that can be erased."""

    why: str
    """asked (by the resident), operator, retention or revoked: stands in the log in clear, so no names and no words."""
    scopes: tuple[Scope, ...] = SPOKEN
    since: date | None = None
    """First local day, inclusive."""
    until: date | None = None
    """Last local day, inclusive."""
    sequences: tuple[int, ...] | None = None
    """Only these: places in the log, or numbers below zero that `append` gave."""
    log_id: str | None = None
    """The log whose places they are, in hexadecimal; None: the one that is open."""
    last: int | None = None
    """Nothing behind this place in that log: it was written after the erasure was asked for."""

    @property
    def is_everything(self) -> bool:
        """All that was ever said, with no bound of time or place."""
        unbounded = self.since is None and self.until is None and self.sequences is None
        return unbounded and set(SPOKEN) <= set(self.scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was erased, and where the log says so."""

    log_id: str
    sequence: int
    """Place of the entry in the log that tells of the erasure; anybody can check it, without a key."""
    records: int
    """How many were made unreadable; those that had been erased before do not count."""
    days: tuple[str, ...]
    """Local days they were from."""
    chain: str = field(repr=False)
    """Hexadecimal hash of that entry."""

"""Where everything is that belongs to one device's log, and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from companion.messages import Erasure, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPlace:
    """One device's log."""

    path: Path
    recipients: Path
    """Folder of public halves."""
    desk: Path
    """Folder of requests."""
    retention: Mapping[Scope, int] = field(default_factory=dict)
    """Days after which a scope's records are erased; a scope that is missing is kept."""

    def too_old(self, today: date) -> tuple[Erasure, ...]:
        """What has been kept long enough, an erasure for each scope."""
        return tuple(
            Erasure(why="retention", scopes=(scope,), until=today - timedelta(days=days))
            for scope, days in self.retention.items()
        )

"""Where everything is that belongs to one device's log, and how long it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    """Whole days for which a scope's records are kept; a scope that is missing is kept for ever."""

    def too_old(self, today: date, lived: Collection[date] | None = None) -> tuple[Erasure, ...]:
        """What has been kept for all its days, not counting the day it was said on: an erasure for each scope.

        `lived`: the days that the log has something of, where the clock cannot be trusted. Then only these count: a
        clock that was set years ahead makes nothing old.
        """
        found = []
        for scope, days in self.retention.items():
            until = today - timedelta(days=days + 1)
            if lived is not None:
                before = sorted({day for day in lived if day < today}, reverse=True)
                until = min(until, before[days]) if len(before) > days else date.min
            found.append(Erasure(why="retention", scopes=(scope,), until=until))
        return tuple(found)

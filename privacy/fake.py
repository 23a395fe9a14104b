"""A log in memory, for tests that ask for it by name. Never a default: it seals nothing and keeps nothing."""

from __future__ import annotations

import json
from datetime import datetime

from companion.errors import LogError
from companion.messages import Erasure, Receipt, Record


class MemoryLog:
    """ports.SealedLog that remembers: `records` is what is "on disk"; set `fault` to make writing fail."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Record, datetime]] = {}
        self.fault: LogError | None = None
        self.closed = False
        self._waiting: list[tuple[int, Record | Erasure, datetime]] = []
        self._given = 0

    @property
    def records(self) -> list[tuple[Record, datetime]]:
        """What is "on disk", in order."""
        return list(self._kept.values())

    def append(self, record: Record, at: datetime) -> int:
        """Keep the record."""
        self._refuse_when_closed()
        if at.utcoffset() is None:
            raise LogError("A record's time has no time zone; nothing was written.")
        try:
            json.dumps(dict(record.body), allow_nan=False)
        except (TypeError, ValueError):
            raise LogError(f"A {record.kind} record is not plain JSON and was not written.") from None
        self._given += 1
        self._waiting.append((self._given, record, at))
        return self._given

    def erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        """Take out what fits, now; while there is a fault raise it, and do it once the fault is gone."""
        self._refuse_when_closed()
        if at.utcoffset() is None:
            raise LogError("A record's time has no time zone; nothing was written.")
        self._waiting.append((0, erasure, at))
        before = len(self._kept) + len(self._waiting) - 1
        self._write()
        gone = before - len(self._kept)
        if not gone:
            return None
        self._given += 1  # the entry that tells of it takes a place as well
        return Receipt(log_id="", sequence=self._given, records=gone, days=(), chain="")

    @property
    def readers(self) -> None:
        """There are no keys."""
        return

    def share_with(self, names: frozenset[str]) -> None:
        """There are no keys."""

    def tend(self, at: datetime) -> None:
        """There are no keys to wipe."""

    def flush(self) -> None:
        """Move what waits to `records`; raise the fault while there is one."""
        self._refuse_when_closed()
        self._write()

    def close(self) -> None:
        """Flush once; closing again does nothing."""
        if not self.closed:
            self.closed = True
            self._write()

    def _write(self) -> None:
        if self.fault is not None:
            raise self.fault
        for sequence, entry, at in self._waiting:
            if isinstance(entry, Record):
                self._kept[sequence] = (entry, at)
            else:
                self._kept = {place: one for place, one in self._kept.items() if not _fits(entry, place, *one)}
        self._waiting.clear()

    def _refuse_when_closed(self) -> None:
        if self.closed:
            raise LogError("The sealed log is closed.")


def _fits(erasure: Erasure, sequence: int, record: Record, at: datetime) -> bool:
    if erasure.sequences is not None and sequence not in erasure.sequences:
        return False
    since, until = erasure.since or at.date(), erasure.until or at.date()
    return record.scope in erasure.scopes and since <= at.date() <= until

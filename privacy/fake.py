"""A log in memory, for tests that ask for it by name. Never a default: it seals nothing and keeps nothing."""

from __future__ import annotations

import json
from datetime import date, datetime

from companion.errors import LogError
from companion.messages import Record


class MemoryLog:
    """ports.SealedLog that remembers: `records` is what is "on disk"; set `fault` to make writing fail."""

    def __init__(self) -> None:
        self.records: list[tuple[Record, datetime]] = []
        self.fault: LogError | None = None
        self.closed = False
        self._waiting: list[tuple[Record, datetime]] = []

    def append(self, record: Record, at: datetime) -> None:
        """Keep the record; raise the fault while there is one."""
        self._refuse_when_closed()
        if at.utcoffset() is None:
            raise LogError("A record's time has no time zone; nothing was written.")
        try:
            json.dumps(dict(record.body), allow_nan=False)
        except (TypeError, ValueError):
            raise LogError(f"A {record.kind} record is not plain JSON and was not written.") from None
        self._waiting.append((record, at))
        if self.fault is not None:
            raise self.fault

    def begin_day(self, day: date) -> None:
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
        self.records += self._waiting
        self._waiting.clear()

    def _refuse_when_closed(self) -> None:
        if self.closed:
            raise LogError("The sealed log is closed.")

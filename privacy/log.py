"""The writer: seals on the caller's thread, writes on one thread of its own, and keeps what it could not write yet.

    append -> seal (microseconds) -> bounded queue in memory -> one thread -> one transaction, synced -> flush returns

What waits in the queue is sealed already: neither a full disk nor a crash finds words in clear.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from companion.errors import LogError, LogFull
from companion.messages import Record, Scope
from privacy.format import Row, Tail
from privacy.keys import Recipient
from privacy.seal import Sealer, register_hint

WRITTEN = (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)
"""Scopes every log writes. Memory follows with the device key."""


class RowStore(Protocol):
    """Where sealed rows go. `privacy.store.Store`; in tests a scripted one."""

    def write(self, rows: Sequence[Row]) -> None:
        """All rows on disk or none; may be given the same rows again after a failure. Raises LogError, LogFull."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLimits:
    """How much the writer keeps and how long it waits."""

    waiting_rows: int = 2000
    """Sealed rows kept in memory while the disk refuses; about 0.6 kB each."""
    batch_rows: int = 256
    """Most rows in one transaction."""
    retry_s: float = 1.0
    """Pause between attempts while the disk refuses; flush attempts at once."""
    flush_s: float = 2.0
    """flush gives up after this long; the conversation, and a call for help, wait for it."""
    close_s: float = 10.0
    """close gives up after this long."""
    busy_s: float = 0.1
    """How long one attempt waits for another program that has locked the file."""
    largest_bytes: int | None = None
    """Largest size of the file; None: as large as the disk allows."""


def open_log(path: Path, recipients: Sequence[Recipient], *, limits: LogLimits | None = None) -> SealedLogWriter:
    """Open or make the log for writing. Raises LogError: unreadable by anybody, not a log, newer, in use, no folder.

    Records of a scope that none of the recipients may read are not kept (`unread` names those scopes): sealed to
    nobody, they would be lost all the same.
    """
    from privacy.store import Store  # SQLAlchemy: 0.1 s that only who opens a log pays

    limits = limits or LogLimits()
    unread = tuple(scope for scope in WRITTEN if not any(scope in one.scopes for one in recipients))
    if len(unread) == len(WRITTEN):
        raise LogError(f"Nobody could read the records of {path}; {register_hint(Scope.SUMMARY)}.")
    store = Store(path, busy_s=limits.busy_s, largest_bytes=limits.largest_bytes)
    return SealedLogWriter(store, store.open(), recipients, limits, unread=unread)


class SealedLogWriter:
    """ports.SealedLog over a file.

    While the disk refuses, `append` and `flush` raise the reason, and the writer goes on trying. What `append` was
    given is kept all the same and written when the cause goes: do not give it again. Only when the queue is full too
    does it refuse a record for good, and its sentence says so.
    """

    def __init__(
        self,
        store: RowStore,
        tail: Tail,
        recipients: Sequence[Recipient],
        limits: LogLimits,
        *,
        unread: Sequence[Scope] = (),
    ) -> None:
        self.unread = tuple(unread)
        """Scopes whose records are not kept, because nobody registered may read them."""
        self._store = store
        self._limits = limits
        self._sealer = Sealer(tail, recipients)
        self._changed = threading.Condition()
        self._waiting: deque[Row] = deque()
        self._taken = 0
        self._written = 0
        self._begun = 0
        self._ended_attempt = 0
        self._fault: LogError | None = None
        self._hurry = False
        self._closing = False
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="sealed-log", daemon=True)
        self._thread.start()

    def append(self, record: Record, at: datetime) -> None:
        """Seal and queue; returns at once. Raises LogError or LogFull while earlier writing fails."""
        with self._changed:
            self._refuse_when_closed()
            if record.scope in self.unread:
                return
            if len(self._waiting) >= self._limits.waiting_rows:
                raise self._overflow()
            rows = self._sealer.seal(record, at)
            self._waiting.extend(rows)
            self._taken += len(rows)
            self._changed.notify_all()
            if self._ended:
                raise self._again(None)
            if self._fault is not None:
                raise self._again(self._fault)

    def begin_day(self, day: date) -> None:
        """Wipe yesterday's keys although nobody has said anything yet today (P4)."""
        with self._changed:
            self._sealer.begin_day(day)

    def flush(self) -> None:
        """Return when everything appended is on disk. Raises LogError or LogFull when it is not."""
        with self._changed:
            self._refuse_when_closed()
            self._drain(self._limits.flush_s)

    def close(self) -> None:
        """Write what waits, wipe the day keys, let the file go. Raises LogError when something could not be written."""
        with self._changed:
            if self._closing:
                return
            lost = self._last_try()
            self._closing = True
            self._sealer.wipe()
            self._changed.notify_all()
        self._thread.join(self._limits.close_s)
        if self._thread.is_alive():
            raise LogError("The sealed log's disk does not answer; what was said last may be lost.")
        self._store.close()
        if lost is not None:
            raise lost

    def _last_try(self) -> LogError | None:
        try:
            self._drain(self._limits.close_s)
        except LogError as fault:
            return fault
        return None

    def _drain(self, longest_s: float) -> None:
        # An attempt that began before now may fail for a reason that is gone; only later ones count.
        target, begun = self._taken, self._begun
        self._hurry = True
        self._changed.notify_all()

        def settled() -> bool:
            failed = self._fault is not None and self._ended_attempt > begun
            return self._written >= target or failed or self._ended

        if not self._changed.wait_for(settled, longest_s):
            raise LogError("The sealed log's disk does not answer; the records are kept in memory and tried again.")
        if self._written < target:
            raise self._again(self._fault)

    def _work(self) -> None:
        try:
            while batch := self._next_batch():
                self._settle(batch, self._attempt(batch))
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _settle(self, batch: list[Row], fault: LogError | None) -> None:
        with self._changed:
            self._ended_attempt = self._begun
            self._fault = fault
            if fault is None:
                self._written += len(batch)
                for _ in batch:
                    self._waiting.popleft()
            self._changed.notify_all()

    def _next_batch(self) -> list[Row]:
        """The next rows to write, left in the queue until they are; empty: stop."""
        with self._changed:
            if self._fault is not None:
                self._changed.wait_for(lambda: self._hurry or self._closing, self._limits.retry_s)
            self._hurry = False
            self._changed.wait_for(lambda: self._waiting or self._closing)
            if self._closing:
                return []
            self._begun += 1
            return [self._waiting[place] for place in range(min(len(self._waiting), self._limits.batch_rows))]

    def _attempt(self, batch: list[Row]) -> LogError | None:
        try:
            self._store.write(batch)
        except LogError as fault:
            return fault
        return None

    def _refuse_when_closed(self) -> None:
        if self._closing:
            raise LogError("The sealed log is closed.")

    def _overflow(self) -> LogError:
        family = LogFull if self._fault is None or isinstance(self._fault, LogFull) else LogError
        why = f" {self._fault}" if self._fault else ""
        return family(f"The sealed log cannot keep up and this record is not kept.{why}")

    @staticmethod
    def _again(fault: LogError | None) -> LogError:
        # A fresh exception each time: one object raised on two threads would mix their tracebacks.
        if fault is None:
            return LogError("The sealed log's writer has stopped; start the companion again.")
        return type(fault)(str(fault))

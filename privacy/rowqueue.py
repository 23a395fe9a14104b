"""Sealed rows on their way to the disk: a bounded queue in memory, one thread, one transaction at a time.

    put -> bounded queue -> one thread -> one transaction, synced -> drain returns

What waits here is sealed already: neither a full disk nor a crash finds words in clear.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from companion.errors import LogError, LogFull
from companion.messages import Erasure
from privacy.erasure import Found
from privacy.format import Row


class RowStore(Protocol):
    """Where sealed rows go. `privacy.store.Store`; in tests a scripted one."""

    def write(self, rows: Sequence[Row]) -> None:
        """All rows on disk or none; may be given the same rows again after a failure. Raises LogError, LogFull."""
        ...

    def erasable(self, erasure: Erasure) -> tuple[list[Found], list[tuple[int, str, str]]]:
        """Sealed records, and (epoch, scope, day) of day keys, of its days that are still there. Raises LogError."""
        ...

    def sealed_to(self, key_id: bytes) -> list[tuple[int, str, str]]:
        """(epoch, scope, day) of the day keys that are sealed to this key. Raises LogError."""
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
    """Pause between attempts while the disk refuses; drain attempts at once."""
    flush_s: float = 2.0
    """flush gives up after this long; the conversation, and a call for help, wait for it."""
    close_s: float = 10.0
    """close gives up after this long."""
    busy_s: float = 0.1
    """How long one attempt waits for another program that has locked the file."""
    largest_bytes: int | None = None
    """Largest size of the file; None: as large as the disk allows."""


class RowQueue:
    """Rows in the order they were put.

    Hold `changed` to seal and put as one step; `drain` lets it go while it waits.
    """

    def __init__(self, store: RowStore, limits: LogLimits) -> None:
        self.changed = threading.Condition()
        self._store = store
        self._limits = limits
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

    def check_room(self) -> None:
        """Raises LogError when closed, LogError or LogFull when no more can be kept in memory. Hold `changed`."""
        if self._closing:
            raise LogError("The sealed log is closed.")
        if len(self._waiting) >= self._limits.waiting_rows:
            family = LogFull if self._fault is None or isinstance(self._fault, LogFull) else LogError
            why = f" {self._fault}" if self._fault else ""
            raise family(f"The sealed log cannot keep up and this record is not kept.{why}")

    def put(self, rows: Sequence[Row]) -> None:
        """Take rows to be written. Hold `changed`."""
        self._waiting.extend(rows)
        self._taken += len(rows)
        self.changed.notify_all()

    def drain(self, longest_s: float) -> None:
        """Return when everything put is on disk. Raises LogError or LogFull when it is not. Hold `changed`."""
        # An attempt that began before now may fail for a reason that is gone; only later ones count.
        target, begun = self._taken, self._begun
        self._hurry = True
        self.changed.notify_all()

        def settled() -> bool:
            failed = self._fault is not None and self._ended_attempt > begun
            return self._written >= target or failed or self._ended

        if not self.changed.wait_for(settled, longest_s):
            raise LogError("The sealed log's disk does not answer; the records are kept in memory and tried again.")
        if self._written < target:
            raise self._again(self._fault)

    def stop(self) -> None:
        """Take no more rows. Hold `changed`."""
        self._closing = True
        self.changed.notify_all()

    @property
    def failing(self) -> bool:
        """The last attempt to write failed."""
        return self._fault is not None or self._ended

    @property
    def behind(self) -> bool:
        """Something was put that is not on disk."""
        return self._written < self._taken

    @property
    def stopped(self) -> bool:
        """`stop` was called."""
        return self._closing

    def join(self) -> None:
        """Wait for the thread, then let the file go. Not while holding `changed`. Raises LogError."""
        self._thread.join(self._limits.close_s)
        if self._thread.is_alive():
            raise LogError("The sealed log's disk does not answer; what was said last may be lost.")
        self._store.close()

    def _work(self) -> None:
        try:
            while batch := self._next_batch():
                self._settle(batch, self._attempt(batch))
        finally:
            with self.changed:
                self._ended = True
                self.changed.notify_all()

    def _settle(self, batch: list[Row], fault: LogError | None) -> None:
        with self.changed:
            self._ended_attempt = self._begun
            self._fault = fault
            if fault is None:
                self._written += len(batch)
                for _ in batch:
                    self._waiting.popleft()
            self.changed.notify_all()

    def _next_batch(self) -> list[Row]:
        """The next rows to write, left in the queue until they are; empty: stop."""
        with self.changed:
            if self._fault is not None:
                self.changed.wait_for(lambda: self._hurry or self._closing, self._limits.retry_s)
            self._hurry = False
            self.changed.wait_for(lambda: self._waiting or self._closing)
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

    @staticmethod
    def _again(fault: LogError | None) -> LogError:
        # A fresh exception each time: one object raised on two threads would mix their tracebacks.
        if fault is None:
            return LogError("The sealed log's writer has stopped; start the companion again.")
        return type(fault)(str(fault))

"""The writer: seals on the caller's thread, hands the rows to the queue, erases, and lets yesterday go.

append -> seal (microseconds) -> queue -> disk -> flush returns
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from companion.errors import LogError
from companion.messages import Erasure, Receipt, Record, Scope
from privacy import erasure as erasures
from privacy.checkpoint import Device
from privacy.format import Tail
from privacy.keys import Recipient, Role
from privacy.rowqueue import LogLimits, RowQueue, RowStore
from privacy.seal import Sealer, register_hint

__all__ = ["WRITTEN", "LogLimits", "RowStore", "SealedLogWriter", "open_log"]

WRITTEN = (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)
"""Scopes the log writes. What the device must read back itself is no part of it (`companion.memory`)."""


def open_log(
    path: Path, recipients: Sequence[Recipient], *, limits: LogLimits | None = None, device: Device | None = None
) -> SealedLogWriter:
    """Open or make the log for writing. Raises LogError: unreadable by anybody, not a log, newer, in use, no folder.

    Records of a scope that none of the recipients may read are not kept (`unread` names those scopes): sealed to
    nobody, they would be lost all the same. `device` signs the checkpoints; without it there are none.
    """
    from privacy.store import Store  # SQLAlchemy: 0.1 s that only who opens a log pays

    limits = limits or LogLimits()
    if not any(scope in one.scopes for one in recipients for scope in WRITTEN):
        raise LogError(f"Nobody could read the records of {path}; {register_hint(Scope.SUMMARY)}.")
    store = Store(path, busy_s=limits.busy_s, largest_bytes=limits.largest_bytes)
    return SealedLogWriter(store, store.open(), recipients, limits, device=device)


def summary_readers(people: Iterable[Recipient]) -> tuple[str, ...]:
    """Names of those, the resident apart, whose keys could open the summary: whom the resident is asked about."""
    return tuple(one.name for one in people if one.role is not Role.RESIDENT and Scope.SUMMARY in one.scopes)


class SealedLogWriter:
    """ports.SealedLog over a file.

    While the disk refuses, `erase` and `flush` raise the reason, and the writer goes on trying. What it was given is
    kept all the same and done when the cause goes: do not give it again. Only when the queue is full too does `append`
    refuse a record, for good, and its sentence says so.
    """

    def __init__(
        self,
        store: RowStore,
        tail: Tail,
        recipients: Sequence[Recipient],
        limits: LogLimits,
        *,
        device: Device | None = None,
    ) -> None:
        self._store = store
        self._limits = limits
        self._recipients = tuple(recipients)
        self._shared_with: frozenset[str] | None = None
        self._sealer = Sealer(tail, recipients, device)
        self._queue = RowQueue(store, limits)
        self._to_erase: list[tuple[Erasure, int]] = []
        self._last_at: datetime | None = None

    @property
    def unread(self) -> tuple[Scope, ...]:
        """Scopes whose records are not kept, because nobody registered may read them."""
        return tuple(scope for scope in WRITTEN if not self._sealer.is_read(scope))

    @property
    def readers(self) -> tuple[str, ...]:
        """Names of the people, the resident apart, whose keys could open the summary."""
        return summary_readers(self._recipients)

    @property
    def log_id(self) -> str:
        """Which log it is, in hexadecimal."""
        return self._sealer.place[0]

    @property
    def last(self) -> int:
        """The place of what was appended last."""
        return self._sealer.place[1]

    @property
    def owes(self) -> bool:
        """Something was to be erased and is still there."""
        return bool(self._to_erase) or self._queue.behind

    def append(self, record: Record, at: datetime) -> int:
        """Seal and queue; returns at once with the record's place, 0 where nobody may read it.

        Raises LogError or LogFull when it is not kept. What is kept is on disk when `flush` has returned.
        """
        with self._queue.changed:
            self._queue.check_room()
            if record.scope in self.unread:
                return 0
            self._queue.put(self._sealer.seal(record, at))
            self._last_at = at
            return self.last

    def erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        """Make records unreadable: on disk when this returns. None when there was nothing to erase.

        Raises LogError or LogFull when it cannot be done now; then it is done as soon as it can be.
        """
        with self._queue.changed:
            self._to_erase.append((erasure, self.last if erasure.last is None else erasure.last))
            self._queue.check_room()
            receipts = self._erase_all(at)
            return receipts[-1] if receipts else None

    def share_with(self, names: frozenset[str]) -> None:
        """Seal the summary to people of these names and the resident only, from now on."""
        with self._queue.changed:
            self._shared_with = names
            self._sealer.seal_to(self._recipients, shared_with=names)

    def seal_to(self, recipients: Sequence[Recipient]) -> None:
        """Seal to these people, and to nobody else, from now on: somebody was registered, or revoked."""
        with self._queue.changed:
            self._recipients = tuple(recipients)
            self._sealer.seal_to(recipients, shared_with=self._shared_with)

    def withdraw(self, key_id: bytes, at: datetime) -> Receipt | None:
        """Destroy every day key as sealed to this key. Copies of the log that somebody carried away keep theirs.

        None when there was none. Raises LogError or LogFull, and is then not done.
        """
        with self._queue.changed:
            self._queue.check_room()
            self._queue.drain(self._limits.flush_s)
            sealed = self._store.sealed_to(key_id)
            spans = erasures.runs([epoch for epoch, _, _ in sealed])
            days = tuple(sorted({day for _, _, day in sealed}))
            if not spans:
                return None
            return self._bury(erasures.Plan(withdrawn=((key_id, spans),), days=days), "revoked", at)

    def tend(self, at: datetime) -> None:
        """Once a second: let yesterday's keys go (P4), and do what could not be erased yet. Raises LogError."""
        with self._queue.changed:
            if self._queue.stopped:
                return
            self._queue.put(self._sealer.begin_day(at.date(), at))
            self._last_at = at
            if self._to_erase and not self._queue.failing:
                self._erase_all(at)

    def flush(self) -> None:
        """Return when everything appended is on disk. Raises LogError or LogFull when it is not."""
        with self._queue.changed:
            if self._queue.stopped:
                raise LogError("The sealed log is closed.")
            self._queue.drain(self._limits.flush_s)

    def close(self) -> None:
        """Write what waits, wipe the day keys, let the file go. Raises LogError when something could not be written."""
        with self._queue.changed:
            if self._queue.stopped:
                return
            if self._last_at is not None:
                self._queue.put(self._sealer.checkpoint(self._last_at))
            lost = self._last_try()
            self._sealer.wipe()
            self._queue.stop()
        self._queue.join()
        if lost is not None:
            raise lost

    def abandon(self) -> None:
        """Let a file go that cannot be written any more, with what waits for it. Never raises."""
        with self._queue.changed:
            self._sealer.wipe()
            self._queue.stop()
        with contextlib.suppress(LogError):
            self._queue.join()

    def _last_try(self) -> LogError | None:
        try:
            self._queue.drain(self._limits.close_s)
            if self._to_erase and self._last_at is not None:
                self._erase_all(self._last_at)
        except LogError as fault:
            return fault
        return None

    def _erase_all(self, at: datetime) -> list[Receipt]:
        receipts = []
        while self._to_erase:
            # What is to go must be in the file first: a tombstone takes the place of something.
            self._queue.drain(self._limits.flush_s)
            erasure, last = self._to_erase[0]
            found, epochs = self._store.erasable(erasure)
            what = erasures.plan(found, erasure, epochs=epochs, last=last)
            self._to_erase.pop(0)  # from here on it waits in the queue, if it has to wait
            if what:
                receipts.append(self._bury(what, erasure.why, at))
        return receipts

    def _bury(self, what: erasures.Plan, why: str, at: datetime) -> Receipt:
        for part in what.parts():
            self._queue.put((self._sealer.erase(part, why, at),))
        log_id, sequence, chain = self._sealer.place
        self._queue.drain(self._limits.flush_s)
        return Receipt(log_id=log_id, sequence=sequence, records=what.count, days=what.days, chain=chain)

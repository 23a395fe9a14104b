"""A log that heals: opened again when it could not be, what waits given again, what was to be forgotten forgotten.

append, erase --> held in memory while there is no log --> writer --> file
                        ^---- taken back from a writer whose file was damaged or taken away
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from companion.errors import LogDamaged, LogError, LogFull, LogNotErasable, LogReplaced
from companion.messages import Erasure, Receipt, Record, Scope
from privacy.aside import remove_aside, set_aside
from privacy.checkpoint import Device
from privacy.keys import Recipient
from privacy.log import WRITTEN, LogLimits, SealedLogWriter, open_log
from privacy.owed import Owed
from privacy.seal import check_record
from privacy.sight import days_in
from privacy.unconfirmed import Place, Unconfirmed

log = logging.getLogger(__name__)
NOBODY = (
    "Nothing is recorded: no caregiver's key is registered. "
    "Make one with: companion keys new --role caregiver --name NAME --out FILE"
)
CLOSED = "The sealed log is closed."
NOT_SINGLY = "It lies in a log that is damaged or was taken away; what is in that cannot be erased singly."
AGAIN_S = 5.0
"""Pause between attempts to open a log that could not be opened."""


class SteadyLog:
    """What could not be written for sure is kept, in memory, and goes into whichever log can be written next.

    A damaged file is set aside under another name and a new one begun. Only a record that found no room here either is
    lost, and its LogError says so.
    """

    def __init__(
        self,
        path: Path,
        recipients: Sequence[Recipient],
        *,
        owed: Path,
        limits: LogLimits | None = None,
        device: Device | None = None,
        nobody: str = NOBODY,
        heals: bool = True,
    ) -> None:
        """`owed`: folder for what could not be erased yet. `nobody`: what to say where there is no recipient.

        `heals` False: what keeps the log from being opened is raised, and no file is set aside.
        """
        self._path = path
        self._recipients = tuple(recipients)
        self._nobody = nobody
        self._heals = heals
        self._limits = limits
        self._device = device or Device()
        self._writer: SealedLogWriter | None = None
        self._unconfirmed = Unconfirmed()
        self._owed = Owed(owed)
        self._shared_with: frozenset[str] | None = None
        self._at: datetime | None = None
        self._next_try_s = 0.0
        self._closed = False
        self.why = ""
        """Why nothing is written now; empty while it is."""
        self._open()

    @property
    def writer(self) -> SealedLogWriter | None:
        """Who writes now; None while nobody can."""
        return self._writer

    @property
    def unread(self) -> tuple[Scope, ...]:
        """Scopes whose records are not kept, because nobody registered may read them."""
        return self._writer.unread if self._writer else ()

    @property
    def closed(self) -> bool:
        """`close` was called."""
        return self._closed

    def append(self, record: Record, at: datetime) -> int:
        """Keep the record; returns what to forget it by, 0 where nobody may read it. Raises LogError if it is not kept.

        Kept is not on disk: that is what `flush` tells.
        """
        self._at = at
        if self._writer is None or self._unconfirmed.waiting or self._owed.next:
            return self._hold(record, at)
        if not any(scope not in self._writer.unread for scope in WRITTEN):
            raise LogError(NOBODY)
        if record.scope in self._writer.unread:
            return 0
        try:
            with self._mending():
                return self._unconfirmed.given(record, at, self._append(record, at))
        except LogFull:
            pass  # the writer's own room is full; there is more here
        return self._hold(record, at)

    def erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        """Make records unreadable; also after a restart, when it cannot be done now.

        Raises LogNotErasable when it can never be done, any other LogError when it will be done as soon as it can be.
        """
        self._at = at
        if self._writer is not None and erasure.log_id is None:
            erasure = replace(erasure, log_id=self._writer.log_id, last=self._writer.last)
        self._unconfirmed.forget(erasure)
        erasure, elsewhere = self._unconfirmed.placed(erasure)
        receipt = None if erasure.sequences == () else self._erase(erasure, at)
        if elsewhere:
            raise LogNotErasable(NOT_SINGLY)
        return receipt

    def _erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        writer = self._writer
        try:
            return self._erase_in(writer, erasure, at)
        except LogNotErasable:
            raise
        except LogError:
            if self._heals:
                self._owed.add(erasure, taken=writer is not None and self._writer is writer)
            raise

    def _erase_in(
        self, writer: SealedLogWriter | None, erasure: Erasure, at: datetime, *, again: bool = True
    ) -> Receipt | None:
        if writer is None:
            raise LogError(self.why or CLOSED)
        if erasure.log_id not in {None, writer.log_id}:
            if not erasure.is_everything:
                raise LogNotErasable(NOT_SINGLY)
            remove_aside(self._path)
            return None
        done: list[Receipt | None] = []
        with self._mending():
            done.append(writer.erase(erasure, at))
        if not done and again:  # another writer was opened: of the same log, or of one in its place
            wanted = replace(erasure, log_id=erasure.log_id or writer.log_id)
            return self._erase_in(self._writer, wanted, at, again=False)
        if not erasure.is_everything:
            if not done:
                raise LogNotErasable(NOT_SINGLY)
        else:
            if not done:
                self._begin_anew()
            remove_aside(self._path)
        return done[0] if done else None

    def share_with(self, names: frozenset[str]) -> None:
        """Seal the summary to people of these names and the resident only, from now on."""
        self._shared_with = names
        if self._writer is not None:
            self._writer.share_with(names)

    def seal_to(self, recipients: Sequence[Recipient], *, nobody: str = NOBODY) -> None:
        """Seal to these people, and to nobody else, from now on."""
        self._recipients, self._nobody = tuple(recipients), nobody
        if self._writer is not None:
            self._writer.seal_to(recipients)
        else:
            self._next_try_s = 0.0

    def withdraw(self, key_id: bytes, at: datetime) -> Receipt | None:
        """Destroy what was sealed to a key. Raises LogError, and is then not done."""
        if self._writer is None:
            raise LogError(self.why or CLOSED)
        return self._writer.withdraw(key_id, at)

    def days(self) -> frozenset[date]:
        """The days that the log has something of. Raises LogError."""
        with self._mending():
            return days_in(self._path)
        return frozenset()  # the one that was begun in its place

    def tend(self, at: datetime) -> None:
        """Once a second: midnight, and what could not be done before. Raises LogError."""
        self._at = at
        if self._writer is None:
            self._try_again()
        elif self._unconfirmed.waiting or self._owed.next:
            self._catch_up()
        if self._writer is None:
            return
        with self._mending():
            self._writer.tend(at)
        if self._writer is not None and not self._writer.owes:
            self._owed.settled()

    def flush(self) -> None:
        """Return when everything appended is on disk. Raises LogError when it is not."""
        if self._writer is None:
            if self._unconfirmed.any:
                raise LogError(self.why or CLOSED)
            return
        with self._mending():
            self._catch_up()
            self._writer.flush()
            self._unconfirmed.confirm()

    def close(self) -> None:
        """Write what waits and let the file go. Raises LogError when something could not be written."""
        if self._writer is None and not self._closed and (self._unconfirmed.waiting or self._owed.next):
            self._open()
        self._closed = True
        try:
            self._catch_up()
        finally:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()
                self._unconfirmed.confirm()
        if writer is None and self._unconfirmed.any:
            raise LogError(f"What was said last is not kept. {self.why or CLOSED}")
        if writer is not None and not writer.owes:
            self._owed.settled()

    def _append(self, record: Record, at: datetime) -> Place:
        if self._writer is None:
            raise LogError(self.why or CLOSED)
        sequence = self._writer.append(record, at)
        return Place(self._writer.log_id, sequence)

    def _hold(self, record: Record, at: datetime) -> int:
        # Without a reader nothing may be kept, not even for a while.
        if self._closed or not self._recipients:
            raise LogError(self.why or CLOSED)
        if not any(record.scope in one.scopes for one in self._recipients):
            return 0
        check_record(record, at)
        return self._unconfirmed.hold(record, at)

    def _try_again(self) -> None:
        if self._device.uptime_s() >= self._next_try_s:
            self._open()
            self._catch_up()

    def _open(self) -> None:
        """Open the log, or say in `why` what keeps it from being opened."""
        self._next_try_s = self._device.uptime_s() + AGAIN_S
        before = self.why
        try:
            self._writer = self._opened()
        except LogError as error:
            if not self._heals:
                raise
            self.why = str(error)
            if self.why != before:
                log.warning("%s", self.why)
            return
        self.why = ""
        if self._shared_with is not None:
            self._writer.share_with(self._shared_with)

    def _opened(self) -> SealedLogWriter:
        if not self._recipients:
            raise LogError(self._nobody)
        try:
            return open_log(self._path, self._recipients, limits=self._limits, device=self._device)
        except LogDamaged as error:
            if not self._heals:
                raise
            log.warning("%s It is set aside as %s, and a new one is begun.", error, set_aside(self._path))
            return open_log(self._path, self._recipients, limits=self._limits, device=self._device)

    @contextlib.contextmanager
    def _mending(self) -> Iterator[None]:
        """A log that was damaged or taken away while it was open is let go, and another opened.

        What was not on disk for sure goes into the other one. Raises LogError where that does not succeed; else the
        block ends as if nothing had happened.
        """
        try:
            yield
        except (LogDamaged, LogReplaced) as error:
            log.warning("%s", error)
            writer, self._writer, self.why = self._writer, None, str(error)
            if writer is not None:
                writer.abandon()
            self._unconfirmed.take_back()
            self._owed.take_back()
            self._open()
            if self._writer is None:
                raise
            if isinstance(error, LogReplaced):
                self._unconfirmed.replaced(self._writer.log_id, self._writer.last)
            self._give()

    def _give(self) -> None:
        """Give the writer what was said and no log has for sure. Raises LogError."""
        if self._writer is None:
            return
        try:
            self._unconfirmed.give(self._append, self._writer.flush)
        except LogDamaged as error:  # opening found nothing wrong, and it cannot be written all the same
            if not self._heals:
                raise
            log.warning("%s", error)
            self._begin_anew()
            self._unconfirmed.give(self._append, self._writer.flush)

    def _begin_anew(self) -> None:
        """Set aside a log that can be opened and no more, and begin another. Raises LogError."""
        if self._writer is not None:
            self._writer.abandon()
        self._writer = None
        self._unconfirmed.take_back()
        self._owed.take_back()
        log.warning("The damaged log is set aside as %s, and a new one is begun.", set_aside(self._path))
        self._open()
        if self._writer is None:
            raise LogError(self.why)

    def _catch_up(self) -> None:
        """What was forgotten first, then what was said: what was said after "forget" stays. Raises LogError."""
        if self._writer is None:
            return
        while self._at and (wanted := self._owed.next) and self._writer is not None:
            self._owed.take()
            try:
                self._erase_in(self._writer, wanted, self._at)
            except LogNotErasable as error:
                log.warning("%s", error)
        with self._mending():
            self._give()

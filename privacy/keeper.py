"""The log as the device keeps it: opened again when it could not be, cleared of what is too old, and asked by others.

the conversation --append, erase--> keeper --> writer --> file
the desk (other programs) ----------^   ^---- recipients' folder (registered, revoked)
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from companion.errors import LogDamaged, LogError, LogFull, LogReplaced
from companion.messages import Erasure, Receipt, Record, Scope
from privacy.aside import remove_aside, set_aside
from privacy.checkpoint import Device
from privacy.desk import Asked, Audit, Desk, Request, Withdraw
from privacy.keys import Recipient
from privacy.log import WRITTEN, LogLimits, SealedLogWriter, open_log
from privacy.place import LogPlace
from privacy.readers import Readers
from privacy.seal import check_record
from privacy.unconfirmed import Unconfirmed

log = logging.getLogger(__name__)
NOBODY = (
    "Nothing is recorded: no caregiver's key is registered. "
    "Make one with: companion keys new --role caregiver --name NAME --out FILE"
)
CLOSED = "The sealed log is closed."
AGAIN_S = 5.0
"""Pause between attempts to open a log that could not be opened."""


class LogKeeper:
    """ports.SealedLog for a whole life of the device.

    What could not be written for sure is kept, in memory, and goes into whichever log can be written next: a damaged
    file is set aside under another name and a new one begun. Only a record that found no room here either is lost, and
    its LogError says so.
    """

    def __init__(
        self,
        place: LogPlace,
        *,
        limits: LogLimits | None = None,
        device: Device | None = None,
        heals: bool = True,
        otherwise: Sequence[Recipient] = (),
    ) -> None:
        """`heals` False: for one errand. What keeps the log from being opened is raised, and no file is set aside.

        `otherwise`: whom to seal to where nobody is registered.
        """
        self._place = place
        self._heals = heals
        self._otherwise = tuple(otherwise)
        self._limits = limits
        self._device = device or Device()
        self._readers = Readers(place.recipients)
        self._desk = Desk(place.desk)
        self._writer: SealedLogWriter | None = None
        self._unconfirmed = Unconfirmed()
        self._shared_with: frozenset[str] | None = None
        self._owed: list[Erasure] = []
        self._next_try_s = 0.0
        self._purged: date | None = None
        self._closed = False
        self.why = ""
        """Why nothing is written now; empty while it is."""
        self._open()

    @property
    def unread(self) -> tuple[Scope, ...]:
        """Scopes whose records are not kept, because nobody registered may read them."""
        return self._writer.unread if self._writer else ()

    def append(self, record: Record, at: datetime) -> int:
        """Keep the record; returns what to forget it by, 0 where nobody may read it. Raises LogError if it is not kept.

        Kept is not on disk: that is what `flush` tells.
        """
        if self._writer is None or self._unconfirmed.waiting:
            return self._hold(record, at)
        if not any(scope not in self._writer.unread for scope in WRITTEN):
            raise LogError(NOBODY)
        if record.scope in self._writer.unread:
            return 0
        try:
            with self._mending():
                place = self._writer.append(record, at)
                self._unconfirmed.given(record, at, place)
                return place
        except LogFull:
            pass  # the writer's own room is full; there is more here
        return self._hold(record, at)

    def erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        """Make records unreadable. Raises LogError when it cannot be done now; then it is done as soon as it can be."""
        erasure = self._placed(erasure)
        self._unconfirmed.forget(erasure)
        if self._writer is None:
            self._owed.append(erasure)
            raise LogError(self.why or CLOSED)
        return self._erase_in(self._writer, erasure, at)

    def _erase_in(self, writer: SealedLogWriter, erasure: Erasure, at: datetime) -> Receipt | None:
        damage: list[LogError] = []
        with self._mending(damage):
            receipt = writer.erase(erasure, at)
            self._erased(erasure)
            return receipt
        self._erased(erasure)
        if isinstance(damage[0], LogDamaged) and not erasure.is_everything:
            raise LogError("The log was damaged and is set aside; what is in it cannot be erased singly.")
        return None

    def share_with(self, names: frozenset[str]) -> None:
        """Seal the summary to people of these names and the resident only, from now on."""
        self._shared_with = names
        if self._writer is not None:
            self._writer.share_with(names)

    def tend(self, at: datetime) -> None:
        """Once a second: midnight, readers who came or went, requests of others, what is too old. Raises LogError."""
        if self._closed:
            return
        if self._writer is None:
            self._try_again(at)
        elif self._unconfirmed.waiting:
            self._catch_up(at)
        if self._writer is None:
            return
        if self._readers.changed():
            self._writer.seal_to(self._readers.all)
        with self._mending():
            self._writer.tend(at)
        if at.date() != self._purged:
            self._purged = at.date()  # the writer itself goes on with what it cannot erase now
            self.purge(at)
        for asked in self._desk.waiting(self._device.uptime_s()):
            self._answer(asked, at)

    def purge(self, at: datetime) -> int:
        """Erase what is older than its retention; says how many records went.

        Raises LogError when something of it cannot be erased now; it is erased as soon as it can be.
        """
        gone, faults = 0, list[LogError]()
        for old in self._place.too_old(at.date()):
            try:
                receipt = self.erase(old, at)
                gone += receipt.records if receipt else 0
            except LogError as fault:
                faults.append(fault)
        if self._place.retention:
            remove_aside(self._place.path, at - timedelta(days=min(self._place.retention.values())))
        if faults:
            raise faults[0]
        return gone

    def audit(self, opening: Audit, at: datetime) -> None:
        """Note that somebody opens the log; on disk when this returns. Raises LogError."""
        self.append(Record(kind="audit", scope=Scope.SAFETY, body=opening.body()), at)
        self.flush()

    def withdraw(self, key_id: bytes, at: datetime) -> Receipt | None:
        """Destroy what was sealed to a key, and seal nothing to it. Raises LogError."""
        if self._writer is None:
            raise LogError(self.why or CLOSED)
        if self._readers.changed():
            self._writer.seal_to(self._readers.all)
        return self._writer.withdraw(key_id, at)

    def serve(self, request: Request, at: datetime) -> Receipt | None:
        """Do what somebody asks; on disk when this returns. Raises LogError."""
        match request:
            case Audit():
                self.audit(request, at)
                return None
            case Withdraw(key_id=key_id):
                return self.withdraw(bytes.fromhex(key_id), at)
            case Erasure():
                return self.erase(request, at)

    def flush(self) -> None:
        """Return when everything appended is on disk. Raises LogError when it is not."""
        if self._writer is None:
            if self._unconfirmed.any:
                raise LogError(self.why or CLOSED)
            return
        with self._mending():
            self._unconfirmed.give(self._writer.append, self._writer.flush)
            self._writer.flush()
            self._unconfirmed.confirm()

    def close(self) -> None:
        """Write what waits and let the file go. Raises LogError when something could not be written."""
        self._closed = True
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            self._unconfirmed.give(writer.append, writer.flush)
        finally:
            writer.close()

    def _hold(self, record: Record, at: datetime) -> int:
        # Without a reader nothing may be kept, not even for a while.
        if self._closed or not self._readers.all:
            raise LogError(self.why or CLOSED)
        check_record(record, at)
        return self._unconfirmed.hold(record, at)

    def _try_again(self, at: datetime) -> None:
        if self._readers.changed():
            self._next_try_s = 0.0
        if self._device.uptime_s() >= self._next_try_s:
            self._open()
            self._catch_up(at)

    def _placed(self, erasure: Erasure) -> Erasure:
        if erasure.sequences is None:
            return erasure
        known = {self._unconfirmed.place_of(number) for number in erasure.sequences}
        return replace(erasure, sequences=tuple(sorted({*erasure.sequences, *known})))

    def _erased(self, erasure: Erasure) -> None:
        if erasure.is_everything:
            remove_aside(self._place.path)

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
        readers = self._readers.all or self._otherwise
        if not readers:
            raise LogError(self._readers.why or NOBODY)
        try:
            return open_log(self._place.path, readers, limits=self._limits, device=self._device)
        except LogDamaged as error:
            if not self._heals:
                raise
            log.warning("%s It is set aside as %s, and a new one is begun.", error, set_aside(self._place.path))
            return open_log(self._place.path, readers, limits=self._limits, device=self._device)

    @contextlib.contextmanager
    def _mending(self, met: list[LogError] | None = None) -> Iterator[None]:
        """A log that was damaged or taken away while it was open is let go, and another opened.

        What was not on disk for sure goes into the other one. Raises LogError where that does not succeed; else the
        block ends as if nothing had happened, and `met` holds what did.
        """
        try:
            yield
        except (LogDamaged, LogReplaced) as error:
            log.warning("%s", error)
            writer, self._writer, self.why = self._writer, None, str(error)
            if writer is not None:
                writer.abandon()
            self._unconfirmed.take_back()
            self._open()
            if self._writer is None:
                raise
            if met is not None:
                met.append(error)
            self._give()

    def _give(self) -> None:
        """Give the writer what was said and no log has for sure. Raises LogError."""
        if self._writer is None:
            return
        try:
            self._unconfirmed.give(self._writer.append, self._writer.flush)
        except LogDamaged as error:  # opening found nothing wrong, and it cannot be written all the same
            if not self._heals:
                raise
            self._writer.abandon()
            self._writer = None
            self._unconfirmed.take_back()
            log.warning("%s It is set aside as %s, and a new one is begun.", error, set_aside(self._place.path))
            self._open()
            if self._writer is None:
                raise
            self._unconfirmed.give(self._writer.append, self._writer.flush)

    def _catch_up(self, at: datetime) -> None:
        """What was forgotten first, then what was said: what was said after "forget" stays."""
        if self._writer is None:
            return
        while self._owed and self._writer is not None:
            self._erase_in(self._writer, self._owed.pop(0), at)
        with self._mending():
            self._give()

    def _answer(self, asked: Asked, at: datetime) -> None:
        try:
            receipt = self.serve(asked.request, at)
        except LogError as error:
            asked.refuse(str(error))
        else:
            asked.answer(receipt)

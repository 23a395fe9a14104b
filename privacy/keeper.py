"""The log as the device keeps it: for everybody registered, cleared of what is too old, and asked by others.

the conversation --append, erase--> keeper --> a log that heals --> file
the desk (other programs) ----------^   ^---- recipients' folder (registered, revoked)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from companion.errors import LogError
from companion.messages import Erasure, Receipt, Record, Scope
from privacy.checkpoint import UNKNOWN, Device
from privacy.desk import Asked, Audit, Desk, Request, Withdraw
from privacy.keys import Recipient
from privacy.log import LogLimits, summary_readers
from privacy.place import LogPlace
from privacy.registered import Registered
from privacy.retention import purge
from privacy.steady import AGAIN_S, NOBODY, SteadyLog

__all__ = ["AGAIN_S", "LogKeeper"]


class LogKeeper:
    """ports.SealedLog for a whole life of the device."""

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
        self._device = device or Device()
        self._registered = Registered(place.recipients)
        self._desk = Desk(place.desk)
        self._log = SteadyLog(
            place.path,
            self._registered.all or tuple(otherwise),
            owed=place.desk,
            limits=limits,
            device=self._device,
            nobody=self._registered.why or NOBODY,
            heals=heals,
        )
        self._purged: date | None = None

    @property
    def why(self) -> str:
        """Why nothing is written now; empty while it is."""
        return self._log.why

    @property
    def unread(self) -> tuple[Scope, ...]:
        """Scopes whose records are not kept, because nobody registered may read them."""
        return self._log.unread

    @property
    def readers(self) -> tuple[str, ...]:
        """Names of the people, the resident apart, whose keys could open the summary."""
        return summary_readers(self._registered.all)

    def append(self, record: Record, at: datetime) -> int:
        """Keep the record; returns what to forget it by, 0 where nobody may read it. Raises LogError if it is not kept.

        Kept is not on disk: that is what `flush` tells.
        """
        return self._log.append(record, at)

    def erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        """Make records unreadable; also after a restart, when it cannot be done now.

        Raises LogNotErasable when it can never be done, any other LogError when it will be done as soon as it can be.
        """
        return self._log.erase(erasure, at)

    def share_with(self, names: frozenset[str]) -> None:
        """Seal the summary to people of these names and the resident only, from now on."""
        self._log.share_with(names)

    def tend(self, at: datetime) -> None:
        """Once a second: midnight, readers who came or went, requests of others, what is too old. Raises LogError."""
        if self._log.closed:
            return
        self._look_who_reads()
        self._log.tend(at)
        if self._log.writer is None:
            return
        if at.date() != self._purged:
            self._purged = at.date()  # the log itself goes on with what it cannot erase now
            self.purge(at)
        for asked in self._desk.waiting(self._device.uptime_s()):
            self._answer(asked, at)

    def purge(self, at: datetime) -> dict[str, int]:
        """Erase what is older than its retention; says how many records of each scope went.

        Raises LogError when something of it cannot be erased now; it is erased as soon as it can be.
        """
        lived = self._log.days() if self._device.clock() == UNKNOWN else None
        return purge(self._place, lambda old: self.erase(old, at), today=at.date(), lived=lived)

    def audit(self, opening: Audit, at: datetime) -> None:
        """Note that somebody opens the log; on disk when this returns. Raises LogError."""
        self.append(Record(kind="audit", scope=Scope.SAFETY, body=opening.body()), at)
        self.flush()

    def withdraw(self, key_id: bytes, at: datetime) -> Receipt | None:
        """Destroy what was sealed to a key, and seal nothing to it. Raises LogError."""
        self._look_who_reads()
        return self._log.withdraw(key_id, at)

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
        self._log.flush()

    def close(self) -> None:
        """Write what waits and let the file go. Raises LogError when something could not be written."""
        self._log.close()

    def _look_who_reads(self) -> None:
        if self._registered.changed():
            self._log.seal_to(self._registered.all, nobody=self._registered.why or NOBODY)

    def _answer(self, asked: Asked, at: datetime) -> None:
        try:
            receipt = self.serve(asked.request, at)
        except LogError as error:
            asked.refuse(str(error))
        else:
            asked.answer(receipt)

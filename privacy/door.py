"""The log for those who are not the conversation: whoever writes it is asked; where nobody does, it is done here.

The command line and the console come through here. What is sealed is opened only after the note of it is on disk (P12).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from companion.errors import KeyRefused, LogError, LogInUse
from companion.messages import Erasure, Receipt
from privacy.checkpoint import UNKNOWN, Device
from privacy.desk import Audit, Desk, NobodyServes, Request, Withdraw
from privacy.keeper import LogKeeper
from privacy.keys import PrivateKey, Recipient, load_revoked
from privacy.locks import is_written
from privacy.place import LogPlace
from privacy.reader import OpenedRecord, names_key, read_log
from privacy.registered import Registered
from privacy.retention import purge
from privacy.sight import days_in, signing_keys
from privacy.witness import Witness

LOOK_S = 0.1
NOTHING_YET = "Nothing is sealed to this key yet: calls for help will be, answers once the resident has agreed."


def _pause() -> None:
    time.sleep(LOOK_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDoor:
    """One device's log, from outside the conversation."""

    place: LogPlace
    device: Device
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    """The time of day, with its zone."""
    pause: Callable[[], None] = _pause

    def open_with(
        self,
        key: PrivateKey,
        *,
        what: str,
        days: int | None = None,
        since: datetime | None = None,
        damaged: list[int] | None = None,
        witnesses: Sequence[Witness] = (),
    ) -> list[OpenedRecord]:
        """Every record this key may open, once the note of it is on disk. Raises LogError, KeyRefused.

        `since`, `damaged` and `witnesses` as `read_log` takes them.
        """
        if names_key(self.place.path, key):  # whom the log does not know opens nothing, and is told so below
            self.audit(key, what=what, days=days)
        elif self.registered(key):
            raise KeyRefused(NOTHING_YET)
        return read_log(self.place.path, key, since=since, damaged=damaged, witnesses=witnesses)

    def audit(self, key: PrivateKey, *, what: str, days: int | None = None) -> None:
        """Note that this key opens the log. Raises LogError, and then nothing may be opened."""
        who = self.registered(key) or key.recipient
        opening = Audit(
            who=who.name,
            role=who.role.value,
            key_id=key.key_id.hex(),
            what=what,
            scopes=tuple(scope.value for scope in who.scopes),
            days=days,
        )
        try:
            self._do(opening, otherwise=(key.recipient,))
        except LogError as error:
            raise LogError(f"The log was not opened, for no note of it could be written. {error}") from None

    def registered(self, key: PrivateKey) -> Recipient | None:
        """As whom the device knows this key: its owner can write any name and role into a key file."""
        return next((one for one in Registered(self.place.recipients).all if one.key_id == key.key_id), None)

    def erase(self, erasure: Erasure) -> Receipt | None:
        """Make records unreadable. None when there was nothing to erase. Raises LogError."""
        return self._do(erasure, signed=True)

    def purge(self) -> dict[str, int]:
        """Erase what is older than its retention; says how many records of each scope went. Raises LogError."""
        lived = days_in(self.place.path) if self.device.clock() == UNKNOWN else None
        return purge(self.place, self.erase, today=self.now().date(), lived=lived)

    def withdraw(self, key_id: bytes) -> Receipt | None:
        """Destroy what was sealed to a key. None when there was nothing. Raises LogError."""
        # Who was the last to read leaves nobody to seal to, and a log is opened for somebody.
        last = [one.recipient for one in load_revoked(self.place.recipients) if one.recipient.key_id == key_id]
        return self._do(Withdraw(key_id.hex()), otherwise=last, signed=True)

    def _do(self, request: Request, *, otherwise: Sequence[Recipient] = (), signed: bool = False) -> Receipt | None:
        while True:
            with contextlib.suppress(LogInUse):
                return self._done_here(request, otherwise=otherwise, signed=signed)
            # By the companion, who serves the desk; or by another errand, who is gone in a moment.
            with contextlib.suppress(NobodyServes):
                return Desk(self.place.desk).ask(request, pause=self.pause, served=self._is_written)

    def _done_here(self, request: Request, *, otherwise: Sequence[Recipient], signed: bool) -> Receipt | None:
        with contextlib.closing(LogKeeper(self.place, device=self.device, heals=False, otherwise=otherwise)) as keeper:
            if signed:
                self._check_signer()
            return keeper.serve(request, self.now())

    def _is_written(self) -> bool:
        return is_written(self.place.path)

    def _check_signer(self) -> None:
        """An erasure that the log's own device did not sign would look like somebody's tampering."""
        devices = signing_keys(self.place.path)
        signer = self.device.signer
        if devices and (signer is None or signer.verify_key not in devices):
            raise LogError(
                "The device's key that signs this log is not here; the companion's service may have it. "
                "Start the companion, which then does it."
            )


def is_device_log(path: Path, place: LogPlace) -> bool:
    """Whether this is the device's own log, and no copy of it."""
    return path.absolute() == place.path.absolute() or (
        path.exists() and place.path.exists() and path.samefile(place.path)
    )

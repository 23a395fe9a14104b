"""Records in, sealed rows out: holds the day keys, in memory only, and gives every record its place in the chain."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from companion.errors import LogError
from companion.messages import Record, Scope
from privacy import format as layout
from privacy.format import EpochRow, RecordRow, Row, Tail
from privacy.keys import Recipient


@dataclass(frozen=True, slots=True)
class _DayKey:
    """A scope's key for one day. A bytearray, so that it can be overwritten."""

    epoch: int
    digest: bytes
    secret: bytearray = field(repr=False)


class Sealer:
    """Seals records one after the other; not for two threads at once.

    Wiping overwrites our own copy of a key. Python cannot promise more: the interpreter, OpenSSL or the kernel's swap
    may have held copies, and the resident's words pass through Python strings that nobody can overwrite (THREATS.md).
    """

    def __init__(self, tail: Tail, recipients: Sequence[Recipient]) -> None:
        self._tail = tail
        self._recipients = sorted(recipients, key=lambda one: one.key_id)
        self._day: date | None = None
        self._keys: dict[Scope, _DayKey] = {}

    def seal(self, record: Record, at: datetime) -> tuple[Row, ...]:
        """The record as a row, before it its day key's row where it is the first under that key. Raises LogError."""
        plain = _encoded(record)
        at_ms, offset_min = _stamp(at)
        self.begin_day(at.date())
        fresh = () if record.scope in self._keys else (self._new_key(record.scope, at.date()),)
        key = self._keys[record.scope]
        bare = RecordRow(
            sequence=self._tail.sequence + 1,
            at_ms=at_ms,
            offset_min=offset_min,
            scope=record.scope.value,
            epoch=key.epoch,
            sealed=b"",
            chain=b"",
        )
        associated = layout.associated_data(self._tail.log_id, bare, key.digest, self._tail.chain)
        sealed = AESGCM(key.secret).encrypt(layout.nonce(bare.sequence), plain, associated)
        link = layout.chain(associated, sealed)
        self._tail = dataclasses.replace(self._tail, sequence=bare.sequence, chain=link)
        return *fresh, dataclasses.replace(bare, sealed=sealed, chain=link)

    def begin_day(self, day: date) -> None:
        """Wipe the keys of any other day."""
        if day != self._day:
            self.wipe()
            self._day = day

    def wipe(self) -> None:
        """Overwrite every day key and forget it."""
        for key in self._keys.values():
            key.secret[:] = bytes(len(key.secret))
        self._keys.clear()

    def _new_key(self, scope: Scope, day: date) -> EpochRow:
        readers = [one for one in self._recipients if scope in one.scopes]
        if not readers:
            raise LogError(f"Nobody could read the {scope.value} records; {register_hint(scope)}.")
        secret = bytearray(secrets.token_bytes(layout.DAY_KEY_BYTES))
        epoch, log_id = self._tail.epoch + 1, self._tail.log_id
        sealed = tuple(
            (one.key_id, one.seal(secret, layout.day_key_info(log_id, epoch, scope.value, day.isoformat(), one.key_id)))
            for one in readers
        )
        row = EpochRow(epoch=epoch, scope=scope.value, day=day.isoformat(), digest=b"", sealed_keys=sealed)
        row = dataclasses.replace(row, digest=layout.epoch_digest(log_id, row))
        self._keys[scope] = _DayKey(epoch, row.digest, secret)
        self._tail = dataclasses.replace(self._tail, epoch=epoch)
        return row


def register_hint(scope: Scope) -> str:
    """What to do when a scope has no reader."""
    role = "resident" if scope in (Scope.DIARY, Scope.MEMORY) else "caregiver"
    return f"register a key for them first: companion keys new --role {role} --name NAME --out FILE"


def _encoded(record: Record) -> bytes:
    try:
        return layout.encode(record.kind, record.body)
    except (TypeError, ValueError, RecursionError):
        # Not the error's own text: it may quote the body (P3).
        raise LogError(f"A {record.kind} record is not plain JSON, or is too long, and was not written.") from None


def _stamp(at: datetime) -> tuple[int, int]:
    try:
        return layout.to_stamp(at)
    except ValueError:
        raise LogError("A record's time has no time zone; nothing was written.") from None

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
from privacy import erasure as erasures
from privacy import format as layout
from privacy.checkpoint import Checkpoints, Device
from privacy.format import CheckpointRow, EpochRow, EraseRow, RecordRow, Row, Tail
from privacy.keys import Recipient, Role

SHARED = (Scope.SUMMARY,)
"""What the resident shares with whom they like. Calls for help go to everybody registered."""


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

    def __init__(self, tail: Tail, recipients: Sequence[Recipient], device: Device | None = None) -> None:
        self._tail = tail
        self._readers: dict[Scope, tuple[Recipient, ...]] = {}
        self._day: date | None = None
        self._keys: dict[Scope, _DayKey] = {}
        self._device = device or Device()
        self._checkpoints = Checkpoints(self._device, size=tail.sequence)
        self.seal_to(recipients)

    def seal_to(self, recipients: Sequence[Recipient], *, shared_with: frozenset[str] | None = None) -> None:
        """Seal to these people from the next record on; what is shared, to those of these names and the resident.

        `shared_with` None: nobody was asked, so to everybody.
        """
        ordered = sorted(recipients, key=lambda one: one.key_id)
        for scope in Scope:
            readers = tuple(one for one in ordered if scope in one.scopes and _is_meant(one, scope, shared_with))
            if readers != self._readers.get(scope):
                self._wipe(scope)
                self._readers[scope] = readers

    def is_read(self, scope: Scope) -> bool:
        """Whether anybody could open a record of this scope."""
        return bool(self._readers[scope])

    def seal(self, record: Record, at: datetime) -> tuple[Row, ...]:
        """The record as a row, before it what must be there first: a checkpoint of another day, its day key's row.

        Raises LogError.
        """
        plain = _encoded(record)
        _stamp(at)
        before = self.begin_day(at.date(), at)
        if record.scope not in self._keys:
            before += (self._new_key(record.scope, at.date()),)
        key = self._keys[record.scope]
        try:
            bare = self._bare(record.scope.value, key.epoch, at)
            associated = layout.associated_data(self._tail.log_id, bare, key.digest, self._tail.chain)
            sealed = AESGCM(key.secret).encrypt(layout.nonce(bare.sequence), plain, associated)
        finally:
            plain[:] = bytes(len(plain))  # words do not wait in memory for somebody to find them
        row = self._place(bare, sealed, key.digest)
        return (*before, row, *self._checkpoint(at))

    def erase(self, what: erasures.Plan, why: str, at: datetime) -> EraseRow:
        """The entry about an erasure, in its place, with what goes. A day key that goes is forgotten here too."""
        going = erasures.Spans(what.epochs)
        for scope, key in list(self._keys.items()):
            if key.epoch in going:
                self._wipe(scope)
        body = erasures.body_of(what, why)
        bare = self._bare(layout.OPEN_SCOPE, layout.OPEN_EPOCH, at)
        if (signer := self._device.signer) is not None:
            associated = layout.associated_data(self._tail.log_id, bare, layout.OPEN_DIGEST, self._tail.chain)
            signature = signer.sign(layout.erasure_message(associated, erasures.signed_bytes(body)))
            body |= {"verify_key": signer.verify_key.hex(), "signature": signature.hex()}
        entry = self._place(bare, layout.encode(erasures.KIND, body), layout.OPEN_DIGEST)
        return EraseRow(entry, what.records, what.epochs, what.withdrawn)

    def begin_day(self, day: date, at: datetime) -> tuple[Row, ...]:
        """Wipe the keys of any other day; a checkpoint where a day ends."""
        if day == self._day:
            return ()
        ended = self._day is not None
        self.wipe()
        self._day = day
        return self.checkpoint(at) if ended else ()

    def checkpoint(self, at: datetime) -> tuple[CheckpointRow, ...]:
        """A signed checkpoint, where something was written since the last."""
        made = self._checkpoints.make(self._tail, at)
        return () if made is None else (made,)

    def wipe(self) -> None:
        """Overwrite every day key and forget it."""
        for scope in list(self._keys):
            self._wipe(scope)

    @property
    def place(self) -> tuple[str, int, str]:
        """Where the log ends, rows not yet written included: log id, sequence, chain; ids in hexadecimal."""
        return self._tail.log_id.hex(), self._tail.sequence, self._tail.chain.hex()

    def _wipe(self, scope: Scope) -> None:
        key = self._keys.pop(scope, None)
        if key is not None:
            key.secret[:] = bytes(len(key.secret))

    def _checkpoint(self, at: datetime) -> tuple[CheckpointRow, ...]:
        return self.checkpoint(at) if self._checkpoints.due(self._tail, at) else ()

    def _bare(self, scope: str, epoch: int, at: datetime) -> RecordRow:
        """The next row, with neither content nor link yet."""
        at_ms, offset_min = _stamp(at)
        return RecordRow(
            sequence=self._tail.sequence + 1,
            at_ms=at_ms,
            offset_min=offset_min,
            scope=scope,
            epoch=epoch,
            sealed=b"",
            chain=b"",
        )

    def _place(self, bare: RecordRow, sealed: bytes, digest: bytes) -> RecordRow:
        """The row whole, at the end of the chain."""
        associated = layout.associated_data(self._tail.log_id, bare, digest, self._tail.chain)
        link = layout.chain(associated, sealed)
        self._tail = dataclasses.replace(self._tail, sequence=bare.sequence, chain=link)
        return dataclasses.replace(bare, sealed=sealed, chain=link)

    def _new_key(self, scope: Scope, day: date) -> EpochRow:
        readers = self._readers[scope]
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


def _is_meant(one: Recipient, scope: Scope, shared_with: frozenset[str] | None) -> bool:
    return scope not in SHARED or shared_with is None or one.role is Role.RESIDENT or one.name in shared_with


def check_record(record: Record, at: datetime) -> None:
    """Raises LogError for what could never be sealed."""
    _encoded(record)
    _stamp(at)


def register_hint(scope: Scope) -> str:
    """What to do when a scope has no reader."""
    role = "resident" if scope in (Scope.DIARY, Scope.MEMORY) else "caregiver"
    return f"register a key for them first: companion keys new --role {role} --name NAME --out FILE"


def _encoded(record: Record) -> bytearray:
    try:
        return bytearray(layout.encode(record.kind, record.body))
    except (TypeError, ValueError, RecursionError):
        # Not the error's own text: it may quote the body (P3).
        raise LogError(f"A {record.kind} record is not plain JSON, or is too long, and was not written.") from None


def _stamp(at: datetime) -> tuple[int, int]:
    try:
        return layout.to_stamp(at)
    except ValueError:
        raise LogError("A record's time has no time zone; nothing was written.") from None

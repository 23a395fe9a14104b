"""Opening the log with somebody's private key. Reads only; works on a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from companion.errors import KeyRefused, LogError
from companion.messages import JsonValue
from privacy import format as layout
from privacy.checkpoint import devices_known
from privacy.erasure import Ledger, read_entry
from privacy.keys import REFUSED, PrivateKey

if TYPE_CHECKING:
    from privacy.book import Book
    from privacy.erasure import Told
    from privacy.format import EpochRow, RecordRow
    from privacy.witness import Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRecord:
    """One record, in clear."""

    sequence: int
    """Place in the log, from 1; counts every scope, so a reader of some scopes sees gaps."""
    at: datetime
    """When, with the zone it was written in."""
    kind: str
    scope: str
    body: Mapping[str, JsonValue] = field(repr=False)


def read_log(
    path: Path,
    private_key: PrivateKey,
    *,
    since: datetime | None = None,
    damaged: list[int] | None = None,
    witnesses: Sequence[Witness] = (),
) -> list[OpenedRecord]:
    """Every record this key may open, in order, from `since` on.

    Raises KeyRefused for a key that opens nothing here, LogError for what is not a log. A record that was tampered with
    raises LogError too, unless `damaged` is given: then its sequence is put there and the rest is returned. Records of
    others are checked as far as that goes without their keys: else one of ours could be taken away or disguised.
    `witnesses`: what was seen of this log before; only what those devices signed counts as erased since.
    """
    from privacy import book as books
    from privacy.database import reading

    since_ms = layout.to_stamp(since)[0] if since else None
    with reading(path) as connection:
        book = books.read_book(connection)
        if book is None:
            raise LogError(f"The log {path} is damaged; 'companion log verify' says where.")
        refused: list[int] = []
        wanted = None if damaged is not None else books.epochs_since(connection, since_ms)
        keys = books.open_day_keys(book, private_key, None if damaged is None else refused, only=wanted)
        if refused and not keys:
            raise KeyRefused(REFUSED)
        # A reader's key may have been taken away or damaged: then say so, not "nothing".
        doubtful = {*books.altered_epochs(book), *refused}
        checkpoints, whole = books.checkpoints_in(connection)
        if not (whole or damaged is not None):
            raise LogError(f"The log {path} is damaged; 'companion log verify' says where.")
        looked = _Looked(book, keys, doubtful, private_key.key_id)
        unreadable: list[int] = []
        looked.through(books.read_records(connection, since_ms, unreadable=None if damaged is None else unreadable))
        seen = [one.checkpoint for one in witnesses if one.log_id == book.log_id]
        devices = devices_known(book.log_id, [one for one in checkpoints if one], seen)
        opened, spoiled = looked.opened, looked.spoiled(devices) + unreadable
        if not unreadable and books.last_sequence(connection) != book.head:
            spoiled.append(book.head)
    if damaged is not None:
        damaged += spoiled
    elif spoiled:
        what = f"Record {spoiled[0]} of {path} was altered"
        raise LogError(f"{what}; 'companion log verify' tells more, 'log summary --skip-damaged' shows the rest.")
    return [one for one in opened if since is None or one.at >= since]


def names_key(path: Path, private_key: PrivateKey) -> bool:
    """Whether anything in this log was sealed to this key and is still there. Opens nothing. Raises LogError."""
    from privacy.database import reading

    with reading(path) as connection:
        found = connection.exec_driver_sql(
            "SELECT 1 FROM sealed_key WHERE key_id = ? AND length(sealed) != ? LIMIT 1",
            (private_key.key_id, layout.TOMBSTONE_BYTES),
        )
        return found.first() is not None


class _Looked:
    """One walk along the records: what these keys open, and what is not as it was written."""

    def __init__(self, book: Book, keys: Mapping[int, bytes], doubtful: Set[int], key_id: bytes) -> None:
        self._book = book
        self._keys = keys
        self._doubtful = doubtful
        self._key_id = key_id
        self._taken = {row.epoch for row in book.epochs.values() if _is_taken(row, key_id)}
        self.opened: list[OpenedRecord] = []
        self._spoiled: list[int] = []
        self._graves: list[RecordRow] = []
        self._closed: list[RecordRow] = []
        self._told: list[Told] = []

    def through(self, records: Iterable[tuple[object, RecordRow | None, bytes]]) -> None:
        """Fill `opened`."""
        for sequence, row, stored in records:
            before = layout.genesis(self._book.log_id) if sequence == 1 else stored
            if row is None or bound(self._book, row, before) is None:
                self._spoiled.append(sequence if isinstance(sequence, int) else 0)
            else:
                self._whole(row, before)

    def _whole(self, row: RecordRow, before: bytes) -> None:
        record = unseal(self._book, row, before, self._keys.get(row.epoch))
        if record is not None:
            self.opened.append(record)
        if row.scope == layout.OPEN_SCOPE:
            self._told += filter(None, [read_entry(row, self._book.log_id, before)])
        elif layout.is_tombstone(row):
            self._graves.append(row)
        elif row.epoch in self._taken:
            self._closed.append(row)
        elif record is None and (row.epoch in self._keys or row.epoch in self._doubtful):
            self._spoiled.append(row.sequence)

    def spoiled(self, devices: Mapping[bytes, int]) -> list[int]:
        """Sequences of records that were changed, or erased without an entry that counts."""
        ledger = Ledger(self._told, devices, epochs=self._book.epochs)
        erased = [row.sequence for row in self._graves if not ledger.tells_of(row)]
        closed = [row.sequence for row in self._closed if not ledger.tells_of_key(row.epoch, self._key_id)]
        return sorted((*self._spoiled, *erased, *closed))


def _is_taken(row: EpochRow, key_id: bytes) -> bool:
    """The key of this epoch was sealed to this reader, and is not there any more."""
    return any(name == key_id and len(sealed) == layout.TOMBSTONE_BYTES for name, sealed in row.sealed_keys)


def unseal(book: Book, row: RecordRow, before: bytes, secret: bytes | None) -> OpenedRecord | None:
    """One record; None when its chain, its tag or its content is not right, when it was erased, or without its key."""
    associated = bound(book, row, before)
    in_clear = row.scope == layout.OPEN_SCOPE
    if associated is None or layout.is_tombstone(row) or (secret is None and not in_clear):
        return None
    try:
        plain = row.sealed if in_clear else _opened(secret, row, associated)
        kind, body = layout.decode(plain)
        at = layout.from_stamp(row.at_ms, row.offset_min)
    except (InvalidTag, ValueError, OverflowError, RecursionError):
        return None
    return OpenedRecord(sequence=row.sequence, at=at, kind=kind, scope=row.scope, body=body)


def _opened(secret: bytes | None, row: RecordRow, associated: bytes) -> bytes:
    if secret is None:
        raise ValueError("no key")
    return AESGCM(secret).decrypt(layout.nonce(row.sequence), row.sealed, associated)


def bound(book: Book, row: RecordRow, before: bytes) -> bytes | None:
    """The record's associated data; None when its chain does not follow, or its epoch is another scope's or none."""
    digest = book.digest_of(row)
    if digest is None:
        return None
    associated = layout.associated_data(book.log_id, row, digest, before)
    return associated if layout.chain(associated, row.sealed) == row.chain else None

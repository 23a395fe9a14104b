"""Reading a log's file with distrust: every value is checked for type and length before anything is done with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from companion.errors import KeyRefused
from privacy import format as layout
from privacy.checkpoint import is_well_formed
from privacy.format import CheckpointRow, EpochRow, RecordRow
from privacy.keys import REFUSED, PrivateKey

_COLUMNS = "r.sequence, r.at_ms, r.offset_min, r.scope, r.epoch, r.sealed, r.chain"
_NO_KEY = (b"", b"")
"""Stands for a malformed row, so that its epoch's digest does not fit."""
MOST_RECIPIENTS = 0xFFFF
"""As many as the digest of an epoch can count."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything in the file but the records."""

    log_id: bytes
    head: int
    head_chain: bytes = field(repr=False)
    epochs: Mapping[int, EpochRow] = field(repr=False)
    """Those that are well-formed; a record of any other has no key."""

    def digest_of(self, row: RecordRow) -> bytes | None:
        """Digest of the record's epoch; None when there is no such epoch, or it is another scope's."""
        if row.scope == layout.OPEN_SCOPE:
            return layout.OPEN_DIGEST if row.epoch == layout.OPEN_EPOCH else None
        epoch = self.epochs.get(row.epoch)
        return None if epoch is None or epoch.scope != row.scope else epoch.digest


def read_book(connection: Connection) -> Book | None:
    """None when the log does not even say who it is."""
    raw = connection.exec_driver_sql("SELECT log_id, head, head_chain FROM log").first()
    # By place, never by name: a damaged schema may spell the names otherwise.
    log_id, head, head_chain = raw or (None, None, None)
    if not (_blob(log_id, layout.LOG_ID_BYTES) and isinstance(head, int) and _blob(head_chain, layout.HASH_BYTES)):
        return None
    sealed: dict[int, list[tuple[bytes, bytes]]] = {}
    for epoch, name, blob in connection.exec_driver_sql("SELECT epoch, key_id, sealed FROM sealed_key"):
        if isinstance(epoch, int):
            whole = _blob(name, layout.KEY_ID_BYTES) and isinstance(blob, bytes)
            sealed.setdefault(epoch, []).append((name, blob) if whole else _NO_KEY)
    epochs = {}
    for epoch, scope, day, digest in connection.exec_driver_sql("SELECT epoch, scope, day, digest FROM epoch"):
        if _is_epoch(epoch, scope, day, digest):
            epochs[epoch] = EpochRow(epoch, scope, day, digest, tuple(sorted(sealed.get(epoch, ()))))
    return Book(log_id, head, head_chain, epochs)


def last_sequence(connection: Connection) -> object:
    """The last record's place, 0 when there is none; whatever lies there when the file was tampered with."""
    return connection.exec_driver_sql("SELECT coalesce(max(sequence), 0) FROM record").scalar_one()


def read_records(
    connection: Connection, since_ms: int | None = None, *, unreadable: list[int] | None = None
) -> Iterator[tuple[object, RecordRow | None, bytes]]:
    """For each record in order: its sequence, the record (None when malformed), and the chain stored before it.

    From the first one at `since_ms` or later on; after it earlier ones too, for a tampered time must not hide a record.

    The chain before is empty where that record is missing; before record 1 it is missing by nature. Where SQLite
    cannot read on, that is raised, unless `unreadable` is given: then what lies on spoiled pages is put there.
    """
    last = 0
    try:
        found = connection.execution_options(yield_per=1000).exec_driver_sql(
            f"SELECT {_COLUMNS}, p.chain FROM record r LEFT JOIN record p ON p.sequence = r.sequence - 1"  # noqa: S608
            " WHERE r.sequence >= (SELECT min(sequence) FROM record WHERE at_ms >= ?) ORDER BY r.sequence",
            (-(1 << 63) if since_ms is None else since_ms,),
        )
        for *values, before in found:
            last = values[0] if isinstance(values[0], int) else last
            yield _read(values, before)
    except DatabaseError:
        if unreadable is None:
            raise
        yield from _one_by_one(connection, last + 1, unreadable)


def _one_by_one(
    connection: Connection, first: int, unreadable: list[int]
) -> Iterator[tuple[object, RecordRow | None, bytes]]:
    """Each record by itself, up to where the log says that it ends."""
    head = connection.exec_driver_sql("SELECT head FROM log").scalar()
    before: object = b""
    for sequence in range(first, (head if isinstance(head, int) else 0) + 1):
        query = f"SELECT {_COLUMNS} FROM record r WHERE r.sequence = ?"  # noqa: S608
        try:
            row = connection.exec_driver_sql(query, (sequence,)).first()
        except DatabaseError:
            row = None
        if row is None:
            unreadable.append(sequence)
            before = b""
        else:
            yield _read(list(row), before)
            before = row[-1]


def _read(values: list[Any], before: object) -> tuple[object, RecordRow | None, bytes]:
    row = RecordRow(*values)
    return values[0], row if is_record(row) else None, before if _blob(before, layout.HASH_BYTES) else b""


def is_record(row: RecordRow) -> bool:
    """Can the byte layout hold these values?"""
    numbers = (row.sequence, row.at_ms, row.offset_min, row.epoch)
    if not all(isinstance(number, int) for number in numbers) or row.sequence < 1 or row.epoch < 0:
        return False
    if (
        abs(row.offset_min) > layout.LONGEST_OFFSET_MIN
        or not layout.is_name(row.scope)
        or not _blob(row.chain, layout.HASH_BYTES)
    ):
        return False
    in_clear = row.scope == layout.OPEN_SCOPE
    if in_clear != (row.epoch == layout.OPEN_EPOCH) or not isinstance(row.sealed, bytes):
        return False
    over = len(row.sealed) % layout.PAD_BYTES
    return over == 0 if in_clear else over == layout.TAG_BYTES or len(row.sealed) == layout.TOMBSTONE_BYTES


def epochs_since(connection: Connection, since_ms: int | None) -> frozenset[int] | None:
    """Epochs of the records from the first one at `since_ms` on; None: of all. Opening a day key takes its time."""
    if since_ms is None:
        return None
    found = connection.exec_driver_sql(
        "SELECT DISTINCT epoch FROM record WHERE sequence >= (SELECT min(sequence) FROM record WHERE at_ms >= ?)",
        (since_ms,),
    )
    return frozenset(epoch for (epoch,) in found if isinstance(epoch, int))


def open_day_keys(
    book: Book, key: PrivateKey, refused: list[int] | None = None, *, only: Collection[int] | None = None
) -> dict[int, bytes]:
    """The day keys this private key may open, by epoch; `only`: those of these epochs.

    Raises KeyRefused for a key the log does not name, and for a sealed key that does not open unless `refused` is
    given: then its epoch is put there.
    """
    named = {row.epoch: dict(row.sealed_keys)[key.key_id] for row in book.epochs.values() if _names(row, key)}
    mine = {epoch: sealed for epoch, sealed in named.items() if len(sealed) != layout.TOMBSTONE_BYTES}
    if book.epochs and not mine and not (named and all(_erased(book.epochs[epoch]) for epoch in named)):
        raise KeyRefused(REFUSED)  # unknown here, or revoked; who was only left nothing to read sees an empty log
    opened: dict[int, bytes] = {}
    for epoch, sealed in mine.items():
        if only is not None and epoch not in only:
            continue
        try:
            opened[epoch] = key.open(sealed, _info(book, epoch, key))
        except KeyRefused:
            if refused is None:
                raise
            refused.append(epoch)
    return opened


def read_checkpoints(connection: Connection) -> Iterator[tuple[object, CheckpointRow | None]]:
    """For each checkpoint in order: the size it is kept under, and the checkpoint, None when malformed."""
    there = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'checkpoint'").scalar_one()
    if not there:
        return  # version 1 has none
    columns = ", ".join(CheckpointRow.__slots__)
    for values in connection.exec_driver_sql(f"SELECT {columns} FROM checkpoint ORDER BY size"):  # noqa: S608
        row = CheckpointRow(*values)
        yield row.size, row if is_well_formed(row) else None


def checkpoints_in(connection: Connection) -> tuple[list[CheckpointRow | None], bool]:
    """The checkpoints that can be read, None for a malformed one, and whether SQLite could read all of them."""
    found: list[CheckpointRow | None] = []
    try:
        found += (row for _, row in read_checkpoints(connection))
    except (DatabaseError, UnicodeDecodeError):
        return found, False
    return found, True


def altered_epochs(book: Book) -> list[int]:
    """Epochs whose sealed keys are not those their records bind: one was changed, taken away or put in."""
    rows = book.epochs.values()
    return [row.epoch for row in rows if _is_altered(book, row)]


def _is_altered(book: Book, row: EpochRow) -> bool:
    too_many = len(row.sealed_keys) > MOST_RECIPIENTS
    return too_many or layout.epoch_digest(book.log_id, row) != row.digest


def _names(row: EpochRow, key: PrivateKey) -> bool:
    return any(name == key.key_id for name, _ in row.sealed_keys)


def _erased(row: EpochRow) -> bool:
    return all(len(sealed) == layout.TOMBSTONE_BYTES for _, sealed in row.sealed_keys)


def _info(book: Book, epoch: int, key: PrivateKey) -> bytes:
    row = book.epochs[epoch]
    return layout.day_key_info(book.log_id, epoch, row.scope, row.day, key.key_id)


def _is_epoch(epoch: object, scope: object, day: object, digest: object) -> bool:
    return (
        isinstance(epoch, int)
        and epoch >= 1
        and layout.is_name(scope)
        and layout.is_name(day)
        and _blob(digest, layout.HASH_BYTES)
    )


def _blob(value: object, length: int) -> TypeGuard[bytes]:
    return isinstance(value, bytes) and len(value) == length

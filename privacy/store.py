"""The log's file in the writer's hands: one writer, one transaction at a time, the same file all along.

Loads SQLAlchemy, so import it where a log is opened, not at start-up.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from companion.errors import LogDamaged, LogError, LogReplaced
from companion.messages import Erasure
from privacy import format as layout
from privacy.aside import take_along
from privacy.database import FAILURES, check_format, make_engine, reading, translated, tune
from privacy.erasure import Found, within
from privacy.files import make_private_folder, sync_folder
from privacy.format import CheckpointRow, EpochRow, EraseRow, RecordRow, Row, Tail
from privacy.locks import WriterLock
from privacy.tables import (
    bury,
    create,
    insert_checkpoint,
    insert_epoch,
    insert_records,
    is_whole,
    still_sealed,
    upgrade,
    with_a_neighbour,
)


class Store:
    """The writer's hold on the file; one at a time. Every method raises LogError or LogFull only."""

    def __init__(self, path: Path, *, busy_s: float = 1.0, largest_bytes: int | None = None) -> None:
        self._path = path
        self._busy_s = busy_s
        self._largest_bytes = largest_bytes
        self._lock = WriterLock(path)
        self._read = False
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._inode = (0, 0)
        self._tail: Tail | None = None
        self._uncovered = False

    def open(self) -> Tail:
        """Make the file where there is none, refuse a second writer, and say where the log ends."""
        with translated(self._path):
            make_private_folder(self._path.parent)
            self._lock.take()
            try:
                self._make_private_file()
                self._tail = self._connect(may_create=True)
                self._path.chmod(0o600)
            except (LogError, *FAILURES):
                self._disconnect()
                self._lock.drop()
                raise
        return self._tail

    def write(self, rows: Sequence[Row]) -> None:
        """Put all rows on disk, or none. After a failure the same rows may be given again."""
        with translated(self._path):
            try:
                if not self._is_same_file():
                    self._disconnect()
                if self._connection is None:
                    self._reconnect(rows)
                self._insert(rows)
            except (LogError, *FAILURES):
                self._disconnect()
                raise

    def erasable(self, erasure: Erasure) -> tuple[list[Found], list[tuple[int, str, str]]]:
        """What could be erased in the days and scopes of this erasure, and is no tombstone yet.

        Sealed records: whole epochs of them, or where places are given, those and one more of each epoch that would
        keep one; and (epoch, scope, day) of the day keys. For any thread: reads the file
        over a connection of its own. Raises LogError.
        """
        with reading(self._path) as connection:
            rows = connection.exec_driver_sql("SELECT epoch, scope, day FROM epoch ORDER BY epoch").all()
            days = {epoch: (epoch, scope, day) for epoch, scope, day in rows if within(scope, day, erasure)}
            if erasure.sequences is None:
                found = still_sealed(connection, epochs=list(days))
            else:
                found = with_a_neighbour(connection, erasure.sequences)
            found = [(sequence, epoch) for sequence, epoch in found if epoch in days]
            there = [Found(sequence, days[epoch][1], epoch, days[epoch][2]) for sequence, epoch in found]
            keys = connection.exec_driver_sql(
                "SELECT DISTINCT epoch FROM sealed_key WHERE length(sealed) != ?", (layout.TOMBSTONE_BYTES,)
            )
            return there, [days[epoch] for (epoch,) in keys if epoch in days]

    def sealed_to(self, key_id: bytes) -> list[tuple[int, str, str]]:
        """(epoch, scope, day) of the day keys that are sealed to this key. For any thread. Raises LogError."""
        with reading(self._path) as connection:
            rows = connection.exec_driver_sql(
                "SELECT e.epoch, e.scope, e.day FROM epoch e JOIN sealed_key k USING (epoch)"
                " WHERE k.key_id = ? AND length(k.sealed) != ? ORDER BY e.epoch",
                (key_id, layout.TOMBSTONE_BYTES),
            )
            return [(epoch, scope, day) for epoch, scope, day in rows]

    def close(self) -> None:
        """Fold the write-ahead log into the file and let both go; while somebody reads the file it stays beside it."""
        with contextlib.ExitStack() as left, contextlib.suppress(SQLAlchemyError, sqlite3.Error):
            if self._connection is not None and self._lock.read:
                left.enter_context(self._last_to_close())
            elif self._connection is not None:
                self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
            self._disconnect()
        self._disconnect()
        self._lock.drop()

    @contextlib.contextmanager
    def _last_to_close(self) -> Iterator[None]:
        """Whoever closes a database last folds its write-ahead log into it, but for one that may only read."""
        engine = make_engine(f"{self._path.absolute().as_uri()}?mode=ro", self._busy_s)
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("SELECT head FROM log").close()
                yield
        finally:
            engine.dispose()

    def _make_private_file(self) -> None:
        take_along(self._path)  # a new log must not be given what stood beside another
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            sync_folder(self._path.parent)

    def _connect(self, *, may_create: bool) -> Tail:
        self._engine = make_engine(f"{self._path.absolute().as_uri()}?mode=rw", self._busy_s)
        self._connection = connection = self._engine.connect()
        status = self._path.stat()
        self._inode = (status.st_dev, status.st_ino)
        version = check_format(connection, self._path)
        if not (version or may_create):
            raise self._replaced()
        left = Path(f"{self._path}-wal").exists()
        tune(connection, self._largest_bytes)
        self._let_be(self._lock.read)
        if not version:
            create(connection)
        elif version < layout.FORMAT_VERSION or not is_whole(connection):
            upgrade(connection)
        # Whoever wrote it died between erasing and taking what was erased out of the write-ahead log, too.
        self._uncovered = self._uncovered or (left and ends_with_erasure(connection))
        return read_tail(connection, self._path)

    def _reconnect(self, rows: Sequence[Row]) -> None:
        """Find our log again. A commit that failed may have reached the disk all the same: then its rows are there."""
        if not self._path.exists():
            raise self._replaced()
        found = self._connect(may_create=False)
        known = self._tail
        ends = {(row.sequence, row.chain) for row in _records(rows)}
        if known is None or found.log_id != known.log_id:
            raise self._replaced()
        if (found.sequence, found.chain) not in ends | {(known.sequence, known.chain)}:
            raise self._replaced()
        self._tail = found

    def _is_same_file(self) -> bool:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            raise self._replaced() from None
        return self._inode == (status.st_dev, status.st_ino)

    def _replaced(self) -> LogReplaced:
        return LogReplaced(f"The log {self._path} was replaced while it was open; put the right file back.")

    def _insert(self, rows: Sequence[Row]) -> None:
        connection, tail = self._connection, self._tail
        if connection is None or tail is None:
            raise LogError(f"The log {self._path} is closed.")
        records = [row for row in _records(rows) if row.sequence > tail.sequence]
        epochs = [row for row in rows if isinstance(row, EpochRow) and row.epoch > tail.epoch]
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for epoch in epochs:
                insert_epoch(connection, epoch)
            if records:
                insert_records(connection, records)
            for row in rows:
                if isinstance(row, CheckpointRow):
                    insert_checkpoint(connection, row)
                elif isinstance(row, EraseRow):
                    bury(connection, row)
                    self._uncovered = True
        self._cover()
        last_epoch = epochs[-1].epoch if epochs else tail.epoch
        end = (records[-1].sequence, records[-1].chain) if records else (tail.sequence, tail.chain)
        self._tail = Tail(tail.log_id, last_epoch, *end)

    def _let_be(self, read: bool) -> None:
        """Leave the file as it is while somebody reads it as unchanging: everything goes beside it."""
        self._read = read
        if self._connection is not None:
            self._connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={0 if read else 1000}").close()
            self._connection.rollback()

    def _cover(self) -> None:
        """Take what was erased out of the write-ahead log too; while somebody reads it that has to wait."""
        if self._read and not self._lock.read:
            self._let_be(False)
        if self._uncovered and not self._read and self._connection is not None:
            busy, *_ = self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            self._connection.rollback()
            self._uncovered = bool(busy)

    def _disconnect(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError, sqlite3.Error):
                self._connection.close()
            self._connection = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _records(rows: Sequence[Row]) -> list[RecordRow]:
    """Everything that has a place in the chain, in order."""
    return [row.entry if isinstance(row, EraseRow) else row for row in rows if isinstance(row, RecordRow | EraseRow)]


def ends_with_erasure(connection: Connection) -> bool:
    """The last record is an entry about an erasure, the only kind that is under no day key."""
    epoch = connection.exec_driver_sql("SELECT epoch FROM record ORDER BY sequence DESC LIMIT 1").scalar()
    connection.rollback()
    return epoch == layout.OPEN_EPOCH


def read_tail(connection: Connection, path: Path) -> Tail:
    """Where the log ends. Raises LogError when its last record and its head do not fit together."""
    raw = connection.exec_driver_sql("SELECT log_id, head, head_chain FROM log").first()
    epoch = connection.exec_driver_sql("SELECT coalesce(max(epoch), 0) FROM epoch").scalar_one()
    last = connection.exec_driver_sql("SELECT sequence, chain FROM record ORDER BY sequence DESC LIMIT 1").first()
    connection.rollback()
    log_id, *head = raw or (None,)
    if not isinstance(log_id, bytes) or len(log_id) != layout.LOG_ID_BYTES:
        raise LogDamaged(f"The log {path} is damaged; 'companion log verify' says where.")
    sequence, chain = last or (0, layout.genesis(log_id))
    if not (isinstance(chain, bytes) and len(chain) == layout.HASH_BYTES):
        raise LogDamaged(f"The log {path} is damaged; 'companion log verify' says where.")
    if [sequence, chain] != head:
        raise LogDamaged(f"The log {path} does not end where it should; set it aside, and a new one is begun.")
    return Tail(log_id=log_id, epoch=epoch, sequence=sequence, chain=chain)

"""The log's file in the writer's hands: one writer, one transaction at a time, the same file all along.

Loads SQLAlchemy, so import it where a log is opened, not at start-up.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from companion.errors import LogDamaged, LogError, LogInUse, LogReplaced
from companion.messages import Erasure
from privacy import format as layout
from privacy.database import FAILURES, check_format, make_engine, reading, translated, tune
from privacy.erasure import Found, within
from privacy.files import make_private_folder, sync_folder
from privacy.format import CheckpointRow, EpochRow, EraseRow, RecordRow, Row, Tail
from privacy.tables import bury, create, insert_checkpoint, insert_epoch, insert_records, is_whole, upgrade


class Store:
    """The writer's hold on the file; one at a time. Every method raises LogError or LogFull only."""

    def __init__(self, path: Path, *, busy_s: float = 1.0, largest_bytes: int | None = None) -> None:
        self._path = path
        self._busy_s = busy_s
        self._largest_bytes = largest_bytes
        self._lock = -1
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._inode = (0, 0)
        self._tail: Tail | None = None
        self._uncovered = False

    def open(self) -> Tail:
        """Make the file where there is none, refuse a second writer, and say where the log ends."""
        with translated(self._path):
            make_private_folder(self._path.parent)
            self._take_lock()
            try:
                self._make_private_file()
                self._tail = self._connect(may_create=True)
                self._path.chmod(0o600)
            except (LogError, *FAILURES):
                self._disconnect()
                self._drop_lock()
                raise
        return self._tail

    def write(self, rows: Sequence[Row]) -> None:
        """Put all rows on disk, or none. After a failure the same rows may be given again."""
        with translated(self._path):
            try:
                if self._connection is None:
                    self._reconnect(rows)
                self._check_same_file()
                self._insert(rows)
            except (LogError, *FAILURES):
                self._disconnect()
                raise

    def erasable(self, erasure: Erasure) -> tuple[list[Found], list[tuple[int, str, str]]]:
        """What could be erased in the days and scopes of this erasure, and is no tombstone yet.

        Sealed records, whole epochs of them, and (epoch, scope, day) of the day keys. For any thread: reads the file
        over a connection of its own. Raises LogError.
        """
        with reading(self._path) as connection:
            rows = connection.exec_driver_sql("SELECT epoch, scope, day FROM epoch ORDER BY epoch").all()
            days = {epoch: (epoch, scope, day) for epoch, scope, day in rows if within(scope, day, erasure)}
            found = connection.exec_driver_sql(
                "SELECT sequence, epoch FROM record WHERE length(sealed) != ?"
                " AND epoch IN (SELECT value FROM json_each(?)) ORDER BY sequence",
                (layout.TOMBSTONE_BYTES, json.dumps(list(days))),
            )
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
        """Fold the write-ahead log into the file and let both go."""
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError, sqlite3.Error):
                self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
        self._disconnect()
        self._drop_lock()

    def _take_lock(self) -> None:
        # A file of its own: closing any handle of the database itself would drop SQLite's locks in this process.
        self._lock = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._drop_lock()
            raise LogInUse(
                f"The log {self._path} is being written by another companion; stop that one first."
            ) from None

    def _drop_lock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _make_private_file(self) -> None:
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
        tune(connection, self._largest_bytes)
        if not version:
            create(connection)
        elif version < layout.FORMAT_VERSION or not is_whole(connection):
            upgrade(connection)
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

    def _check_same_file(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            raise self._replaced() from None
        if self._inode != (status.st_dev, status.st_ino):
            raise self._replaced()

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

    def _cover(self) -> None:
        """Take what was erased out of the write-ahead log too; while somebody reads it that has to wait."""
        if self._uncovered and self._connection is not None:
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


def is_written(path: Path) -> bool:
    """Whether somebody has the log open for writing."""
    try:
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _records(rows: Sequence[Row]) -> list[RecordRow]:
    """Everything that has a place in the chain, in order."""
    return [row.entry if isinstance(row, EraseRow) else row for row in rows if isinstance(row, RecordRow | EraseRow)]


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

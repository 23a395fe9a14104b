"""The log's tables (FORMAT.md, "Container"), and rows put into them. Loads SQLAlchemy."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    update,
)
from sqlalchemy.exc import InvalidRequestError

from privacy import format as layout
from privacy.format import CheckpointRow, EpochRow, EraseRow, RecordRow

TABLES = MetaData()

LOG = Table(
    "log",
    TABLES,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    Column("log_id", LargeBinary, nullable=False),
    Column("head", Integer, nullable=False),
    Column("head_chain", LargeBinary, nullable=False),
)
EPOCH = Table(
    "epoch",
    TABLES,
    Column("epoch", Integer, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)
SEALED_KEY = Table(
    "sealed_key",
    TABLES,
    Column("epoch", ForeignKey(EPOCH.c.epoch), primary_key=True),
    Column("key_id", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
RECORD = Table(
    "record",
    TABLES,
    Column("sequence", Integer, primary_key=True),
    Column("at_ms", Integer, nullable=False),
    Column("offset_min", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    Column("epoch", ForeignKey(EPOCH.c.epoch), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
)
CHECKPOINT = Table(
    "checkpoint",
    TABLES,
    Column("size", Integer, primary_key=True),
    Column("chain", LargeBinary, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("offset_min", Integer, nullable=False),
    Column("clock", Text, nullable=False),
    Column("start", LargeBinary, nullable=False),
    Column("uptime_ms", Integer, nullable=False),
    Column("verify_key", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

_NO_KEY = {"epoch": layout.OPEN_EPOCH, "scope": layout.OPEN_SCOPE, "day": "", "digest": layout.OPEN_DIGEST}
"""What entries in clear refer to: every record refers to an epoch."""


def create(connection: Connection) -> None:
    """Make a new, empty log in one transaction."""
    log_id = secrets.token_bytes(layout.LOG_ID_BYTES)
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql(f"PRAGMA application_id={layout.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={layout.FORMAT_VERSION}")
        TABLES.create_all(connection, checkfirst=False)
        connection.execute(insert(LOG).values(one=1, log_id=log_id, head=0, head_chain=layout.genesis(log_id)))
        connection.execute(insert(EPOCH).values(**_NO_KEY))


def insert_epoch(connection: Connection, row: EpochRow) -> None:
    """Put in a day key, as sealed to each recipient."""
    connection.execute(insert(EPOCH).values(epoch=row.epoch, scope=row.scope, day=row.day, digest=row.digest))
    keys = [{"epoch": row.epoch, "key_id": name, "sealed": sealed} for name, sealed in row.sealed_keys]
    connection.execute(insert(SEALED_KEY), keys)


def is_whole(connection: Connection) -> bool:
    """Whether everything is there that this version adds to the first."""
    table = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'checkpoint'").scalar_one()
    row = connection.exec_driver_sql("SELECT count(*) FROM epoch WHERE epoch = 0").scalar_one()
    connection.rollback()
    return bool(table and row)


def upgrade(connection: Connection) -> None:
    """Make a log of version 1, or one that lacks something, one of this version; what it holds stays as it is."""
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        CHECKPOINT.create(connection, checkfirst=True)
        connection.execute(insert(EPOCH).prefix_with("OR IGNORE").values(**_NO_KEY))
        connection.exec_driver_sql(f"PRAGMA user_version={layout.FORMAT_VERSION}")


def insert_records(connection: Connection, records: Sequence[RecordRow]) -> None:
    """Put in records, and move the head with them."""
    columns = RecordRow.__slots__
    connection.execute(insert(RECORD), [{name: getattr(row, name) for name in columns} for row in records])
    connection.execute(update(LOG).values(head=records[-1].sequence, head_chain=records[-1].chain))


def insert_checkpoint(connection: Connection, row: CheckpointRow) -> None:
    """Put in a checkpoint; one that is there already stays."""
    values = {name: getattr(row, name) for name in CheckpointRow.__slots__}
    connection.execute(insert(CHECKPOINT).prefix_with("OR IGNORE").values(**values))


def still_sealed(connection: Connection, *, epochs: Sequence[int]) -> list[tuple[int, int]]:
    """(sequence, epoch) of every record of these epochs that is no tombstone."""
    found = connection.exec_driver_sql(
        "SELECT sequence, epoch FROM record WHERE length(sealed) != ?"
        " AND epoch IN (SELECT value FROM json_each(?)) ORDER BY sequence",
        (layout.TOMBSTONE_BYTES, json.dumps(list(epochs))),
    )
    return [(sequence, epoch) for sequence, epoch in found]


def with_a_neighbour(connection: Connection, sequences: Sequence[int]) -> list[tuple[int, int]]:
    """(sequence, epoch) of those that are no tombstones, and of the last other one of each epoch.

    Who forgets the last turn in a long log must not wait for all of it to be read.
    """
    wanted = json.dumps(list(sequences))
    mine = connection.exec_driver_sql(
        "SELECT sequence, epoch FROM record WHERE length(sealed) != ?"
        " AND sequence IN (SELECT value FROM json_each(?)) ORDER BY sequence",
        (layout.TOMBSTONE_BYTES, wanted),
    ).all()
    others = (
        connection.exec_driver_sql(
            "SELECT sequence, epoch FROM record WHERE epoch = ? AND length(sealed) != ?"
            " AND sequence NOT IN (SELECT value FROM json_each(?)) ORDER BY sequence DESC LIMIT 1",
            (epoch, layout.TOMBSTONE_BYTES, wanted),
        ).first()
        for epoch in sorted({epoch for _, epoch in mine})
    )
    return [(sequence, epoch) for sequence, epoch in (*mine, *filter(None, others))]


def bury(connection: Connection, row: EraseRow) -> None:
    """Put tombstones where the erasure says; what is one already stays."""
    database = connection.connection.dbapi_connection
    if database is None:
        raise InvalidRequestError("the connection is closed")
    database.create_function("fingerprint", 1, layout.fingerprint, deterministic=True)
    gone = f"SET sealed = fingerprint(sealed) WHERE length(sealed) != {layout.TOMBSTONE_BYTES} AND"
    # One look through the table for all epochs together: they are many, and records are not sorted by them.
    these = "epoch IN (SELECT value FROM json_each(?))"
    epochs = json.dumps([epoch for first, last in row.epochs for epoch in range(first, last + 1)])
    withdrawn = [(key_id, *run) for key_id, spans in row.withdrawn for run in spans]
    for statement, values in (
        (f"UPDATE record {gone} scope != '{layout.OPEN_SCOPE}' AND sequence BETWEEN ? AND ?", row.records),
        (f"UPDATE record {gone} scope != '{layout.OPEN_SCOPE}' AND {these}", [(epochs,)]),
        (f"UPDATE sealed_key {gone} {these}", [(epochs,)]),
        (f"UPDATE sealed_key {gone} key_id = ? AND epoch BETWEEN ? AND ?", withdrawn),
    ):
        if values:
            connection.exec_driver_sql(statement, list(values))

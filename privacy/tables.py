"""The log's tables (FORMAT.md, "Container"), and rows put into them. Loads SQLAlchemy."""

from __future__ import annotations

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

from privacy import format as layout
from privacy.format import EpochRow, RecordRow

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


def create(connection: Connection) -> None:
    """Make a new, empty log in one transaction."""
    log_id = secrets.token_bytes(layout.LOG_ID_BYTES)
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql(f"PRAGMA application_id={layout.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={layout.FORMAT_VERSION}")
        TABLES.create_all(connection, checkfirst=False)
        connection.execute(insert(LOG).values(one=1, log_id=log_id, head=0, head_chain=layout.genesis(log_id)))


def insert_epoch(connection: Connection, row: EpochRow) -> None:
    """Put in a day key, as sealed to each recipient."""
    connection.execute(insert(EPOCH).values(epoch=row.epoch, scope=row.scope, day=row.day, digest=row.digest))
    keys = [{"epoch": row.epoch, "key_id": name, "sealed": sealed} for name, sealed in row.sealed_keys]
    connection.execute(insert(SEALED_KEY), keys)


def insert_records(connection: Connection, records: Sequence[RecordRow]) -> None:
    """Put in records, and move the head with them."""
    columns = RecordRow.__slots__
    connection.execute(insert(RECORD), [{name: getattr(row, name) for name in columns} for row in records])
    connection.execute(update(LOG).values(head=records[-1].sequence, head_chain=records[-1].chain))

"""What a sealed log's file may hold, for the second reader: from privacy/FORMAT.md alone, imports nothing of ours."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

V1 = struct.pack(">H", 1)
CHECKPOINT_BYTES = {"chain": 32, "start": 8, "verify_key": 32, "signature": 64}

Row = dict[str, Any]


class NotReadableError(Exception):
    """The file is no log, or of a version not known: nothing of it is read."""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def fingerprint(sealed: bytes) -> bytes:
    return sealed if len(sealed) == 32 else sha256(sealed)


def text(value: str) -> bytes:
    return struct.pack(">H", len(value.encode())) + value.encode()


def u64(value: int) -> bytes:
    return struct.pack(">Q", value)


def is_bytes(value: object, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def is_int(value: object, low: int = -(2**63), high: int = 2**63 - 1) -> bool:
    return type(value) is int and low <= value <= high


def is_name(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[ -~]{0,100}", value) is not None


def is_time(row: Row) -> bool:
    return is_int(row["at_ms"]) and is_int(row["offset_min"], -1439, 1439)


def is_record(row: Row) -> bool:
    sealed, epoch, in_clear = row["sealed"], row["epoch"], row["scope"] == "open"
    if not (is_int(row["sequence"], 1) and is_time(row) and is_name(row["scope"]) and is_bytes(row["chain"], 32)):
        return False
    if not is_int(epoch, 0) or (epoch == 0) != in_clear or not isinstance(sealed, bytes):
        return False
    return len(sealed) % 256 == 0 if in_clear else len(sealed) % 256 == 16 or len(sealed) == 32


def is_epoch(row: Row) -> bool:
    return is_int(row["epoch"], 1) and is_name(row["scope"]) and is_name(row["day"]) and is_bytes(row["digest"], 32)


def is_checkpoint(row: Row, log_id: bytes) -> bool:
    """Whether its values are in range and its signature fits."""
    if not (is_int(row["size"], 1) and is_time(row) and is_int(row["uptime_ms"], 0) and is_name(row["clock"])):
        return False
    if not all(is_bytes(row[name], length) for name, length in CHECKPOINT_BYTES.items()):
        return False
    message = b"bedside-companion/v2/checkpoint" + V1 + log_id + u64(row["size"]) + row["chain"]
    message += struct.pack(">qh", row["at_ms"], row["offset_min"]) + text(row["clock"])
    message += row["start"] + u64(row["uptime_ms"]) + row["verify_key"]
    return is_signed(row["verify_key"], row["signature"], message)


def is_signed(verify_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass
class Log:
    """What the file holds, before anything of it is believed."""

    heads: list[Row] = field(default_factory=list)
    epochs: dict[int, Row] = field(default_factory=dict)
    keys: dict[int, dict[Any, Any]] = field(default_factory=dict)
    checkpoints: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    unreadable: bool = False


def load(path: str) -> Log:
    waiting = Path(path + "-wal").exists()
    name = f"{Path(path).absolute().as_uri()}?mode=ro" + ("" if waiting else "&immutable=1")
    with closing(sqlite3.connect(name, uri=True)) as database:
        database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        database.row_factory = lambda cursor, row: {
            column[0]: value for column, value in zip(cursor.description, row, strict=True)
        }
        try:
            if database.execute("PRAGMA application_id").fetchone() != {"application_id": 0x42434C47}:
                raise NotReadableError("not_a_log")
            if database.execute("PRAGMA user_version").fetchone()["user_version"] not in (1, 2):
                raise NotReadableError("version")
            tables = {row["name"] for row in database.execute("SELECT name FROM sqlite_master")}
            return filled(Log(), database, has_checkpoints="checkpoint" in tables)
        except sqlite3.DatabaseError:
            raise NotReadableError("not_a_log") from None


def filled(log: Log, database: sqlite3.Connection, *, has_checkpoints: bool) -> Log:
    log.heads += database.execute("SELECT * FROM log")
    log.epochs = {row["epoch"]: row for row in database.execute("SELECT * FROM epoch") if is_epoch(row)}
    for row in database.execute("SELECT * FROM sealed_key"):
        log.keys.setdefault(row["epoch"], {})[row["key_id"]] = row["sealed"]
    try:
        if has_checkpoints:  # version 1 has none
            log.checkpoints.extend(database.execute("SELECT * FROM checkpoint ORDER BY size"))
        log.records.extend(database.execute("SELECT * FROM record ORDER BY sequence"))
    except sqlite3.DatabaseError:
        log.unreadable = True
    return log

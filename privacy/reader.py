"""Opening the log with somebody's private key. Reads only; works on a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from companion.errors import LogError
from companion.messages import JsonValue
from privacy import format as layout
from privacy.keys import PrivateKey

if TYPE_CHECKING:
    from privacy.book import Book
    from privacy.format import RecordRow


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
    path: Path, private_key: PrivateKey, *, since: datetime | None = None, damaged: list[int] | None = None
) -> list[OpenedRecord]:
    """Every record this key may open, in order, from `since` on.

    Raises KeyRefused for a key that opens nothing here, LogError for what is not a log. A record that was tampered with
    raises LogError too, unless `damaged` is given: then its sequence is put there and the rest is returned.
    """
    from privacy import book as books
    from privacy.database import reading

    opened: list[OpenedRecord] = []
    spoiled: list[int] = []
    with reading(path) as connection:
        book = books.read_book(connection)
        if book is None:
            raise LogError(f"The log {path} is damaged; 'companion log verify' says where.")
        keys = books.open_day_keys(book, private_key)
        doubtful = set(
            books.altered_epochs(book)
        )  # a reader's key may have been taken away: then say so, not "nothing"
        for sequence, row, before in books.read_records(connection, layout.to_stamp(since)[0] if since else None):
            record = _open(book, row, before, keys) if row is None or row.epoch in keys else None
            if record is not None:
                opened.append(record)
            elif row is None or row.epoch in keys or row.epoch in doubtful or row.epoch not in book.epochs:
                spoiled.append(sequence if isinstance(sequence, int) else 0)
        if books.last_sequence(connection) != book.head:
            spoiled.append(book.head)
    if damaged is not None:
        damaged += spoiled
    elif spoiled:
        raise LogError(f"Record {spoiled[0]} of {path} was altered; 'companion log verify' tells more.")
    return opened


def unseal(book: Book, row: RecordRow, before: bytes, secret: bytes) -> OpenedRecord | None:
    """One record; None when its chain, its tag or its content is not right."""
    epoch = book.epochs[row.epoch]
    associated = layout.associated_data(book.log_id, row, epoch.digest, before)
    if epoch.scope != row.scope or layout.chain(associated, row.sealed) != row.chain:
        return None
    try:
        plain = AESGCM(secret).decrypt(layout.nonce(row.sequence), row.sealed, associated)
        kind, body = layout.decode(plain)
        at = layout.from_stamp(row.at_ms, row.offset_min)
    except (InvalidTag, ValueError, OverflowError, RecursionError):
        return None
    return OpenedRecord(sequence=row.sequence, at=at, kind=kind, scope=row.scope, body=body)


def _open(book: Book, row: RecordRow | None, before: bytes, keys: Mapping[int, bytes]) -> OpenedRecord | None:
    if row is None:
        return None
    before = layout.genesis(book.log_id) if row.sequence == 1 else before
    return unseal(book, row, before, keys[row.epoch])

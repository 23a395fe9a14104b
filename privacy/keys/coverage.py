"""The days of a log that a key opens; read from the file without any key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from privacy.book import read_book
from privacy.database import reading
from privacy.format import TOMBSTONE_BYTES


def days_sealed_to(path: Path, key_id: bytes) -> tuple[date, ...]:
    """The local days with anything sealed to this key and not erased since, in order; none without a log.

    Raises LogError for a log that cannot be read.
    """
    if not path.exists():
        return ()
    with reading(path) as connection:
        book = read_book(connection)
    epochs = book.epochs.values() if book else ()
    days = {
        row.day
        for row in epochs
        if any(name == key_id and len(sealed) != TOMBSTONE_BYTES for name, sealed in row.sealed_keys)
    }
    return tuple(sorted(date.fromisoformat(day) for day in days if _is_day(day)))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

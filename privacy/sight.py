"""A quick look at a log against what was seen of it before; `verify` is the thorough one."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import LogError
from privacy import format as layout
from privacy.checkpoint import is_signed, signing_devices
from privacy.format import CheckpointRow
from privacy.witness import Witness

log = logging.getLogger(__name__)
TOLD = "'companion log verify' tells more, '--skip-damaged' shows what there is."

if TYPE_CHECKING:
    from sqlalchemy import Connection


def look(path: Path, seen: Sequence[Witness], *, forgiving: bool = False) -> Witness | None:
    """What is to be carried away now: the latest checkpoint, None where there is none.

    Raises LogError when this log is not the one that was seen, or no longer all of it; `forgiving` gives None where
    the checkpoints cannot be read.
    """
    from privacy.book import checkpoints_in, read_book
    from privacy.database import reading

    with reading(path) as connection:
        book = read_book(connection)
        found, whole = checkpoints_in(connection) if book else ([], False)
        if book is None or not (whole or forgiving):
            raise LogError(f"The log {path} is damaged; 'companion log verify' says where.")
        rows = [row for row in found if row is not None]
        chains = _chains(connection)
        mine = [one for one in seen if one.log_id == book.log_id]
        fitting = (row for row in reversed(rows) if chains(row.size) == row.chain and is_signed(book.log_id, row))
        latest = next(fitting, None)
        for one in mine:
            _compare(path, one, chains(one.checkpoint.size), latest)
        if any(chains(row.size) is None and is_signed(book.log_id, row) for row in rows):
            raise LogError(f"{path} ends before its own last checkpoint: its end was cut off; {TOLD}")
        if not mine:
            _tell_of_another(path, seen)
    return Witness(book.log_id, latest) if latest else None


def signing_keys(path: Path) -> frozenset[bytes]:
    """Public keys of the devices that signed checkpoints of this log. Raises LogError."""
    from privacy.book import read_book, read_checkpoints
    from privacy.database import reading

    with reading(path) as connection:
        book = read_book(connection)
        rows = [row for _, row in read_checkpoints(connection) if row is not None] if book else []
    return frozenset(signing_devices(book.log_id, rows) if book else ())


def days_in(path: Path) -> frozenset[date]:
    """The local days of which the log has something, erased or not. Raises LogError."""
    from privacy.database import reading

    with reading(path) as connection:
        days = connection.exec_driver_sql("SELECT DISTINCT day FROM epoch").scalars().all()
    return frozenset(found for day in days if (found := _day(day)) is not None)


def _day(text: object) -> date | None:
    with contextlib.suppress(ValueError, TypeError):
        return date.fromisoformat(str(text))
    return None


def _chains(connection: Connection) -> Callable[[int], object]:
    def chain(sequence: int) -> object:
        return connection.exec_driver_sql("SELECT chain FROM record WHERE sequence = ?", (sequence,)).scalar()

    return chain


def _tell_of_another(path: Path, seen: Sequence[Witness]) -> None:
    """Told once, for from now on this one has been seen."""
    if seen:
        last = max(seen, key=lambda one: one.checkpoint.at_ms).checkpoint
        day = layout.from_stamp(last.at_ms, last.offset_min).date()
        log.warning(
            "%s is another log than the one you saw before (up to record %d, of %s): if this is the same device, that "
            "one was damaged and set aside, or somebody took it away.",
            path,
            last.size,
            day,
        )


def _compare(path: Path, one: Witness, chain: object, latest: CheckpointRow | None) -> None:
    if chain is None:
        raise LogError(f"{path} ends before what you have seen of it: an older copy, or its end was cut off; {TOLD}")
    if chain != one.checkpoint.chain:
        raise LogError(f"{path} is not what you have seen of it: records were replaced; {TOLD}")
    if latest is not None and latest.verify_key != one.checkpoint.verify_key:
        raise LogError(f"{path} is signed by another device than the one you know; {TOLD}")

"""A quick look at a log against what was seen of it before; `verify` is the thorough one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from companion.errors import LogError
from privacy.checkpoint import is_signed
from privacy.witness import Witness


def look(path: Path, seen: Sequence[Witness]) -> Witness | None:
    """What is to be carried away now: the latest checkpoint, None where there is none.

    Raises LogError when this log is not the one that was seen, or no longer all of it.
    """
    from privacy.book import read_book, read_checkpoints
    from privacy.database import reading

    with reading(path) as connection:
        book = read_book(connection)
        if book is None:
            raise LogError(f"The log {path} is damaged; 'companion log verify' says where.")
        rows = [row for _, row in read_checkpoints(connection) if row is not None]
        sizes = [one.checkpoint.size for one in seen if one.log_id == book.log_id]
        chains = {
            size: connection.exec_driver_sql("SELECT chain FROM record WHERE sequence = ?", (size,)).scalar()
            for size in sizes
        }
    signed = [row for row in rows[-3:] if row.size <= book.head and is_signed(book.log_id, row)]
    for one in seen:
        if one.log_id == book.log_id:
            _compare(path, one, chains[one.checkpoint.size], {row.verify_key for row in signed})
    return Witness(book.log_id, signed[-1]) if signed else None


def _compare(path: Path, one: Witness, chain: object, devices: set[bytes]) -> None:
    told = "'companion log verify' tells more, '--skip-damaged' shows what there is."
    if chain is None:
        raise LogError(f"{path} ends before what you have seen of it: an older copy, or its end was cut off; {told}")
    if chain != one.checkpoint.chain:
        raise LogError(f"{path} is not what you have seen of it: records were replaced; {told}")
    if devices - {one.checkpoint.verify_key}:
        raise LogError(f"{path} is signed by another device than the one you know; {told}")

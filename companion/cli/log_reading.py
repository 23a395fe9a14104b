"""Opening the log at the command line: whose key, which log, the note of it, and the witness beside the key."""

from __future__ import annotations

import argparse
import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.passphrases import read_passphrase
from companion.errors import InputError, LogError, OutputError, UsageError

if TYPE_CHECKING:
    from privacy.door import LogDoor
    from privacy.export import Export
    from privacy.keys import PrivateKey
    from privacy.reader import OpenedRecord
    from privacy.witness import Witness

log = logging.getLogger(__name__)


def key_options(parser: argparse.ArgumentParser, *, key_needed: bool) -> None:
    """Whose key opens which log."""
    parser.add_argument("--key", type=Path, metavar="FILE", required=key_needed, help="the reader's private key")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its passphrase, in a file's first line")
    parser.add_argument("--log", type=Path, metavar="FILE", help="the log; default: this device's own")
    parser.add_argument("--no-witness", action="store_true", help="leave nothing beside the key to compare with later")


def export_options(parser: argparse.ArgumentParser) -> None:
    """An export in place of the log: on a laptop, without the device."""
    parser.add_argument("--export", type=Path, metavar="FILE", help="read an export instead of the log")
    parser.add_argument("--identity", type=Path, metavar="FILE", action="append", help="age or SSH key that opens it")


def opened_export(options: argparse.Namespace) -> Export:
    """The export that was named, opened with its passphrase or with the keys that were named."""
    from privacy.export import read_export

    def passphrase() -> str:
        return read_passphrase(options.passphrase_file, f"Passphrase of {options.export}: ")

    return read_export(options.export, passphrase=passphrase, identities=[_text(one) for one in options.identity or ()])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"The key file {path} cannot be read; check its name.") from None


def log_path(options: argparse.Namespace) -> Path:
    """The log that was named, or this device's own."""
    given: Path | None = options.log
    return given or settings_of(options).log_path


def log_id(path: Path) -> str:
    """What the log calls itself, in hexadecimal. Raises LogError."""
    from privacy.book import read_book
    from privacy.database import reading

    with reading(path) as connection:
        book = read_book(connection)
    if book is None:
        raise LogError(f"The log {path} is damaged; 'companion log verify' says where.")
    return book.log_id.hex()


def private_key(options: argparse.Namespace) -> PrivateKey:
    """The key that was named, opened with its passphrase."""
    from privacy.keys import read_key_file

    return read_key_file(options.key, read_passphrase(options.passphrase_file, f"Passphrase of {options.key}: "))


def opened_records(
    options: argparse.Namespace,
    *,
    what: str,
    days: int | None = None,
    since: datetime | None = None,
    damaged: list[int] | None = None,
    key: PrivateKey | None = None,
) -> list[OpenedRecord]:
    """Every record this key may open, from `since` on; or what an export holds.

    Of this device's own log the note that it is opened, and for what (`what`, `days`), is on disk before (P12).
    Raises LogError where the log is not the one that was seen before, unless `damaged` takes what is wrong.
    """
    from privacy.reader import read_log

    if getattr(options, "export", None) is not None:
        return [one for one in opened_export(options).records if since is None or one.at >= since]
    if options.key is None:
        raise UsageError("Whose key opens the log? Give --key FILE, or --export FILE to read an export.")
    path, key = log_path(options), key or private_key(options)
    if options.log is None and not path.exists():
        raise LogError("Nothing has been recorded on this device yet.")
    seen, new = _looked_at(options, path, forgiving=damaged is not None)
    door = _own_door(options, path)
    if door is None:
        records = read_log(path, key, damaged=damaged, witnesses=seen)
    else:
        records = door.open_with(key, what=what, days=days, damaged=damaged, witnesses=seen)
    # Read from the first one on: a time in clear is believed only behind a chain that is whole.
    records = [one for one in records if since is None or one.at >= since]
    if new is not None:
        carry_away(options, seen, new)
    return records


def note_opening(options: argparse.Namespace, key: PrivateKey, *, what: str) -> None:
    """Put on disk that this device's own log is opened with this key. Raises LogError."""
    from privacy.reader import names_key

    path = log_path(options)
    door = _own_door(options, path)
    if door is not None and names_key(path, key):
        door.audit(key, what=what)


def witnesses(options: argparse.Namespace) -> list[Witness]:
    """What was seen before: beside the key, and in the files that were named."""
    from privacy.witness import read_own_witness, read_witness

    beside = [] if options.key is None else read_own_witness(options.key)
    return [*beside, *(one for path in getattr(options, "witness", None) or () for one in read_witness(path))]


def _looked_at(options: argparse.Namespace, path: Path, *, forgiving: bool) -> tuple[list[Witness], Witness | None]:
    from privacy.sight import look

    seen = witnesses(options)
    try:
        return seen, look(path, seen)
    except LogError as error:
        if not forgiving or not path.is_file():
            raise
        log.warning("%s", error)
        return seen, None


def carry_away(options: argparse.Namespace, seen: list[Witness], new: Witness) -> None:
    """Leave what was seen beside the key, to compare with the next time."""
    from privacy.witness import keep_witness, witness_path

    if options.no_witness or new in seen:
        return
    try:
        keep_witness(witness_path(options.key), seen, new)
    except OutputError as error:
        log.warning("%s Without it the next look cannot tell whether an older log was put in place.", error)


def _own_door(options: argparse.Namespace, path: Path) -> LogDoor | None:
    """The door to this device's own log; None for a copy of a log elsewhere, which nobody can be made to note."""
    from companion.device_log import log_door, log_place
    from privacy.door import is_device_log

    settings = settings_of(options)
    return log_door(settings) if is_device_log(path, log_place(settings)) else None

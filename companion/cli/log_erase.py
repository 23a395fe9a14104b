"""`companion log erase` and `purge`: making records unreadable for everybody, with a receipt."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.cli import settings_of
from companion.cli.passphrases import read_passphrase
from companion.errors import KeyRefused, LogError, OutputError, UsageError
from companion.messages import SPOKEN, Erasure, Scope

if TYPE_CHECKING:
    from companion.messages import Receipt
    from privacy.door import LogDoor
    from privacy.keys import PrivateKey

SCOPES = ("diary", "summary", "safety")
SURE = "erase"
LAST_NUMBER = (1 << 63) - 1
"""SQLite numbers records no further."""


def arguments(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The two sub-commands."""
    erase = actions.add_parser("erase", help="make records unreadable for everybody; it cannot be undone")
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--item", type=_number, nargs="+", metavar="N", help="these records, by the numbers 'show' gives"
    )
    which.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="one day")
    which.add_argument("--before", type=_later_day, metavar="YYYY-MM-DD", help="everything before that day")
    which.add_argument("--everything", action="store_true", help="everything, calls for help included")
    erase.add_argument("--scope", choices=SCOPES, nargs="+", help="only these; default: diary and summary")
    erase.add_argument("--key", type=Path, metavar="FILE", help="the resident's private key, for it is their log")
    erase.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its passphrase, in a file's first line")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    erase.add_argument("--receipt", type=Path, metavar="FILE", help="write the receipt here, as JSON")
    erase.add_argument("--json", action="store_true", help="print the receipt as one JSON object")
    purge = actions.add_parser("purge", help="erase what is older than the settings' [retention] keeps it")
    purge.add_argument("--json", action="store_true", help="one JSON object")


def erase(options: argparse.Namespace) -> int:
    """Erase what was named."""
    from companion.device_log import log_door
    from privacy.files import check_new

    settings = settings_of(options)
    _check_there(settings.log_path)
    if options.receipt is not None:
        check_new(options.receipt)  # afterwards is too late: what is erased stays erased
    door = log_door(settings)
    key = _resident(options, door)
    wanted = _wanted(options, why="operator" if key is None else "asked")
    _make_sure(options, wanted)
    receipt = door.erase(wanted)
    if key is not None:
        door.audit(key, what="erase")  # afterwards: everything would take the note of it along
    _tell(options, receipt)
    return 0


def purge(options: argparse.Namespace) -> int:
    """Erase what is too old."""
    from companion.device_log import log_door
    from privacy.checkpoint import UNKNOWN

    settings = settings_of(options)
    door = log_door(settings)
    gone = door.purge() if settings.log_path.exists() else {}
    told = ", ".join(f"{number} of {scope}" for scope, number in gone.items() if number) or "nothing"
    print(json.dumps({"erased": gone}) if options.json else f"Erased for their age: {told}.")
    if door.device.clock() == UNKNOWN and not options.json:
        print("This board's clock was set by nobody it can trust, so only days with something in the log count.")
    return 0


def _resident(options: argparse.Namespace, door: LogDoor) -> PrivateKey | None:
    """The key of the resident whose log it is; None where whoever runs the device erases."""
    if options.key is None:
        return None
    from privacy.keys import REFUSED, Role, read_key_file

    key = read_key_file(options.key, read_passphrase(options.passphrase_file, f"Passphrase of {options.key}: "))
    who = door.registered(key)
    if who is None:
        raise KeyRefused(REFUSED)  # anybody can make a resident's key; this device must know it as one
    if who.role is not Role.RESIDENT:
        raise UsageError(
            f"The key of {who.name} ({who.role.value}) may read and not erase; only the resident's may. Without --key "
            "it is erased on behalf of whoever runs the device, and the log says so."
        )
    return key


def _wanted(options: argparse.Namespace, *, why: str) -> Erasure:
    scopes = tuple(Scope(scope) for scope in options.scope) if options.scope else SPOKEN
    if options.item:
        return Erasure(why=why, scopes=scopes, sequences=tuple(sorted(set(options.item))))
    if options.day:
        return Erasure(why=why, scopes=scopes, since=options.day, until=options.day)
    if options.before:
        return Erasure(why=why, scopes=scopes, until=options.before - timedelta(days=1))
    return Erasure(why=why, scopes=scopes if options.scope else tuple(Scope(scope) for scope in SCOPES))


def _make_sure(options: argparse.Namespace, wanted: Erasure) -> None:
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("Erasing cannot be undone; say --yes where nobody can be asked.")
    scopes = ", ".join(scope.value for scope in wanted.scopes)
    print(f"This makes {_named(options)} ({scopes}) unreadable for everybody, and cannot be undone.")
    if _typed(f"Type '{SURE}' to go on: ").strip().lower() != SURE:
        raise UsageError("Nothing was erased.")


def _typed(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        return ""


def _named(options: argparse.Namespace) -> str:
    if options.item:
        return _records(len(set(options.item)))
    if options.day or options.before:
        return f"the day {options.day}" if options.day else f"everything before {options.before}"
    return "everything"


def _tell(options: argparse.Namespace, receipt: Receipt | None) -> None:
    """Say what was erased. Raises OutputError where the receipt could not be written; it is printed then."""
    unwritten = None if receipt is None or options.receipt is None else _unwritten(options.receipt, receipt)
    if options.json:
        print(json.dumps(_fields(receipt) if receipt else {"records": 0}))
    elif receipt is None:
        print("There was nothing to erase.")
    else:
        print(
            f"{_records(receipt.records)} of {_days(receipt.days)} cannot be read from now on; "
            f"record {receipt.sequence} of log {receipt.log_id[:8]} says so ({receipt.chain[:16]}).\n"
            "Copies, exports and printed pages that somebody took away before are not reached."
        )
    if unwritten and receipt:
        if not options.json:
            print(json.dumps(_fields(receipt)))
        raise OutputError(f"It is erased, and the receipt is printed above, for its file was not written. {unwritten}")


def _unwritten(path: Path, receipt: Receipt) -> str:
    """Write the receipt; says why where that fails. The place was tried before, and may have gone since."""
    from privacy.files import write_new

    try:
        write_new(path, json.dumps(_fields(receipt), indent=2).encode() + b"\n")
    except OutputError as error:
        return str(error)
    return ""


def _fields(receipt: Receipt) -> dict[str, Any]:
    return {**asdict(receipt), "days": list(receipt.days)}


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number} records"


def _days(days: tuple[str, ...]) -> str:
    if not days:
        return "no day"
    return days[0] if len(days) == 1 else f"{len(days)} days, {days[0]} to {days[-1]}"


def _check_there(path: Path) -> None:
    if not path.exists():
        raise LogError(f"There is no log at {path}, so there is nothing to erase.")


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day, as 2026-11-22") from None


def _later_day(word: str) -> date:
    if (day := _day(word)) == date.min:
        raise argparse.ArgumentTypeError(f"must be a day after {date.min}")
    return day


def _number(word: str) -> int:
    number = int(word) if word.isascii() and word.isdecimal() and len(word) < 20 else 0
    if not 1 <= number <= LAST_NUMBER:
        raise argparse.ArgumentTypeError("must be the number of a record, as 'companion log show' gives it")
    return number

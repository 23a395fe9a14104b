"""Makes version 2's golden logs again: PYTHONPATH=. python tests/vectors/make_sealed_log.py. Only for a new version.

A golden file that changes is a format that changed: it must stay readable for ever. Version 1's, in sealed_log/, were
made by this file as it was then.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from break_sealed_log import broken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from companion.errors import KeyRefused
from companion.messages import Erasure, Record, Scope
from privacy.checkpoint import Device
from privacy.keys import PrivateKey, new_key
from privacy.log import SealedLogWriter, open_log
from privacy.reader import read_log
from privacy.verify import verify
from privacy.witness import Witness, keep_witness

HERE = Path(__file__).parent / "sealed_log_2"
SEED = bytes(range(32))
OTHER_SEED = bytes(range(32, 64))
"""Of the device's signing key, and of another device's: test keys, known to everybody."""
FIRST_EVENING = datetime(2026, 3, 2, 20, 0, tzinfo=timezone(timedelta(hours=1)))
MINUTE = timedelta(minutes=1)


class BoardKey:
    """A signing key from a seed."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verify_key = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Ed25519, RFC 8032."""
        return self._key.sign(message)


@dataclass
class Board:
    """One device with its two clocks."""

    path: Path
    people: dict[str, PrivateKey]
    at: datetime = FIRST_EVENING
    uptime_s: float = 50.0
    log: SealedLogWriter = field(init=False)

    def start(self, *without: str) -> None:
        """The companion starts, with everybody registered but these."""
        device = Device(signer=BoardKey(SEED), clock=lambda: "rtc", uptime_s=lambda: self.uptime_s)
        readers = [key.recipient for name, key in self.people.items() if name not in without]
        self.log = open_log(self.path, readers, device=device)

    def write(self, scope: Scope, kind: str, body: dict[str, Any], *, set_by: timedelta = timedelta()) -> None:
        """One record a minute after the last; before it, the time of day is set by so much."""
        self.at += MINUTE + set_by
        self.uptime_s += 60
        self.log.append(Record(kind=kind, scope=scope, body=body), self.at)
        self.log.flush()

    def stop(self, *, until: datetime) -> None:
        """The power goes; the next start's uptime begins anew."""
        self.log.close()
        self.at, self.uptime_s = until, 20.0


def first_two_days(board: Board) -> None:
    """Records 1 to 12: an evening, a day, one item and the first day's talk erased."""
    board.start()
    board.write(Scope.SAFETY, "session", {"event": "started", "version": "0.2.0"})
    board.write(Scope.DIARY, "turn", {"said": "How are you?", "heard": "\u00e7a va, un peu \u80cc"})
    board.write(Scope.SUMMARY, "measure", {"measure": "pain", "value": 2, "unit": "0-4"})
    board.write(Scope.DIARY, "turn", {"said": "", "heard": "x" * 600})
    board.at += 12 * MINUTE
    board.uptime_s += 12 * 60
    board.write(Scope.SAFETY, "alert", {"id": "a1", "level": "emergency", "category": "fall"})
    board.write(Scope.SAFETY, "acknowledge", {"id": "a1", "by": "button", "after_s": 12.5})
    board.at += timedelta(hours=12)
    board.uptime_s += 12 * 3600
    board.write(Scope.SUMMARY, "measure", {"measure": "sleep", "value": None, "unit": "yes_no"})
    board.write(Scope.DIARY, "turn", {"said": "Anything else?", "heard": "the heron was back"})
    board.write(Scope.DIARY, "turn", {"said": "Yes?", "heard": "never mind, forget that"})
    board.write(Scope.SUMMARY, "something new", {})
    board.log.erase(Erasure(why="asked", sequences=(9,)), board.at)
    first = date(2026, 3, 2)
    board.log.erase(Erasure(why="operator", since=first, until=first), board.at)
    board.stop(until=FIRST_EVENING + timedelta(hours=36))


def third_day(board: Board) -> None:
    """Records 13 to 20: the clock is set forward and back, and Nora's key is withdrawn."""
    board.start()
    board.write(Scope.SAFETY, "session", {"event": "started", "version": "0.2.0"})
    board.write(Scope.SUMMARY, "measure", {"measure": "pain", "value": 1, "unit": "0-4"})
    board.write(Scope.DIARY, "turn", {"said": "Good morning.", "heard": "morning"}, set_by=timedelta(hours=3))
    board.write(Scope.SUMMARY, "measure", {"measure": "meals", "value": 2, "unit": "0-4"}, set_by=timedelta(hours=-1))
    board.log.seal_to([key.recipient for name, key in board.people.items() if name != "Nora"])
    board.log.withdraw(board.people["Nora"].key_id, board.at)
    board.write(Scope.SUMMARY, "measure", {"measure": "mood", "value": 3, "unit": "0-4"})
    board.write(Scope.SAFETY, "alert", {"id": "a2", "level": "urgent", "category": "breathing"})
    board.write(Scope.DIARY, "turn", {"said": "Shall I read to you?", "heard": "no, thank you"})
    board.stop(until=board.at)


def another_third_day(board: Board) -> None:
    """Records 13 to 22 as they might have been: what somebody writes who starts from the older copy."""
    board.start("Nora")
    for number in range(10):
        board.write(Scope.SUMMARY, "measure", {"measure": "pain", "value": number % 5, "unit": "0-4"})
    board.stop(until=board.at)


def make() -> None:
    """Write good.db, older.db, fork.db, good.witness, good.json and broken.json."""
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    roles = {"Edith": "resident", "Rose": "caregiver", "Nora": "caregiver"}
    people = {name: new_key(role=role, name=name) for name, role in roles.items()}
    good, older, fork = (HERE / name for name in ("good.db", "older.db", "fork.db"))
    board = Board(good, people)
    first_two_days(board)
    shutil.copy(good, older)
    shutil.copy(good, fork)
    another_third_day(Board(fork, people, at=board.at, uptime_s=20.0))
    third_day(board)
    for path in (good, older, fork):
        shrink(path)
    report = verify(good)
    if report.latest is None:
        raise AssertionError("no checkpoint to carry away")
    keep_witness(HERE / "good.witness", [], Witness(report.log_id, report.latest))
    keys = {name: {"role": roles[name], "secret": key.secret_bytes().hex()} for name, key in people.items()}
    files = {path.name: seen(path, people) for path in (good, older, fork)}
    write("good.json", {"keys": keys, "files": files})
    write("broken.json", broken(HERE, BoardKey(SEED), BoardKey(OTHER_SEED)))


def shrink(path: Path) -> None:
    """Small pages, and no file beside it."""
    Path(f"{path}.lock").unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=DELETE")  # WAL's mark in the header would have readers look for a -wal
        database.execute("PRAGMA page_size=1024")
        database.execute("VACUUM")
        database.execute("PRAGMA journal_mode=WAL")


def seen(path: Path, people: dict[str, PrivateKey]) -> dict[str, Any]:
    """What each reader sees of a log; null for one whom it refuses."""
    report = verify(path)
    problems = [f"{one.kind} {one.sequence}" for one in report.problems]
    readers = {name: opened(path, key) for name, key in people.items()}
    return {"records": report.records, "erased": report.erased, "problems": problems, "readers": readers}


def opened(path: Path, key: PrivateKey) -> list[dict[str, Any]] | None:
    """Every record this key opens, and the entries in clear."""
    try:
        return [
            {"sequence": r.sequence, "at": r.at.isoformat(), "kind": r.kind, "scope": r.scope, "body": dict(r.body)}
            for r in read_log(path, key)
        ]
    except KeyRefused:
        return None


def write(name: str, content: object) -> None:
    """One JSON file."""
    (HERE / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()

"""Makes the golden log and key file again: python tests/vectors/make_sealed_log.py. Only for a new format version.

A golden file that changes is a format that changed: version 1's must stay readable for ever.
"""

# ruff: noqa: S608  (SQL from constants of this file)
from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

from companion.messages import Record, Scope
from privacy import format as layout
from privacy.keys import Argon2Cost, new_key, write_key_file
from privacy.log import open_log
from privacy.reader import read_log

HERE = Path(__file__).parent / "sealed_log"
PASSPHRASE = "caf\u00e9 au lait, twice"
START = datetime(2026, 3, 2, 23, 58, tzinfo=timezone(timedelta(hours=1)))
RECORDS = [
    Record(kind="session", scope=Scope.SAFETY, body={"event": "started", "version": "0.1.0"}),
    Record(kind="turn", scope=Scope.DIARY, body={"said": "How are you?", "heard": "\u00e7a va, un peu \u80cc"}),
    Record(kind="measure", scope=Scope.SUMMARY, body={"measure": "pain", "value": 2, "unit": "0-4"}),
    Record(kind="turn", scope=Scope.DIARY, body={"said": "", "heard": "x" * 600}),
    Record(kind="measure", scope=Scope.SUMMARY, body={"measure": "sleep", "value": None, "unit": "yes_no"}),
    Record(kind="alert", scope=Scope.SAFETY, body={"id": "a1", "level": "emergency", "category": "fall"}),
    Record(kind="acknowledge", scope=Scope.SAFETY, body={"id": "a1", "by": "button", "after_s": 12.5}),
    Record(kind="something new", scope=Scope.SUMMARY, body={}),
]


def make() -> None:
    """Write good.db, good.json, broken.json and the key files."""
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    keys = {"resident": new_key(role="resident", name="Edith"), "caregiver": new_key(role="caregiver", name="Rose")}
    path = HERE / "good.db"
    log = open_log(path, [key.recipient for key in keys.values()])
    for number, record in enumerate(RECORDS):
        log.append(record, START + number * timedelta(seconds=30))  # midnight falls into the middle
    log.close()
    Path(f"{path}.lock").unlink()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=DELETE")  # WAL's mark in the header would have readers look for a -wal
    database.execute("PRAGMA page_size=1024")
    database.execute("VACUUM")
    database.execute("PRAGMA journal_mode=WAL")
    database.close()
    good = {
        name: {
            "secret": key.secret_bytes().hex(),
            "records": [
                {
                    "sequence": one.sequence,
                    "at": one.at.isoformat(),
                    "kind": one.kind,
                    "scope": one.scope,
                    "body": dict(one.body),
                }
                for one in read_log(path, key)
            ],
        }
        for name, key in keys.items()
    }
    (HERE / "good.json").write_text(json.dumps(good, indent=1) + "\n", encoding="utf-8")
    (HERE / "broken.json").write_text(json.dumps(broken(path), indent=1) + "\n", encoding="utf-8")
    write_key_file(HERE / "rose.key", keys["caregiver"], PASSPHRASE, cost=Argon2Cost(memory_kib=256, passes=1, lanes=1))
    (HERE / "rose.passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")


def broken(path: Path) -> list[dict[str, object]]:
    """What an attacker does to a copy of good.db, and the problems that must be found without and with a key."""
    swap = "UPDATE record SET sequence = -{0} WHERE sequence = {0}"
    return [
        case("sealed byte flipped", [flip("record", "sealed", "sequence = 3")], ["altered 3"]),
        case("chain byte flipped", [flip("record", "chain", "sequence = 3")], ["altered 3", "altered 4"]),
        case("last chain flipped", [flip("record", "chain", "sequence = 8")], ["altered 8"]),
        case("time moved", ["UPDATE record SET at_ms = at_ms + 1 WHERE sequence = 2"], ["altered 2"]),
        case("zone moved", ["UPDATE record SET offset_min = 0 WHERE sequence = 2"], ["altered 2"]),
        case("scope changed", ["UPDATE record SET scope = 'summary' WHERE sequence = 2"], ["altered 2"]),
        case("moved under another day key", ["UPDATE record SET epoch = 1 WHERE sequence = 2"], ["altered 2"]),
        case("record deleted", ["DELETE FROM record WHERE sequence = 4"], ["missing 4"]),
        case("two deleted", ["DELETE FROM record WHERE sequence IN (1, 2)"], ["missing 1"]),
        case("tail cut", ["DELETE FROM record WHERE sequence > 6"], ["truncated 7"]),
        case("everything deleted", ["DELETE FROM record"], ["truncated 1"]),
        case(
            "record put in at the end",
            ["INSERT INTO record SELECT 9, 0, 60, scope, epoch, sealed, chain FROM record WHERE sequence = 8"],
            ["altered 9", "beyond_end 9"],
        ),
        case(
            "two swapped",
            [
                swap.format(3),
                "UPDATE record SET sequence = 3 WHERE sequence = 6",
                "UPDATE record SET sequence = 6 WHERE sequence = -3",
            ],
            ["reordered 3", "reordered 6"],
        ),
        case(
            "neighbours swapped",
            [
                swap.format(3),
                "UPDATE record SET sequence = 3 WHERE sequence = 4",
                "UPDATE record SET sequence = 4 WHERE sequence = -3",
            ],
            ["reordered 3", "reordered 4"],
        ),
        case("record replayed over another", [replay(5, 3)], ["altered 3", "altered 4"]),
        case("sealed key flipped", [flip("sealed_key", "sealed", "epoch = 3")], ["key_altered 3"]),
        case("a reader taken away", ["DELETE FROM sealed_key WHERE epoch = 2"], ["key_altered 2"]),
        case("day key taken away", ["DELETE FROM epoch WHERE epoch = 2"], ["key_missing 2", "key_missing 4"]),
        case("number for a text", ["UPDATE record SET sealed = 7 WHERE sequence = 5"], ["malformed 5"]),
        case("text for a number", ["UPDATE record SET at_ms = 'noon' WHERE sequence = 5"], ["malformed 5"]),
        case("cut short", ["UPDATE record SET sealed = substr(sealed, 1, 100) WHERE sequence = 5"], ["malformed 5"]),
        case("not UTF-8", ["UPDATE record SET scope = CAST(x'ff' AS TEXT) WHERE sequence = 5"], ["malformed 5"]),
        case("log row gone", ["DELETE FROM log"], ["malformed 0"]),
        case("chain rewritten to the end", rewritten(path, 7), [], with_key=["refused 7", "refused 8"]),
    ]


def case(name: str, sql: list[str], problems: list[str], *, with_key: list[str] | None = None) -> dict[str, object]:
    """One broken log. `with_key`: what the resident's key shows beyond `problems`."""
    return {"name": name, "sql": sql, "problems": problems, "with_key": with_key or []}


def flip(table: str, column: str, where: str) -> str:
    """One bit of the 10th byte, in SQLite's own words."""
    path = HERE / "good.db"
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    (value,) = database.execute(f"SELECT {column} FROM {table} WHERE {where} ORDER BY 1 LIMIT 1").fetchone()
    database.close()
    flipped = bytes([*value[:9], value[9] ^ 1, *value[10:]])
    return f"UPDATE {table} SET {column} = x'{flipped.hex()}' WHERE {where} AND {column} = x'{value.hex()}'"


def replay(source: int, target: int) -> str:
    """One record's content and chain over another's."""
    columns = ("at_ms", "offset_min", "scope", "epoch", "sealed", "chain")
    copied = ", ".join(f"{one} = (SELECT {one} FROM record WHERE sequence = {source})" for one in columns)
    return f"UPDATE record SET {copied} WHERE sequence = {target}"


def rewritten(path: Path, first: int) -> list[str]:
    """Change one record and make chain and head fit again, as somebody without the day key can."""
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    (log_id,) = database.execute("SELECT log_id FROM log").fetchone()
    digests = dict(database.execute("SELECT epoch, digest FROM epoch"))
    (chain,) = database.execute("SELECT chain FROM record WHERE sequence = ?", (first - 1,)).fetchone()
    statements = []
    columns = "sequence, at_ms, offset_min, scope, epoch, sealed, chain"
    for values in database.execute(f"SELECT {columns} FROM record WHERE sequence >= ? ORDER BY 1", (first,)):
        row = layout.RecordRow(*values)
        at_ms = row.at_ms - 60_000 if row.sequence == first else row.at_ms
        row = layout.RecordRow(row.sequence, at_ms, row.offset_min, row.scope, row.epoch, row.sealed, b"")
        chain = layout.chain(layout.associated_data(log_id, row, digests[row.epoch], chain), row.sealed)
        statements.append(
            f"UPDATE record SET at_ms = {at_ms}, chain = x'{chain.hex()}' WHERE sequence = {row.sequence}"
        )
    database.close()
    return [*statements, f"UPDATE log SET head_chain = x'{chain.hex()}'"]


if __name__ == "__main__":
    make()

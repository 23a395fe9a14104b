"""What may be done to a golden log by somebody without the day keys, and what both readers must then name."""

# ruff: noqa: S608  (SQL from values of our own)
from __future__ import annotations

from pathlib import Path
from typing import Any

from log_forger import SET_BACK, Attack, Case, Forger, Signer, chain, change, sql

from privacy import format as layout

FIRST = "../sealed_log/good.db"
"""Version 1's golden log."""


def broken(folder: Path, device: Signer, other: Signer) -> list[dict[str, Any]]:
    """Every broken log, as broken.json keeps it."""
    groups = (values(), places(), ends(), day_keys(), rewritten(), tombstones(), entries(device, other))
    cases = [one for group in groups for one in group]
    return [one.made(folder) for one in (*cases, *checkpoints(other), *witnessed(other), *versions())]


def values() -> list[Case]:
    """A value of a record, or of the row that says where the log ends."""
    bad = {
        "a number for sealed bytes": "sealed = 7",
        "a text for a time": "at_ms = 'noon'",
        "sealed bytes cut short": "sealed = substr(sealed, 1, 100)",
        "a scope that is not UTF-8": "scope = CAST(x'ff' AS TEXT)",
        "a zone of a whole day": "offset_min = 1440",
        "a sealed record called open": "scope = 'open'",
        "a sealed record without an epoch": "epoch = 0",
        "a chain cut short": "chain = substr(chain, 1, 31)",
    }
    return [
        *(Case(name, change(what), ("malformed 14",)) for name, what in bad.items()),
        Case("a place before the first", change("sequence = -1"), ("malformed 1", "missing 14")),
        Case("no log row", sql("DELETE FROM log"), ("malformed 0",), clock=()),
        Case("a head that is no number", sql("UPDATE log SET head = 'x'"), ("malformed 0",), clock=()),
        Case("sealed byte flipped", lambda f: f.flip("record", "sealed", "sequence = 14"), ("altered 14",)),
        Case("time moved", change("at_ms = at_ms + 1"), ("altered 14",)),
        Case("zone moved", change("offset_min = 0"), ("altered 14",)),
        Case("scope of another record", change("scope = 'safety'"), ("altered 14",)),
        Case("day key of another record", change("epoch = 4"), ("altered 14",)),
        Case("chain flipped", lambda f: f.flip("record", "chain", "sequence = 18"), ("altered 18", "altered 19")),
        Case("head's chain flipped", lambda f: f.flip("log", "head_chain", "one = 1"), ("altered 20",)),
        Case("tombstone flipped", lambda f: f.flip("record", "sealed", "sequence = 9"), ("altered 9",)),
    ]


def places() -> list[Case]:
    """Records taken out, or in each other's place."""
    gone = "DELETE FROM record WHERE sequence "
    return [
        Case("record deleted", sql(gone + "= 6"), ("missing 6",)),
        Case("record before an entry deleted", sql(gone + "= 10"), ("missing 10", "erased_unrecorded 9")),
        Case("run deleted", sql(gone + "IN (1, 2)"), ("missing 1",)),
        Case("neighbours swapped", lambda f: f.swap("record", "sequence", 13, 14), ("reordered 13", "reordered 14")),
        Case("two far apart swapped", lambda f: f.swap("record", "sequence", 5, 14), ("reordered 5", "reordered 14")),
        Case(
            "record replayed over another",
            sql(
                "UPDATE record SET (at_ms, offset_min, scope, epoch, sealed, chain) ="
                " (SELECT at_ms, offset_min, scope, epoch, sealed, chain FROM record WHERE sequence = 7)"
                " WHERE sequence = 14"
            ),
            ("altered 14", "altered 15"),
        ),
        Case(
            "page of the records cannot be read",
            lambda f: f.spoil_page("record"),
            ("erased_unrecorded 0", "truncated 1", "unreadable 1"),
        ),
    ]


def cut(last: int) -> Attack:
    """The tail cut off, and a head that says so."""
    return chain(sql(f"DELETE FROM record WHERE sequence > {last}"), Forger.set_head)


def ends() -> list[Case]:
    """A tail cut off, or put on."""
    put_on = chain(lambda f: f.append("summary", 9, bytes(272)))
    head_left = sql("UPDATE log SET (head, head_chain) = (SELECT sequence, chain FROM record WHERE sequence = 20)")
    return [
        Case("tail cut", sql("DELETE FROM record WHERE sequence > 18"), ("truncated 19",)),
        Case("tail cut with its head", cut(18), ("truncated 19",)),
        Case(
            "tail cut with the entry of a withdrawn key",
            chain(sql("DELETE FROM checkpoint WHERE size > 16"), cut(16)),
            ("erased_unrecorded 1", "erased_unrecorded 7", "erased_unrecorded 13", "erased_unrecorded 14"),
        ),
        Case("everything deleted", sql("DELETE FROM record"), ("erased_unrecorded 0", "truncated 1")),
        Case("record put on", put_on, key_names=("refused 21",)),
        Case("record put on beyond the head", chain(put_on, head_left), ("beyond_end 21",), key_names=("refused 21",)),
    ]


def day_keys() -> list[Case]:
    """Epochs and their sealed keys."""
    put_in = f"INSERT INTO sealed_key VALUES (9, x'{bytes(16).hex()}', x'{bytes(1168).hex()}')"
    return [
        Case("epoch taken away", sql("DELETE FROM epoch WHERE epoch = 8"), ("key_missing 15", "key_missing 20")),
        Case("epoch without a digest", sql("UPDATE epoch SET digest = 5 WHERE epoch = 9"), ("key_missing 18",)),
        Case(
            "sealed key flipped",
            lambda f: f.flip("sealed_key", "sealed", "epoch = 8"),
            ("key_altered 15",),
            key_names=("refused 15",),
        ),
        Case(
            "day of a key moved",
            sql("UPDATE epoch SET day = '2026-03-05' WHERE epoch = 8"),
            ("key_altered 15",),
            key_names=("refused 15",),
        ),
        Case("reader taken away", sql("DELETE FROM sealed_key WHERE epoch = 5"), ("key_altered 8",)),
        Case("reader put in", sql(put_in), ("key_altered 18",)),
        Case("digest flipped", lambda f: f.flip("epoch", "digest", "epoch = 9"), ("key_altered 18", "altered 18")),
        Case("the row of entries in clear taken away, which says nothing", sql("DELETE FROM epoch WHERE epoch = 0")),
    ]


def rewritten() -> list[Case]:
    """The chain made whole again after a change: a checkpoint sees it, and a key."""
    seen, refused = ("checkpoint_altered 20",), ("refused 19", "refused 20")
    return [
        Case(
            "chain rewritten to the end",
            chain(change("at_ms = at_ms - 1", 19), lambda f: f.relink(19)),
            seen,
            key_names=refused,
        ),
        Case(
            "chain rewritten to the end, checkpoint taken away",
            chain(
                change("at_ms = at_ms - 1", 19), lambda f: f.relink(19), sql("DELETE FROM checkpoint WHERE size = 20")
            ),
            key_names=refused,
        ),
        Case(
            "chain rewritten under another scope",
            chain(change("scope = 'summary'", 19), lambda f: f.relink(19)),
            ("altered 19", *seen),
            key_names=refused,
        ),
    ]


def tombstones() -> list[Case]:
    """Tombstones that no entry tells of."""
    withdrawn = ("erased_unrecorded 1", "erased_unrecorded 7", "erased_unrecorded 13", "erased_unrecorded 14")
    evening = ("erased_unrecorded 2", "erased_unrecorded 3", "erased_unrecorded 4")
    return [
        Case("tombstone without an entry", lambda f: f.bury(10), ("erased_unrecorded 10",)),
        Case("day key's tombstone without an entry", lambda f: f.bury_key(9), ("erased_unrecorded 18",)),
        Case("day key of another reader than the withdrawn", lambda f: f.bury_key(7), ("erased_unrecorded 14",)),
        Case("entry made a tombstone", lambda f: f.bury(17), ("malformed 17", *withdrawn)),
        Case("entry given an epoch", change("epoch = 3", 17), ("malformed 17", *withdrawn)),
        Case("entry moved", lambda f: f.swap("record", "sequence", 12, 13), ("reordered 12", "reordered 13", *evening)),
        Case(
            "entry deleted: what comes behind it is not believed either",
            sql("DELETE FROM record WHERE sequence = 11"),
            ("missing 11", "erased_unrecorded 9", *evening),
        ),
    ]


def entries(device: Signer, other: Signer) -> list[Case]:
    """Entries that say nothing, however well they stand in the chain. Record 10 was made a tombstone."""
    ten = [[10, 10]]
    signed = {
        "entry by another device": lambda f: f.tell(other, records=ten),
        "entry by nobody": lambda f: f.tell(None, records=ten),
        "entry that names itself": lambda f: f.tell(device, records=[*ten, [21, 21]]),
        "entry that names later records": lambda f: f.tell(device, records=[[10, 40]]),
        "entry with a run backwards": lambda f: f.tell(device, records=[*ten, [8, 7]]),
        "entry with a number that is none": lambda f: f.tell(device, records=[*ten, [True, 1]]),
        "entry for another reader's key": lambda f: f.tell(device, withdrawn={"00" * 16: [[4, 4]]}),
        "entry of another kind": lambda f: f.append("open", 0, layout.encode("erased", {"records": [[10, 10]]})),
        "entry that is no JSON": lambda f: f.append("open", 0, b"[" * 255 + b"\x80"),
    }
    replayed = "SELECT sealed FROM record WHERE sequence = 11"
    return [
        *(Case(name, chain(lambda f: f.bury(10), tell), ("erased_unrecorded 10",)) for name, tell in signed.items()),
        Case(
            "entry replayed at the end: it names nothing there", chain(lambda f: f.append("open", 0, f.one(replayed)))
        ),
        Case("entry by the device", chain(lambda f: f.bury(10), lambda f: f.tell(device, records=ten))),
    ]


def checkpoints(other: Signer) -> list[Case]:
    """Checkpoints in the file."""
    at = "UPDATE checkpoint SET {} WHERE size = 12"
    return [
        Case("checkpoint's time moved", sql(at.format("at_ms = at_ms + 1")), ("checkpoint_altered 12",)),
        Case("checkpoint's signature cut", sql(at.format("signature = x'00'")), ("checkpoint_altered 12",)),
        Case("checkpoint of no size", sql(at.format("size = -1")), ("checkpoint_altered 0",)),
        Case("checkpoint moved to another size", sql(at.format("size = 11")), ("checkpoint_altered 11",)),
        Case(
            "checkpoint beyond the end",
            sql("UPDATE checkpoint SET size = 30 WHERE size = 20"),
            ("checkpoint_altered 30",),
        ),
        Case("checkpoint put in by another device", lambda f: f.stamp(other, 19)),
    ]


def witnessed(other: Signer) -> list[Case]:
    """What only somebody who saw the log before can know."""
    unsigned = chain(sql("DELETE FROM checkpoint"), lambda f: f.bury(10), lambda f: f.tell(None, records=[[10, 10]]))
    clean = chain(sql("DELETE FROM checkpoint WHERE size > 18"), cut(18))
    return [
        Case("older copy, first look", chain(), file="older.db", clock=()),
        Case("older copy", chain(), ("rolled_back 13",), file="older.db", witness=True, clock=()),
        Case("fork, first look", chain(), file="fork.db", clock=()),
        Case("fork", chain(), ("forked 20",), file="fork.db", witness=True, clock=()),
        Case("tail cut cleanly, first look", clean),
        Case("tail cut cleanly", clean, ("rolled_back 19",), witness=True),
        Case(
            "checkpoint by another device in place of ours",
            lambda f: f.stamp(other, 20),
            ("other_device 20",),
            witness=True,
        ),
        Case("no checkpoints and an entry by nobody, first look", unsigned, clock=(SET_BACK,)),
        Case(
            "no checkpoints and an entry by nobody",
            unsigned,
            ("erased_unrecorded 10",),
            witness=True,
            clock=(SET_BACK,),
        ),
        Case("witness of another log", chain(), file=FIRST, witness=True, clock=()),
    ]


def versions() -> list[Case]:
    """A file that says it is of another version: it is read as what it holds."""
    return [
        Case("version 1 called version 2", sql("PRAGMA user_version = 2"), file=FIRST, clock=()),
        Case("version 2 called version 1", sql("PRAGMA user_version = 1")),
        Case("no table of checkpoints", sql("DROP TABLE checkpoint"), clock=(SET_BACK,)),
    ]

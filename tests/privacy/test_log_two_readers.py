"""Any flipped bit is named, and any order of writing, erasing and withdrawing reads the same, by two readers."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from log_kit import MORNING, BoardKey, People, Uptime, record
from two_readers import by_both, seen, seen_by_the_other

from companion.messages import Erasure, Scope
from privacy.checkpoint import Device
from privacy.keys import PrivateKey, Role
from privacy.log import SealedLogWriter, open_log

GOLDEN = Path(__file__).parents[1] / "vectors" / "sealed_log_2"
GOOD = json.loads((GOLDEN / "good.json").read_text(encoding="utf-8"))
LOG = GOLDEN / "good.db"
EDITH = PrivateKey(
    bytes.fromhex(GOOD["keys"]["Edith"]["secret"]), name="Edith", role=Role.RESIDENT, scopes=(Scope.DIARY,)
)

Cell = tuple[str, str, tuple[object, ...]]
PRIMARY = {"log": ("one",), "epoch": ("epoch",), "sealed_key": ("epoch", "key_id"), "record": ("sequence",)}
PRIMARY |= {"checkpoint": ("size",)}


def cells() -> list[Cell]:
    """Table, column and place of every value in good.db."""
    found: list[Cell] = []
    with closing(sqlite3.connect(f"{LOG.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        for table, primary in PRIMARY.items():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            places = database.execute(f"SELECT {', '.join(primary)} FROM {table}").fetchall()  # noqa: S608
            found += [(table, column, place) for column in columns for place in places if column != "one"]
    return found


CELLS = cells()


def flipped(value: object, bit: int) -> tuple[str, object]:
    """One bit of a value's bytes, as SQL and what goes into it; a number has 8 bytes."""
    raw = value.to_bytes(8, "big", signed=True) if isinstance(value, int) else value
    content = bytearray(raw.encode() if isinstance(raw, str) else raw)  # type: ignore[call-overload]
    assume(content)
    bit %= 8 * len(content)
    content[bit // 8] ^= 1 << bit % 8
    if isinstance(value, int):
        return "?", int.from_bytes(content, "big", signed=True)
    return ("CAST(? AS TEXT)" if isinstance(value, str) else "?"), bytes(content)


@given(cell=st.sampled_from(CELLS), bit=st.integers(0, 8 * 1168 - 1))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_is_named_wherever_it_is(tmp_path: Path, cell: Cell, bit: int) -> None:
    """Not covered are `log.one`, always 1 by the table's own rule, and the row 0 of `epoch`, which nobody reads."""
    table, column, place = cell
    where = " AND ".join(f"{name} = ?" for name in PRIMARY[table])
    path = tmp_path / "log.db"
    shutil.copy(LOG, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        (value,) = database.execute(f"SELECT {column} FROM {table} WHERE {where}", place).fetchone()  # noqa: S608
        spelled, changed = flipped(value, bit)
        with contextlib.suppress(sqlite3.IntegrityError):  # that place is taken
            database.execute(f"UPDATE {table} SET {column} = {spelled} WHERE {where}", (changed, *place))  # noqa: S608
        assume(database.total_changes == 1)
    whole = GOOD["files"]["good.db"]["problems"]
    without, with_key = by_both(path), by_both(path, EDITH)
    if table == "epoch" and place == (0,):
        assert seen(path, EDITH) == seen(LOG, EDITH)
    else:
        assert set(without) - set(whole)
        assert set(with_key) - set(whole)


@dataclass
class Home:
    """A device, the people it seals to, and what they ask of it."""

    path: Path
    people: People
    key: BoardKey = field(default_factory=BoardKey)
    uptime: Uptime = field(default_factory=Uptime)
    at: datetime = MORNING
    written: list[int] = field(default_factory=list)
    log: SealedLogWriter = field(init=False)

    def start(self) -> None:
        device = Device(signer=self.key, clock=lambda: "rtc", uptime_s=self.uptime)
        self.log = open_log(self.path, self.people.recipients, device=device)

    def pass_time(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        self.uptime.seconds += 60 * minutes

    def write(self, scope: Scope) -> None:
        self.written.append(self.log.append(record(len(self.written), scope), self.at))

    def erase_one(self, number: int) -> None:
        if self.written:
            places = (self.written[number % len(self.written)],)
            self.log.erase(Erasure(why="asked", scopes=tuple(Scope), sequences=places), self.at)

    def erase_day(self, back: int) -> None:
        day = (self.at - timedelta(days=back)).date()
        self.log.erase(Erasure(why="operator", since=day, until=day), self.at)

    def let_go(self) -> None:
        yesterday = (self.at - timedelta(days=1)).date()
        self.log.erase(Erasure(why="retention", scopes=tuple(Scope), until=yesterday), self.at)

    def withdraw(self) -> None:
        """From the caregiver, until the next start registers them again."""
        self.log.seal_to([self.people.resident.recipient])
        self.log.withdraw(self.people.caregiver.key_id, self.at)

    def restart(self) -> None:
        self.log.close()
        self.start()

    def set_clock(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)


STEPS: dict[str, Callable[[Home, int], object]] = {
    "diary": lambda home, _: home.write(Scope.DIARY),
    "summary": lambda home, _: home.write(Scope.SUMMARY),
    "safety": lambda home, _: home.write(Scope.SAFETY),
    "minutes go by": lambda home, number: home.pass_time(number),
    "a day goes by": lambda home, _: home.pass_time(24 * 60),
    "one is erased": lambda home, number: home.erase_one(number),
    "a day is erased": lambda home, number: home.erase_day(number % 3),
    "all that was said is erased": lambda home, _: home.log.erase(Erasure(why="asked"), home.at),
    "older days are let go": lambda home, _: home.let_go(),
    "a key is withdrawn": lambda home, _: home.withdraw(),
    "it starts again": lambda home, _: home.restart(),
    "the clock is set": lambda home, number: home.set_clock(number - 30),
}


@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 60)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_life_of_a_log_reads_the_same_with_both(
    log_path: Path, people: People, steps: list[tuple[str, int]]
) -> None:
    for file in log_path.parent.glob("log.db*"):
        file.unlink()
    home = Home(log_path, people)
    home.start()
    for step, number in [*steps, ("safety", 0)]:  # one at the end that everybody may read who is not withdrawn
        STEPS[step](home, number)
    home.log.flush()
    running = by_both(log_path)  # also while its writer runs, from the write-ahead log
    home.log.close()
    assert set(running) <= set(by_both(log_path)), "the end adds a checkpoint, which may show a clock that was set"
    for key in (None, people.resident):
        assert [one for one in by_both(log_path, key) if not one.startswith("clock_jump")] == []
    for person in (people.resident, people.caregiver, people.stranger):
        ours, theirs = seen(log_path, person), seen_by_the_other(log_path, person)
        assert ours == theirs or (ours is None and {scope for *_, scope, _ in theirs} <= {"open"})
    assert seen(log_path, people.resident), "what was written last"
    assert seen(log_path, people.stranger) is None

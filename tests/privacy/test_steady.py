"""What heals: numbers that outlive a log, erasures that outlive a restart, and nothing dropped without a word."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from keeper_kit import DAY, House
from log_kit import MORNING, record

from companion.errors import LogError, LogNotErasable
from companion.messages import Erasure, Scope
from privacy.database import reading
from privacy.keeper import AGAIN_S


@contextmanager
def another_writes(house: House) -> Iterator[None]:
    """The lock as another program holds it."""
    house.place.path.parent.mkdir(exist_ok=True)
    handle = os.open(f"{house.place.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


def take_away(log: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{log}{ending}").unlink(missing_ok=True)


def put_back(log: Path) -> None:
    """The same content in another file, as a backup leaves it."""
    with closing(sqlite3.connect(log)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = log.with_name("copy")
    shutil.copy(log, copy)
    for ending in ("-wal", "-shm"):
        Path(f"{log}{ending}").unlink(missing_ok=True)
    copy.replace(log)


def test_what_was_said_before_a_log_was_replaced_is_forgotten_and_nothing_else(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    for number in range(2):
        keeper.append(record(number), MORNING)
    keeper.flush()
    take_away(house.place.path)
    last_turn = keeper.append(record(99), MORNING)
    keeper.flush()
    keeper.append(record(100), MORNING)
    keeper.append(record(101), MORNING)
    keeper.flush()
    receipt = keeper.erase(Erasure(why="asked", sequences=(last_turn,)), MORNING)
    assert receipt is not None
    assert receipt.records == 1
    assert house.read(house.people.caregiver) == [100, 101]


def test_what_lies_in_a_log_that_is_gone_is_not_said_to_be_forgotten(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    last_turn = keeper.append(record(1), MORNING)
    keeper.flush()
    take_away(house.place.path)
    keeper.append(record(2), MORNING)
    keeper.flush()
    with pytest.raises(LogNotErasable, match="cannot be erased singly"):
        keeper.erase(Erasure(why="asked", sequences=(last_turn,)), MORNING)
    assert house.read(house.people.caregiver) == [2]


def test_forget_today_reaches_a_log_that_was_put_back_meanwhile(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    put_back(house.place.path)
    today = MORNING.date()
    assert keeper.erase(Erasure(why="asked", since=today, until=today), MORNING) is not None
    keeper.flush()
    assert house.read(house.people.caregiver) == []


def test_p5_a_log_that_was_put_back_holds_every_record_once(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    for number in range(3):
        keeper.append(record(number), MORNING)
    keeper.close()
    keeper = house.start()
    numbers = [keeper.append(record(number), MORNING) for number in range(3, 6)]
    while house.read(house.people.caregiver) != [0, 1, 2, 3, 4, 5]:
        pass  # the writer's own thread writes; nobody has flushed
    put_back(house.place.path)
    keeper.append(record(6), MORNING)
    keeper.flush()
    assert house.read(house.people.caregiver) == [0, 1, 2, 3, 4, 5, 6]
    keeper.erase(Erasure(why="asked", sequences=(numbers[0],)), MORNING)
    assert house.read(house.people.caregiver) == [0, 1, 2, 4, 5, 6]


def test_what_could_not_be_forgotten_is_after_a_restart(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    with another_writes(house):
        keeper = house.start()
        with pytest.raises(LogError):
            keeper.erase(Erasure(why="asked"), MORNING)
        keeper = house.start()  # the one before was killed
    keeper = house.start()
    keeper.append(record(2), MORNING + DAY)
    keeper.tend(MORNING + DAY)
    assert house.read(house.people.caregiver) == [2], "what is said after 'forget' stays"
    keeper.tend(MORNING + DAY)
    assert [one.name for one in house.place.desk.iterdir()] == []


def test_a_turn_that_could_not_be_forgotten_is_after_a_restart(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    last_turn = keeper.append(record(2), MORNING)
    keeper.flush()
    with closing(sqlite3.connect(house.place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError):
            keeper.erase(Erasure(why="asked", sequences=(last_turn,)), MORNING)
        [owed] = house.place.desk.iterdir()
        kept = owed.read_bytes()
    keeper.close()
    assert not owed.exists(), "the writer did it before it closed"
    owed.write_bytes(kept)
    keeper = house.start()
    keeper.append(record(3), MORNING)
    keeper.tend(MORNING)
    assert house.read(house.people.caregiver) == [1, 3]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 2, "why": "asked"}'])
def test_a_damaged_note_of_what_is_owed_is_taken_away(house: House, content: bytes) -> None:
    house.register(house.people.caregiver)
    house.place.desk.mkdir(parents=True)
    (house.place.desk / "1.owed").write_bytes(content)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    assert house.read(house.people.caregiver) == [1]
    assert list(house.place.desk.iterdir()) == []


def test_a_pipe_in_the_place_of_a_note_is_not_waited_for(house: House) -> None:
    house.register(house.people.caregiver)
    house.place.desk.mkdir(parents=True)
    for name in ("1.owed", "2.ask"):
        os.mkfifo(house.place.desk / name)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.tend(MORNING)
    keeper.flush()
    assert house.read(house.people.caregiver) == [1]


def test_p5_what_waits_is_written_at_the_end_when_the_cause_has_gone(house: House) -> None:
    house.register(house.people.caregiver)
    with another_writes(house):
        keeper = house.start()
        keeper.append(record(1), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [1]


def test_p7_what_is_lost_at_the_end_is_told(house: House) -> None:
    house.register(house.people.caregiver)
    with another_writes(house):
        keeper = house.start()
        keeper.append(record(1), MORNING)
        with pytest.raises(LogError, match="What was said last is not kept"):
            keeper.close()
    house.running.clear()


def test_what_nobody_may_read_is_not_held_in_memory_either(house: House) -> None:
    house.register(house.people.caregiver)
    with another_writes(house):
        keeper = house.start()
        assert keeper.append(record(1, Scope.DIARY), MORNING) == 0
        assert keeper.append(record(2), MORNING) != 0


def test_a_log_set_aside_today_stays_however_old_it_was(house: House) -> None:
    house.register(house.people.caregiver)
    house.trust = "rtc"
    house.place.path.write_bytes(b"SQLite format 3\0" + b"x" * 9000)
    long_ago = (MORNING - 400 * DAY).timestamp()
    os.utime(house.place.path, (long_ago, long_ago))
    keeper = house.start()
    keeper.tend(MORNING)
    assert house.place.path.with_name("log.db.damaged-1").exists()


def test_p5_who_reads_does_not_keep_the_companion_from_starting_and_stopping(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    for number in range(30):
        keeper.append(record(number), MORNING)
    keeper.close()
    content = house.place.path.read_bytes()
    with reading(house.place.path) as connection:
        keeper = house.start()
        assert keeper.why == ""
        for number in range(30, 60):
            keeper.append(record(number), MORNING)
        keeper.flush()
        keeper.erase(Erasure(why="asked", sequences=(3,)), MORNING)
        keeper.close()
        assert connection.exec_driver_sql("SELECT max(sequence) FROM record").scalar_one() == 30
        assert house.place.path.read_bytes() == content
    assert house.read(house.people.caregiver) == [number for number in range(60) if number != 2]
    keeper = house.start()
    keeper.append(record(60), MORNING)
    keeper.close()
    assert not Path(f"{house.place.path}-wal").exists()
    assert house.read(house.people.caregiver)[-1] == 60


def test_an_errand_is_not_kept_waiting_by_one_who_reads(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    with reading(house.place.path):
        opened = house.door().open_with(house.people.caregiver, what="summary")
    assert [one.kind for one in opened] == ["measure", "audit"]


def test_a_second_try_comes_at_once_when_somebody_registers(house: House) -> None:
    keeper = house.start()
    house.register(house.people.caregiver)
    house.uptime.seconds += AGAIN_S / 10
    keeper.tend(MORNING)
    assert keeper.why == ""

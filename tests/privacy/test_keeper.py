"""The log as the device keeps it: readers who come and go, damage, retention, and requests of other programs."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from keeper_kit import DAY, House
from log_kit import MORNING, record

from companion.errors import KeyRefused, LogError
from companion.messages import Erasure, Record, Scope
from privacy.desk import Desk
from privacy.door import is_device_log
from privacy.keeper import AGAIN_S
from privacy.keys import PrivateKey
from privacy.reader import read_log
from privacy.verify import verify


def test_with_nobody_registered_nothing_is_kept_and_the_reason_is_told(house: House) -> None:
    keeper = house.start()
    with pytest.raises(LogError, match="no caregiver's key is registered"):
        keeper.append(record(1), MORNING)
    assert not house.place.path.exists()
    house.register(house.people.caregiver)
    keeper.tend(MORNING)
    keeper.append(record(2), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [2]


def test_a_reader_registered_while_it_runs_reads_from_the_next_record_on(house: House) -> None:
    house.register(house.people.resident)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    house.register(house.people.caregiver)
    keeper.tend(MORNING)
    keeper.append(record(2), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [2]
    assert house.read(house.people.resident) == [1, 2]


def test_a_reader_revoked_while_it_runs_gets_nothing_new(house: House) -> None:
    house.register(house.people.resident, house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    house.unregister(house.people.caregiver)
    keeper.tend(MORNING)
    keeper.append(record(2), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [1]
    assert house.read(house.people.resident) == [1, 2]


def test_a_damaged_recipient_file_takes_nobody_elses_reading_away(house: House) -> None:
    house.register(house.people.resident, house.people.caregiver)
    (house.place.recipients / f"{house.people.caregiver.key_id.hex()}.json").write_text("{")
    keeper = house.start()
    keeper.append(record(1, Scope.DIARY), MORNING)
    keeper.close()
    assert house.read(house.people.resident) == [1]


def test_a_recipient_file_damaged_while_it_runs_leaves_its_owner_a_reader(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    (house.place.recipients / f"{house.people.caregiver.key_id.hex()}.json").write_text("{")
    keeper.tend(MORNING)
    keeper.append(record(1), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [1]


@pytest.mark.parametrize("damage", ["garbage", "cut", "head", "not ours"])
def test_p5_a_damaged_log_is_set_aside_and_a_new_one_begun(house: House, damage: str) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    content = house.place.path.read_bytes()
    if damage == "head":
        with closing(sqlite3.connect(house.place.path)) as database, database:
            database.execute("UPDATE log SET head = 77")
    elif damage == "not ours":
        house.place.path.unlink()
        with closing(sqlite3.connect(house.place.path)) as database, database:
            database.execute("CREATE TABLE other (one)")
    else:
        house.place.path.write_bytes(b"not a database" * 999 if damage == "garbage" else content[:5000])
    keeper = house.start()
    keeper.append(record(2), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [2]
    assert house.place.path.with_name("log.db.damaged-1").exists()
    assert verify(house.place.path).ok


def test_p5_a_log_damaged_while_it_is_open_loses_nothing_that_was_not_on_disk(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    for name in ("log.db-wal", "log.db-shm"):
        (house.place.path.with_name(name)).unlink()
    house.place.path.write_bytes(b"x" * 8192)
    keeper.append(record(2), MORNING)
    keeper.flush()
    keeper.append(record(3), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver)[-2:] == [2, 3]


def test_p5_a_log_that_was_taken_away_is_begun_anew(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    for file in house.place.path.parent.glob("log.db*"):
        if not file.name.endswith(".lock"):
            file.unlink()
    keeper.append(record(2), MORNING)
    keeper.flush()
    keeper.append(record(3), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [2, 3]


def test_p5_a_newer_log_waits_for_its_program_and_what_is_said_waits_in_memory(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    with closing(sqlite3.connect(house.place.path)) as database:
        database.execute("PRAGMA user_version = 99")
    keeper = house.start()
    keeper.append(record(2), MORNING)
    with pytest.raises(LogError, match="newer version"):
        keeper.flush()
    assert not list(house.place.path.parent.glob("*damaged*"))
    with closing(sqlite3.connect(house.place.path)) as database:
        database.execute("PRAGMA user_version = 2")
    house.uptime.seconds += AGAIN_S + 1
    keeper.tend(MORNING)
    keeper.append(record(3), MORNING)
    keeper.close()
    assert house.read(house.people.caregiver) == [1, 2, 3]


def test_a_second_writer_waits_for_the_first(house: House) -> None:
    house.register(house.people.caregiver)
    first, second = house.start(), house.start()
    first.append(record(1), MORNING)
    second.append(record(2), MORNING)
    with pytest.raises(LogError, match="written by another"):
        second.flush()
    first.close()
    house.uptime.seconds += AGAIN_S + 1
    second.tend(MORNING)
    second.close()
    assert house.read(house.people.caregiver) == [1, 2]


def test_what_is_older_than_its_retention_goes_at_the_change_of_day(house: House) -> None:
    house.register(house.people.resident)
    keeper = house.start()
    for day in range(40):
        at = MORNING + day * DAY
        keeper.tend(at)
        keeper.append(record(day, Scope.DIARY), at)
        keeper.append(record(100 + day), at)
        keeper.flush()
    keeper.close()
    assert house.read(house.people.resident) == [
        number for day in range(40) for number in ([day, 100 + day] if day >= 9 else [100 + day])
    ]
    report = verify(house.place.path, house.people.resident)
    assert report.ok
    assert report.erased == 9
    with closing(sqlite3.connect(house.place.path)) as database:
        left = database.execute(
            "SELECT min(day) FROM epoch JOIN sealed_key USING (epoch) WHERE scope = 'diary' AND length(sealed) > 32"
        ).fetchone()
    assert left == ("2026-03-11",), "the day keys of older days are gone"


def test_a_start_after_a_long_pause_purges_too(house: House) -> None:
    house.register(house.people.resident)
    keeper = house.start()
    keeper.append(record(1, Scope.DIARY), MORNING)
    keeper.close()
    house.trust = "rtc"
    keeper = house.start()
    keeper.tend(MORNING + 60 * DAY)
    keeper.close()
    assert house.read(house.people.resident) == []


def test_a_record_is_kept_for_its_days_whole(house: House) -> None:
    house.place = replace(house.place, retention={Scope.SUMMARY: 1})
    house.trust = "rtc"
    house.register(house.people.caregiver)
    late = MORNING.replace(hour=23, minute=59)
    keeper = house.start()
    keeper.tend(late)
    keeper.append(record(1), late)
    keeper.tend(late + DAY)
    keeper.flush()
    assert house.read(house.people.caregiver) == [1]
    keeper.tend(late + timedelta(days=1, minutes=2))
    assert house.read(house.people.caregiver) == []


def test_a_clock_that_nobody_vouches_for_makes_nothing_old_by_a_jump(house: House) -> None:
    house.register(house.people.resident)
    keeper = house.start()
    for day in range(3):
        keeper.tend(MORNING + day * DAY)
        keeper.append(record(day, Scope.DIARY), MORNING + day * DAY)
    keeper.tend(MORNING + 3650 * DAY)
    keeper.append(record(9, Scope.DIARY), MORNING + 3650 * DAY)
    keeper.close()
    keeper = house.start()
    keeper.tend(MORNING + 3650 * DAY)
    keeper.tend(MORNING + 3 * DAY)
    keeper.close()
    assert house.read(house.people.resident) == [0, 1, 2, 9]


def test_everything_forgotten_takes_what_was_set_aside_along(house: House) -> None:
    house.register(house.people.caregiver)
    house.start().close()
    aside = house.place.path.with_name("log.db.damaged-1")
    aside.write_bytes(b"x")
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.erase(Erasure(why="asked", since=date(2020, 1, 1)), MORNING)
    assert aside.exists()
    keeper.erase(Erasure(why="asked"), MORNING)
    assert not aside.exists()


def opened(house: House, key: PrivateKey, **named: object) -> list[Record]:
    found = house.door(**named).open_with(key, what="summary", days=7)  # type: ignore[arg-type]
    return [Record(kind=one.kind, scope=Scope(one.scope), body=one.body) for one in found]


def test_p12_every_opening_is_a_record_in_the_log(house: House) -> None:
    house.register(house.people.resident, house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    opened(house, house.people.caregiver)
    found = opened(house, house.people.resident)
    audits = [one.body for one in found if one.kind == "audit"]
    assert [(one["who"], one["what"], one["days"], one["scopes"]) for one in audits] == [
        ("Rose", "summary", 7, ["summary", "safety"]),
        ("Edith", "summary", 7, ["diary", "summary", "safety", "memory"]),
    ]
    assert verify(house.place.path).ok


def test_p12_while_the_companion_runs_it_writes_the_note(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    found = opened(house, house.people.caregiver, pause=lambda: keeper.tend(MORNING))
    assert [one.kind for one in found] == ["measure", "audit"]
    assert list(house.place.desk.iterdir()) == []


def test_p12_without_the_note_nothing_is_opened(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    with pytest.raises(LogError, match="was not opened"):
        opened(house, house.people.caregiver)  # nobody serves the desk
    assert list(house.place.desk.iterdir()) == []


def test_p12_a_stranger_is_refused_and_stands_in_no_note(house: House) -> None:
    house.register(house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    with pytest.raises(KeyRefused):
        opened(house, house.people.stranger)
    assert [one.kind for one in read_log(house.place.path, house.people.caregiver)] == ["measure"]


def test_somebody_else_may_ask_the_running_companion_to_erase(house: House) -> None:
    house.register(house.people.resident)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.append(record(2), MORNING + DAY)
    door = house.door(pause=lambda: keeper.tend(MORNING + DAY))
    receipt = door.erase(Erasure(why="asked", until=MORNING.date()))
    assert receipt is not None
    assert (receipt.records, receipt.days) == (1, ("2026-03-02",))
    assert door.erase(Erasure(why="asked", until=MORNING.date())) is None
    keeper.close()
    assert house.read(house.people.resident) == [2]


def test_a_revoked_key_opens_nothing_on_this_device_any_more(house: House) -> None:
    house.register(house.people.resident, house.people.caregiver)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.flush()
    house.unregister(house.people.caregiver)
    receipt = house.door(pause=lambda: keeper.tend(MORNING)).withdraw(house.people.caregiver.key_id)
    keeper.append(record(2), MORNING)
    keeper.close()
    assert receipt is not None
    with pytest.raises(KeyRefused):
        read_log(house.place.path, house.people.caregiver)
    assert house.read(house.people.resident) == [1, 2]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 2}', '{"version": 1, "do": "audit"}', '{"version": 1, "do": "open"}']
)
def test_what_is_no_request_is_taken_from_the_desk(house: House, content: str) -> None:
    house.place.desk.mkdir(parents=True)
    (house.place.desk / "1.ask").write_text(content)
    desk = Desk(house.place.desk)
    assert desk.waiting(0.0) == []
    [answer] = house.place.desk.iterdir()
    assert "does not understand" in answer.read_text()
    desk.waiting(1.0)
    desk.waiting(100.0)
    assert list(house.place.desk.iterdir()) == []


def test_a_copy_is_not_the_devices_own_log(house: House, tmp_path: Path) -> None:
    house.register(house.people.caregiver)
    house.start().close()
    copy = tmp_path / "copy.db"
    copy.write_bytes(house.place.path.read_bytes())
    link = tmp_path / "link.db"
    link.symlink_to(house.place.path)
    assert is_device_log(house.place.path, house.place)
    assert is_device_log(link, house.place)
    assert not is_device_log(copy, house.place)


@pytest.mark.parametrize("running", [True, False])
def test_the_purge_of_a_timer_is_the_companions_own(house: House, running: bool) -> None:
    house.register(house.people.resident)
    house.trust = "rtc"
    keeper = house.start()
    keeper.append(record(1, Scope.DIARY), MORNING)
    keeper.append(record(2), MORNING)
    keeper.flush()
    later = MORNING + 40 * DAY
    aside = house.place.path.with_name("log.db.damaged-1")
    aside.write_bytes(b"x")
    os.utime(aside, (MORNING.timestamp(), MORNING.timestamp()))
    if not running:
        keeper.close()
    door = replace(house.door(pause=lambda: keeper.tend(MORNING)), now=lambda: later)
    assert door.purge() == {"diary": 1, "summary": 0}
    assert not aside.exists()
    keeper.close()
    assert house.read(house.people.resident) == [2]


def test_who_is_registered_and_has_nothing_yet_is_told_so(house: House) -> None:
    house.register(house.people.resident)
    keeper = house.start()
    keeper.append(record(1), MORNING)
    keeper.close()
    house.register(house.people.caregiver)
    with pytest.raises(KeyRefused, match="Nothing is sealed to this key yet"):
        opened(house, house.people.caregiver)

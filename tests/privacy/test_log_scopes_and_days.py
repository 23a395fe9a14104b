"""Who reads which records, and how long the device itself could."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from log_kit import MORNING, OpenLog, People, numbers, record

from companion.errors import LogError
from companion.messages import Scope
from privacy.keys import new_key
from privacy.log import LogLimits, open_log
from privacy.reader import read_log
from privacy.verify import verify


def test_p4_a_caregiver_does_not_read_the_diary(written: Path, people: People) -> None:
    scopes = [one.scope for one in read_log(written, people.caregiver)]
    assert scopes == ["summary", "safety", "summary", "safety"]
    assert len(read_log(written, people.resident)) == 6


def test_p4_yesterdays_key_is_gone_from_the_writer(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    log.append(record(1, Scope.DIARY), MORNING)
    keys = log._sealer._keys
    yesterday = keys[Scope.DIARY].secret
    assert any(yesterday)
    log.append(record(2, Scope.SAFETY), MORNING + timedelta(days=1))
    assert not any(yesterday), "overwritten although today's first record is of another scope"
    assert set(keys) == {Scope.SAFETY}
    today = keys[Scope.SAFETY].secret
    log.tend(MORNING + timedelta(days=2))
    assert not any(today), "overwritten although nothing was said"
    log.append(record(3, Scope.SAFETY), MORNING + timedelta(days=2))
    last = keys[Scope.SAFETY].secret
    assert any(last)
    log.close()
    assert not any(last)
    assert numbers(log_path, people) == [1, 2, 3]


def test_p4_midnight_is_the_residents_own(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    zone = timezone(timedelta(hours=13))
    log.append(record(1), MORNING.replace(hour=10).astimezone(zone))  # 23:00 there
    log.append(record(2), MORNING.replace(hour=12).astimezone(zone))  # 01:00 the next day there
    log.close()
    with closing(sqlite3.connect(log_path)) as database:
        days = database.execute("SELECT day FROM epoch WHERE epoch > 0 ORDER BY epoch").fetchall()
    assert days == [("2026-03-02",), ("2026-03-03",)]


def test_a_start_of_its_own_has_keys_of_its_own(opened: OpenLog, log_path: Path, people: People) -> None:
    for number in range(3):
        log = opened()
        log.append(record(number), MORNING)
        log.close()
    assert numbers(log_path, people) == [0, 1, 2]
    assert verify(log_path, people.resident).ok
    with closing(sqlite3.connect(log_path)) as database:
        assert database.execute("SELECT max(epoch) FROM epoch").fetchone() == (3,)


def test_a_clock_that_goes_back_a_day_makes_a_new_key(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    for number, days in enumerate((0, 1, 0)):
        log.append(record(number), MORNING + timedelta(days=days))
    log.close()
    assert numbers(log_path, people) == [0, 1, 2]
    assert verify(log_path, people.resident).ok


def test_somebody_registered_later_reads_from_then_on(opened: OpenLog, log_path: Path, people: People) -> None:
    first = opened()
    first.append(record(1), MORNING)
    first.close()
    second = opened([*people.recipients, people.stranger.recipient])
    second.append(record(2), MORNING)
    second.close()
    assert [one.body["number"] for one in read_log(log_path, people.stranger)] == [2]


def test_a_log_nobody_could_read_does_not_open(log_path: Path) -> None:
    with pytest.raises(LogError, match="companion keys new --role"):
        open_log(log_path, [])
    assert not log_path.exists()


def test_a_scope_nobody_may_read_is_not_kept_and_the_others_are(log_path: Path, people: People) -> None:
    log = open_log(log_path, [people.caregiver.recipient])
    assert log.unread == (Scope.DIARY,)
    log.append(record(1, scope=Scope.DIARY), MORNING)
    log.append(record(2), MORNING)
    log.close()
    assert [one.body["number"] for one in read_log(log_path, people.caregiver)] == [2]
    assert verify(log_path, people.caregiver).records == 1


def test_memory_without_a_resident_is_refused_when_it_is_written(log_path: Path, limits: LogLimits) -> None:
    diarist = new_key(role="resident", name="Edith").recipient
    limited = type(diarist)(
        name="Edith",
        role=diarist.role,
        scopes=(Scope.DIARY, Scope.SUMMARY, Scope.SAFETY),
        public_key=diarist.public_key,
    )
    log = open_log(log_path, [limited], limits=limits)
    with pytest.raises(LogError, match="memory"):
        log.append(record(1, Scope.MEMORY), MORNING)
    log.append(record(2), MORNING)
    log.close()
    assert verify(log_path).records == 1

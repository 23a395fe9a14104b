"""One suite for every sealed log: the real one, and the one in memory that tests use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from companion.errors import LogError
from companion.messages import Record, Scope
from companion.ports import SealedLog
from privacy.fake import MemoryLog
from privacy.keys import PrivateKey, new_key
from privacy.log import LogLimits, open_log
from privacy.reader import read_log

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


class Bench(Protocol):
    """A log, and a hand on what it writes to."""

    log: SealedLog

    def break_disk(self) -> None: ...

    def mend_disk(self) -> None: ...

    def stored(self) -> list[tuple[str, str, object]]: ...


class RealBench:
    """The real log; the disk "breaks" by another program that locks the file."""

    def __init__(self, folder: Path) -> None:
        self.key: PrivateKey = new_key(role="resident", name="Edith")
        self.path = folder / "log.db"
        self.log: SealedLog = open_log(
            self.path, [self.key.recipient], limits=LogLimits(busy_s=0.02, retry_s=0.02, flush_s=5.0)
        )
        self._other: sqlite3.Connection | None = None

    def break_disk(self) -> None:
        self._other = sqlite3.connect(self.path, isolation_level=None)
        self._other.execute("BEGIN IMMEDIATE")

    def mend_disk(self) -> None:
        if self._other is not None:
            self._other.close()
            self._other = None

    def stored(self) -> list[tuple[str, str, object]]:
        return [(one.kind, one.scope, dict(one.body)) for one in read_log(self.path, self.key)]


class MemoryBench:
    """The log in memory."""

    def __init__(self) -> None:
        self.memory = MemoryLog()
        self.log: SealedLog = self.memory

    def break_disk(self) -> None:
        self.memory.fault = LogError("The disk is broken.")

    def mend_disk(self) -> None:
        self.memory.fault = None

    def stored(self) -> list[tuple[str, str, object]]:
        return [(one.kind, one.scope.value, dict(one.body)) for one, _ in self.memory.records]


@pytest.fixture(params=["real", "memory"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    found: Bench = RealBench(tmp_path) if request.param == "real" else MemoryBench()
    yield found
    found.mend_disk()
    found.log.close()


def record(number: int, scope: Scope = Scope.SUMMARY) -> Record:
    return Record(kind="measure", scope=scope, body={"number": number})


def put(log: SealedLog, number: int) -> None:
    log.append(record(number), AT)
    log.flush()


def test_p5_what_was_flushed_is_there_in_order(bench: Bench) -> None:
    scopes = (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)
    for number in range(12):
        bench.log.append(record(number, scopes[number % 3]), AT + timedelta(hours=3 * number))
    bench.log.flush()
    assert bench.stored() == [("measure", scopes[n % 3].value, {"number": n}) for n in range(12)]


def test_close_flushes_and_may_be_called_twice(bench: Bench) -> None:
    bench.log.append(record(1), AT)
    bench.log.close()
    bench.log.close()
    assert len(bench.stored()) == 1


def test_a_closed_log_refuses(bench: Bench) -> None:
    bench.log.close()
    with pytest.raises(LogError):
        bench.log.append(record(1), AT)
    with pytest.raises(LogError):
        bench.log.flush()


def test_flushing_nothing_is_fine(bench: Bench) -> None:
    bench.log.flush()
    assert bench.stored() == []


def test_a_time_without_a_zone_is_refused_and_nothing_is_kept(bench: Bench) -> None:
    with pytest.raises(LogError, match="time zone"):
        bench.log.append(record(1), AT.replace(tzinfo=None))
    bench.log.flush()
    assert bench.stored() == []


def test_p3_a_body_that_is_not_json_is_refused_without_quoting_it(bench: Bench) -> None:
    for value in (float("nan"), {"porridge"}, b"porridge"):
        with pytest.raises(LogError) as refused:
            bench.log.append(Record(kind="turn", scope=Scope.DIARY, body={"heard": value}), AT)  # type: ignore[dict-item]
        assert "porridge" not in str(refused.value)
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__
    bench.log.flush()
    assert bench.stored() == []


def test_p5_a_broken_disk_is_told_and_loses_nothing(bench: Bench) -> None:
    bench.log.append(record(0), AT)
    bench.log.flush()
    bench.break_disk()
    with pytest.raises(LogError):
        put(bench.log, 1)
    bench.log.append(record(2), AT)
    with pytest.raises(LogError):
        bench.log.flush()
    bench.mend_disk()
    bench.log.flush()
    bench.log.append(record(3), AT)
    bench.log.flush()
    assert [body for _, _, body in bench.stored()] == [{"number": number} for number in range(4)]

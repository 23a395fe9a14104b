"""Signed checkpoints, and the witness a caregiver carries: rollback, fork, another device, a clock that was set."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from log_kit import MORNING, BoardKey, People, Uptime, record

from companion.errors import InputError
from companion.messages import Erasure
from privacy import format as layout
from privacy.checkpoint import Device
from privacy.log import LogLimits, SealedLogWriter, open_log
from privacy.verify import VerifyReport, verify
from privacy.witness import Witness, keep_witness, read_own_witness, read_witness, witness_path

MINUTE = timedelta(minutes=1)


class Board:
    """One device: its key, its clocks, its log."""

    def __init__(self, path: Path, people: People) -> None:
        self.key = BoardKey()
        self.uptime = Uptime()
        self.path = path
        self._people = people
        self.at = MORNING

    def open(self) -> SealedLogWriter:
        device = Device(signer=self.key, clock=lambda: "rtc", uptime_s=self.uptime)
        return open_log(self.path, self._people.recipients, limits=LogLimits(retry_s=0.02), device=device)

    def wait(self, minutes: float, *, told_minutes: float | None = None) -> None:
        """Time goes by; the time of day may go by otherwise."""
        self.uptime.seconds += minutes * 60
        self.at += (minutes if told_minutes is None else told_minutes) * MINUTE

    def write(self, count: int = 3, every_min: float = 1.0) -> None:
        """One start of the writer that writes so many records."""
        log = self.open()
        for number in range(count):
            log.append(record(number), self.at)
            self.wait(every_min)
        log.close()


@pytest.fixture
def board(log_path: Path, people: People) -> Board:
    return Board(log_path, people)


def seen(path: Path) -> Witness:
    report = verify(path)
    assert report.latest is not None
    return Witness(report.log_id, report.latest)


def problems(report: VerifyReport) -> list[tuple[str, int]]:
    return [(one.kind, one.sequence) for one in report.problems]


def forge(path: Path, *sql: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        for statement in sql:
            database.execute(statement)


def test_the_first_record_of_a_start_and_its_end_are_witnessed(board: Board) -> None:
    board.write(3)
    report = verify(board.path)
    assert report.ok
    assert report.latest is not None
    assert (report.latest.size, report.latest.clock, report.latest.verify_key) == (3, "rtc", board.key.verify_key)


def test_a_log_written_without_a_device_has_none(log_path: Path, people: People) -> None:
    log = open_log(log_path, people.recipients)
    log.append(record(), MORNING)
    log.close()
    assert verify(log_path).latest is None


def test_a_long_day_has_checkpoints_in_it(board: Board) -> None:
    board.write(30, every_min=1.0)
    with closing(sqlite3.connect(board.path)) as database:
        sizes = [size for (size,) in database.execute("SELECT size FROM checkpoint ORDER BY size")]
    assert sizes == [1, 11, 21, 30]


def test_many_records_at_once_have_checkpoints_too(board: Board) -> None:
    board.write(600, every_min=0.0)
    with closing(sqlite3.connect(board.path)) as database:
        sizes = [size for (size,) in database.execute("SELECT size FROM checkpoint ORDER BY size")]
    assert sizes == [1, 257, 513, 600]


def test_an_older_file_put_back_is_a_rollback(board: Board, tmp_path: Path) -> None:
    board.write(3)
    old = tmp_path / "old.db"
    shutil.copy(board.path, old)
    board.write(2)
    witness = seen(board.path)
    shutil.copy(old, board.path)
    assert verify(board.path).ok, "by itself an older file is whole"
    assert problems(verify(board.path, witnesses=[witness])) == [("rolled_back", 4)]


def test_a_tail_cut_off_cleanly_is_a_rollback(board: Board) -> None:
    board.write(5)
    witness = seen(board.path)
    forge(
        board.path,
        "DELETE FROM record WHERE sequence > 3",
        "DELETE FROM checkpoint WHERE size > 3",
        "UPDATE log SET head = 3, head_chain = (SELECT chain FROM record WHERE sequence = 3)",
    )
    assert verify(board.path).ok
    assert problems(verify(board.path, witnesses=[witness])) == [("rolled_back", 4)]


def test_a_tail_cut_off_without_its_checkpoints_is_seen_without_a_witness(board: Board) -> None:
    board.write(5)
    forge(
        board.path,
        "DELETE FROM record WHERE sequence > 3",
        "UPDATE log SET head = 3, head_chain = (SELECT chain FROM record WHERE sequence = 3)",
    )
    assert problems(verify(board.path)) == [("truncated", 4)]


def test_two_lives_of_one_log_are_a_fork(board: Board, tmp_path: Path) -> None:
    board.write(3)
    old = tmp_path / "old.db"
    shutil.copy(board.path, old)
    board.write(4)
    witness = seen(board.path)
    shutil.copy(old, board.path)
    board.write(6)
    assert verify(board.path).ok
    assert problems(verify(board.path, witnesses=[witness])) == [("forked", 7)]


def test_a_device_that_is_not_the_one_known_is_named(board: Board) -> None:
    board.write(3)
    witness = seen(board.path)
    board.key = BoardKey()
    board.write(2)
    assert problems(verify(board.path, witnesses=[witness])) == [("other_device", 4), ("other_device", 5)]


def test_the_witness_of_another_log_says_nothing(board: Board, tmp_path: Path, people: People) -> None:
    board.write(3)
    other = Board(tmp_path / "other" / "log.db", people)
    other.write(9)
    assert verify(board.path, witnesses=[seen(other.path)]).ok


def test_a_checkpoint_that_was_changed_is_named(board: Board) -> None:
    board.write(3)
    forge(board.path, "UPDATE checkpoint SET at_ms = at_ms + 1 WHERE size = 3")
    assert problems(verify(board.path)) == [("checkpoint_altered", 3)]


@pytest.mark.parametrize("told", [-60.0, 60.0 * 24])
def test_a_clock_that_was_set_is_named_and_is_no_change(board: Board, told: float) -> None:
    log = board.open()
    for jump in (None, None, told, None):
        log.append(record(), board.at)
        board.wait(15, told_minutes=jump)
    log.close()
    report = verify(board.path)
    assert report.ok
    assert problems(report) == [("clock_jump", 4)]


def test_a_clock_that_was_set_between_starts_is_seen_where_it_went_back(board: Board) -> None:
    board.write(2)
    board.at -= timedelta(hours=5)
    board.uptime.seconds = 3
    board.write(2)
    assert problems(verify(board.path)) == [("clock_jump", 3)]


def test_an_erasure_that_the_device_did_not_sign_is_no_erasure(board: Board, people: People) -> None:
    board.write(3)
    unsigned = open_log(board.path, people.recipients)
    unsigned.erase(Erasure(why="asked", sequences=(2,)), board.at)
    unsigned.close()
    assert problems(verify(board.path)) == [("erased_unrecorded", 2)]


def test_an_erasure_that_the_device_signed_is_one(board: Board) -> None:
    board.write(3)
    log = board.open()
    log.erase(Erasure(why="asked", sequences=(2,)), board.at)
    log.close()
    report = verify(board.path)
    assert report.ok
    assert report.erased == 1


def test_a_log_of_the_first_version_goes_on_as_one_of_this(board: Board) -> None:
    board.write(2)
    forge(board.path, "DROP TABLE checkpoint", "DELETE FROM epoch WHERE epoch = 0", "PRAGMA user_version = 1")
    assert verify(board.path).ok
    board.write(2)
    report = verify(board.path)
    assert report.ok
    assert (report.records, report.latest is not None) == (4, True)
    with closing(sqlite3.connect(board.path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (layout.FORMAT_VERSION,)


def test_a_witness_file_keeps_the_newest_sight_of_each_log(board: Board, tmp_path: Path, people: People) -> None:
    other = Board(tmp_path / "other" / "log.db", people)
    key = tmp_path / "rose.key"
    file = witness_path(key)
    assert read_own_witness(key) == []
    with pytest.raises(InputError, match=r"rose.key.witness cannot be read"):
        read_witness(file)
    for one in (board, other, board):
        one.write(2)
        keep_witness(file, read_own_witness(key), seen(one.path))
    assert {one.log_id: one.checkpoint.size for one in read_witness(file)} == {
        seen(board.path).log_id: 4,
        seen(other.path).log_id: 2,
    }


@pytest.mark.parametrize("change", ["", "{}", '{"kind": 1}', "[1, 2]", "signature", "size", "log_id"])
def test_a_damaged_witness_file_is_refused_and_not_believed(board: Board, tmp_path: Path, change: str) -> None:
    board.write(2)
    file = tmp_path / "rose.key.witness"
    keep_witness(file, [], seen(board.path))
    if change.isalpha() or change == "log_id":
        content = json.loads(file.read_text())
        value = content["logs"][0][change]
        content["logs"][0][change] = (
            value + 1 if change == "size" else value[:-2] + ("00" if value[-2:] != "00" else "11")
        )
        change = json.dumps(content)
    file.write_text(change)
    with pytest.raises(InputError, match="not a whole witness file"):
        read_witness(file)

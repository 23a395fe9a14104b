"""What the writer refuses to open, and what it does when the disk refuses."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from log_kit import MORNING, OpenLog, People, numbers, put, record

from companion.errors import LogError, LogFull
from privacy.log import LogLimits, SealedLogWriter, open_log
from privacy.verify import verify


def test_two_writers_at_once_are_one_too_many(opened: OpenLog) -> None:
    log = opened()
    with pytest.raises(LogError, match="another companion"):
        opened()
    log.close()
    opened().close()


def test_what_is_not_a_log_is_refused_and_left_alone(opened: OpenLog, log_path: Path) -> None:
    log_path.parent.mkdir()
    log_path.write_bytes(b"Dear diary, this is no database at all. " * 100)
    before = log_path.read_bytes(), log_path.stat().st_mode
    with pytest.raises(LogError, match="not a sealed log"):
        opened()
    assert (log_path.read_bytes(), log_path.stat().st_mode) == before


def test_somebody_elses_database_is_refused_and_left_alone(opened: OpenLog, log_path: Path) -> None:
    log_path.parent.mkdir()
    with closing(sqlite3.connect(log_path)) as database:
        database.execute("CREATE TABLE recipes (name)")
    before = log_path.read_bytes()
    with pytest.raises(LogError, match="not a sealed log"):
        opened()
    assert log_path.read_bytes() == before


def test_a_newer_log_is_refused_and_left_alone(opened: OpenLog, written: Path) -> None:
    with closing(sqlite3.connect(written)) as database:
        database.execute("PRAGMA user_version=99")
    before = written.read_bytes()
    with pytest.raises(LogError, match="newer version"):
        opened()
    assert written.read_bytes() == before


def test_a_log_with_its_tail_cut_is_not_written_on(opened: OpenLog, written: Path) -> None:
    with closing(sqlite3.connect(written, isolation_level=None)) as database:
        database.execute("DELETE FROM record WHERE sequence = 6")
    with pytest.raises(LogError, match="does not end where it should"):
        opened()


def test_a_folder_that_cannot_be_made_is_one_plain_sentence(tmp_path: Path, people: People) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LogError, match="cannot be used"):
        open_log(tmp_path / "file" / "log.db", people.recipients)


def test_a_folder_in_the_logs_place_is_one_plain_sentence(opened: OpenLog, log_path: Path) -> None:
    log_path.mkdir(parents=True)
    with pytest.raises(LogError, match="cannot be opened"):
        opened()


@pytest.fixture
def file_size_limit() -> Iterator[None]:
    """Gives the process its file size back, whatever happens."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("file_size_limit")
def test_p5_a_disk_that_stops_taking_loses_nothing(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    log.append(record(0), MORNING)
    log.flush()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = Path(f"{log_path}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, before[1]))
    refused = 0
    for number in range(1, 8):
        try:
            put(log, number)
        except LogError:
            refused += 1
    assert refused, "the limit was felt"
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    log.flush()
    log.append(record(8), MORNING)
    log.close()
    assert numbers(log_path, people) == list(range(9))
    assert verify(log_path, people.resident).ok


def fill(file: Path) -> None:
    """Take all the room that is left."""
    with file.open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        while ballast.write(bytes(4096)):
            pass


def put_until_refused(log: SealedLogWriter) -> None:
    for number in range(1, 1000):
        put(log, number)


def test_p5_a_full_disk_is_named_and_loses_nothing(tmp_path: Path, people: People, limits: LogLimits) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("needs the right to mount a small file system (root)")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("this machine does not let us mount a small file system")
    try:
        log = open_log(disk / "log.db", people.recipients, limits=limits)
        log.append(record(0), MORNING)
        log.flush()
        ballast = disk / "ballast"
        fill(ballast)
        with pytest.raises(LogFull, match="no room"):
            put_until_refused(log)
        ballast.unlink()
        log.close()
        kept = numbers(disk / "log.db", people)
        assert kept == list(range(len(kept)))
        assert len(kept) > 1, "the record that met the full disk is there too"
        assert verify(disk / "log.db").ok
    finally:
        subprocess.run([f"{mount[:-5]}umount", disk], check=True)


def test_p5_a_log_that_may_not_grow_says_it_is_full(log_path: Path, people: People) -> None:
    limits = LogLimits(retry_s=0.02, largest_bytes=64 * 1024)
    log = open_log(log_path, people.recipients, limits=limits)
    with pytest.raises(LogFull, match="no room"):
        put_until_refused(log)
    with pytest.raises(LogFull):
        log.close()
    kept = numbers(log_path, people)
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) > 10
    roomier = open_log(log_path, people.recipients)
    roomier.append(record(len(kept)), MORNING)
    roomier.close()
    assert verify(log_path, people.resident).ok


def test_a_log_taken_away_while_open_is_told_at_once(opened: OpenLog, log_path: Path, people: People) -> None:
    log = opened()
    log.append(record(0), MORNING)
    log.flush()
    log_path.rename(log_path.with_name("stolen.db"))
    log.append(record(1), MORNING)
    with pytest.raises(LogError):
        log.flush()
    log_path.touch()
    with pytest.raises(LogError, match="replaced"):
        log.flush()
    with pytest.raises(LogError):
        log.close()
    assert log_path.read_bytes() == b"", "nothing was begun in a stranger's file"


def test_a_name_no_file_can_have_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="cannot be used"):
        verify(tmp_path / ("x" * 300))

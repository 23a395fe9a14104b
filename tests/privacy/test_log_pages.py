"""Pages that cannot be read, and files that somebody made to be expensive: told as problems, in bounded time."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from log_kit import MORNING, BoardKey, OpenLog, People, record

from companion.errors import LogError
from privacy import format as layout
from privacy.checkpoint import Device
from privacy.log import open_log
from privacy.reader import read_log
from privacy.sight import look
from privacy.verify import Problem, verify

PAGE = 4096


@pytest.fixture
def written(opened: OpenLog, log_path: Path) -> Path:
    log = opened()
    for number in range(200):
        log.append(record(number), MORNING)
    log.close()
    return log_path


def root_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return int(found[0]) - 1


def flip(path: Path, offset: int, mask: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= mask
    path.write_bytes(content)


def spoil(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[page * PAGE : (page + 1) * PAGE] = b"\xff" * PAGE
    path.write_bytes(content)


@pytest.mark.parametrize("offset", [3, 16, 68, 71, 100])
def test_p12_a_bit_in_the_files_own_head_is_a_problem_and_no_refusal(written: Path, offset: int) -> None:
    flip(written, offset, 0x40)
    report = verify(written)
    assert not report.ok
    assert Problem("unreadable", 0) in report.problems


def test_what_never_was_a_log_is_refused_as_such(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as database, database:
        database.execute("CREATE TABLE other (one)")
    (tmp_path / "letter.txt").write_text("Dear Rose, " * 99)
    for path in tmp_path.iterdir():
        with pytest.raises(LogError, match="not a sealed log"):
            verify(path)


def test_spoiled_checkpoints_take_no_record_along(written: Path, people: People) -> None:
    spoil(written, root_of(written, "checkpoint"))
    report = verify(written)
    assert (report.ok, report.records, report.problems) == (False, 200, (Problem("unreadable", 0),))
    damaged: list[int] = []
    assert len(read_log(written, people.caregiver, damaged=damaged)) == 200
    assert look(written, [], forgiving=True) is None
    with pytest.raises(LogError, match="damaged"):
        read_log(written, people.caregiver)
    with pytest.raises(LogError, match="damaged"):
        look(written, [])


@pytest.mark.timeout(20)
def test_an_entry_that_tells_of_a_thousand_million_epochs_costs_nothing(opened: OpenLog, log_path: Path) -> None:
    log = opened()
    log.append(record(1), MORNING)
    log.close()
    last = 1 << 40
    sealed = layout.encode("erasure", {"why": "asked", "records": [], "epochs": [[1, last]], "withdrawn": {}})
    with closing(sqlite3.connect(log_path)) as database, database:
        log_id, head, chain = database.execute("SELECT log_id, head, head_chain FROM log").fetchone()
        row = layout.RecordRow(head + 1, 0, 0, layout.OPEN_SCOPE, layout.OPEN_EPOCH, sealed, b"")
        chain = layout.chain(layout.associated_data(log_id, row, layout.OPEN_DIGEST, chain), sealed)
        database.execute("INSERT INTO record VALUES (?, 0, 0, 'open', 0, ?, ?)", (head + 1, sealed, chain))
        database.execute("UPDATE log SET head = ?, head_chain = ?", (head + 1, chain))
        epoch = layout.EpochRow(last, "summary", "2026-03-02", b"", ())
        digest = layout.epoch_digest(log_id, epoch)
        database.execute("INSERT INTO epoch VALUES (?, 'summary', '2026-03-02', ?)", (last, digest))
    assert verify(log_path).records == 2


def test_another_log_of_the_same_device_is_told_of(
    tmp_path: Path, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    device = Device(signer=BoardKey())
    seen = []
    for name in ("one.db", "two.db"):
        log = open_log(tmp_path / name, [people.caregiver.recipient], device=device)
        log.append(record(1), MORNING)
        log.close()
        with caplog.at_level(logging.WARNING):
            seen.append(look(tmp_path / name, [one for one in seen if one]))
    assert "is another log than the one you saw before (up to record 1, of 2026-03-02)" in caplog.text
    caplog.clear()
    look(tmp_path / "two.db", [one for one in seen if one])
    assert caplog.text == ""

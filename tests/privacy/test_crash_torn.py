"""P5: the power fails in the middle of a write; the log opens by itself with everything that had reached the disk."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from crash_kit import Home
from log_kit import People

PAGE = 4096
HEADER, FRAME = 32, 24 + PAGE
"""Bytes of a write-ahead log's header and of each frame: sqlite.org/fileformat2.html, "The Write-Ahead Log"."""
FOLDED, ALL = 8, 14
"""Turns that were folded into the file before the power failed, and turns in all."""
TAILS = ("cut", "zeros", "garbage")


@dataclass(frozen=True)
class Disk:
    """What lay on the disk when the power failed, and what the file would be had everything been folded in."""

    file: bytes
    wal: bytes
    folded: bytes
    people: People

    def after(self, folder: Path, *, file: bytes, wal: bytes) -> Home:
        """A device that starts with these bytes."""
        home = Home(folder, self.people)
        home.place.path.write_bytes(file)
        home.place.path.with_name("log.db-wal").write_bytes(wal)
        return home


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory, people: People) -> Disk:
    home = Home(tmp_path_factory.mktemp("disk") / "state", people)
    keeper = home.start()
    for number in range(1, ALL + 1):
        assert home.turn(keeper, number)
        if number == FOLDED:
            fold(home.place.path)
    file, wal = (home.folder.joinpath(name).read_bytes() for name in ("log.db", "log.db-wal"))
    fold(home.place.path)
    folded = home.place.path.read_bytes()
    keeper.close()
    return Disk(file, wal, folded, people)


def fold(path: Path) -> None:
    """Put what is in the write-ahead log into the file."""
    with closing(sqlite3.connect(path)) as other:
        busy, pages, done = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert (busy, pages) == (0, done)


def torn(content: bytes, at: int, tail: str, chance: random.Random) -> bytes:
    """The first `at` bytes as they were written, the rest as the power left it."""
    rest = len(content) - at
    return content[:at] + {"cut": b"", "zeros": bytes(rest), "garbage": chance.randbytes(rest)}[tail]


def kept_after(home: Home) -> list[object]:
    """What the log holds as it is found; the next start goes on with it by itself."""
    assert home.verified().ok
    kept = home.numbers()
    keeper = home.start()
    assert keeper.why == ""
    assert home.turn(keeper, 99)
    keeper.close()
    assert home.verified().ok
    assert home.numbers() == [*kept, 99]
    assert not list(home.folder.glob("*damaged*"))
    return kept


@pytest.mark.parametrize("tail", TAILS)
def test_p5_a_write_ahead_log_torn_anywhere_leaves_whole_turns(tmp_path: Path, disk: Disk, tail: str) -> None:
    chance = random.Random(tail)
    frames = range(HEADER, len(disk.wal), FRAME)
    some = frames if tail == "cut" else chance.sample(frames, 8)
    anywhere = chance.sample(range(len(disk.wal)), 8)
    before = FOLDED
    for at in sorted({0, len(disk.wal), *some, *anywhere}):
        home = disk.after(tmp_path / str(at), file=disk.file, wal=torn(disk.wal, at, tail, chance))
        kept = kept_after(home)
        assert kept == list(range(1, len(kept) + 1)), "whole turns, in order"
        assert len(kept) >= before, "more of the write-ahead log reached the disk, and less is there"
        before = len(kept)
    assert before == ALL, "nothing was torn, and not everything is there"


@pytest.mark.parametrize("tail", TAILS)
def test_p5_a_fold_torn_anywhere_loses_nothing(tmp_path: Path, disk: Disk, tail: str) -> None:
    """While pages go from the write-ahead log into the file, it still has every one of them."""
    chance = random.Random(tail)
    written = {int.from_bytes(disk.wal[at : at + 4]) - 1 for at in range(HEADER, len(disk.wal), FRAME)}
    for page in sorted(written):
        begin, end = page * PAGE, page * PAGE + PAGE
        for at in (0, chance.randrange(1, PAGE)):
            half = torn(disk.folded[begin:end], at, tail, chance)
            file = disk.folded[:begin] + half + disk.file[begin + len(half) :]
            home = disk.after(tmp_path / f"{page}-{at}", file=file, wal=disk.wal)
            assert kept_after(home) == list(range(1, ALL + 1))

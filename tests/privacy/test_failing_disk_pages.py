"""P5: a page of the log's file is spoiled, by a dying card; new turns are kept, and the rest stays readable."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from crash_kit import Home
from log_kit import People

PAGE = 4096
TABLES = ("log", "epoch", "checkpoint", "sealed_key", "record")
WAYS: dict[str, Callable[[int], bytes]] = {
    "zeros": bytes,
    "ones": lambda count: b"\xff" * count,
    "garbage": lambda count: (bytes(range(1, 256)) * 17)[:count],
}


@dataclass(frozen=True)
class Sample:
    """A closed log of a hundred and twenty records, and where its tables lie."""

    path: Path
    home: Callable[[str], Home]
    """A device with a copy of it, by name."""

    def pages(self, what: str) -> list[int]:
        """Pages of one kind, from 0: the head of the file, a table's first page, or everything else."""
        with closing(sqlite3.connect(self.path)) as database:
            first = dict(database.execute("SELECT name, rootpage - 1 FROM sqlite_master WHERE type = 'table'"))
        if what == "head":
            return [0]
        count = self.path.stat().st_size // PAGE
        return [first[what]] if what in first else sorted(set(range(1, count)) - set(first.values()))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, people: People) -> Home:
    home = Home(tmp_path_factory.mktemp("pages") / "whole", people)
    keeper = home.start()
    for number in range(1, 61):
        assert home.turn(keeper, number, 1000 + number)
    keeper.close()
    return home


@pytest.fixture
def sample(whole: Home, tmp_path: Path, people: People) -> Iterator[Sample]:
    made: list[Home] = []

    def home(name: str) -> Home:
        made.append(Home(tmp_path / name, people))
        shutil.copy(whole.place.path, made[-1].place.path)
        return made[-1]

    yield Sample(whole.place.path, home)
    for one in made:
        one.stop()


def spoil(path: Path, page: int, how: str) -> None:
    """Overwrite one page where it lies."""
    count = min(PAGE, path.stat().st_size - page * PAGE)
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(WAYS[how](max(count, 0)))


def newest(home: Home) -> list[object]:
    """What was said after the damage, in whatever can be read of the log that is there now."""
    return [one for one in home.numbers(damaged=[]) if int(str(one)) > 5000]


@pytest.mark.parametrize("how", sorted(WAYS))
@pytest.mark.parametrize(
    "what",
    [
        "head",
        "log",
        "epoch",
        "checkpoint",
        "sealed_key",
        "record",
        "others",
    ],
)
def test_p5_a_page_spoiled_before_the_start(sample: Sample, what: str, how: str) -> None:
    for page in sample.pages(what):
        home = sample.home(f"start-{page}-{how}")
        spoil(home.place.path, page, how)
        keeper = home.start()
        home.turn(keeper, 5001)
        assert home.recovers(keeper), home.complaints
        assert home.turn(keeper, 5002)
        keeper.close()
        assert newest(home) == [5001, 5002]
        home.assert_nothing_in_clear()


@pytest.mark.parametrize("how", sorted(WAYS))
@pytest.mark.parametrize("what", ["head", *TABLES, "others"])
def test_p5_a_page_spoiled_while_it_is_open(sample: Sample, what: str, how: str) -> None:
    for page in sample.pages(what):
        home = sample.home(f"open-{page}-{how}")
        keeper = home.start()
        assert home.turn(keeper, 4999)
        spoil(home.place.path, page, how)
        home.turn(keeper, 5001)
        assert home.recovers(keeper), home.complaints
        assert home.turn(keeper, 5002)
        keeper.close()
        assert newest(home) == [5001, 5002]
        home.assert_nothing_in_clear()


@pytest.mark.parametrize("how", sorted(WAYS))
def test_p5_a_write_ahead_log_spoiled_while_it_is_open_keeps_no_later_start_from_writing(
    sample: Sample, how: str
) -> None:
    """What SQLite had in it may be lost, for it checks its frames at a start only; what comes after must not be."""
    for page in range(8):
        home = sample.home(f"wal-{page}-{how}")
        keeper = home.start()
        assert home.turn(keeper, 4999)
        spoil(home.folder / "log.db-wal", page, how)
        home.turn(keeper, 4001)
        home.second(keeper)
        home.bear(keeper.close)
        keeper = home.start()
        home.turn(keeper, 5001)
        assert home.recovers(keeper), home.complaints
        assert home.turn(keeper, 5002)
        keeper.close()
        assert newest(home) == [5001, 5002]
        home.assert_nothing_in_clear()


def test_one_unreadable_page_leaves_the_others_readable(sample: Sample) -> None:
    page = sample.pages("others")[3]
    home = sample.home("middle")
    whole = home.numbers()
    spoil(home.place.path, page, "zeros")
    damaged: list[int] = []
    found = home.numbers(damaged)
    assert damaged
    assert found[0] == whole[0]
    assert found[-1] == whole[-1]
    assert len(found) > len(whole) / 2

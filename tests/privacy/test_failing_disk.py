"""P5: the disk fails under the conversation's log; the conversation goes on, nothing is lost, it heals by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from crash_kit import Home, full, locked, moved_away, newer, no_larger_files, read_only, small_disk
from log_kit import People

from companion.errors import LogFull
from privacy.keeper import LogKeeper

Fault = Callable[[Home], AbstractContextManager[None]]


@pytest.fixture
def home(tmp_path: Path, people: People) -> Iterator[Home]:
    made = Home(tmp_path / "state", people)
    yield made
    made.stop()


def suffer(home: Home, keeper: LogKeeper, *, after: str) -> None:
    """Some turns while the cause lasts, then recovery; every record is there once, in order."""
    kept = home.numbers()
    before = len(home.complaints)
    for number in range(100, 110):
        assert not home.turn(keeper, number, number + 100), "it was said to be on disk"
        home.second(keeper)
    assert any(after in one for one in home.complaints[before:]), home.complaints[-1]
    home.assert_nothing_in_clear()
    assert home.numbers() == kept, "what had been acknowledged is there all the while"


def heal(home: Home, keeper: LogKeeper, *, kept: list[object]) -> None:
    """The cause is gone."""
    assert home.recovers(keeper), home.complaints[-1]
    assert home.turn(keeper, 300)
    keeper.close()
    given = [one for number in range(100, 110) for one in (number, number + 100)]
    assert home.numbers() == [*kept, *given, 300]
    assert home.verified().ok
    home.assert_nothing_in_clear()


def test_p5_a_file_locked_for_long_loses_nothing(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    with locked(home):
        suffer(home, keeper, after="locked by another")
    heal(home, keeper, kept=[1, 2])


def test_p5_files_that_may_not_grow_lose_nothing(home: Home) -> None:
    """Now and then SQLite finds room by folding its write-ahead log into the file; then a turn is kept after all."""
    keeper = home.start()
    assert home.turn(keeper, 1)
    with no_larger_files(home):
        for number in range(2, 40):
            if home.turn(keeper, number):
                assert home.numbers() == list(range(1, number + 1))
            home.second(keeper)
        assert any("could not be written" in one for one in home.complaints)
        home.assert_nothing_in_clear()
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == list(range(1, 40))
    assert home.verified().ok


@pytest.mark.parametrize(("fault", "why"), [(locked, "locked by another"), (newer, "newer version")])
def test_p5_a_log_that_cannot_be_opened_for_a_while_loses_nothing(home: Home, fault: Fault, why: str) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    keeper.close()
    with fault(home):
        keeper = home.start()
        for number in range(100, 110):
            assert not home.turn(keeper, number, number + 100)
            home.second(keeper)
        assert why in home.complaints[-1]
        home.assert_nothing_in_clear()
    heal(home, keeper, kept=[1, 2])


def test_p5_a_full_disk_loses_nothing(tmp_path: Path, people: People) -> None:
    with small_disk(tmp_path / "disk") as disk:
        home = Home(disk / "state", people)
        keeper = home.start()
        assert home.turn(keeper, 1, 2)
        with full(home):
            number = 9
            while home.turn(keeper, number := number + 1):
                assert number < 1000, "the disk never was full"
            kept = [1, 2, *range(10, number)]
            assert "no room" in home.complaints[-1]
            with pytest.raises(LogFull):
                keeper.flush()
            home.second(keeper)
            assert home.numbers() == kept
            home.assert_nothing_in_clear()
        assert home.recovers(keeper)
        assert home.turn(keeper, 5000)
        keeper.close()
        assert home.numbers() == [*kept, number, 5000]
        assert home.verified().ok


def test_p5_a_start_on_a_full_disk_heals_by_itself(tmp_path: Path, people: People) -> None:
    with small_disk(tmp_path / "disk") as disk:
        home = Home(disk / "state", people)
        with full(home):
            keeper = home.start()
            for number in range(100, 110):
                assert not home.turn(keeper, number, number + 100)
                home.second(keeper)
            assert "no room" in home.complaints[-1]
            home.assert_nothing_in_clear()
        heal(home, keeper, kept=[])


@pytest.mark.parametrize("written_before", [True, False])
def test_p5_a_read_only_disk_heals_by_itself(tmp_path: Path, people: People, *, written_before: bool) -> None:
    with small_disk(tmp_path / "disk") as disk:
        home = Home(disk / "state", people)
        if written_before:
            keeper = home.start()
            assert home.turn(keeper, 1, 2)
            keeper.close()
        with read_only(home):
            keeper = home.start()
            for number in range(100, 110):
                assert not home.turn(keeper, number, number + 100)
                home.second(keeper)
            assert keeper.why
            home.assert_nothing_in_clear()
        heal(home, keeper, kept=[1, 2] if written_before else [])


def test_p5_a_folder_that_is_gone_for_a_while_costs_nothing_that_was_on_disk(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    home.second(keeper)
    with moved_away(home):
        assert not home.turn(keeper, 3)
        home.second(keeper)
    assert home.recovers(keeper)
    assert home.turn(keeper, 4)
    keeper.close()
    assert home.numbers() == [1, 2, 3, 4]
    assert home.verified().ok


@pytest.mark.parametrize("what", ["log.db", "log.db*", "*"])
def test_p5_a_log_that_was_deleted_is_begun_anew(home: Home, what: str) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    for file in home.folder.glob(what):
        if file.is_file():
            file.unlink()
    home.turn(keeper, 2)
    assert home.recovers(keeper)
    assert home.turn(keeper, 3)
    keeper.close()
    assert home.numbers() == [2, 3]
    assert home.verified().ok
    home.assert_nothing_in_clear()


def test_a_state_folder_that_was_deleted_is_told_for_there_is_no_reader_left(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    shutil.rmtree(home.folder)
    home.turn(keeper, 2)
    home.second(keeper)
    assert not home.turn(keeper, 3), "nothing is kept, and nobody is told"


@pytest.mark.parametrize("what", ["state", "recipients"])
def test_p5_a_file_where_a_folder_should_be_is_told_until_it_is_gone(tmp_path: Path, people: People, what: str) -> None:
    home = Home(tmp_path / "state", people)
    there = home.folder if what == "state" else home.place.recipients
    away = tmp_path / "away"
    there.rename(away)
    there.write_text("in the way")
    keeper = home.start()
    assert not home.turn(keeper, 1)
    home.second(keeper)
    assert keeper.why
    there.unlink()
    away.rename(there)
    assert home.recovers(keeper)
    assert home.turn(keeper, 2)
    keeper.close()
    assert home.numbers() == [2], "without a reader nothing may be kept, not even for a while"
    home.assert_nothing_in_clear()

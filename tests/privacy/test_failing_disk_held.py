"""P4, P5: what is said, forgotten and asked for while the disk fails happens when it works again; nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from crash_kit import Home, full, locked, moved_away, set_version, small_disk, spoken
from log_kit import People

from companion.messages import Erasure, Record, Scope
from privacy.keeper import LogKeeper


@pytest.fixture
def home(tmp_path: Path, people: People) -> Iterator[Home]:
    made = Home(tmp_path / "state", people)
    yield made
    made.stop()


def held_while_newer(home: Home, numbers: Iterable[int], *, scope: Scope = Scope.DIARY) -> LogKeeper:
    """Records given while the log could not be opened."""
    home.start().close()
    set_version(home.place.path, 99)
    keeper = home.start()
    for number in numbers:
        home.bear(lambda number=number: keeper.append(spoken(number, scope), home.at))  # type: ignore[misc]
    set_version(home.place.path, 2)
    return keeper


def test_p5_as_many_as_can_be_held_are_written_although_the_disk_fails_again_meanwhile(home: Home) -> None:
    keeper = held_while_newer(home, range(2000))
    with locked(home):
        home.second(keeper)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == list(range(2000))


def test_p5_a_record_that_cannot_be_sealed_takes_no_other_along(home: Home) -> None:
    keeper = held_while_newer(home, [1])
    too_long = Record(kind="turn", scope=Scope.DIARY, body={"heard": "a" * (1 << 25)})
    home.bear(lambda: keeper.append(too_long, home.at))
    home.turn(keeper, 2)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == [1, 2]


def test_p5_what_is_forgotten_takes_no_call_for_help_along(home: Home) -> None:
    home.start().close()
    set_version(home.place.path, 99)
    keeper = home.start()
    home.turn(keeper, 1)
    home.turn(keeper, 2, scope=Scope.SAFETY)
    home.bear(lambda: keeper.erase(Erasure(why="asked", since=home.at.date(), until=home.at.date()), home.at))
    set_version(home.place.path, 2)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == [2]


def test_p5_the_purge_at_midnight_takes_nothing_new_along(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    with locked(home):
        home.turn(keeper, 2)
        home.second(keeper)  # the first of this start, so it purges
        for file in home.folder.glob("log.db*"):
            if file.name != "log.db.lock":
                file.unlink()
    home.bear(keeper.flush)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == [2]


def test_p4_what_was_forgotten_while_the_log_could_not_be_opened_is_forgotten_when_it_can(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    keeper.close()
    set_version(home.place.path, 99)
    keeper = home.start()
    assert not home.bear(lambda: keeper.erase(Erasure(why="asked"), home.at))
    home.turn(keeper, 3)
    set_version(home.place.path, 2)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == [3]


def test_p4_what_was_forgotten_while_the_disk_failed_is_forgotten_when_it_works(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    with locked(home):
        assert not home.bear(lambda: keeper.erase(Erasure(why="asked"), home.at))
    home.second(keeper)
    assert home.turn(keeper, 3)
    keeper.close()
    assert home.numbers() == [3]
    assert home.verified().ok


def test_p4_everything_is_forgotten_also_when_the_log_is_found_damaged_just_then(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    keeper.close()
    keeper = home.start()
    with home.place.path.open("r+b") as file:
        file.write(bytes(100))
    home.bear(lambda: keeper.erase(Erasure(why="asked"), home.at))
    home.second(keeper)
    assert not list(home.folder.glob("*damaged*"))


HOSTILE = (
    '{"version": 1, "do": "erase", "why": "x", "scopes": ["diary"], "since": 0, "until": null, "sequences": null}',
    '{"version": 1, "do": "erase", "why": "x", "scopes": ["diary"], "since": "", "until": null, "sequences": null}',
    '{"version": 1, "do": "audit", "who": "", "role": "", "key_id": "", "what": "", "scopes": [], "days": Infinity}',
    '{"version": 1, "do": "withdraw", "key_id": 5}',
    '{"version": 1, "do": "erase", "why": "x", "scopes": 5, "since": null, "until": null, "sequences": null}',
    '{"version": 1, "do": "erase", "why": "\\ud800", "scopes": ["diary"], "since": null, "until": null,'
    ' "sequences": [-1, 99999999999999999999999]}',
    "[" * 100_000,
    '{"version": 1e999}',
)


@pytest.mark.parametrize(
    "content",
    HOSTILE,
    ids=range(len(HOSTILE)),
)
def test_a_hostile_request_stops_nothing(home: Home, content: str) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    home.place.desk.mkdir()
    (home.place.desk / "0.ask").write_text(content)
    home.second(keeper)
    assert home.turn(keeper, 2)
    home.second(keeper)
    assert not list(home.place.desk.glob("*.ask"))


def test_p4_what_was_forgotten_while_the_folder_was_away_is_forgotten_when_it_is_back(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    with moved_away(home):
        assert not home.bear(lambda: keeper.erase(Erasure(why="asked"), home.at))
        home.second(keeper)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == []


def test_p4_one_turn_forgotten_while_the_folder_was_away_is_forgotten_when_it_is_back(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    place = keeper.append(spoken(2), home.at)
    keeper.flush()
    with moved_away(home):
        assert not home.bear(lambda: keeper.erase(Erasure(why="asked", sequences=(place,)), home.at))
        home.second(keeper)
    assert home.recovers(keeper)
    keeper.close()
    assert home.numbers() == [1]


def test_p4_a_turn_whose_record_never_reached_the_disk_can_be_forgotten(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1)
    with locked(home):
        place = keeper.append(spoken(2), home.at)
        assert not home.bear(keeper.flush)
        assert not home.bear(lambda: keeper.erase(Erasure(why="asked", sequences=(place,)), home.at))
        home.turn(keeper, 3)
    assert home.recovers(keeper)
    home.second(keeper)
    keeper.close()
    assert home.numbers() == [1, 3]


def test_p4_an_erasure_on_a_full_disk_is_done_when_there_is_room(tmp_path: Path, people: People) -> None:
    with small_disk(tmp_path / "disk") as disk:
        home = Home(disk / "state", people)
        keeper = home.start()
        assert home.turn(keeper, 1, 2)
        with full(home):
            number = 9
            while home.turn(keeper, number := number + 1):
                assert number < 1000, "the disk never was full"
            home.bear(lambda: keeper.erase(Erasure(why="asked"), home.at))
            home.second(keeper)
        assert home.recovers(keeper)
        home.second(keeper)
        keeper.close()
        assert home.numbers() == []
        assert home.verified().ok
        home.stop()


def test_p4_an_erasure_that_waits_is_done_at_the_latest_when_the_log_is_closed(home: Home) -> None:
    keeper = home.start()
    assert home.turn(keeper, 1, 2)
    with locked(home):
        assert not home.turn(keeper, 3)
        assert not home.bear(lambda: keeper.erase(Erasure(why="asked"), home.at))
    done = home.bear(keeper.close)
    assert home.numbers() == [] or not done

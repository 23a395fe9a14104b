"""P5, P12: the running companion and other programs at the same log at once; nothing hangs, nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from log_kit import MORNING, People, Uptime
from log_victim import device_of, place_in

from companion.errors import CompanionError, LogError
from companion.messages import Erasure, JsonValue, Record, Scope
from privacy.database import reading
from privacy.desk import Audit, Desk
from privacy.door import LogDoor
from privacy.keeper import LogKeeper
from privacy.keys import PrivateKey, register
from privacy.reader import read_log
from privacy.verify import verify

NEIGHBOUR = Path(__file__).with_name("log_neighbour.py")
SEED = "07" * 32


def brief_pause() -> None:
    """Between two looks for the answer; the door's own is five times as long."""
    threading.Event().wait(0.02)


def door_in(state: Path) -> LogDoor:
    return LogDoor(place=place_in(state), device=device_of(SEED), pause=brief_pause)


@dataclass
class Neighbour:
    """The companion in its own process, and what it has told so far."""

    process: subprocess.Popen[bytes]
    places: dict[int, int] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)

    def hear_until(self, what: str) -> dict[str, Any]:
        """Read its lines up to the next of this kind."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            told: dict[str, Any] = json.loads(line)
            if told["what"] == "answered":
                self.places[told["number"]] = told["place"]
            if told["what"] == "erased":
                self.erased.add(told["number"])
            if told["what"] == what:
                return told
        raise AssertionError("the companion ended by itself")

    def stop(self) -> None:
        """Tell it to close, and hear the rest."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.hear_until("closed")


@contextmanager
def neighbour(state: Path, mode: str) -> Iterator[Neighbour]:
    command = [sys.executable, str(NEIGHBOUR), str(state), SEED, mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Neighbour(process)
        finally:
            process.kill()


@pytest.fixture
def state(tmp_path: Path, people: People) -> Path:
    register(tmp_path / "state" / "recipients", people.resident.recipient)
    register(tmp_path / "state" / "recipients", people.caregiver.recipient)
    return tmp_path / "state"


@dataclass
class Asker:
    """Another program, on a thread of its own: notes that it reads, erases what it is told to."""

    door: LogDoor
    key: PrivateKey
    name: str
    numbers: list[int]
    places: dict[int, int]
    failures: list[str] = field(default_factory=list)

    def ask(self) -> None:
        """Every request must be answered, and the answer must be the right one."""
        for number in self.numbers:
            try:
                self.door.audit(self.key, what=f"{self.name} {number}")
                receipt = self.door.erase(Erasure(why="operator", sequences=(self.places[number],)))
            except CompanionError as error:
                self.failures.append(str(error))
                continue
            if receipt is None or receipt.records != 1:
                self.failures.append(f"erasing {number} was answered with {receipt}")


def test_p5_two_programs_ask_and_erase_while_the_companion_does(state: Path, people: People) -> None:
    with neighbour(state, "steady") as companion:
        for _ in range(60):
            companion.hear_until("answered")
        mine = [number for number in companion.places if number % 7 and number % 7 <= 4][:32]
        askers = [
            Asker(door_in(state), key, name, mine[place::2], dict(companion.places))
            for place, (name, key) in enumerate((("first", people.resident), ("second", people.caregiver)))
        ]
        threads = [threading.Thread(target=one.ask) for one in askers]
        for one in threads:
            one.start()
        for one in threads:
            while one.is_alive():
                companion.hear_until("answered")
        companion.stop()
    assert [one.failures for one in askers] == [[], []]
    found = read_log(state / "log.db", people.resident)
    turns = [one.body["number"] for one in found if one.kind == "turn"]
    assert turns == [one for one in companion.places if one not in companion.erased and one not in mine]
    notes = [one.body["what"] for one in found if one.kind == "audit"]
    assert sorted(map(str, notes)) == sorted(f"{one.name} {number}" for one in askers for number in one.numbers)
    assert verify(state / "log.db", people.resident).ok
    assert not list((state / "desk").iterdir())


def test_p5_reading_while_the_companion_comes_and_goes_finds_a_whole_log(state: Path, people: People) -> None:
    with neighbour(state, "restless") as companion:
        companion.hear_until("answered")
        before: set[JsonValue] = set()
        for _ in range(60):
            companion.hear_until("answered")
            told = companion.places.keys() - companion.erased
            found = read_log(state / "log.db", people.resident)
            now = {one.body["number"] for one in found if one.kind == "turn"}
            assert {one for one in told if one % 7} <= now, "an acknowledged record is not there"
            assert {one for one in before if int(str(one)) % 7} <= now, "a record was there and is gone"
            assert verify(state / "log.db", people.resident).ok
            before = now
        companion.stop()
    assert verify(state / "log.db", people.resident).ok


def test_p12_opening_while_the_companion_comes_and_goes_is_always_noted(state: Path, people: People) -> None:
    opened = 0
    with neighbour(state, "restless") as companion:
        companion.hear_until("answered")
        for _ in range(20):
            companion.hear_until("answered")
            found = door_in(state).open_with(people.resident, what="show")
            opened += 1
            assert sum(one.kind == "audit" for one in found) >= opened
        companion.stop()
    notes = [one for one in read_log(state / "log.db", people.resident) if one.kind == "audit"]
    assert len(notes) == opened


def test_a_second_errand_waits_for_the_first(state: Path, people: People) -> None:
    """Two commands at once, and no companion runs: nobody looks at the desk."""
    first = LogKeeper(place_in(state), device=device_of(SEED), heals=False)
    looks = iter([first.close])

    def pause() -> None:
        next(looks, lambda: None)()

    LogDoor(place=place_in(state), device=device_of(SEED), pause=pause).audit(people.resident, what="show")
    notes = [one for one in read_log(state / "log.db", people.resident) if one.kind == "audit"]
    assert len(notes) == 1


def test_an_answer_that_nobody_waits_for_any_more_does_not_stay(state: Path, people: People) -> None:
    """Whoever asked was killed; the request is served, and nothing of it is left for ever."""
    uptime = Uptime()
    keeper = LogKeeper(place_in(state), device=replace(device_of(SEED), uptime_s=uptime))

    class Killed(Exception):
        pass

    def dies() -> None:
        for one in (state / "desk").glob("*.ask"):
            one.rename(one.with_name(f"left{one.name}"))
        raise Killed

    opening = Audit(who="Rose", role="caregiver", key_id="00", what="show", scopes=("summary",))
    with pytest.raises(Killed):
        Desk(state / "desk").ask(opening, pause=dies)
    for _ in range(3):
        keeper.tend(MORNING)
        uptime.seconds += 31
    keeper.close()
    assert not list((state / "desk").iterdir())


def test_a_request_that_was_given_up_is_not_done_later(state: Path, people: People) -> None:
    """Whoever was told that nobody answers must be able to believe it."""
    keeper = LogKeeper(place_in(state), device=device_of(SEED))
    keeper.append(Record(kind="turn", scope=Scope.DIARY, body={"number": 1}), MORNING)
    keeper.flush()
    door = LogDoor(place=place_in(state), device=device_of(SEED), pause=lambda: None)
    with pytest.raises(LogError, match="does not answer"):
        door.erase(Erasure(why="operator", scopes=(Scope.DIARY,)))
    keeper.tend(MORNING)
    keeper.close()
    assert [one.kind for one in read_log(state / "log.db", people.resident)] == ["turn"]


def test_p5_a_reader_sees_one_moment_although_the_companion_starts_meanwhile(state: Path, people: People) -> None:
    spoken_and_closed(state)
    with reading(state / "log.db") as connection:
        head = connection.exec_driver_sql("SELECT head FROM log").scalar_one()
        spoken_and_closed(state)
        assert connection.exec_driver_sql("SELECT max(sequence) FROM record").scalar_one() == head


def spoken_and_closed(state: Path) -> None:
    """One life of the companion."""
    with closing(LogKeeper(place_in(state), device=device_of(SEED))) as keeper:
        for number in range(40):
            keeper.append(Record(kind="turn", scope=Scope.DIARY, body={"number": number}), MORNING)

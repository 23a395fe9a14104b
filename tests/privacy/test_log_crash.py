"""P5: whoever writes the log is killed at any moment; what was acknowledged is there, what was erased stays erased."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from log_kit import People
from log_victim import DIARY_DAYS, MOST_TURNS, device_of, place_in

from companion.errors import LogError
from privacy.keeper import LogKeeper
from privacy.keys import register
from privacy.reader import read_log
from privacy.verify import verify

VICTIM = Path(__file__).with_name("log_victim.py")
FIRST_DAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
LIVES_OF_ONE_FILE = 12
RUN_NUMBERS = 10_000


@dataclass(frozen=True)
class Blow:
    """When to kill: so many seconds after the so-many-th line of a kind."""

    after: str
    times: int
    seconds: float
    turns: int = MOST_TURNS


def blows(chance: random.Random) -> Iterator[Blow]:
    """Spread over a life: start, first write, steady state, erasure, midnight, close."""
    while True:
        yield Blow("born", 1, chance.uniform(0, 0.03))
        yield Blow("open", 1, chance.uniform(0, 0.01))
        yield Blow("answered", chance.randint(1, 25), chance.uniform(0, 0.01))
        yield Blow("erasing", chance.randint(1, 4), chance.uniform(0, 0.008))
        yield Blow("purging", chance.randint(1, 2), chance.uniform(0, 0.01))
        yield Blow("closing", 1, chance.uniform(0, 0.006), turns=chance.randint(1, 6))


@dataclass
class Known:
    """What the lives of one file have promised, line by line."""

    scope: dict[int, str] = field(default_factory=dict)
    day: dict[int, str] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    noted: list[str] = field(default_factory=list)
    going: list[set[int]] = field(default_factory=list)
    """Erasures that were begun and not said to have ended: whole or not at all."""
    asked: list[set[int]] = field(default_factory=list)
    """Those that wait on the desk: whoever lives next may do them."""

    def hear(self, line: dict[str, Any]) -> None:
        """One line of a writer."""
        match line["what"]:
            case "open":
                assert line["why"] == "", "a start after a kill needs nobody's help"
            case "try":
                self.scope[line["number"]], self.day[line["number"]] = line["scope"], line["day"]
            case "answered":
                self.answered.update(line["numbers"])
            case "noted":
                self.noted.append(line["who"])
            case "erasing" | "purging":
                (self.asked if line.get("asked") else self.going).append(self._meant(line))
            case "erased" | "purged":
                meant = self._meant(line)
                self.gone |= meant
                self.going = [one for one in self.going if not one <= meant]
                self.asked = [one for one in self.asked if not one <= meant]

    def _meant(self, line: dict[str, Any]) -> set[int]:
        if "numbers" in line:
            return set(line["numbers"])
        spoken = {one for one in self.answered if self.scope[one] != "safety"} - self.gone
        if "today" in line:
            return {one for one in spoken if self.day[one] == line["today"]}
        return {one for one in spoken if self.scope[one] == "diary" and self.day[one] <= line["until"]}

    def check(self, found: list[int]) -> None:
        """What is in the log now fits what was promised."""
        there = set(found)
        assert found == sorted(there), "no record twice, none out of order"
        assert there <= self.scope.keys(), "a record that nobody wrote"
        for meant in (*self.going, *self.asked):
            assert not meant & there or meant <= there | self.gone, "an erasure that was done in part"
            if not meant & there:
                self.gone |= meant
        self.going.clear()
        assert not there & self.gone, "an erased record is back"
        assert self.answered - self.gone <= there, "an acknowledged record is gone"
        unsure = sorted(self.scope.keys() - self.answered - self.gone)
        kept = [one for one in unsure if one in there]
        assert kept == unsure[: len(kept)], "a record is missing before a later one"
        # What the kill spared is as good as told, and what it took stays away.
        self.answered |= there
        self.gone |= set(unsure) - there


@dataclass
class Nursery:
    """The process that forks the writers."""

    orders: int
    told: int
    unread: bytes = b""

    def kill_one(self, order: dict[str, Any], blow: Blow, known: Known) -> None:
        """Let one live, kill it at its moment, and hear what it had said."""
        os.write(self.orders, (json.dumps({**order, "turns": blow.turns}) + "\n").encode())
        pid = heard = 0
        moment: float | None = None
        killed = False
        while (line := self._line(moment)) != {"what": "gone"}:
            if line is None:
                os.kill(pid, signal.SIGKILL)
                moment, killed = None, True
                continue
            known.hear(line)
            pid = line.get("pid", pid)
            heard += line["what"] == blow.after
            if heard == blow.times and line["what"] == blow.after:
                moment = time.monotonic() + blow.seconds
        assert killed, "the writer ended by itself"

    def _line(self, until: float | None) -> dict[str, Any] | None:
        """The next line; None when the moment has come before."""
        while b"\n" not in self.unread:
            wait = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self.told], [], [], wait)[0]:
                return None
            more = os.read(self.told, 65536)
            assert more, "the nursery ended by itself"
            self.unread += more
        first, self.unread = self.unread.split(b"\n", 1)
        return dict(json.loads(first))


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Forks writers until the end of the block."""
    command = [sys.executable, str(VICTIM)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Nursery(process.stdin.fileno(), process.stdout.fileno())
        process.stdin.close()


def kill_and_check(runs: int, seed: int, folder: Path, people: People) -> None:
    chance = random.Random(seed)
    device = chance.randbytes(32).hex()
    moments = blows(chance)
    known, state, day = Known(), folder, FIRST_DAY
    with nursery() as victims:
        for run in range(runs):
            # The same file over many kills, so that damage would add up; and new ones, for the first write of all.
            if run % (2 * LIVES_OF_ONE_FILE) in (0, *range(LIVES_OF_ONE_FILE, 2 * LIVES_OF_ONE_FILE)):
                known, state, day = Known(), folder / str(run), FIRST_DAY
                register(state / "recipients", people.resident.recipient)
            order = {"state": str(state), "device": device, "seed": chance.random(), "at": day.isoformat()}
            victims.kill_one({**order, "number": run * RUN_NUMBERS}, next(moments), known)
            day = max([day, *(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in known.day.values())])
            day += timedelta(hours=9)
            check(state, device, known, people, reopen=chance.random() < 0.5)


def check(state: Path, device: str, known: Known, people: People, *, reopen: bool) -> None:
    """The log as the kill left it, and once more after another start."""
    path = state / "log.db"
    if not path.exists() or not path.stat().st_size:
        assert not known.answered, "answered, and no log"
        return
    look(path, known, people)
    if reopen:
        with closing(LogKeeper(place_in(state), device=device_of(device))) as keeper:
            assert keeper.why == ""
            last = max(known.day.values(), default=FIRST_DAY.date().isoformat())
            until = (date.fromisoformat(last) - timedelta(days=DIARY_DAYS + 1)).isoformat()
            known.hear({"what": "purging", "until": until})
            keeper.tend(datetime.fromisoformat(last).replace(hour=23, tzinfo=UTC))
            known.hear({"what": "purged", "until": until})
        look(path, known, people)
    assert not list(state.glob("*damaged*"))


def look(path: Path, known: Known, people: People) -> None:
    """Green, and everything there that was promised."""
    try:
        report = verify(path, people.resident)
    except LogError:
        assert not known.answered, "answered, and no whole log"
        return
    assert report.ok, report.problems
    opened = read_log(path, people.resident)
    known.check([int(str(one.body["number"])) for one in opened if one.kind == "turn"])
    assert set(known.noted) <= {one.body["who"] for one in opened if one.kind == "audit"}, "a note is gone"


@pytest.mark.timeout(300)
def test_p5_what_was_acknowledged_survives_kill_9(tmp_path: Path, people: People) -> None:
    kill_and_check(30, 1, tmp_path, people)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_p5_what_was_acknowledged_survives_three_hundred_kills(tmp_path: Path, people: People) -> None:
    kill_and_check(300, 2, tmp_path, people)

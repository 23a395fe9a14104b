"""A nursery of writers to be killed: reads one JSON line for each, forks a writer, says when it is gone.

Forked, not started: loading the libraries anew would take longer than most writers live. A writer tells everything it
is about to do and everything it has done, one line each; whatever a line promised as done must outlive it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import privacy.store  # noqa: F401 - loads SQLAlchemy before the fork
from companion.messages import Erasure, Record, Scope
from privacy.checkpoint import Device
from privacy.database import reading
from privacy.desk import Audit, Desk
from privacy.keeper import LogKeeper
from privacy.place import LogPlace

DIARY_DAYS = 2
SCOPES = (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY)
MOST_TURNS = 100_000


class SeededKey:
    """The same device's signing key in every process of a test."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def verify_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def place_in(state: Path) -> LogPlace:
    """The log of a device with this state folder."""
    return LogPlace(
        path=state / "log.db",
        recipients=state / "recipients",
        desk=state / "desk",
        retention={Scope.DIARY: DIARY_DAYS},
    )


def device_of(seed: str) -> Device:
    """The device that signs; `seed` in hexadecimal."""
    return Device(signer=SeededKey(bytes.fromhex(seed)), clock=lambda: "rtc")


@dataclass(frozen=True)
class Turn:
    """What one answered turn left in the log."""

    numbers: list[int]
    places: list[int]
    """What the keeper gave to forget them by."""
    from_end: list[int]
    """How far from the end of the log they lay when the turn was over."""


@dataclass
class Victim:
    """One writer: turns, and in between erasures, midnights and requests of other programs."""

    keeper: LogKeeper
    path: Path
    desk: Desk
    at: datetime
    number: int
    chance: random.Random
    turns: list[Turn] = field(default_factory=list)
    tended: date | None = None

    def live(self, turns: int) -> None:
        """So many turns, then close."""
        deeds: list[Callable[[], None]] = [self.forget_one, self.forget_today, self.next_day, self.audit, self.ask]
        for _ in range(turns):
            self.turn()
            if self.chance.random() < 0.4:
                self.chance.choice(deeds)()
        say("closing")
        self.keeper.close()
        say("closed")
        signal.pause()  # every life ends by being killed

    def turn(self) -> None:
        """One to four records; answered when they are on disk."""
        tried = []
        self.at += timedelta(seconds=20)
        for scope in self.chance.choices(SCOPES, k=self.chance.randint(1, 4)):
            say("try", number=self.number, scope=scope.value, day=self.at.date().isoformat())
            record = Record(kind="turn", scope=scope, body={"number": self.number, "heard": "x" * (self.number % 300)})
            tried.append((self.number, self.keeper.append(record, self.at), scope))
            self.number += 1
        self.keeper.flush()
        spoken = [(number, place) for number, place, scope in tried if scope is not Scope.SAFETY]
        from_end = [self.number - 1 - number for number, _ in spoken]
        self.turns.append(Turn([one for one, _ in spoken], [one for _, one in spoken], from_end))
        say("answered", numbers=[one for one, _, _ in tried])

    def forget_one(self) -> None:
        """As "forget that" does."""
        if not self.turns:
            return
        turn = self.turns.pop(self.chance.randrange(len(self.turns)))
        say("erasing", numbers=turn.numbers)
        self.keeper.erase(Erasure(why="asked", sequences=tuple(turn.places)), self.at)
        say("erased", numbers=turn.numbers)

    def ask(self) -> None:
        """As another program asks to erase: by the places that it has read in the log."""
        self.turn()
        turn = self.turns.pop()
        with reading(self.path) as connection:
            head = connection.exec_driver_sql("SELECT head FROM log").scalar_one()
        say("erasing", numbers=turn.numbers, asked=True)
        places = tuple(head - behind for behind in turn.from_end)
        self.desk.ask(Erasure(why="operator", sequences=places), pause=self.tend)
        say("erased", numbers=turn.numbers)

    def forget_today(self) -> None:
        """As "forget today" does."""
        today = self.at.date()
        say("erasing", today=today.isoformat())
        self.keeper.erase(Erasure(why="asked", since=today, until=today), self.at)
        self.turns.clear()
        say("erased", today=today.isoformat())
        self.turn()

    def next_day(self) -> None:
        """Midnight: new keys, and what is too old goes."""
        self.at += timedelta(days=1)
        self.tend()
        self.turn()

    def audit(self) -> None:
        """As another program opens the log."""
        who = f"reader {self.number}"
        opening = Audit(who=who, role="caregiver", key_id="00", what="show", scopes=("summary",))
        self.desk.ask(opening, pause=self.tend)
        say("noted", who=who)

    def tend(self) -> None:
        """Once a second; once a day what is too old goes."""
        today = self.at.date()
        if today == self.tended:
            self.keeper.tend(self.at)
            return
        self.tended = today
        last = (today - timedelta(days=DIARY_DAYS + 1)).isoformat()
        say("purging", until=last)
        self.keeper.tend(self.at)
        say("purged", until=last)


def say(what: str, **more: Any) -> None:
    """One line, in one piece: a killed writer leaves no half of it."""
    os.write(1, (json.dumps({"what": what, **more}) + "\n").encode())


def live(order: dict[str, Any]) -> None:
    """A whole life, as ordered; it ends when it is killed."""
    say("born", pid=os.getpid())
    place = place_in(Path(order["state"]))
    keeper = LogKeeper(place, device=device_of(order["device"]))
    say("open", why=keeper.why)
    at = datetime.fromisoformat(order["at"])
    victim = Victim(
        keeper, place.path, Desk(place.desk), at.astimezone(UTC), order["number"], random.Random(order["seed"])
    )
    victim.live(order["turns"])


def main() -> None:
    """One writer for each line."""
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            live(json.loads(line))
            return
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()

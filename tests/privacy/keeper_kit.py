"""A device with its state folder and people's keys, for the tests of what keeps its log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from log_kit import MORNING, BoardKey, People, Uptime

from companion.messages import Scope
from privacy.checkpoint import UNKNOWN, Device
from privacy.door import LogDoor
from privacy.keeper import LogKeeper
from privacy.keys import PrivateKey, register
from privacy.log import LogLimits
from privacy.place import LogPlace
from privacy.reader import read_log

DAY = timedelta(days=1)
QUICK = LogLimits(busy_s=0.02, retry_s=0.02, flush_s=1.0)


class House:
    """A device with its state folder, and people's keys."""

    def __init__(self, folder: Path, people: People) -> None:
        self.place = LogPlace(
            path=folder / "log.db",
            recipients=folder / "recipients",
            desk=folder / "desk",
            retention={Scope.DIARY: 30, Scope.SUMMARY: 365},
        )
        self.people = people
        self.uptime = Uptime()
        self.trust = UNKNOWN
        self.device = Device(signer=BoardKey(), uptime_s=self.uptime, clock=lambda: self.trust)
        self.running: list[LogKeeper] = []

    def start(self) -> LogKeeper:
        keeper = LogKeeper(self.place, limits=QUICK, device=self.device)
        self.running.append(keeper)
        return keeper

    def door(self, pause: Callable[[], None] = lambda: None) -> LogDoor:
        return LogDoor(place=self.place, device=self.device, now=lambda: MORNING, pause=pause)

    def register(self, *keys: PrivateKey) -> None:
        for key in keys:
            register(self.place.recipients, key.recipient)

    def unregister(self, key: PrivateKey) -> None:
        (self.place.recipients / f"{key.key_id.hex()}.json").unlink()

    def read(self, key: PrivateKey) -> list[object]:
        return [one.body["number"] for one in read_log(self.place.path, key) if one.kind == "measure"]

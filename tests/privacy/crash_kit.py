"""What the tests of failing disks share: a device whose log is kept, seconds that a test counts, canary words."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from log_kit import MORNING, BoardKey, People, Uptime

from companion.errors import CompanionError, LogError
from companion.messages import Record, Scope
from privacy.checkpoint import Device
from privacy.keeper import LogKeeper
from privacy.keys import register
from privacy.log import LogLimits
from privacy.place import LogPlace
from privacy.reader import read_log
from privacy.verify import VerifyReport, verify

CANARY = "the blue heron took my slippers"
QUICK = LogLimits(busy_s=0.02, retry_s=0.02, flush_s=1.0)
LONGEST_ILLNESS_S = 30


def spoken(number: int, scope: Scope = Scope.DIARY) -> Record:
    """A turn with words that must never be found in clear."""
    return Record(kind="turn", scope=scope, body={"number": number, "heard": f"{CANARY} {number}"})


@dataclass
class Home:
    """One device, with the resident's key registered."""

    folder: Path
    people: People
    limits: LogLimits = QUICK
    uptime: Uptime = field(default_factory=Uptime)
    at: datetime = MORNING
    complaints: list[str] = field(default_factory=list)
    running: list[LogKeeper] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place = LogPlace(
            path=self.folder / "log.db",
            recipients=self.folder / "recipients",
            desk=self.folder / "desk",
            retention={Scope.DIARY: 30},
        )
        self.device = Device(signer=BoardKey(), uptime_s=self.uptime)
        register(self.place.recipients, self.people.resident.recipient)

    def start(self) -> LogKeeper:
        """The conversation's log."""
        keeper = LogKeeper(self.place, limits=self.limits, device=self.device)
        self.running.append(keeper)
        return keeper

    def second(self, keeper: LogKeeper) -> None:
        """One more second of the device's life, long enough for every pause between attempts to be over."""
        self.uptime.seconds += 6
        self.at += timedelta(seconds=6)
        self.bear(lambda: keeper.tend(self.at))

    def bear(self, work: Callable[[], object]) -> bool:
        """As the conversation does: a LogError is noted, and it goes on; anything else would have ended it."""
        try:
            work()
        except LogError as error:
            self.complaints.append(str(error))
            return False
        return True

    def turn(self, keeper: LogKeeper, *numbers: int, scope: Scope = Scope.DIARY) -> bool:
        """A turn with these records; True when it is known to be on disk."""
        taken = [self.bear(lambda one=one: keeper.append(spoken(one, scope), self.at)) for one in numbers]  # type: ignore[misc]
        return self.bear(keeper.flush) and all(taken)

    def recovers(self, keeper: LogKeeper) -> bool:
        """Whether everything is on disk after a while, without anybody's help."""
        for _ in range(LONGEST_ILLNESS_S):
            self.second(keeper)
            if self.bear(keeper.flush):
                return True
        return False

    def numbers(self, damaged: list[int] | None = None) -> list[object]:
        """What the log holds now."""
        found = read_log(self.place.path, self.people.resident, damaged=damaged)
        return [one.body["number"] for one in found if one.kind == "turn"]

    def verified(self) -> VerifyReport:
        """The whole log checked with the resident's key."""
        return verify(self.place.path, self.people.resident)

    def files(self) -> list[Path]:
        """Every file there is."""
        return [one for one in self.folder.rglob("*") if one.is_file()]

    def assert_nothing_in_clear(self) -> None:
        """Neither in a file nor in what was complained of."""
        for file in self.files():
            assert CANARY.encode() not in file.read_bytes(), f"words in clear in {file.name}"
        for sentence in self.complaints:
            assert "heron" not in sentence
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "\n" not in sentence

    def stop(self) -> None:
        """Close what runs, whatever state it is in."""
        for keeper in self.running:
            with suppress(CompanionError):
                keeper.close()


@contextmanager
def small_disk(folder: Path, *, size: str = "600k") -> Iterator[Path]:
    """A file system of its own; skips where this machine does not allow it."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None or os.geteuid() != 0:
        pytest.skip("needs the right to mount a small file system (root)")
    folder.mkdir()
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("this machine does not let us mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run([umount, folder], check=True)


def remount(folder: Path, how: str) -> None:
    """Make a file system read-only ("ro") or writable ("rw")."""
    mount = shutil.which("mount") or "mount"
    subprocess.run([mount, "-o", f"remount,{how}", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Somebody else takes all the room that is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def no_larger_files(home: Home) -> Iterator[None]:
    """The system lets no file grow, as a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (home.folder.joinpath("log.db-wal").stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Another program holds the file, for long."""
    with closing(sqlite3.connect(home.place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def newer(home: Home) -> Iterator[None]:
    """The file is of a version that only a later program knows."""
    set_version(home.place.path, 99)
    yield
    set_version(home.place.path, 2)


def set_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {version}")


@contextmanager
def full(home: Home) -> Iterator[None]:
    """No room on the disk."""
    with filled(home.folder.parent):
        yield


@contextmanager
def read_only(home: Home) -> Iterator[None]:
    """The file system may not be written."""
    remount(home.folder.parent, "ro")
    try:
        yield
    finally:
        remount(home.folder.parent, "rw")


@contextmanager
def moved_away(home: Home) -> Iterator[None]:
    """The log's folder is gone for a while, as a stick that was pulled out."""
    away = home.folder.with_name("away")
    home.folder.rename(away)
    home.folder.write_text("in the way")
    yield
    home.folder.unlink()
    away.rename(home.folder)

"""The running companion as another program meets it: python log_neighbour.py STATE DEVICE_SEED MODE, until stdin ends.

Writes a turn, looks after the log, and now and then erases; tells each number that is on disk, and each that is gone.
MODE "steady": one long life. MODE "restless": closes the log and opens it again after every few turns.
"""

from __future__ import annotations

import select
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from log_victim import device_of, place_in, say

from companion.errors import LogError
from companion.messages import Erasure, Record, Scope
from privacy.database import reading
from privacy.keeper import LogKeeper

ERASES_EVERY = 7
LIFE_TURNS = 5
FASTER = 100.0
"""Its pauses between attempts are for a device's life, not for a test's."""


def opened(state: Path, seed: str) -> LogKeeper:
    """The conversation's log."""
    device = replace(device_of(seed), uptime_s=lambda: time.monotonic() * FASTER)
    return LogKeeper(place_in(state), device=device)


def turn(keeper: LogKeeper, log: Path, number: int) -> None:
    """One turn, on disk; every seventh is forgotten at once. Then whatever others ask for."""
    at = datetime.now(UTC)
    handle = kept(keeper, number, at)
    with reading(log) as connection:
        place = connection.exec_driver_sql("SELECT head FROM log").scalar_one()
    say("answered", number=number, place=place if handle else 0)
    if number % ERASES_EVERY == 0 and handle:
        keeper.erase(Erasure(why="asked", sequences=(handle,)), at)
        say("erased", number=number)
    keeper.tend(at)


def kept(keeper: LogKeeper, number: int, at: datetime) -> int:
    """What to forget the record by, once it is on disk; 0 where another program's errand had to be waited for."""
    try:
        handle = keeper.append(Record(kind="turn", scope=Scope.DIARY, body={"number": number}), at)
        keeper.flush()
    except LogError:
        while True:
            with suppress(LogError):
                keeper.tend(at)
                keeper.flush()
                return 0
    return handle


def main(state: Path, seed: str, mode: str) -> None:
    """Until stdin ends."""
    keeper = opened(state, seed)
    for number in count(1):
        if select.select([sys.stdin], [], [], 0.002)[0]:
            break
        turn(keeper, place_in(state).path, number)
        if mode == "restless" and number % LIFE_TURNS == 0:
            keeper.close()
            keeper = opened(state, seed)
    keeper.tend(datetime.now(UTC))
    keeper.close()
    say("closed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])

"""A device whose memory is looked through: python dump_victim.py LOG. One step for each line told to it.

Reads and writes its pipes without buffers: what a buffer of the test kept would be found, and would prove nothing.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from companion.messages import Record, Scope
from privacy.keys import new_key
from privacy.log import SealedLogWriter, open_log

EVENING = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
MORNING = EVENING + timedelta(hours=10)
PATIENCE_BYTES = 4096


def hear_and_write(log: SealedLogWriter) -> None:
    """One turn: words come in, and are on disk, sealed, when this returns."""
    words = os.read(0, PATIENCE_BYTES).decode().strip()
    log.append(Record(kind="turn", scope=Scope.DIARY, body={"heard": words}), EVENING)
    log.flush()


def tell_keys(log: SealedLogWriter) -> None:
    """The day keys of now, without a copy of them."""
    for key in log._sealer._keys.values():
        os.write(1, key.secret)


def pass_the_night(log: SealedLogWriter) -> None:
    """The clock goes to the next day; some work as every morning."""
    log.tend(MORNING)
    for number in range(20):
        log.append(Record(kind="measure", scope=Scope.SUMMARY, body={"number": number}), MORNING)
    log.flush()


def main() -> None:
    """A device's life from an evening to the next morning."""
    reader = new_key(role="resident", name="Edith").recipient
    log = open_log(Path(sys.argv[1]), [reader])
    os.write(1, b"ready\n")
    hear_and_write(log)
    tell_keys(log)
    os.read(0, 1)
    pass_the_night(log)
    os.write(1, b"morning\n")
    os.read(0, 1)
    log.close()


main()

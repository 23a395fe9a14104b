"""P5: the writer is killed at any moment, and everything it had acknowledged is there."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from log_kit import People, numbers

from privacy.keys import save_recipient
from privacy.log import open_log
from privacy.verify import verify

VICTIM = Path(__file__).with_name("log_victim.py")


def killed_after(said: int, log: Path, public: Path) -> int:
    """Start the writer, kill it somewhere behind its `said`-th acknowledgement, return the last one it gave."""
    command = [sys.executable, str(VICTIM), str(log), str(public)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        for _ in range(said):
            assert victim.stdout.readline(), "the writer ended by itself"
        victim.kill()
        rest = victim.stdout.read()
        return int(([str((said - 1) * 3)] + [line for line in rest.splitlines(keepends=True) if line[-1] == "\n"])[-1])


def kill_and_check(runs: int, seed: int, tmp_path: Path, people: People) -> None:
    public = tmp_path / "edith.json"
    save_recipient(people.resident.recipient, public)
    moments = random.Random(seed)
    for run in range(runs):
        log = tmp_path / f"{run}.db"
        acknowledged = killed_after(moments.randint(1, 60), log, public)
        found = numbers(log, people)
        assert found == list(range(len(found))), "no record twice, none out of order"
        assert len(found) > acknowledged, "an acknowledged record is gone"
        open_log(log, [people.resident.recipient]).close()
        report = verify(log, people.resident)
        assert (report.ok, report.records) == (True, len(found))


def test_p5_every_acknowledged_record_survives_kill_9(tmp_path: Path, people: People) -> None:
    kill_and_check(4, 1, tmp_path, people)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p5_every_acknowledged_record_survives_kill_9_a_hundred_times(tmp_path: Path, people: People) -> None:
    kill_and_check(100, 2, tmp_path, people)

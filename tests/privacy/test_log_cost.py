"""The log stays off the start-up path: nothing heavy is imported until a log is opened."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_importing_the_writer_loads_no_database_library() -> None:
    question = (
        "import sys, privacy.log, privacy.reader, privacy.verify, privacy.summary; print('sqlalchemy' in sys.modules)"
    )
    asked = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True, timeout=30)
    assert asked.stdout == "False\n"


def test_the_bench_measures_a_turn_of_the_log() -> None:
    from companion.bench.sealing import TURNS, sealed_turns

    found = sealed_turns()
    assert set(found) == {"sealed log, turn waits", "sealed log, on disk", "sealed log, seal", "sealed log, open"}
    assert all(isinstance(one["p50_ms"], float) and one["p50_ms"] > 0 for one in found.values())
    assert found["sealed log, on disk"]["runs"] == TURNS - 10


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_bench_measures_a_year_of_the_log() -> None:
    from companion.bench.sealing import YEAR_DAYS, year_stages

    found = {name: figures for measure in year_stages().values() for name, figures in measure().items()}
    whole = found["sealed log, open 365 days"]
    assert whole["records"] == YEAR_DAYS * 60
    assert {"sealed log, a day", "sealed log, erase a day of 365", "sealed log, verify"} < set(found)

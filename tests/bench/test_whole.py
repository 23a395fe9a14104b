"""The bench of the whole: a real conversation in a process of its own, and what it holds."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from companion.bench.resident import children, resident
from companion.bench.whole import start_up

GOAL_MB = 400
"""design.md, Budgets: everything together, the face's process too."""
FACE_MB = 80


def test_it_tells_what_a_talk_holds_and_core_and_recogniser_leave_room_for_the_face() -> None:
    told = start_up(rounds=1)["memory in a talk"]
    held = {name: float(str(figure)) for name, figure in told.items()}
    assert held["recogniser_rss_mb"] > 50
    assert held["core_rss_mb"] > 50
    assert held["runs"] == 1
    if "together_pss_mb" in held:
        assert held["together_pss_mb"] < GOAL_MB - FACE_MB


def test_what_a_child_holds_is_seen() -> None:
    program = "import sys; held = bytearray(30_000_000); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in children(os.getpid())
        assert resident(child.pid).rss_mb > 30
        child.stdin.close()
    with pytest.raises(OSError, match="No such"):
        resident(child.pid)

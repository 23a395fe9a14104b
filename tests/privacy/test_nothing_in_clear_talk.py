"""After midnight nothing of a whole conversation is left in the process's memory, run as the unit runs it (P4)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from process_memory import found_in, ways_to_write
from test_nothing_in_clear_memory import UNIT, canary, environment_of

from privacy.keys import new_key, register
from privacy.reader import read_log

ROOT = Path(__file__).parents[2]
VICTIM = Path(__file__).with_name("midnight_victim.py")

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc: not a Linux system")


def looked_through(pid: int, words: dict[str, bytes]) -> set[str]:
    try:
        return found_in(pid, words)
    except PermissionError:
        pytest.skip("this system lets nobody read a child's memory")


def test_p4_after_midnight_no_word_of_yesterdays_talk_is_in_memory(tmp_path: Path) -> None:
    edith = new_key(role="resident", name="Edith")
    register(tmp_path / "recipients", edith.recipient)
    told, lonely = canary(), f"i feel so lonely since {canary()} died"
    looked_for = {f"{name} {way}": form for name in (told, lonely) for way, form in ways_to_write(name).items()}
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment_of(UNIT)}
    with subprocess.Popen(
        [sys.executable, str(VICTIM), str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare, bufsize=0
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{told}|{lonely}\n".encode())
        assert running.stdout.readline() == b"talked\n"
        assert looked_through(running.pid, looked_for), "while it is today it is there, so it could be found"
        running.stdin.write(b"\n")
        assert running.stdout.readline() == b"morning\n"
        found = looked_through(running.pid, looked_for)
        running.stdin.write(b"\n")
    assert found == set()
    heard = [one.body["heard"] for one in read_log(tmp_path / "log.db", edith) if one.kind == "turn"]
    assert told in heard
    assert lonely in heard

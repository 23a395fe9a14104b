"""A recogniser keeps no word of an utterance once it has told it, run as the unit runs it (P3, P4)."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from process_memory import found_in, ways_to_write
from test_nothing_in_clear_memory import UNIT, environment_of

from models.build.vosk_from_pocketsphinx import build_vosk_model

ROOT = Path(__file__).parents[2]
VICTIM = Path(__file__).with_name("hearing_victim.py")
SAID = "yes i had some porridge and tea"
RECORDING = "morning-5.flac"

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc: not a Linux system")


@pytest.mark.parametrize("engine", ["pocketsphinx", "vosk"])
def test_p4_what_was_heard_is_not_left_in_the_recogniser(tmp_path: Path, engine: str) -> None:
    model = [build_vosk_model(tmp_path / "model", sorted(set(SAID.split())))] if engine == "vosk" else []
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment_of(UNIT)}
    with as_file(files("companion.demo") / "recordings" / RECORDING) as recording:
        words = [sys.executable, str(VICTIM), str(recording), *map(str, model)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare, bufsize=0) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            heard = running.stdout.readline().decode().strip()[::-1]
            assert len(heard.split()) >= 5
            assert looked_through(running.pid, heard) == {"utf-8"}, "the search finds what is there"
            running.stdin.write(b"\n")
            assert running.stdout.readline() == b"let go\n"
            found = looked_through(running.pid, heard)
            running.stdin.write(b"\n")
    assert found == set()


def looked_through(pid: int, sentence: str) -> set[str]:
    try:
        return found_in(pid, ways_to_write(sentence))
    except PermissionError:
        pytest.skip("this system lets nobody read a child's memory")

"""After midnight neither yesterday's key nor what was said is left in the process's memory (P3, P4)."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from process_memory import found_in, ways_to_write

ROOT = Path(__file__).parents[2]
VICTIM = Path(__file__).with_name("dump_victim.py")
UNIT = ROOT / "systemd" / "companion.service"
SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")
KEY_BYTES = 32

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc: not a Linux system")


def canary(letter: str = "") -> str:
    """A sentence that nobody has ever said; with `letter` Python holds it in two or four bytes a letter."""
    return " ".join("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(6)) + letter


def environment_of(unit: Path) -> dict[str, str]:
    """What systemd would put into the environment of the service."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if line.startswith("Environment=") for pair in line.partition("=")[2].split()]
    return dict(pair.split("=", 1) for pair in pairs)


@contextmanager
def device(log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that keeps a sealed log, with nothing of ours in its environment but where the program lies."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
    with subprocess.Popen(
        [sys.executable, str(VICTIM), str(log)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare, bufsize=0
    ) as running:
        assert read(running.stdout, len("ready\n")) == b"ready\n"
        yield running
        tell(running, b"\n")
        assert running.wait(30) == 0


def tell(running: subprocess.Popen[bytes], words: bytes) -> None:
    assert running.stdin is not None
    running.stdin.write(words)


def read(pipe: IO[bytes] | None, size: int) -> bytes:
    assert pipe is not None
    content = b""
    while len(content) < size and (more := pipe.read(size - len(content))):
        content += more
    return content


def looked_through(running: subprocess.Popen[bytes], key: bytes, sentence: str) -> set[str]:
    try:
        return found_in(running.pid, {"key": key, **ways_to_write(sentence)})
    except PermissionError:
        pytest.skip("this system lets nobody read a child's memory")


def evening_and_morning(log: Path, environment: Mapping[str, str], sentence: str) -> tuple[set[str], set[str]]:
    """What of the key and the sentence is found in memory: after the turn, and after midnight."""
    with device(log, environment) as running:
        tell(running, f"{sentence}\n".encode())
        key = read(running.stdout, KEY_BYTES)
        assert len(set(key)) > 8
        evening = looked_through(running, key, sentence)
        tell(running, b"\n")
        assert read(running.stdout, len("morning\n")) == b"morning\n"
        return evening, looked_through(running, key, sentence)


@pytest.mark.parametrize("letter", ["", "\u017c", "\U0001f375"])
def test_p4_after_midnight_memory_holds_neither_yesterdays_key_nor_what_was_said(tmp_path: Path, letter: str) -> None:
    evening, morning = evening_and_morning(tmp_path / "log.db", environment_of(UNIT), canary(letter))
    assert evening == {"key"}  # the search finds what is there; what was said is gone with its turn
    assert morning == set()


def test_without_the_units_environment_freed_words_stay_in_memory(tmp_path: Path) -> None:
    evening, _ = evening_and_morning(tmp_path / "log.db", {}, canary())
    assert {"key", "utf-8"} <= evening

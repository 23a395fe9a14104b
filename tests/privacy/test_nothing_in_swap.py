"""The process's memory is kept from the swap device by the kernel itself (P3, P4)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGED_OUT = """
import mmap, resource, sys
from companion.pinned import pin

if sys.argv[1] == "limited":
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (1 << 16, 1 << 16))
pinned = pin() if sys.argv[1] != "not" else False
words = mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
words.write(b"my ring is gone " * 100)
try:
    words.madvise(21)  # MADV_PAGEOUT: to the swap device with it, now
    print(pinned, "went")
except OSError as refused:
    print(pinned, refused.strerror)
"""


def asked_to_page_out(how: str) -> list[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PAGED_OUT, how], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split(maxsplit=1)


def test_p4_pinned_memory_is_not_paged_out() -> None:
    pinned, outcome = asked_to_page_out("pinned")
    if pinned == "False":
        pytest.skip("this user may not hold memory without a limit (ulimit -l)")
    assert outcome.strip() == "Invalid argument"


def test_memory_that_is_not_pinned_may_be() -> None:
    assert asked_to_page_out("not") == ["False", "went\n"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root is under no limit")
def test_under_a_limit_nothing_is_pinned_and_nothing_fails() -> None:
    assert asked_to_page_out("limited") == ["False", "went\n"]

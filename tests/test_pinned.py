"""Memory that start-up no longer needs goes back to the system."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

PROGRAM = """
from pathlib import Path
from companion.pinned import give_back

def held_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

many = [bytes(1000 + number % 7) for number in range(100_000)]
last = bytes(1000)
full = held_mb()
kept = many[::1000]
del many
freed = held_mb()
given = give_back()
print(full, freed, held_mb(), int(given))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc's allocator can be asked to")
def test_what_is_free_between_what_is_not_is_given_back() -> None:
    # As the units run it: Python's memory comes from the C library.
    environment = {**os.environ, "PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}
    told = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True, capture_output=True, text=True)
    full, freed, after, given = map(float, told.stdout.split())
    assert given == 1
    assert full - after > 60
    assert freed - after > 30, "without asking, most of it is kept"

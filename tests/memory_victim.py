"""A writer to be killed: python memory_victim.py FILE. Says each number once it is on disk, for ever."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from companion.memory import FileMemory
from companion.messages import Kept

memory = FileMemory(Path(sys.argv[1]))
for number in count():
    # Longer and shorter by turns: a file that is not replaced whole would end in the rest of another.
    memory.keep(Kept(agenda={"number": str(number), "filling": "x" * (number % 7) * 1000}))
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()

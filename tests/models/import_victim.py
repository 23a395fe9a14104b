"""Imports a model and is killed at one of its renames: python import_victim.py MODELS SOURCE NUMBER.

Dies before the rename of that number; exits with 0 where there is none.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from models.importing import Import, import_model
from models.registry import Registry


class Killer:
    """An audit hook: counts renames."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, event: str, _arguments: object) -> None:
        """Called by the interpreter before whatever it audits."""
        if event == "os.rename":
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Import, or die."""
    models, source, number = sys.argv[1:]
    sys.addaudithook(Killer(int(number)))
    import_model(Registry(Path(models)), Import(source=Path(source), trust=True))


if __name__ == "__main__":
    main()

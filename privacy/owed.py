"""What was to be erased and could not be: held until it is done, and on disk, so that a restart does it.

<number>.owed on the desk    {"version": 1, "why": ..., "scopes": ..., ...}: no words
"""

from __future__ import annotations

import contextlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from companion.errors import OutputError
from companion.messages import Erasure
from privacy.desk import VERSION, content_of, erasure_fields, erasure_of
from privacy.files import make_private_folder, write_new

OWED = ".owed"


@dataclass(slots=True)
class _Debt:
    erasure: Erasure
    path: Path
    taken: bool = False
    """A writer has it, and does it as soon as it can."""


class Owed:
    """Erasures in the order in which they were asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._debts: list[_Debt] = []
        with contextlib.suppress(OSError):
            for path in sorted(folder.glob(f"*{OWED}"), key=lambda one: one.lstat().st_mtime):
                self._recall(path)

    def _recall(self, path: Path) -> None:
        try:
            self._debts.append(_Debt(erasure_of(content_of(path)), path))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            with contextlib.suppress(OSError):
                path.unlink()

    @property
    def next(self) -> Erasure | None:
        """The oldest that no writer has yet."""
        return next((debt.erasure for debt in self._debts if not debt.taken), None)

    def add(self, erasure: Erasure, *, taken: bool) -> None:
        """Keep it; on disk as well, where the disk takes it. `taken`: a writer has it already."""
        path = self._folder / f"{secrets.token_hex(8)}{OWED}"
        self._debts.append(_Debt(erasure, path, taken))
        with contextlib.suppress(OutputError, OSError):
            make_private_folder(self._folder)
            write_new(path, json.dumps({"version": VERSION, **erasure_fields(erasure)}).encode())

    def take(self) -> None:
        """A writer has the oldest now."""
        next(debt for debt in self._debts if not debt.taken).taken = True

    def take_back(self) -> None:
        """The writer is gone: all of it waits for another one."""
        for debt in self._debts:
            debt.taken = False

    def settled(self) -> None:
        """What the writer had is done."""
        for debt in self._debts:
            if debt.taken:
                with contextlib.suppress(OSError):
                    debt.path.unlink()
        self._debts = [debt for debt in self._debts if not debt.taken]

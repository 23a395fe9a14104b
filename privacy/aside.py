"""Damaged logs: given another name, so that what is in them can still be saved, until that too has been long enough."""

from __future__ import annotations

import contextlib
import os
from datetime import date
from pathlib import Path

from companion.errors import LogError


def set_aside(path: Path) -> Path:
    """Give the log at `path` another name, and return it. Raises LogError."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for ending in ("-wal", "-shm", ""):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{ending}").rename(f"{aside}{ending}")
        os.utime(aside)  # its age counts from here
    except OSError as error:
        raise LogError(f"The damaged log {path} cannot be set aside ({error.strerror}).") from None
    return aside


def remove_aside(path: Path, until: date | None = None) -> None:
    """Remove those that were set aside until then; None: all of them. Nothing in them can be erased singly."""
    for aside in path.parent.glob(f"{path.name}.damaged-*"):
        with contextlib.suppress(OSError):
            if until is None or date.fromtimestamp(aside.stat().st_mtime) <= until:  # noqa: DTZ012 - the local day
                aside.unlink()

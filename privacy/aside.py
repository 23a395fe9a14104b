"""Damaged logs: given another name, so that what is in them can still be saved, until that too has been long enough."""

from __future__ import annotations

import contextlib
import os
from datetime import date
from pathlib import Path

from companion.errors import LogError
from privacy.files import sync_folder

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database."""


def set_aside(path: Path) -> Path:
    """Give the log at `path` another name, and return it. Raises LogError."""
    aside = _asides(path)[-1] if not path.exists() and _asides(path) else _next(path)
    try:
        # The log itself first: where the power goes in between, the next start goes on here, and begins no log that
        # lacks what stood beside it.
        with contextlib.suppress(FileNotFoundError):
            path.rename(aside)
            os.utime(aside)  # its age counts from here
        take_along(path)
        sync_folder(path.parent)
    except OSError as error:
        raise LogError(f"The damaged log {path} cannot be set aside ({error.strerror}).") from None
    return aside


def take_along(path: Path) -> None:
    """Where there is no log, what stands beside it belongs to the one that was set aside last. Raises OSError."""
    if path.exists():
        return
    asides = _asides(path)
    for ending in BESIDE:
        left = Path(f"{path}{ending}")
        if not left.exists():
            continue
        home = Path(f"{asides[-1]}{ending}") if asides else None
        if home is None or home.exists():
            left.unlink()
        else:
            left.rename(home)


def remove_aside(path: Path, until: date | None = None) -> None:
    """Remove those that were set aside until then; None: all of them. Nothing in them can be erased singly."""
    for aside in _asides(path):
        with contextlib.suppress(OSError):
            if until is None or date.fromtimestamp(aside.stat().st_mtime) <= until:  # noqa: DTZ012 - the local day
                for one in (aside, *(Path(f"{aside}{ending}") for ending in BESIDE)):
                    one.unlink(missing_ok=True)


def _next(path: Path) -> Path:
    numbers = [int(one.name.rpartition("-")[2]) for one in _asides(path)]
    return path.with_name(f"{path.name}.damaged-{max(numbers, default=0) + 1}")


def _asides(path: Path) -> list[Path]:
    """Those there are, in the order in which they were set aside."""
    found = [one for one in path.parent.glob(f"{path.name}.damaged-*") if one.name.rpartition("-")[2].isdigit()]
    return sorted(found, key=lambda one: int(one.name.rpartition("-")[2]))

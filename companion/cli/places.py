"""Where a secret may be written: not among the device's own files, better not on its disk, and only where it goes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from companion.doctor.board import nearest
from companion.errors import UsageError
from companion.settings import Settings


def off_the_device(settings: Settings, path: Path, what: str) -> None:
    """Raises UsageError for a place among the device's own files."""
    # realpath, not resolve(): a link that leads to itself is refused when it is written, not here.
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(settings.state_dir)):
        raise UsageError(f"{what} does not belong on this device; give a place on a USB stick.")


def same_disk(settings: Settings, paths: Iterable[Path]) -> str:
    """A warning of what would lie on the disk the sealed log lies on; empty where nothing would."""
    disk = nearest(settings.state_dir).stat().st_dev
    beside = [str(path) for path in paths if nearest(path.parent).stat().st_dev == disk]
    if not beside:
        return ""
    lies, them = ("lies", "it") if len(beside) == 1 else ("lie", "them")
    return (
        f"Mind: {' and '.join(beside)} {lies} on the disk of the sealed log: whoever takes the device has {them} too. "
        "A USB stick that goes with the reader is better."
    )

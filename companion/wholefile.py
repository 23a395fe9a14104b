"""A small private file that is replaced whole: at any moment a power cut leaves the old one or the new one.

It is written beside its place, flushed, renamed, and the folder flushed. The temporary file has one fixed name, so that
those a power cut leaves behind do not pile up.
"""

from __future__ import annotations

import os
from pathlib import Path

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


def draft_of(path: Path) -> Path:
    """Where the next content of `path` is written before it takes its place."""
    return path.with_name(f".{path.name}.part")


def replace(path: Path, content: bytes) -> None:
    """On disk when this returns, readable by its owner alone. Raises OSError; the old content stays then."""
    draft = draft_of(path)
    with open(os.open(draft, _NEW_FILE, 0o600), "wb") as file:  # noqa: PTH123
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's list of names on disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

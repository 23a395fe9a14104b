"""Writing small files so that they are there whole, private, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from companion.errors import OutputError


def write_new(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file that must not exist yet, on disk when this returns. Raises OutputError."""
    _write(path, content, mode=mode, replace=False)


def write_over(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file, replacing an older one in one step. Raises OutputError."""
    _write(path, content, mode=mode, replace=True)


def _write(path: Path, content: bytes, *, mode: int, replace: bool) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _place(draft, path, replace=replace)
        sync_folder(path.parent)
    except FileExistsError:
        raise OutputError(f"{path} is already there and is not overwritten; choose another name.") from None
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def _place(draft: Path, path: Path, *, replace: bool) -> None:
    if replace:
        draft.replace(path)
        return
    try:
        path.hardlink_to(draft)  # fails where the name is taken: no window between looking and writing
    except FileExistsError:
        raise
    except OSError:
        # FAT and exFAT, the file systems of USB sticks, have no hard links; there the name is claimed first.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.replace(path)


def sync_folder(folder: Path) -> None:
    """Put a folder's list of names on disk; file systems that cannot are left as they are."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

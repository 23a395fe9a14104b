"""Writing small files so that they are there whole, private, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from companion.errors import OutputError

SMALL_FILE_BYTES = 16 * 1024
"""A key file, a recovery sheet, a receipt: all are smaller."""


def write_new(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file that must not exist yet, on disk when this returns. Raises OutputError."""
    _write(path, content, mode=mode, replace=False)


def write_over(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file, replacing an older one in one step. Raises OutputError, also for a device or a pipe."""
    with contextlib.suppress(OSError):
        mode_there = path.stat().st_mode
        if not (stat.S_ISREG(mode_there) or stat.S_ISDIR(mode_there)):  # of a folder the system says it better
            raise OutputError(f"{path} is not a plain file and is left as it is; choose another name.")
    _write(path, content, mode=mode, replace=True)


def check_new(path: Path) -> None:
    """Raises OutputError where `write_new` would: for a name that is taken, or a folder that takes no file."""
    if os.path.lexists(path) and path.name:
        raise _taken(path)
    check_room(path, room=SMALL_FILE_BYTES)


def check_room(path: Path, *, room: int) -> None:
    """Raises OutputError where no file of `room` bytes can be written beside `path`; leaves none."""
    with _drafted(path, mode=0o600) as (_, file):
        file.write(bytes(room))
        file.flush()
        os.fsync(file.fileno())


def make_private_folder(folder: Path) -> None:
    """Make a folder and those above it that are not there, mode 0700, on disk when this returns. Raises OSError."""
    if folder.is_dir():
        return
    if folder != folder.parent:
        make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def read_bounded(path: Path, most: int) -> bytes:
    """The whole file. Raises OSError, and ValueError when it is longer than `most` bytes."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError("too long")
    return content


def _write(path: Path, content: bytes, *, mode: int, replace: bool) -> None:
    with _drafted(path, mode=mode) as (draft, file):
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        _place(draft, path, replace=replace)
        sync_folder(path.parent)


@contextlib.contextmanager
def _drafted(path: Path, *, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """An empty new file beside `path`, gone afterwards if it still has its own name. Raises OutputError."""
    if not path.name:
        raise OutputError(f"{path} cannot be written (it is a folder); add the name of a file.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123
            yield draft, file
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def _taken(path: Path) -> OutputError:
    return OutputError(f"{path} is already there and is not overwritten; choose another name.")


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

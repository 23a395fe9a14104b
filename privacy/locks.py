"""Who may touch the log's file: one writer; and readers who take the file as unchanging, because nobody writes it.

`<log>.lock` is the writer's, for as long as it runs. A reader who finds it free shares a lock on the log's folder while
it reads; a writer that starts meanwhile writes into the write-ahead log alone, until the last such reader has finished.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from companion.errors import LogInUse

TRIES, PAUSE_S = 5, 0.01
"""A reader that looks whether somebody writes is in the way for some microseconds."""


class WriterLock:
    """Held from `take` to `drop`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1
        self._folder = -1

    def take(self) -> None:
        """Be the writer. Raises LogInUse where somebody else is, OSError where the lock cannot be made."""
        handle = os.open(_lock_of(self._path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for left in reversed(range(TRIES)):
            if _locked(handle, fcntl.LOCK_EX):
                self._handle, self._folder = handle, _folder_of(self._path)
                return
            if left:
                time.sleep(PAUSE_S)
        os.close(handle)
        raise LogInUse(f"The log {self._path} is being written by another companion; stop that one first.")

    @property
    def read(self) -> bool:
        """Somebody reads the file as one that does not change, and it must not."""
        if self._folder < 0 or not _locked(self._folder, fcntl.LOCK_EX):
            return self._folder >= 0
        fcntl.flock(self._folder, fcntl.LOCK_UN)
        return False

    def drop(self) -> None:
        """Be the writer no longer."""
        for handle in (self._handle, self._folder):
            if handle >= 0:
                os.close(handle)
        self._handle = self._folder = -1


@contextlib.contextmanager
def nobody_writes(path: Path) -> Iterator[bool]:
    """Whether the file does not change while this lasts: nobody writes it, and who begins to leaves it as it is."""
    try:
        folder = _folder_of(path)
    except OSError:
        yield False
        return
    try:
        yield _locked(folder, fcntl.LOCK_SH) and not is_written(path)
    finally:
        os.close(folder)


def is_written(path: Path) -> bool:
    """Whether somebody is the log's writer. A copy has no lock, and no writer."""
    try:
        handle = os.open(_lock_of(path), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _locked(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _lock_of(path: Path) -> str:
    return f"{path.resolve()}.lock"


def _folder_of(path: Path) -> int:
    return os.open(path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _locked(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""What the dialogue must know after a restart, in one file: times, names of scripts and consents; never words (P3).

The content is JSON, `{"version": 1, "kept": {...}}` with the fields of `Kept`; times are ISO 8601 with their offset. On
a device the file is that JSON sealed under the device's own key; without a box it is plain. It is replaced whole
(`companion.wholefile`).
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import TypeAdapter

from companion.errors import OutputError, StageDied
from companion.messages import Kept
from companion.notes import RETRY_S, RETRY_SHARE
from companion.ports import Clock, Memory
from companion.supervise import stage
from companion.wholefile import draft_of, replace, sync_folder

log = logging.getLogger(__name__)
DISK_ANSWERS_WITHIN_S = 1.0
"""A disk that hangs holds a call for help up no longer than this."""
_BEGINS_ANEW = (
    "The memory begins anew: consents are asked for again, today's talks may come twice, and a call that nobody has "
    "acknowledged is no longer repeated; look into the sealed log for it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the file holds."""

    version: Literal[1] = 1
    kept: Kept


_PAGE = TypeAdapter(_Page)


class Box(Protocol):
    """Seals for this device alone. `privacy.keys.device.Box`."""

    def seal(self, plain: bytes) -> bytes:
        """The same bytes, unreadable to others."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises ValueError for everything that this box did not seal."""
        ...


class NoMemory:
    """Remembers until the program ends: for `chat`, the demo and tests, which begin anew each time."""

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept or Kept()

    def recall(self) -> Kept:
        """What was kept last."""
        return self._kept

    def keep(self, kept: Kept) -> None:
        """Replace what was kept."""
        self._kept = kept


class FileMemory:
    """Implements Memory with one file that only its owner may read. Used by one thread of one process."""

    def __init__(
        self,
        path: Path,
        *,
        box: Box | None = None,
        plain_before: Path | None = None,
        disk_answers_within_s: float = DISK_ANSWERS_WITHIN_S,
    ) -> None:
        """`path` lies in a folder that is there; a first `keep` makes the file.

        With a `box` the file is sealed. `plain_before` is the plain file of an earlier version: taken over, then
        overwritten and removed.
        """
        self._path = path
        self._box = box
        self._plain_before = plain_before
        self._patience_s = disk_answers_within_s
        self._writing: threading.Thread | None = None

    def recall(self) -> Kept:
        """What was kept last; empty where there is nothing, or nothing that can be understood, which is moved aside.

        Raises OutputError where the file cannot be read at all.
        """
        content = _read(self._path)
        if content is None:
            return self._take_over()
        self._forget_plain()  # a power cut may have come between sealing the new one and removing the old one
        try:
            return _understood(content if self._box is None else self._box.open(content))
        except ValueError:
            self._move_aside()
            return Kept()

    def keep(self, kept: Kept) -> None:
        """Replace what was kept: on disk when this returns. Raises OutputError, also when the disk does not answer."""
        content = _PAGE.dump_json(_Page(kept=_zoned(kept)), indent=1)
        if self._box is not None:
            content = self._box.seal(content)
        done, failures = threading.Event(), list[OSError]()

        def write() -> None:
            try:
                replace(self._path, content)
                done.set()
            except OSError as error:
                failures.append(error)

        # A disk that hangs would hang us: it is waited for from outside, and never given a second job meanwhile.
        if self._writing is None or not self._writing.is_alive():
            self._writing = threading.Thread(target=write, name="memory", daemon=True)
            self._writing.start()
            self._writing.join(self._patience_s)
        if done.is_set():
            return
        why = failures[0].strerror if failures else "the disk does not answer"
        raise OutputError(
            f"What must be remembered cannot be written to {self._path} ({why}); look who may write there and what "
            "room is left."
        )

    def _take_over(self) -> Kept:
        """What an earlier version kept in clear, sealed from now on."""
        old = self._plain_before
        content = None if old is None else _read(old)
        if content is None:
            return Kept()
        try:
            kept = _understood(content)
        except ValueError:
            log.warning("%s, of an earlier version, is damaged and was removed. %s", old, _BEGINS_ANEW)
            self._forget_plain()
            return Kept()
        try:
            self.keep(kept)
        except OutputError as error:
            log.warning("%s Until then %s stays as it is, in clear.", error, old)
        else:
            self._forget_plain()
        return kept

    def _forget_plain(self) -> None:
        """Overwrite and remove what an earlier version left; flash memory may keep it all the same (THREATS.md)."""
        old = self._plain_before
        if old is None:
            return
        for left in (old, draft_of(old), old.with_name(f"{old.name}.damaged")):
            try:
                _overwrite_and_remove(left)
            except FileNotFoundError:
                continue
            except OSError as error:
                log.warning("%s lies in clear and cannot be removed (%s); remove it by hand.", left, error.strerror)

    def _move_aside(self) -> None:
        aside = self._path.with_name(f"{self._path.name}.damaged")
        try:
            self._path.replace(aside)
            where = f"it is now {aside}"
        except OSError as error:
            where = f"it cannot be moved aside ({error.strerror})"
        log.warning(
            "%s is damaged, of another version%s, %s. %s",
            self._path,
            "" if self._box is None else " or sealed under another device key",
            where,
            _BEGINS_ANEW,
        )


def _understood(content: bytes) -> Kept:
    """Raises ValueError for everything that is not this version's JSON, whole."""
    return _zoned(_PAGE.validate_json(content, strict=True).kept)


def _read(path: Path) -> bytes | None:
    """None where there is no file. Raises OutputError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(
            f"What was remembered in {path} cannot be read ({error.strerror}); look who may read it."
        ) from None


def _overwrite_and_remove(path: Path) -> None:
    # A link is removed and what it leads to left alone.
    with contextlib.suppress(IsADirectoryError):
        if not path.is_symlink():
            with open(os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "wb") as file:  # noqa: PTH123
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def _zoned(kept: Kept) -> Kept:
    """The same. Raises ValueError where a time has no zone: nobody could tell which moment it means."""
    if any(at.tzinfo is None for at in _times(kept)):
        raise ValueError("a time without its zone")
    return kept


def _times(kept: Kept) -> Iterator[datetime]:
    yield from (call.raised for call in kept.calls)
    yield from kept.last_asked.values()
    if kept.unfinished is not None:
        yield kept.unfinished.since
    yield from (at for at in (kept.disclosed, kept.muted_until) if at is not None)


class Remembering:
    """The memory with manners: when it cannot be written the conversation goes on, and `failing` says so.

    What could not be written is tried again, for the dialogue tells each change only once. Never raises: a memory that
    has died may not stand between a call for help and those who must hear it (P6).
    """

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock
        self._waiting: Kept | None = None
        self._retry_s = 0.0
        self.failing = False

    def take(self, kept: Kept | None) -> None:
        """Remember this from now on (None: nothing has changed); the disk is not waited for."""
        if kept is not None:
            self._waiting = kept

    def settle(self) -> None:
        """Wait until what was taken is on disk; after a failure try again later, not every frame."""
        began_s = self._clock.now_s()
        if self._waiting is None or (self.failing and began_s < self._retry_s):
            return
        try:
            with stage("memory"):
                self._memory.keep(self._waiting)
        except (OutputError, StageDied) as error:
            if not self.failing:
                log.warning("%s", error)
            self.failing = True
            now_s = self._clock.now_s()
            self._retry_s = now_s + max(RETRY_S, RETRY_SHARE * (now_s - began_s))
        else:
            self._waiting, self.failing = None, False

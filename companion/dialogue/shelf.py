"""Installed scripts on disk: the last three versions of each, and which of them is in use; whole or not at all.

    <folder>/<id>/installed.json          {"kept": [2, 4, 3]}: the versions kept, the one in use last
    <folder>/<id>/<version>/script.yaml   the script's exact bytes, and beside it script.yaml.sig, its signature
    <folder>/builtin/<id>.sig             signature of a script that comes with the program

`installed.json` is replaced in one step and decides alone: a folder it does not name is what a crash left behind, is
never read, and goes with the next change. So a crash at any point leaves the old state or the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from companion.errors import InputError, OutputError

MOST_KEPT = 3
BUILTIN = "builtin"
"""Folder of the signatures of built-in scripts; no script may be called that."""
SCRIPT_FILE = "script.yaml"
SIGNATURE_FILE = SCRIPT_FILE + ".sig"
POINTER_FILE = "installed.json"
LARGEST_POINTER_BYTES = 4096

_ID = re.compile("[a-z][a-z0-9_-]{0,99}")


class Shelf:
    """The installed scripts in a folder, which need not exist. Knows nothing of what is in a script."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self) -> tuple[str, ...]:
        """Every script that is installed, in order."""
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise InputError(f"The folder of scripts {self._folder} cannot be read ({error.strerror}).") from None
        return tuple(name for name in names if is_id(name) and (self._folder / name / POINTER_FILE).exists())

    def kept(self, name: str) -> tuple[int, ...]:
        """The versions kept, the one in use last; none when it is not installed. Raises InputError when damaged."""
        pointer = self._home(name) / POINTER_FILE
        try:
            with pointer.open("rb") as file:
                return _versions(json.loads(file.read(LARGEST_POINTER_BYTES)))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise InputError(f"The installed script {name} cannot be read ({error.strerror}).") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise InputError(
                f"Which version of {name} is installed cannot be told: {pointer} is damaged. "
                f"Take it off with 'companion scripts remove {name}' and install it again."
            ) from None

    def script_path(self, name: str, version: int) -> Path:
        """Where the script of a kept version lies."""
        return self._home(name) / str(version) / SCRIPT_FILE

    def signature_path(self, name: str, version: int) -> Path:
        """Where its signature lies."""
        return self._home(name) / str(version) / SIGNATURE_FILE

    def builtin_signature_path(self, name: str) -> Path:
        """Where the signature of a built-in script lies, where there is one."""
        return self._folder / BUILTIN / f"{_checked(name)}.sig"

    def install(self, name: str, version: int, *, script: bytes, signature: bytes) -> None:
        """Keep a version that is not kept yet, and use it from now on. Raises OutputError, InputError."""
        home = self._home(name)
        with self._changing(name) as kept:
            if version in kept:
                raise InputError(f"Version {version} of {name} is kept already.")
            _make_private(home)
            draft = home / ".draft"
            draft.mkdir()
            _write(draft / SCRIPT_FILE, script)
            _write(draft / SIGNATURE_FILE, signature)
            _sync_folder(draft)
            draft.rename(home / str(version))
            _sync_folder(home)
            self._point(name, (*kept, version)[-MOST_KEPT:])

    def renew(self, name: str, version: int, *, script: bytes, signature: bytes) -> None:
        """Put a kept version's files right, or under another signature. Raises OutputError, InputError.

        After a crash in between the two files may not fit each other: that is seen, and renewing again puts it right.
        """
        with self._changing(name) as kept:
            _need(name, version, kept)
            _replace(self.script_path(name, version), script)
            _replace(self.signature_path(name, version), signature)

    def use(self, name: str, version: int) -> None:
        """Use a version that is kept. Raises OutputError, InputError."""
        with self._changing(name) as kept:
            _need(name, version, kept)
            self._point(name, (*(one for one in kept if one != version), version))

    def remove(self, name: str) -> None:
        """Take a script off, every version of it, also where what is left of it is damaged. Raises OutputError."""
        home = self._home(name)
        try:
            with self._locked():
                (home / POINTER_FILE).unlink(missing_ok=True)
                _sync_folder(home)
                shutil.rmtree(home, ignore_errors=True)
        except OSError as error:
            raise _not_written(home, error) from None

    def keep_builtin_signature(self, name: str, signature: bytes) -> None:
        """Keep the signature of a built-in script instead of an older one. Raises OutputError."""
        path = self.builtin_signature_path(name)
        try:
            with self._locked():
                _make_private(path.parent)
                _replace(path, signature)
        except OSError as error:
            raise _not_written(path, error) from None

    def _home(self, name: str) -> Path:
        return self._folder / _checked(name)

    def _point(self, name: str, kept: tuple[int, ...]) -> None:
        _replace(self._home(name) / POINTER_FILE, json.dumps({"kept": kept}).encode() + b"\n")

    @contextmanager
    def _changing(self, name: str) -> Iterator[tuple[int, ...]]:
        """The versions kept, nothing else there, and nobody else at work."""
        home = self._home(name)
        try:
            with self._locked():
                kept = self.kept(name)
                _sweep(home, kept)
                yield kept
                with suppress(OSError):  # what is left over is not read, and goes the next time
                    _sweep(home, self.kept(name))
        except OSError as error:
            raise _not_written(home, error) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        _make_private(self._folder)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def is_id(name: str) -> bool:
    """Whether a script may be installed under this id: it names a folder."""
    return _ID.fullmatch(name) is not None and name != BUILTIN


def listed(versions: tuple[int, ...]) -> str:
    """Versions for people: "1, 3 and 4"."""
    words = [str(one) for one in sorted(versions)]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words) or "none"


def _checked(name: str) -> str:
    if not is_id(name):
        raise InputError(
            f"{name!r} is no id that a script can be installed under: it takes small letters, digits, - and _, "
            f"at most 100, and may not be {BUILTIN}."
        )
    return name


def _need(name: str, version: int, kept: tuple[int, ...]) -> None:
    if version not in kept:
        raise InputError(f"Version {version} of {name} is not kept; kept are: {listed(kept)}.")


def _versions(fields: dict[str, list[int]]) -> tuple[int, ...]:
    kept = tuple(fields["kept"])
    whole = all(type(one) is int and one >= 1 for one in kept)
    if not whole or not 1 <= len(set(kept)) == len(kept) <= MOST_KEPT:
        raise ValueError("kept")
    return kept


def _sweep(home: Path, kept: tuple[int, ...]) -> None:
    wanted = {POINTER_FILE, *map(str, kept)}
    for path in home.iterdir() if home.is_dir() else ():
        if path.name in wanted:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _make_private(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.draft")
    _write(draft, content)
    draft.replace(path)
    _sync_folder(path.parent)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(place: Path, error: OSError) -> OutputError:
    return OutputError(f"{place} cannot be written ({error.strerror}); look who may write there and what room is left.")

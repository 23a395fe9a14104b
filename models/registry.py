"""Finds the model for a job, and lets none load whose SHA-256 is not known (P11).

A file is known when its digest stands in the manifest or in the owner's lock file, `lock.json` in the models folder,
which `companion models import --trust` writes. Every file is hashed each time it is to be loaded: 60 MB take about
0.1 s here and half a second on a Pi 4, and a cached verdict would be worth no more than the disk it lies on.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from companion.errors import ModelError
from models.catalogue import HERE, ModelEntry, manifest

LOCK = "lock.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A model in the models folder."""

    name: str
    job: str
    engine: str
    language: str
    path: Path
    """What the engine loads: Vosk's folder, Piper's .onnx file."""
    trusted_by: str
    """manifest or owner."""
    digests: Mapping[str, str]
    """Relative path -> SHA-256 that it must have."""
    pending: Installed | None = None
    """What may lie there instead: an import under this name has begun, and where it was killed nobody knows."""


class Registry:
    """The models of one device."""

    def __init__(self, models_dir: Path) -> None:
        self._dir = models_dir

    @property
    def folder(self) -> Path:
        """Where installed models lie, one folder each."""
        return self._dir

    def known(self) -> tuple[ModelEntry, ...]:
        """The official models, in the manifest's order."""
        return manifest().model

    def installed(self) -> tuple[Installed, ...]:
        """Models that lie in the folder and are known; not hashed yet. Raises ModelError for a damaged lock file."""
        locked = {one.name: one for one in self._locked()}
        official = {entry.name: _as_installed(self._dir, entry) for entry in self.known()}
        return tuple(one for one in (official | locked).values() if (self._dir / one.name).is_dir())

    def find(self, job: str, language: str) -> Path | None:
        """The verified model to load for a job, None where none is installed. Raises ModelError when it was changed."""
        for one in self.installed():
            if one.job == job and one.language == language:
                return self.verify(one).path
        return None

    def verify(self, one: Installed) -> Installed:
        """Hash every file of it; returns it, or what was to take its place and is there.

        Raises ModelError naming the first file that is missing, changed or not known.
        """
        try:
            self._verify(one)
        except ModelError:
            if one.pending is None:
                raise
            return self.verify(one.pending)
        return replace(one, pending=None)

    def _verify(self, one: Installed) -> None:
        folder = self._dir / one.name
        for relative, digest in one.digests.items():
            _check(folder / relative, digest)
        known = {PurePosixPath(relative) for relative in one.digests}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and PurePosixPath(path.relative_to(folder).as_posix()) not in known:
                raise ModelError(f"The model file {path} is not known; remove it, or import the model again.")

    def builtin(self, name: str) -> Path:
        """The verified file of a model that comes with the program. Raises ModelError."""
        for one in manifest().builtin:
            if one.name == name:
                _check(HERE / one.path, one.sha256)
                for relative, digest in one.beside.items():
                    _check(HERE / relative, digest)
                return HERE / one.path
        raise ModelError(f"No model called {name} comes with the program.")

    def expect(self, one: Installed) -> None:
        """Write into the lock file that this model is to take its name; until it has, what lies there now is right."""
        there = next((old for old in self.installed() if old.name == one.name), None)
        try:
            self.trust(replace(self.verify(there), pending=one) if there else one)
        except ModelError:
            self.trust(one)  # what lies there is not right, whatever the lock file says

    def trust(self, one: Installed) -> None:
        """Write an imported model into the owner's lock file."""
        locked = [*(old for old in self._locked() if old.name != one.name), one]
        content = json.dumps({each.name: self._row(each) for each in locked}, indent=2) + "\n"
        beside = self._dir / f".{LOCK}.new"
        with beside.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._dir / LOCK)

    def _row(self, one: Installed) -> dict[str, object]:
        row: dict[str, object] = {
            "job": one.job,
            "engine": one.engine,
            "language": one.language,
            "loads": one.path.relative_to(self._dir / one.name).as_posix(),
            "files": dict(one.digests),
        }
        return row | {"pending": self._row(one.pending)} if one.pending else row

    def _locked(self) -> list[Installed]:
        path = self._dir / LOCK
        if not path.exists():
            return []
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            return [self._of_row(name, row) for name, row in rows.items()]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise ModelError(f"The lock file {path} is damaged; remove it and import the models again.") from None

    def _of_row(self, name: str, row: Mapping[str, Any]) -> Installed:
        pending = row.get("pending")
        return Installed(
            name=name,
            job=row["job"],
            engine=row["engine"],
            language=row["language"],
            path=self._dir / name / row["loads"],
            trusted_by="owner",
            digests=row["files"],
            pending=self._of_row(name, pending) if pending else None,
        )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal. Raises ModelError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The model file {path} cannot be read ({error.strerror}); import the model again.") from None


def _check(path: Path, digest: str) -> None:
    if sha256_of(path) != digest:
        raise ModelError(f"The model file {path} is not the one that is known (SHA-256 differs); import it again.")


def _as_installed(folder: Path, entry: ModelEntry) -> Installed:
    """How an official model lies in its folder: a Vosk archive unpacked, Piper's files as they are."""
    files = {one.path: one.sha256 for one in entry.file} if entry.engine == "piper" else {}
    digests = {one.path: one.sha256 for one in entry.content} or {path: sha for path, sha in files.items() if sha}
    own = folder / entry.name
    return Installed(
        name=entry.name,
        job=entry.job,
        engine=entry.engine,
        language=entry.language,
        path=own / entry.file[0].path if entry.engine == "piper" else own,
        trusted_by="manifest",
        digests=digests,
    )

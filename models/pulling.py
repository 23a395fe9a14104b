"""Fetches an official model where there is a network: resumed after an interruption, verified, whole or not at all.

Only `companion models pull` comes here; the conversation never fetches anything (P1). What was fetched goes the way of
a model from a USB stick (`models.importing`), which hashes it before it is put in place.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from companion.errors import InputError, ModelError, OutputError, UsageError
from models.catalogue import ModelEntry, OfficialFile
from models.downloading import PULLED, TAG, Progress, download, refuse_insecure, remove, why_it_broke
from models.importing import Import, import_model
from models.registry import Installed, Registry, sha256_of

PART = ".part"
UNPACKED = 3
"""Times the download: room for the file and for what is unpacked from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What is to be fetched, from where."""

    entry: ModelEntry
    prefix: str | None = None
    """In place of each file's own address: this, and its name. For a mirror on one's own network."""
    insecure: bool = False
    """Plain HTTP is allowed: the digest guards the content, but not who sees what is fetched."""
    trust: bool = False
    """The owner vouches for files whose digest nobody has published."""


def pull_model(registry: Registry, wanted: Pull, progress: Progress = lambda _done, _whole: None) -> Installed:
    """Fetch, verify, install. A part that is left is resumed the next time.

    Raises UsageError for a model whose digest nobody knows or an address that is not HTTPS, InputError when the server
    cannot be reached or does not have it, ModelError when what came is not the official file, OutputError when there is
    no room or another pull is at work.
    """
    known = all(one.sha256 for one in wanted.entry.file)
    if not known and not wanted.trust:
        raise UsageError(
            f"No SHA-256 of every file of {wanted.entry.name} is known here, so it is not fetched (P11); if you trust "
            "its publisher, add --trust: what comes is then held to what came first."
        )
    with _place(registry.folder) as folder:
        fetched = [_fetch(one, wanted, folder, progress) for one in wanted.entry.file]
        source = fetched[0]
        if wanted.entry.engine == "piper":
            source = _voice_folder(folder, wanted.entry.name, fetched)
        how = Import(source=source, language=wanted.entry.language, fetched=wanted.entry, trust=wanted.trust)
        made = import_model(registry, how)
        for path in (*fetched, source):
            remove(path)
    return made


@contextmanager
def _place(models: Path) -> Iterator[Path]:
    """The folder for parts, for one pull at a time."""
    folder = models / PULLED
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise OutputError(f"The models folder {models} cannot be written ({error.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"Another pull into {models} is at work; wait for it.") from None
        yield folder


def _fetch(one: OfficialFile, wanted: Pull, folder: Path, progress: Progress) -> Path:
    """The whole, verified file. Raises as `pull_model`."""
    whole, part = folder / one.path, folder / (one.path + PART)
    if whole.exists() and one.sha256 is not None and sha256_of(whole) == one.sha256:
        return whole
    _refuse_full(folder, one, part)
    if wanted.prefix is not None and Path(wanted.prefix).is_dir():
        return _from_folder(Path(wanted.prefix) / one.path, one, part, whole)
    address = one.url if wanted.prefix is None else f"{wanted.prefix.rstrip('/')}/{one.path}"
    refuse_insecure(address, insecure=wanted.insecure)
    try:
        download(address, one, part, progress, insecure=wanted.insecure)
    except HTTPError as error:
        raise InputError(_refused(address, one, error)) from None
    except URLError as error:
        raise InputError(
            f"The server {urlsplit(address).netloc} cannot be reached for {one.path} ({why_it_broke(error)}); see that "
            "there is a network, and run the same command again."
        ) from None
    except (HTTPException, TimeoutError, ConnectionError, ssl.SSLError) as error:
        raise InputError(
            f"Fetching {one.path} from {urlsplit(address).netloc} broke off ({why_it_broke(error)}); run the same "
            "command again, it goes on where it was."
        ) from None
    except OSError as error:
        raise OutputError(f"The file {part} cannot be written ({error.strerror}); make room there.") from None
    return _verified(one, part, whole)


def _refused(address: str, one: OfficialFile, error: HTTPError) -> str:
    why = f"{error.code} {error.reason}".splitlines()[0].strip()
    if error.code >= 500 or error.code == 429:
        return f"The server {urlsplit(address).netloc} cannot give {one.path} now ({why}); try again later."
    return f"The server has no {one.path} at {address} ({why}); fetch it elsewhere and use 'companion models import'."


def _from_folder(source: Path, one: OfficialFile, part: Path, whole: Path) -> Path:
    try:
        shutil.copyfile(source, part)
    except FileNotFoundError:
        raise InputError(f"There is no {one.path} in {source.parent}.") from None
    except OSError as error:
        raise OutputError(f"The file {source} cannot be copied to {part} ({error.strerror}).") from None
    return _verified(one, part, whole)


def _is_official(one: OfficialFile, path: Path) -> bool:
    if one.sha256 is not None:
        return sha256_of(path) == one.sha256
    if one.md5 is None:
        return True
    with path.open("rb") as file:
        # Against accidents alone; against anybody the owner has vouched.
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest() == one.md5


def _verified(one: OfficialFile, part: Path, whole: Path) -> Path:
    size = part.stat().st_size
    if one.bytes is not None and size < one.bytes:
        raise InputError(
            f"Only {size} of {one.bytes} bytes of {one.path} came; run the same command again, it goes on where it was."
        )
    if not _is_official(one, part):
        remove(part)
        remove(part.with_name(part.name + TAG))
        seen = " The digest is known from one source only, which may be at fault." if one.seen <= 1 else ""
        raise ModelError(f"What came as {one.path} is not the official file (SHA-256 differs); it was removed.{seen}")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(whole)
    remove(part.with_name(part.name + TAG))
    return whole


def _refuse_full(folder: Path, one: OfficialFile, part: Path) -> None:
    if one.bytes is None:
        return
    have = part.stat().st_size if part.exists() else 0
    needed, free = UNPACKED * one.bytes - have, shutil.disk_usage(folder).free
    if free < needed:
        raise OutputError(
            f"There is no room for {one.path} in {folder}: it takes {needed / 1e6:.0f} MB while it is unpacked, and "
            f"{free / 1e6:.0f} MB are free."
        )


def _voice_folder(folder: Path, name: str, fetched: list[Path]) -> Path:
    """Piper's two files as the folder that is imported."""
    made = folder / name
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    for path in fetched:
        shutil.copyfile(path, made / path.name)
    return made


def choose(registry: Registry, names: tuple[str, ...], language: str | None) -> tuple[ModelEntry, ...]:
    """The models meant: those named, or the manifest's first recogniser and voice of a language that are free to use.

    Raises UsageError for a name that is not in the manifest, or a language without any.
    """
    known = {entry.name: entry for entry in registry.known()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"No official model is called {unknown[0]}; 'companion models list' names them.")
    if names:
        return tuple(known[name] for name in names)
    fit = [one for one in known.values() if one.language == (language or "en") and _fetchable(one)]
    found = [next((one for one in fit if one.job == job), None) for job in ("asr", "tts")]
    chosen = tuple(one for one in found if one is not None)
    if not chosen:
        raise UsageError(f"No model of the language {language} can be fetched; 'companion models list' says why.")
    return chosen


def _fetchable(entry: ModelEntry) -> bool:
    return entry.product_use == "yes" and all(one.sha256 for one in entry.file)

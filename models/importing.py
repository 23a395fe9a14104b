"""Brings a model from a folder, a zip or an .onnx file into the models folder: whole and verified, or not at all."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from companion.errors import InputError, ModelError, OutputError
from models.catalogue import ModelEntry
from models.registry import Installed, Registry, sha256_of

WORK = ".importing-"
MOST_UNPACKED = 4 << 30
"""The largest official model takes two gigabytes; a zip that says more is not meant to be unpacked."""
VOSK_MARK = Path("am/final.mdl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What is to be imported, and how far its owner vouches for it."""

    source: Path
    trust: bool = False
    """The owner vouches for files whose digest is not known."""
    fetched: ModelEntry | None = None
    """What it was fetched as: it is held to that one's digests."""
    language: str = "en"
    """Two letters; used where neither manifest nor voice says."""


def import_model(registry: Registry, wanted: Import) -> Installed:
    """Copy, verify, and only then put in place.

    Raises InputError for what is no model, ModelError for a digest that is not known (without trust) or is wrong, and
    OutputError when there is no room, or another import is at work; the models folder is then as it was.
    """
    folder = registry.folder
    with _workplace(folder) as work:
        known_archive = _unpack(_what_is_meant(wanted.source), work, registry)
        made = _recognise(work, wanted, folder)
        known = known_archive or _as_fetched(made, wanted) or _all_known(made, registry)
        if not (known or wanted.trust):
            raise ModelError(
                f"The model {made.name} is not in the manifest; if you know where it comes from, add --trust."
            )
        # Killed after this and before the last line, it has left a model that loads, whichever of the two.
        registry.expect(made)
        _put_in_place(work / made.name, folder / made.name)
    registry.trust(made)
    registry.verify(made)
    return made


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise OutputError(f"The models folder {folder} cannot be written ({error.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"Another import into {folder} is at work; wait for it.") from None
        for left in folder.glob(f"{WORK}*"):
            shutil.rmtree(left, ignore_errors=True)  # of an import that was killed
        work = Path(tempfile.mkdtemp(prefix=WORK, dir=folder))
        try:
            yield work
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise OutputError(f"The model could not be copied to {folder} ({why}); make room there.") from None
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _put_in_place(made: Path, target: Path) -> None:
    """The old model is there until the new one is."""
    old = made.with_name(f"{made.name}.old")
    if target.exists():
        target.rename(old)
    made.rename(target)


def _what_is_meant(source: Path) -> Path:
    """A stick's folder with one zip in it means the zip."""
    zips = sorted(source.glob("*.zip")) if source.is_dir() else []
    return zips[0] if len(zips) == 1 and not (source / VOSK_MARK).exists() else source


def _unpack(source: Path, work: Path, registry: Registry) -> bool:
    """Lay the model out as `work/<name>/...`; True when it came as an archive the manifest knows."""
    if source.is_dir():
        _refuse_strange(source)
        shutil.copytree(source, work / source.resolve().name)
        return False
    if not source.is_file():
        raise InputError(f"There is no model at {source}; give a folder, a zip or an .onnx file.")
    if source.suffix == ".onnx":
        return _copy_voice(source, work / source.stem)
    digests = {one.path: one.sha256 for entry in registry.known() for one in entry.file}
    wanted = digests.get(source.name)
    if wanted is not None and sha256_of(source) != wanted:
        raise ModelError(f"The file {source} is not the official one (SHA-256 differs); fetch it again.")
    _unzip(source, work)
    return wanted is not None


def _refuse_strange(folder: Path) -> None:
    """A link may lead anywhere, a device has no end."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise InputError(
                f"There is a link or a device among the model's files ({path}); copy the files themselves."
            )


def _copy_voice(source: Path, target: Path) -> bool:
    config = source.with_name(source.name + ".json")
    if not config.is_file():
        raise InputError(f"The voice {source} needs its {config.name} beside it.")
    target.mkdir()
    for file in (source, config):
        shutil.copy2(file, target / file.name)
    return False


def _unzip(source: Path, work: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            for name in archive.namelist():
                if not (work / name).resolve().is_relative_to(work.resolve()):
                    raise InputError(f"The zip {source} wants to write outside its folder ({name}); do not trust it.")
            unpacked = sum(each.file_size for each in archive.infolist())
            if unpacked > min(MOST_UNPACKED, shutil.disk_usage(work).free):
                raise OutputError(
                    f"Unpacked, {source} would take {unpacked / 1e6:.0f} MB, more than there is room for."
                )
            archive.extractall(work)
    except (zipfile.BadZipFile, EOFError):
        raise InputError(f"The file {source} is not a whole zip; fetch it again.") from None
    except (RuntimeError, NotImplementedError):
        raise InputError(f"The zip {source} is packed in a way that cannot be read here, or encrypted.") from None


def _recognise(work: Path, wanted: Import, folder: Path) -> Installed:
    inner = [path for path in work.iterdir() if path.is_dir()]
    if len(inner) != 1:
        raise InputError(f"There is no single model folder in {wanted.source}; give one model at a time.")
    own = inner[0]
    digests = {path.relative_to(own).as_posix(): sha256_of(path) for path in sorted(own.rglob("*")) if path.is_file()}
    made = Installed(
        name=own.name,
        job="asr",
        engine="vosk",
        language=wanted.language,
        path=folder / own.name,
        trusted_by="owner",
        digests=digests,
    )
    if (own / VOSK_MARK).is_file():
        return made
    voices = [name for name in digests if name.endswith(".onnx") and f"{name}.json" in digests]
    if len(voices) != 1:
        raise InputError(f"There is neither a Vosk model nor one Piper voice in {wanted.source}.")
    language = _voice_language(own / f"{voices[0]}.json", wanted.language)
    return replace(made, job="tts", engine="piper", language=language, path=folder / own.name / voices[0])


def _voice_language(config: Path, otherwise: str) -> str:
    try:
        settings = json.loads(config.read_text(encoding="utf-8"))
        return str(settings["language"]["family"])
    except (ValueError, UnicodeDecodeError):
        raise InputError(f"The voice's settings {config.name} are not valid JSON; fetch the voice again.") from None
    except (KeyError, TypeError):
        return otherwise


def _as_fetched(made: Installed, wanted: Import) -> bool:
    entry = wanted.fetched
    if entry is None or any(one.sha256 is None for one in entry.file):
        return False
    if wanted.source.is_file():
        return sha256_of(wanted.source) == entry.file[0].sha256
    return dict(made.digests) == {one.path: one.sha256 for one in entry.file}


def _all_known(made: Installed, registry: Registry) -> bool:
    """Every file of it has the digest that the manifest gives for it."""
    entry = next((entry for entry in registry.known() if entry.name == made.name), None)
    if entry is None:
        return False
    official = _official_digests(entry)
    return bool(official) and dict(made.digests) == official


def _official_digests(entry: ModelEntry) -> dict[str, str]:
    if entry.content:
        return {one.path: one.sha256 for one in entry.content}
    return {one.path: one.sha256 for one in entry.file if one.sha256 is not None}

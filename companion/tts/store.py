"""Sentences kept ready on disk: made once, in idle time, and there at once whenever they are said.

One file a sentence, named by the digest of its text, voice, settings and rate, so that no text stands in it or its
name; written whole or not at all, checked when read, the oldest removed when the limit is reached. Only what is in
every talk is kept, the lines of the installed scripts: nothing that a resident has said (P2, P3).
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from companion.tts.spoken import Spoken
from companion.tts.visemes import Phone
from companion.wholefile import draft_of

log = logging.getLogger(__name__)
_MAGIC = b"companion sentence 1\n"
_DIGEST = 32
_LENGTH = 4
_SUFFIX = ".sentence"
_SPARE_BYTES = 256 * 1024
"""No sentence is larger: eight seconds, packed, are 160 kB."""


class SentenceStore:
    """A folder of sentences. What cannot be read or written is made anew when it is needed: nothing here raises."""

    def __init__(self, folder: Path, *, limit_bytes: int) -> None:
        """The folder is made with the first sentence; files of others in it are left alone."""
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._sizes = _found(folder)
        self._full = False
        # Read by the thread that speaks, filled by the one that makes sentences.
        self._lock = threading.RLock()

    @property
    def size_bytes(self) -> int:
        """Of all sentences."""
        with self._lock:
            return sum(self._sizes.values())

    @property
    def has_room(self) -> bool:
        """Another sentence would not drive an older one out."""
        return self.size_bytes < self._limit_bytes - _SPARE_BYTES and not self._full

    def __len__(self) -> int:
        return len(self._sizes)

    def __contains__(self, key: str) -> bool:
        return key in self._sizes

    def get(self, key: str) -> tuple[Spoken, ...] | None:
        """The sentence's parts; None when it is not there, or was damaged and is now removed."""
        if key not in self._sizes:
            return None
        with self._lock:
            try:
                return _unpacked(self._path(key).read_bytes())
            except (OSError, ValueError, KeyError, TypeError, RuntimeError):
                self._remove(key)
                return None

    def put(self, key: str, parts: Sequence[Spoken]) -> None:
        """Keep a sentence; the oldest go where it would be too much. A disk that refuses is told of once."""
        content = _packed(parts)
        with self._lock:
            self._put(key, content)

    def _put(self, key: str, content: bytes) -> None:
        while self._sizes and self.size_bytes + len(content) > self._limit_bytes:
            self._remove(next(iter(self._sizes)))
        if len(content) > self._limit_bytes:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._path(key), content)
        except OSError as error:
            if not self._full:
                log.warning(
                    "No sentences are kept ready in %s (%s); they are made when needed.", self._folder, error.strerror
                )
            self._full = True
        else:
            self._sizes[key] = len(content)
            self._full = False

    def _remove(self, key: str) -> None:
        self._sizes.pop(key, None)
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            log.warning("A kept sentence in %s cannot be removed (%s).", self._folder, error.strerror)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"


def key_of(text: str, *, voice: str, words_per_minute: float) -> str:
    """The sentence's name: 64 hexadecimal digits. `voice`: the engine's fingerprint."""
    return hashlib.sha256(f"{voice}\0{words_per_minute:.0f}\0{text}".encode(errors="replace")).hexdigest()


def _found(folder: Path) -> dict[str, int]:
    """Key -> bytes of what is kept there, the oldest first."""
    try:
        with os.scandir(folder) as entries:
            files = [(entry.stat().st_mtime, entry) for entry in entries if entry.name.endswith(_SUFFIX)]
    except OSError:
        return {}
    files.sort(key=lambda found: (found[0], found[1].name))
    return {entry.name.removesuffix(_SUFFIX): entry.stat().st_size for _, entry in files}


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all; without waiting for the disk, for a power cut costs no more than making it again."""
    draft = draft_of(path)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:  # noqa: PTH123
        file.write(content)
    draft.replace(path)


def _packed(parts: Sequence[Spoken]) -> bytes:
    import soundfile

    parts = [part for part in parts if len(part.samples)]
    sounds = []
    for part in parts:
        sound = io.BytesIO()
        soundfile.write(sound, part.samples, part.sample_rate_hz, format="FLAC", subtype="PCM_16")
        sounds.append(sound.getvalue())
    head = json.dumps(
        [
            {"bytes": len(sound), "phones": [[one.symbol, one.start_s, one.end_s] for one in part.phones]}
            for part, sound in zip(parts, sounds, strict=True)
        ]
    ).encode()
    body = len(head).to_bytes(_LENGTH) + head + b"".join(sounds)
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unpacked(content: bytes) -> tuple[Spoken, ...]:
    """Raises ValueError, KeyError, TypeError or soundfile's RuntimeError when it is damaged."""
    import soundfile

    begin = len(_MAGIC) + _DIGEST
    body = content[begin:]
    if not content.startswith(_MAGIC) or hashlib.sha256(body).digest() != content[len(_MAGIC) : begin]:
        raise ValueError("damaged")
    at = _LENGTH + int.from_bytes(body[:_LENGTH])
    parts = []
    for part in json.loads(body[_LENGTH:at]):
        samples, rate_hz = soundfile.read(io.BytesIO(body[at : at + part["bytes"]]), dtype="int16")
        phones = tuple(Phone(symbol=symbol, start_s=start_s, end_s=end_s) for symbol, start_s, end_s in part["phones"])
        parts.append(Spoken(samples=np.asarray(samples, dtype=np.int16), sample_rate_hz=int(rate_hz), phones=phones))
        at += part["bytes"]
    return tuple(parts)

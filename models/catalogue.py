"""Reads the manifest: the official model files and the project's own, with the digest each must have."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OfficialFile(_Frozen):
    """One file as its publisher serves it."""

    path: str
    url: str
    bytes: int | None = None
    sha256: str | None = None
    """Hexadecimal; a file without one cannot be verified and is never installed."""
    seen: int = 0
    """Independent public files that pin the same digest."""
    md5: str | None = None


class Content(_Frozen):
    """One file inside an official archive."""

    path: str
    bytes: int
    sha256: str


class ModelEntry(_Frozen):
    """One official model."""

    name: str
    job: str
    """asr or tts."""
    engine: str
    language: str
    licence: str
    product_use: str
    """yes, no, or check: may a device be given to others with it."""
    file: tuple[OfficialFile, ...]
    content: tuple[Content, ...] = ()
    """Every file of an unpacked archive, where known."""

    @property
    def bytes(self) -> int | None:
        """Size of the download, where known."""
        sizes = [one.bytes for one in self.file]
        return None if None in sizes[:1] else sum(size or 0 for size in sizes)


class Builtin(_Frozen):
    """A model that comes with the program."""

    name: str
    job: str
    licence: str
    path: str
    """Relative to the models package."""
    sha256: str
    beside: dict[str, str] = {}
    """Further files that belong to it: path -> sha256."""


class Manifest(_Frozen):
    """Everything the manifest lists."""

    model: tuple[ModelEntry, ...]
    builtin: tuple[Builtin, ...] = ()


@cache
def manifest() -> Manifest:
    """The manifest of this version."""
    return Manifest.model_validate(tomllib.loads((HERE / "manifest.toml").read_text(encoding="utf-8")))

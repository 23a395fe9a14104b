"""Fetches one file over HTTPS into a part that grows: resumed, held to its length, never led elsewhere insecurely."""

from __future__ import annotations

import contextlib
import shutil
from http.client import HTTPMessage, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import IO, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from companion.errors import ModelError, UsageError
from models.catalogue import OfficialFile

PULLED = "pulled"
"""Folder in the models folder where parts wait."""
TAG = ".tag"
"""Beside a part: by which name (ETag, or date) the server knows the file that it is a part of."""
BLOCK = 1 << 16
TIMEOUT_S = 30.0
"""A server that says nothing for so long is gone."""
MOST_BYTES = 1 << 30
"""No official model is larger: a server that sends without end is stopped."""
_AGENT = "bedside-companion"


class Progress(Protocol):
    """Who is told how far it is."""

    def __call__(self, done: int, whole: int | None) -> None:
        """Bytes of the file there are now, and in all, where known."""
        ...


def download(address: str, one: OfficialFile, part: Path, progress: Progress, *, insecure: bool) -> None:
    """Into `part`, from where it ends, where the server can and still has the same file.

    Raises ModelError for what cannot be that file, UsageError where it leads out of HTTPS, OSError and HTTPException
    (also as HTTPError, URLError, IncompleteRead) when it breaks off.
    """
    tag = part.with_name(part.name + TAG)
    have = part.stat().st_size if part.exists() else 0
    if one.bytes is not None and have >= one.bytes:
        if have == one.bytes:
            return
        have = 0  # longer than the file: it is a part of something else
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    if have and tag.exists():
        headers |= {"Range": f"bytes={have}-", "If-Range": tag.read_text(encoding="utf-8").strip()}
    opener = build_opener(_StaysSecure(insecure=insecure))
    try:
        response = opener.open(Request(address, headers=headers), timeout=TIMEOUT_S)  # noqa: S310 - HTTPS, see above
    except HTTPError as error:
        if error.code != 416 or "Range" not in headers:
            raise
        remove(part)  # the server has less than that: begin anew
        remove(tag)
        download(address, one, part, progress, insecure=insecure)
        return
    with response:
        resumed = response.status == 206
        _refuse_other(response, have if resumed else 0, one)
        _note_tag(tag, response.headers)
        with part.open("ab" if resumed else "wb") as file:
            _copy(response, file, have if resumed else 0, one, progress)
        if response.length:
            raise IncompleteRead(b"", response.length)


def _refuse_other(response: HTTPResponse, start: int, one: OfficialFile) -> None:
    """Told by its length, before it is fetched; or by where the rest is said to begin."""
    said = response.headers.get("Content-Range", "")
    if start and not said.startswith(f"bytes {start}-"):
        raise ModelError(f"The server gave another part of {one.path} than was asked for; remove the part in {PULLED}.")
    length = response.length
    if one.bytes is not None and length is not None and start + length != one.bytes:
        raise ModelError(
            f"What the server has as {one.path} is not the official file: {start + length} bytes, not {one.bytes}."
        )


def _copy(response: IO[bytes], file: IO[bytes], done: int, one: OfficialFile, progress: Progress) -> None:
    most = one.bytes if one.bytes is not None else MOST_BYTES
    progress(done, one.bytes)
    while block := response.read(BLOCK):
        done += len(block)
        if done > most:
            raise ModelError(f"The server sends more than the {most} bytes that {one.path} has; nothing was installed.")
        file.write(block)
        progress(done, one.bytes)


def _note_tag(tag: Path, headers: HTTPMessage) -> None:
    name = headers.get("ETag") or headers.get("Last-Modified")
    if name and not name.startswith("W/"):
        tag.write_text(name + "\n", encoding="utf-8")
    else:
        # Without a name nobody can tell whether the rest belongs to the same file.
        remove(tag)


class _StaysSecure(HTTPRedirectHandler):
    """Follows no redirect from HTTPS to something else."""

    def __init__(self, *, insecure: bool) -> None:
        self._insecure = insecure

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """As urllib does, unless it leads out of HTTPS."""
        refuse_insecure(newurl, insecure=self._insecure)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def refuse_insecure(address: str, *, insecure: bool) -> None:
    """Raises UsageError for an address that is not HTTPS, or no address."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        raise UsageError(f"This is no address to fetch from: {address}.") from None
    if scheme != "https" and not (insecure and scheme == "http"):
        raise UsageError(
            f"Models are fetched over HTTPS only, and {address} is not; for a server of your own add --insecure."
        )


def why_it_broke(error: Exception) -> str:
    """In a few words."""
    if isinstance(error, IncompleteRead):
        return "the connection was closed"
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)


def remove(path: Path) -> None:
    """A file or a folder, where there is one."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError, IsADirectoryError):
        path.unlink()

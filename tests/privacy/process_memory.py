"""Looks through another process's memory, as somebody with a debugger would."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

PIECE_BYTES = 1 << 20
_PATHS_TO_SKIP = ("[vvar", "[vsyscall]")


def found_in(pid: int, wanted: Mapping[str, bytes]) -> set[str]:
    """Names of the byte strings that lie anywhere in the process's memory. Raises PermissionError where refused."""
    longest = max(len(one) for one in wanted.values())
    found: set[str] = set()
    for pieces in regions(pid):
        tail = b""
        for piece in pieces:
            window = tail + piece
            found |= {name for name, content in wanted.items() if content in window}
            tail = window[-longest:]
    return found


def ways_to_write(sentence: str) -> dict[str, bytes]:
    """The sentence in every form in which Python and its libraries hold text, little-endian."""
    return {encoding: sentence.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-32-le")}


def regions(pid: int) -> Iterator[Iterator[bytes]]:
    """Every region that can be read, in pieces. Raises PermissionError where refused."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            span, rights, *_rest = line.split()
            if not rights.startswith("r") or any(name in line for name in _PATHS_TO_SKIP):
                continue
            first, _, end = span.partition("-")
            yield _pieces(memory.fileno(), int(first, 16), int(end, 16))


def _pieces(handle: int, first: int, end: int) -> Iterator[bytes]:
    while first < end:
        try:
            piece = os.pread(handle, min(PIECE_BYTES, end - first), first)
        except OSError:  # a page that is mapped and not there: behind the end of its file, or a device's
            piece = b""
        if not piece:
            return
        yield piece
        first += len(piece)

"""How much memory processes hold, as Linux counts it (proc(5))."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Resident:
    """What one process holds."""

    rss_mb: float
    """All of it, what it shares with others too."""
    own_mb: float | None
    """What it shares is shared out (PSS); None where the system does not let this process look."""


def resident(pid: int) -> Resident:
    """What a process holds now. Raises OSError where there is no such process."""
    status = _kilobytes(Path(f"/proc/{pid}/status"))
    try:
        own = _kilobytes(Path(f"/proc/{pid}/smaps_rollup"))["Pss"] / 1024
    except PermissionError:
        own = None
    return Resident(rss_mb=status["VmRSS"] / 1024, own_mb=own)


def children(pid: int) -> list[int]:
    """The processes it has started, whichever of its threads has."""
    found = [path.read_text(encoding="ascii").split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for each in found for child in each]


def _kilobytes(path: Path) -> dict[str, int]:
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[-1] == "kB"}

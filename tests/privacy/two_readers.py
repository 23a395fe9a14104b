"""One log in the hands of both readers, the program's and the independent one: they must say the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import independent_reader

from companion.errors import KeyRefused
from privacy.keys import PrivateKey
from privacy.reader import read_log
from privacy.verify import verify
from privacy.witness import read_witness

Sight = tuple[int, float, timedelta | None, str, str, dict[str, Any]]
"""Sequence, milliseconds since 1970, zone, kind, scope and body of a record."""


def by_both(path: Path, key: PrivateKey | None = None, *, witness: Path | None = None) -> list[str]:
    """The problems that both readers name; that they are the same is checked here."""
    report = verify(path, key, witnesses=read_witness(witness) if witness else [])
    secret = key.secret_bytes() if key else None
    _, theirs = independent_reader.read(str(path), secret, str(witness) if witness else None)
    ours = [(one.kind, one.sequence) for one in report.problems]
    assert ours == theirs
    return [f"{kind} {sequence}" for kind, sequence in ours]


def seen(path: Path, key: PrivateKey) -> list[Sight] | None:
    """What the program shows of a whole log; None for a key it refuses."""
    try:
        opened = read_log(path, key)
    except KeyRefused:
        return None
    return [(r.sequence, r.at.timestamp() * 1000, r.at.utcoffset(), r.kind, r.scope, dict(r.body)) for r in opened]


def seen_by_the_other(path: Path, key: PrivateKey) -> list[Sight]:
    """What the independent reader shows; it refuses nobody, and shows a stranger the entries in clear."""
    opened, _ = independent_reader.read(str(path), key.secret_bytes())
    return [
        (r["sequence"], r["at_ms"], timedelta(minutes=r["offset_min"]), r["kind"], r["scope"], r["body"])
        for r in opened
    ]

"""Checking a log against its signed checkpoints, those in the file and those somebody carried away before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from privacy.checkpoint import JUMP_MS, is_signed
from privacy.format import CheckpointRow, RecordRow
from privacy.witness import Witness


class Stamps:
    """Says (kind, sequence) for each problem; the kinds are listed in FORMAT.md.

    First `expect`, then `passed` for each record in order, then `problems`.
    """

    def __init__(self, log_id: bytes, witnesses: Sequence[Witness]) -> None:
        self._log_id = log_id
        self._witnesses = witnesses
        self._pinned = {one.checkpoint.verify_key for one in witnesses}
        self._found: list[tuple[str, int]] = []
        self._rows: list[CheckpointRow] = []
        self._wanted: dict[int, list[tuple[bytes, str]]] = {}
        self._before_ms: int | None = None
        self._set_back: list[int] = []
        self.latest: CheckpointRow | None = None
        self.devices: dict[bytes, int] = {}
        """Public key -> size of its first checkpoint; of the witnesses' devices where there are witnesses."""

    def expect(self, rows: Iterable[tuple[object, CheckpointRow | None]]) -> None:
        """The checkpoints in the file."""
        for size, row in rows:
            place = size if isinstance(size, int) and size > 0 else 0
            if row is None or not is_signed(self._log_id, row):
                self._found.append(("checkpoint_altered", place))
            elif self._pinned and row.verify_key not in self._pinned:
                self._found.append(("other_device", place))
            else:
                self._rows.append(row)
                self._wanted.setdefault(row.size, []).append((row.chain, "checkpoint_altered"))
        seen = (*self._rows, *(one.checkpoint for one in self._witnesses))
        for row in sorted(seen, key=lambda row: -row.size):
            self.devices[row.verify_key] = row.size
        for one in self._witnesses:
            self._wanted.setdefault(one.checkpoint.size, []).append((one.checkpoint.chain, "forked"))

    def passed(self, row: RecordRow) -> None:
        """One record of the log, in order."""
        for chain, kind in self._wanted.get(row.sequence, ()):
            if chain != row.chain:
                self._found.append((kind, row.sequence))
        if self._before_ms is not None and row.at_ms < self._before_ms - JUMP_MS:
            self._set_back.append(row.sequence)
        self._before_ms = row.at_ms

    def problems(self, last: int) -> list[tuple[str, int]]:
        """Everything found, in a log that ends with this sequence."""
        for row in self._rows:
            if row.size > last:
                self._found.append(("truncated", last + 1))
        for one in self._witnesses:
            if one.checkpoint.size > last:
                self._found.append(("rolled_back", last + 1))
        self.latest = max((row for row in self._rows if row.size <= last), key=lambda row: row.size, default=None)
        return self._found + [("clock_jump", sequence) for sequence in (*self._set_back, *self._jumps())]

    def _jumps(self) -> Iterable[int]:
        """Between two checkpoints of one start the time of day must go as fast as the clock that nobody sets."""
        last_of: dict[bytes, CheckpointRow] = {}
        for later in self._rows:
            earlier = last_of.get(later.start, later)
            last_of[later.start] = later
            apart_ms = (later.at_ms - earlier.at_ms) - (later.uptime_ms - earlier.uptime_ms)
            named = any(earlier.size < sequence <= later.size for sequence in self._set_back)
            if abs(apart_ms) > JUMP_MS and not named:
                yield later.size

"""Erasing what was sealed, so that the chain stays whole and says that it was done: what goes, and the entry about it.

A sealed record, or a day key as sealed to somebody, is replaced by its hash: a tombstone. Where nothing of a day key's
records is left, the day key goes too. An entry in clear, signed by the device, names every tombstone; one that no entry
names is a record somebody took out. FORMAT.md, "Erasure".
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Any, TypeGuard

from companion.messages import Erasure
from privacy import format as layout
from privacy.checkpoint import signature_fits
from privacy.format import RecordRow

KIND = "erasure"
Run = tuple[int, int]
"""First and last, inclusive."""
MOST_RUNS = 100_000
RUNS_IN_ONE = 20_000
"""An entry with more runs than this might be longer than a record may be."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sealed record that is still there, as far as it shows without a key."""

    sequence: int
    scope: str
    epoch: int
    day: str
    """Local day of its day key, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure turns into tombstones."""

    records: tuple[Run, ...] = ()
    """Records of epochs that stay."""
    epochs: tuple[Run, ...] = ()
    """Epochs that go, with all their sealed keys and all their records."""
    withdrawn: tuple[tuple[bytes, tuple[Run, ...]], ...] = ()
    days: tuple[str, ...] = ()
    count: int = 0
    """How many records go."""

    def __bool__(self) -> bool:
        return bool(self.records or self.epochs or self.withdrawn)

    def parts(self) -> Iterator[Plan]:
        """The same in plans small enough for one entry each."""
        yield replace(self, records=self.records[:RUNS_IN_ONE])
        for begin in range(RUNS_IN_ONE, len(self.records), RUNS_IN_ONE):
            yield Plan(records=self.records[begin : begin + RUNS_IN_ONE])


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry in the log says was erased."""

    sequence: int
    records: tuple[Run, ...]
    epochs: tuple[Run, ...]
    withdrawn: Mapping[bytes, tuple[Run, ...]]
    verify_key: bytes = field(repr=False)
    """Of the device that signed it; empty where nobody did."""


def plan(
    found: Iterable[Found], erasure: Erasure, *, epochs: Iterable[tuple[int, str, str]], last: int | None = None
) -> Plan:
    """Which records go, and with them which day keys: those under which nothing would be left.

    `epochs`: (epoch, scope, day) of every day key that is not yet a tombstone. `last`: what was written after this
    sequence was written after it was asked for, and stays.
    """
    there = list(found)
    goes = [one for one in there if _fits(one, erasure) and (last is None or one.sequence <= last)]
    going = {one.sequence for one in goes}
    left = {one.epoch for one in there if one.sequence not in going}
    emptied = {one.epoch for one in goes} - left
    if erasure.sequences is None:  # a day key without records of its own goes with its day
        emptied |= {epoch for epoch, scope, day in epochs if epoch not in left and within(scope, day, erasure)}
    return Plan(
        records=runs({one.sequence for one in goes if one.epoch not in emptied}),
        epochs=runs(emptied),
        days=tuple(sorted({one.day for one in goes})),
        count=len(goes),
    )


def _fits(one: Found, erasure: Erasure) -> bool:
    if erasure.sequences is not None and one.sequence not in erasure.sequences:
        return False
    return within(one.scope, one.day, erasure)


def within(scope: str, day: str, erasure: Erasure) -> bool:
    """Whether a day key of this scope and day (YYYY-MM-DD) falls under the erasure."""
    since = "" if erasure.since is None else erasure.since.isoformat()
    until = "9999-12-31" if erasure.until is None else erasure.until.isoformat()
    return scope in {one.value for one in erasure.scopes} and since <= day <= until


def runs(numbers: Collection[int]) -> tuple[Run, ...]:
    """The numbers as runs: 3, 4, 5, 9 -> (3, 5), (9, 9)."""
    found: list[Run] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


class Spans:
    """A set of numbers given as runs, which may overlap and come in any order."""

    def __init__(self, spans: Iterable[Run] = ()) -> None:
        merged: list[list[int]] = []
        for first, last in sorted(spans):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]


class Ledger:
    """Everything the entries of a log say was erased.

    Once a device has signed a checkpoint, only what it signs itself counts: `devices` is public key -> size of its
    first checkpoint; empty where no device signs here. `epochs`: those that the log has.
    """

    def __init__(self, told: Iterable[Told], devices: Mapping[bytes, int], *, epochs: Iterable[int]) -> None:
        signs_from = min(devices.values(), default=0)
        told = [one for one in told if one.sequence <= signs_from or not devices or one.verify_key in devices]
        self._records = Spans(run for one in told for run in one.records)
        runs_told = [(first, last, one.sequence) for one in told for first, last in one.epochs]
        self._epochs = dict(_last_told(sorted(epochs), runs_told))
        keys = {key_id for one in told for key_id in one.withdrawn}
        self._withdrawn = {
            key_id: Spans(run for one in told for run in one.withdrawn.get(key_id, ())) for key_id in keys
        }

    def tells_of(self, row: RecordRow) -> bool:
        """Whether this record was to go, by itself or with its epoch."""
        return row.sequence in self._records or row.sequence < self._epochs.get(row.epoch, 0)

    def tells_of_key(self, epoch: int, key_id: bytes) -> bool:
        """Whether this day key, as sealed to this recipient, was to go."""
        return epoch in self._epochs or epoch in self._withdrawn.get(key_id, Spans())


def _last_told(epochs: Sequence[int], runs_told: Collection[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """(epoch, the last entry that tells of it) for epochs in order: nothing is erased before it was written.

    `runs_told`: first, last, entry. Whoever made the file chose them: a run is never gone through one by one.
    """
    waiting = sorted(runs_told, reverse=True)
    open_runs: list[tuple[int, int]] = []
    for epoch in epochs:
        while waiting and waiting[-1][0] <= epoch:
            _, last, entry = waiting.pop()
            heappush(open_runs, (-entry, last))
        while open_runs and open_runs[0][1] < epoch:
            heappop(open_runs)
        if open_runs:
            yield epoch, -open_runs[0][0]


def body_of(what: Plan, why: str) -> dict[str, Any]:
    """The body of the entry."""
    return {
        "why": why,
        "records": [list(run) for run in what.records],
        "epochs": [list(run) for run in what.epochs],
        "withdrawn": {key_id.hex(): [list(run) for run in spans] for key_id, spans in what.withdrawn},
    }


def signed_bytes(body: Mapping[str, Any]) -> bytes:
    """The body as it is signed: without the signature's own members, members sorted, no spaces, ASCII."""
    bare = {name: value for name, value in body.items() if name not in ("verify_key", "signature")}
    return json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()


def read_entry(row: RecordRow, log_id: bytes, previous: bytes) -> Told | None:
    """What an entry in clear tells of an erasure; None when it tells of something else, or is not as we write them.

    One that is signed, and whose signature does not fit, tells of nothing.
    """
    try:
        kind, body = layout.decode(row.sealed)
        if kind != KIND:
            return None
        key, signature = (bytes.fromhex(str(body.get(name, ""))) for name in ("verify_key", "signature"))
        told = Told(
            sequence=row.sequence,
            records=_runs(body.get("records")),
            epochs=_runs(body.get("epochs")),
            withdrawn=_withdrawn(body.get("withdrawn")),
            verify_key=key,
        )
    except (ValueError, TypeError, RecursionError):
        return None
    if any(last >= row.sequence for _, last in told.records):
        return None  # nothing is erased before it was written
    associated = layout.associated_data(log_id, row, layout.OPEN_DIGEST, previous)
    if key and not signature_fits(key, signature, layout.erasure_message(associated, signed_bytes(body))):
        return None
    return told


def _withdrawn(value: object) -> dict[bytes, tuple[Run, ...]]:
    if not isinstance(value, dict):
        raise TypeError("withdrawn")
    return {bytes.fromhex(key_id): _runs(spans) for key_id, spans in value.items()}


def _runs(value: object) -> tuple[Run, ...]:
    if not isinstance(value, list) or len(value) > MOST_RUNS or not all(map(_is_run, value)):
        raise ValueError("runs")
    return tuple((one[0], one[1]) for one in value)


def _is_run(value: object) -> TypeGuard[Sequence[int]]:
    pair = isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value)
    return pair and isinstance(value, list) and 0 < value[0] <= value[1]

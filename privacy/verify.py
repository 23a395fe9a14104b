"""Checking a log without any key: gaps, changes, order, end, erasures, checkpoints. With a key, its seals as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import LogDamaged
from privacy import format as layout
from privacy.erasure import Ledger, Told, read_entry
from privacy.format import CheckpointRow, RecordRow
from privacy.keys import PrivateKey
from privacy.stamps import Stamps
from privacy.witness import Witness

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from privacy.book import Book

MOST_SUSPECTS = 32
"""Rows compared with one another to tell "moved" from "changed"; beyond, all are called changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, and where. The kinds are listed in FORMAT.md."""

    kind: str
    sequence: int


NOT_A_CHANGE = frozenset({"clock_jump"})
"""Problems that are named and are no change of the log: the board's clock was set."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a check of the whole log found."""

    ok: bool
    """Nothing was changed, taken out or put in."""
    records: int
    problems: tuple[Problem, ...]
    erased: int = 0
    """Records that were erased, as entries in the log say."""
    log_id: bytes = b""
    latest: CheckpointRow | None = None
    """The last checkpoint whose signature fits, to be carried away as a witness."""

    def joined(self, other: VerifyReport) -> VerifyReport:
        """This report, with what another look at the same log found beside it."""
        problems = _sorted((*self.problems, *other.problems))
        return replace(self, ok=self.ok and other.ok, problems=problems)


UNREADABLE = VerifyReport(ok=False, records=0, problems=(Problem("unreadable", 0),))
"""SQLite cannot even begin to read it."""
SQLITE, APPLICATION_AT = b"SQLite format 3\0", 68
"""The first bytes of every database, and where it says whose it is (SQLite database file format, 1.3)."""
FEW_BITS = 4


@dataclass(frozen=True, slots=True)
class _Suspect:
    row: RecordRow
    before: bytes


def verify(path: Path, private_key: PrivateKey | None = None, *, witnesses: Sequence[Witness] = ()) -> VerifyReport:
    """Check everything. Raises LogError for what is not a log at all, KeyRefused for a key that opens nothing here.

    `witnesses`: what was carried away from this log before; those of other logs are passed over.
    """
    try:
        return _verify(path, private_key, witnesses)
    except LogDamaged:
        if not _was_ours(path):
            raise
        return UNREADABLE


def _was_ours(path: Path) -> bool:
    """The file's first bytes are a log's, but for a few bits: one of ours, and damaged."""
    try:
        with path.open("rb") as file:
            head = file.read(APPLICATION_AT + 4)
    except OSError:
        return False
    found = head[: len(SQLITE)] + head[APPLICATION_AT:]
    ours = SQLITE + layout.APPLICATION_ID.to_bytes(4, "big")
    apart = sum((one ^ other).bit_count() for one, other in zip(found, ours, strict=False))
    return len(found) == len(ours) and apart <= FEW_BITS


def _verify(path: Path, private_key: PrivateKey | None, witnesses: Sequence[Witness]) -> VerifyReport:
    from privacy import book as books
    from privacy.database import reading

    with reading(path) as connection:
        book = books.read_book(connection)
        if book is None:
            return VerifyReport(ok=False, records=0, problems=(Problem("malformed", 0),))
        refused: list[int] = []
        keys = books.open_day_keys(book, private_key, refused) if private_key else {}
        check = _Check(book, keys, [one for one in witnesses if one.log_id == book.log_id])
        check.run(connection)
        check.blame_epochs("refused", refused)
    problems = _sorted(check.problems)
    return VerifyReport(
        ok=all(one.kind in NOT_A_CHANGE for one in problems),
        records=check.records,
        problems=problems,
        erased=check.erased,
        log_id=book.log_id,
        latest=check.stamps.latest,
    )


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.sequence, one.kind)))


class _Check:
    """One walk along the chain."""

    def __init__(self, book: Book, keys: Mapping[int, bytes], witnesses: Sequence[Witness]) -> None:
        self._book = book
        self._keys = keys
        self.stamps = Stamps(book.log_id, witnesses)
        self._graves: list[RecordRow] = []
        self._told: list[Told] = []
        self._first_of_epoch: dict[int, int] = {}
        self._suspects: list[_Suspect] = []
        self._last = 0
        self._chain = layout.genesis(book.log_id)
        self.records = 0
        self.erased = 0
        self.problems: list[Problem] = []

    def run(self, connection: Connection) -> None:
        """Fill `problems`."""
        from sqlalchemy.exc import DatabaseError

        from privacy.book import altered_epochs, read_records

        self.stamps.expect(self._checkpoints(connection))
        try:
            for sequence, row, _ in read_records(connection):
                self.records += 1
                self._step(sequence, row)
        except (DatabaseError, UnicodeDecodeError):
            self._blame("unreadable", self._last + 1)
        else:
            self._check_end()
        self.blame_epochs("key_altered", altered_epochs(self._book))
        self._name_suspects()
        self._check_erasures()
        self.problems += (Problem(*one) for one in self.stamps.problems(self._last))

    def _checkpoints(self, connection: Connection) -> Iterator[tuple[object, CheckpointRow | None]]:
        from sqlalchemy.exc import DatabaseError

        from privacy.book import read_checkpoints

        try:
            yield from read_checkpoints(connection)
        except (DatabaseError, UnicodeDecodeError):
            self._blame("unreadable", 0)

    def blame_epochs(self, kind: str, epochs: Iterable[int]) -> None:
        """Something is wrong with the keys of these epochs."""
        for epoch in epochs:
            self._blame(kind, self._first_of_epoch.get(epoch, 0))

    def _blame(self, kind: str, sequence: int) -> None:
        self.problems.append(Problem(kind, sequence))

    def _step(self, sequence: object, row: RecordRow | None) -> None:
        place = sequence if isinstance(sequence, int) and sequence > 0 else self._last + 1
        if place > self._last + 1:
            self._blame("missing", self._last + 1)
            self._chain = b""
        self._last = place
        if row is None:
            self._blame("malformed", place)
            self._chain = b""
            return
        if row.scope == layout.OPEN_SCOPE or row.epoch in self._book.epochs:
            self._check_record(row)
        else:
            self._blame("key_missing", place)
        self._first_of_epoch.setdefault(row.epoch, place)
        self._chain = row.chain

    def _check_record(self, row: RecordRow) -> None:
        if layout.is_tombstone(row):
            self._graves.append(row)
        if not self._chain:
            return  # what it hangs on is gone; that has been said already
        if self._book.digest_of(row) is None:
            self._blame("altered", row.sequence)
        if self._link(row, row.sequence, self._chain) != row.chain:
            self._suspects.append(_Suspect(row, self._chain))
        else:
            self.stamps.passed(row)
            self._check_seal(row)

    def _check_seal(self, row: RecordRow) -> None:
        from privacy.reader import unseal

        if row.scope == layout.OPEN_SCOPE:
            self._told += filter(None, [read_entry(row, self._book.log_id, self._chain)])
            return
        mine = row.epoch in self._keys and not layout.is_tombstone(row)
        if mine and unseal(self._book, row, self._chain, self._keys[row.epoch]) is None:
            self._blame("refused", row.sequence)

    def _check_erasures(self) -> None:
        """Every tombstone must be told of, and where the device signs checkpoints, by an entry that it signed."""
        ledger = Ledger(self._told, self.stamps.devices, epochs=self._book.epochs)
        for grave in self._graves:
            if ledger.tells_of(grave):
                self.erased += 1
            else:
                self._blame("erased_unrecorded", grave.sequence)
        for row in self._book.epochs.values():
            gone = [key_id for key_id, sealed in row.sealed_keys if len(sealed) == layout.TOMBSTONE_BYTES]
            if not all(ledger.tells_of_key(row.epoch, key_id) for key_id in gone):
                self._blame("erased_unrecorded", self._first_of_epoch.get(row.epoch, 0))

    def _link(self, row: RecordRow, sequence: int, before: bytes) -> bytes:
        moved = RecordRow(sequence, row.at_ms, row.offset_min, row.scope, row.epoch, row.sealed, row.chain)
        in_clear = row.scope == layout.OPEN_SCOPE
        digest = layout.OPEN_DIGEST if in_clear else self._book.epochs[row.epoch].digest
        return layout.chain(layout.associated_data(self._book.log_id, moved, digest, before), row.sealed)

    def _check_end(self) -> None:
        if self._last < self._book.head:
            self._blame("truncated", self._last + 1)
        elif self._last > self._book.head:
            self._blame("beyond_end", self._book.head + 1)
        elif self._chain and self._chain != self._book.head_chain:
            self._blame("altered", self._last)

    def _name_suspects(self) -> None:
        """A row whose hash fits another place was moved; one that only follows a moved row is itself whole."""
        for suspect in self._suspects:
            home = self._home(suspect) if len(self._suspects) <= MOST_SUSPECTS else None
            if home != suspect.row.sequence:
                self._blame("altered" if home is None else "reordered", suspect.row.sequence)

    def _home(self, suspect: _Suspect) -> int | None:
        chains = {other.row.chain for other in self._suspects} | {other.before for other in self._suspects}
        for place in {other.row.sequence for other in self._suspects}:
            for before in chains:
                if self._link(suspect.row, place, before) == suspect.row.chain:
                    return place
        return None

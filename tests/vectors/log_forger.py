"""The hands of somebody who has the log's file and none of its day keys: changes a copy, and remembers the SQL."""

# ruff: noqa: S608  (SQL from values of our own)
from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from privacy import format as layout
from privacy.erasure import signed_bytes
from privacy.format import CheckpointRow, RecordRow

RECORD = "SELECT sequence, at_ms, offset_min, scope, epoch, sealed, chain FROM record"


SET_FORWARD, SET_BACK = "clock_jump 15", "clock_jump 16"
"""What good.db shows by itself: its clock was set twice; forward as only its checkpoints tell."""


class Signer(Protocol):
    """A device's signing key."""

    verify_key: bytes

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        ...


@dataclass
class Forger:
    """Changes a copy of a log, statement by statement."""

    database: sqlite3.Connection
    sql: list[str] = field(default_factory=list)
    zeroed_page: int = 0
    """A page of the file that is overwritten with zeros afterwards; 0 for none."""

    def do(self, *statements: str) -> None:
        """Change something."""
        for statement in statements:
            self.database.execute(statement)
            self.sql.append(statement)

    def one(self, query: str) -> Any:
        """A single value."""
        return self.database.execute(query).fetchone()[0]

    def flip(self, table: str, column: str, where: str) -> None:
        """One bit of the 10th byte."""
        value = self.one(f"SELECT {column} FROM {table} WHERE {where} ORDER BY {column} LIMIT 1")
        flipped = bytes([*value[:9], value[9] ^ 1, *value[10:]])
        self.do(f"UPDATE {table} SET {column} = x'{flipped.hex()}' WHERE {where} AND {column} = x'{value.hex()}'")

    def swap(self, table: str, column: str, first: int, second: int) -> None:
        """Two rows change places."""
        for old, new in ((first, -first), (second, first), (-first, second)):
            self.do(f"UPDATE {table} SET {column} = {new} WHERE {column} = {old}")

    def bury(self, sequence: int) -> None:
        """A record becomes a tombstone."""
        sealed = self.one(f"SELECT sealed FROM record WHERE sequence = {sequence}")
        self.do(f"UPDATE record SET sealed = x'{layout.fingerprint(sealed).hex()}' WHERE sequence = {sequence}")

    def bury_key(self, epoch: int, order: str = "") -> None:
        """A sealed day key becomes a tombstone."""
        where = f"epoch = {epoch} AND length(sealed) > 32"
        sealed = self.one(f"SELECT sealed FROM sealed_key WHERE {where} ORDER BY key_id {order} LIMIT 1")
        self.do(
            f"UPDATE sealed_key SET sealed = x'{layout.fingerprint(sealed).hex()}' WHERE sealed = x'{sealed.hex()}'"
        )

    def relink(self, first: int) -> None:
        """Make chain and head fit again from `first` on, as anybody can."""
        digests = dict(self.database.execute("SELECT epoch, digest FROM epoch"))
        previous = self.one(f"SELECT chain FROM record WHERE sequence = {first - 1}")
        for values in self.database.execute(f"{RECORD} WHERE sequence >= {first} ORDER BY sequence").fetchall():
            row = RecordRow(*values)
            digest = digests[row.epoch] if row.epoch else layout.OPEN_DIGEST
            previous = layout.chain(layout.associated_data(self.log_id, row, digest, previous), row.sealed)
            self.do(f"UPDATE record SET chain = x'{previous.hex()}' WHERE sequence = {row.sequence}")
        self.set_head()

    def set_head(self) -> None:
        """The head says that the log ends where it ends."""
        last = self.one("SELECT max(sequence) FROM record")
        chain = self.one(f"SELECT chain FROM record WHERE sequence = {last}")
        self.do(f"UPDATE log SET head = {last}, head_chain = x'{chain.hex()}'")

    def append(self, scope: str, epoch: int, sealed: bytes) -> None:
        """One more record at the end, whatever is in it."""
        last = RecordRow(*self.database.execute(f"{RECORD} ORDER BY sequence DESC LIMIT 1").fetchone())
        row = replace(last, sequence=last.sequence + 1, scope=scope, epoch=epoch, sealed=sealed, chain=bytes(32))
        self.do(
            f"INSERT INTO record VALUES ({row.sequence}, {row.at_ms}, {row.offset_min}, '{scope}', {epoch},"
            f" x'{sealed.hex()}', x'{row.chain.hex()}')"
        )
        self.relink(row.sequence)

    def tell(self, signer: Signer | None, **body: Any) -> None:
        """One more entry of erasure at the end."""
        body = {"why": "asked", "records": [], "epochs": [], "withdrawn": {}} | body
        last = RecordRow(*self.database.execute(f"{RECORD} ORDER BY sequence DESC LIMIT 1").fetchone())
        row = replace(last, sequence=last.sequence + 1, scope="open", epoch=0)
        if signer is not None:
            associated = layout.associated_data(self.log_id, row, layout.OPEN_DIGEST, last.chain)
            signature = signer.sign(layout.erasure_message(associated, signed_bytes(body)))
            body |= {"verify_key": signer.verify_key.hex(), "signature": signature.hex()}
        self.append("open", 0, layout.encode("erasure", body))

    def stamp(self, signer: Signer, size: int) -> None:
        """A checkpoint that is signed, by whoever."""
        chain, at_ms = self.database.execute(f"SELECT chain, at_ms FROM record WHERE sequence = {size}").fetchone()
        bare = CheckpointRow(size, chain, at_ms, 60, "synchronised", bytes(8), 1000, signer.verify_key, b"")
        signature = signer.sign(layout.checkpoint_message(self.log_id, bare))
        self.do(
            f"INSERT OR REPLACE INTO checkpoint VALUES ({size}, x'{chain.hex()}', {at_ms}, 60, 'synchronised',"
            f" x'{bytes(8).hex()}', 1000, x'{signer.verify_key.hex()}', x'{signature.hex()}')"
        )

    def spoil_page(self, table: str) -> None:
        """The first page of a table cannot be read any more."""
        self.zeroed_page = self.one(f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")

    @property
    def log_id(self) -> bytes:
        """Of the log in hand."""
        return bytes(self.one("SELECT log_id FROM log"))


Attack: TypeAlias = Callable[[Forger], None]
"""Something done to a copy of a log."""


@dataclass(frozen=True)
class Case:
    """One broken log: `names` without a key, and `key_names` what Edith's key shows beyond; `clock` goes with both."""

    name: str
    attack: Attack
    names: tuple[str, ...] = ()
    key_names: tuple[str, ...] = ()
    clock: tuple[str, ...] = (SET_FORWARD, SET_BACK)
    file: str = "good.db"
    witness: bool = False

    def made(self, folder: Path) -> dict[str, Any]:
        """As it is kept in broken.json."""
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "log.db"
            shutil.copy(folder / self.file, path)
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                forger = Forger(database)
                self.attack(forger)
        return {
            "name": self.name,
            "file": self.file,
            "witness": self.witness,
            "sql": forger.sql,
            "zeroed_page": forger.zeroed_page,
            "problems": in_order(*self.names, *self.clock),
            "with_key": in_order(*self.names, *self.key_names, *self.clock),
        }


def in_order(*problems: str) -> list[str]:
    """By sequence, then by kind."""
    return sorted(problems, key=lambda one: (int(one.split()[1]), one))


def sql(*statements: str) -> Attack:
    """An attack in plain SQL."""
    return lambda forger: forger.do(*statements)


def change(assignment: str, sequence: int = 14) -> Attack:
    """One column of one record."""
    return sql(f"UPDATE record SET {assignment} WHERE sequence = {sequence}")


def chain(*attacks: Attack) -> Attack:
    """One after the other."""

    def all_of_them(forger: Forger) -> None:
        for attack in attacks:
            attack(forger)

    return all_of_them

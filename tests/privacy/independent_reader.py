"""A second reader of the sealed log, written from privacy/FORMAT.md alone; imports nothing of ours.

    python independent_reader.py LOG.db [PRIVATE_KEY_HEX [WITNESS.json]]

Prints one JSON object for each record that the key opens and each entry in clear, then one for each problem. The key is
the 96 bytes of FORMAT.md's "Key file": ML-KEM seed, then X25519 key; without it nothing sealed is shown. Ends with exit
code 1 where more than a clock jump is found, and with one word on standard error where the file is no log it can read.
"""

from __future__ import annotations

import json
import struct
import sys
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from independent_file import (
    CHECKPOINT_BYTES,
    V1,
    Log,
    NotReadableError,
    Row,
    fingerprint,
    is_bytes,
    is_checkpoint,
    is_int,
    is_record,
    is_signed,
    load,
    sha256,
    text,
    u64,
)

TWO_MINUTES_MS = 120_000
MOST_MOVED = 32

Found = list[tuple[str, int]]


def shown(row: Row, plaintext: bytes) -> Row | None:
    """What a reader is shown of a record; None where the plaintext or the time is none."""
    body, mark, rest = plaintext.rpartition(b"\x80")
    try:
        inner = json.loads(body) if mark and not rest.strip(b"\0") else None
        datetime(1970, 1, 1) + timedelta(milliseconds=row["at_ms"], minutes=row["offset_min"])  # noqa: DTZ001
    except (ValueError, OverflowError, RecursionError):
        return None
    if not isinstance(inner, dict) or not isinstance(inner.get("kind"), str) or not isinstance(inner.get("body"), dict):
        return None
    clear: Row = {name: row[name] for name in ("sequence", "at_ms", "offset_min", "scope")}
    return clear | {"kind": inner["kind"], "body": inner["body"]}


class Check:
    """Every rule of FORMAT.md's "Checking" over one log."""

    def __init__(self, log: Log, log_id: bytes, secret: bytes | None, witness: Row | None) -> None:
        self.log, self.log_id, self.witness = log, log_id, witness
        self.problems: set[tuple[str, int]] = set()
        self.opened: list[Row] = []
        self.told: list[Row] = []  # bodies of the entries of erasure, each with "by", who signed it
        self.passed: list[Row] = []  # records whose chain follows
        self.astray: list[tuple[Row, bytes]] = []  # those whose chain does not, with the chain before
        self.signed = [row for row in log.checkpoints if is_checkpoint(row, log_id)]
        self.day_keys = self.opened_keys(secret) if secret else {}

    def run(self) -> None:
        last, previous = 0, sha256(b"bedside-companion/v1/genesis", self.log_id)
        for row in self.log.records:
            place = row["sequence"] if row["sequence"] > 0 else last + 1
            if place > last + 1:
                self.problems.add(("missing", last + 1))
                previous = b""
            if not is_record(row):
                self.problems.add(("malformed", place))
            elif row["epoch"] and row["epoch"] not in self.log.epochs:
                self.problems.add(("key_missing", place))
            elif previous:
                self.check_record(row, previous)
            last, previous = place, row["chain"] if is_record(row) else b""
        self.check_end(last, previous)
        self.check_moved()
        self.check_epochs()
        self.problems.update([*self.check_checkpoints(last), *self.clock_jumps(), *self.check_tombstones()])

    def first_of(self, epoch: int) -> int:
        return next((row["sequence"] for row in self.log.records if row["epoch"] == epoch and is_record(row)), 0)

    def opened_keys(self, secret: bytes) -> dict[int, bytes]:
        mlkem = MLKEM768PrivateKey.from_seed_bytes(secret[:64])
        x25519 = X25519PrivateKey.from_private_bytes(secret[64:96])
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        mine = sha256(b"bedside-companion/v1/recipient", public)[:16]
        suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        private, opened = MLKEM768X25519PrivateKey(mlkem, x25519), {}
        for epoch, row in self.log.epochs.items():
            sealed = self.log.keys.get(epoch, {}).get(mine)
            if sealed is None or is_bytes(sealed, 32):
                continue
            try:
                info = b"bedside-companion/v1/day-key" + self.epoch_head(row) + mine
                opened[epoch] = suite.decrypt(sealed, private, info=info)
            except (InvalidTag, ValueError, TypeError):
                self.problems.add(("refused", self.first_of(epoch)))
        return opened

    def epoch_head(self, row: Row) -> bytes:
        return V1 + self.log_id + u64(row["epoch"]) + text(row["scope"]) + text(row["day"])

    def check_epochs(self) -> None:
        for epoch, row in self.log.epochs.items():
            keys = self.log.keys.get(epoch, {})
            whole = all(is_bytes(key_id, 16) and isinstance(sealed, bytes) for key_id, sealed in keys.items())
            listed = b"".join(key_id + fingerprint(keys[key_id]) for key_id in sorted(keys)) if whole else b""
            head = b"bedside-companion/v1/epoch" + self.epoch_head(row) + struct.pack(">H", len(keys))
            if not whole or sha256(head, listed) != row["digest"]:
                self.problems.add(("key_altered", self.first_of(epoch)))

    def associated(self, row: Row, sequence: int, previous: bytes) -> bytes:
        digest = self.log.epochs[row["epoch"]]["digest"] if row["epoch"] else bytes(32)
        where = struct.pack(">Qqh", sequence, row["at_ms"], row["offset_min"]) + text(row["scope"])
        return b"bedside-companion/v1/record" + V1 + self.log_id + where + u64(row["epoch"]) + digest + previous

    def fits(self, row: Row, sequence: int, previous: bytes) -> bool:
        ad = self.associated(row, sequence, previous)
        return bool(sha256(b"bedside-companion/v1/chain", ad, fingerprint(row["sealed"])) == row["chain"])

    def check_record(self, row: Row, previous: bytes) -> None:
        if row["epoch"] and self.log.epochs[row["epoch"]]["scope"] != row["scope"]:
            self.problems.add(("altered", row["sequence"]))
        if not self.fits(row, row["sequence"], previous):
            self.astray.append((row, previous))
            return
        self.passed.append(row)
        ad, key = self.associated(row, row["sequence"], previous), self.day_keys.get(row["epoch"])
        if row["epoch"] == 0:
            self.read_entry(row, ad)
        elif key is not None and not is_bytes(row["sealed"], 32):
            self.open(row, ad, key)

    def open(self, row: Row, ad: bytes, key: bytes) -> None:
        try:
            record = shown(row, AESGCM(key).decrypt(bytes(4) + u64(row["sequence"]), row["sealed"], ad))
        except InvalidTag:
            record = None
        if record is None or self.log.epochs[row["epoch"]]["scope"] != row["scope"]:
            self.problems.add(("refused", row["sequence"]))
        else:
            self.opened.append(record)

    def read_entry(self, row: Row, ad: bytes) -> None:
        entry = shown(row, row["sealed"])
        if entry:
            self.opened.append(entry)
            self.told += [told for told in [told_by(entry, ad)] if told]

    def check_moved(self) -> None:
        """A record that fits the place of another one astray was moved; one that fits its own only stood behind it."""
        chains = {row["chain"] for row, _ in self.astray} | {previous for _, previous in self.astray}
        places = [row["sequence"] for row, _ in self.astray] if len(self.astray) <= MOST_MOVED else []
        for row, _ in self.astray:
            homes = [place for place in places for chain in chains if self.fits(row, place, chain)]
            if row["sequence"] not in homes:
                self.problems.add(("reordered" if homes else "altered", row["sequence"]))

    def check_end(self, last: int, chain: bytes) -> None:
        head, head_chain = self.log.heads[0]["head"], self.log.heads[0]["head_chain"]
        if self.log.unreadable:
            self.problems.add(("unreadable", last + 1))
        elif last != head:
            self.problems.add(("truncated", last + 1) if last < head else ("beyond_end", head + 1))
        elif chain and chain != head_chain:
            self.problems.add(("altered", last))

    def check_checkpoints(self, last: int) -> Found:
        ours = [row for row in self.signed if self.witness is None or row["verify_key"] == self.witness["verify_key"]]
        chains = {row["sequence"]: row["chain"] for row in self.passed}
        others = [row for row in self.signed if row not in ours]
        spoiled = [row for row in self.log.checkpoints if row not in self.signed]
        found = [("other_device", row["size"]) for row in others]
        found += [("checkpoint_altered", row["size"] if is_int(row["size"], 1) else 0) for row in spoiled]
        for row in ours:
            if row["size"] > last:
                found.append(("truncated", last + 1))
            elif chains.get(row["size"], row["chain"]) != row["chain"]:
                found.append(("checkpoint_altered", row["size"]))
        if self.witness and self.witness["size"] > last:
            found.append(("rolled_back", last + 1))
        elif self.witness and chains.get(self.witness["size"], self.witness["chain"]) != self.witness["chain"]:
            found.append(("forked", self.witness["size"]))
        self.signed = ours
        return found

    def clock_jumps(self) -> Found:
        pairs = zip(self.passed, self.passed[1:], strict=False)
        back = [after["sequence"] for before, after in pairs if after["at_ms"] < before["at_ms"] - TWO_MINUTES_MS]
        found = [("clock_jump", sequence) for sequence in back]
        last_of: dict[bytes, Row] = {}
        for after in self.signed:
            before = last_of.get(after["start"], after)
            last_of[after["start"]] = after
            apart_ms = after["at_ms"] - before["at_ms"] - (after["uptime_ms"] - before["uptime_ms"])
            named = any(before["size"] < sequence <= after["size"] for sequence in back)
            if abs(apart_ms) > TWO_MINUTES_MS and not named:
                found.append(("clock_jump", after["size"]))
        return found

    def check_tombstones(self) -> Found:
        seen = [*self.signed, *([self.witness] if self.witness else [])]
        devices = {row["verify_key"] for row in seen}
        first = min((row["size"] for row in seen), default=0)
        told = [one for one in self.told if not devices or one["at"] <= first or one["by"] in devices]
        found = []
        for row in self.log.records:
            if not (is_record(row) and is_bytes(row["sealed"], 32) and row["epoch"] in self.log.epochs):
                continue
            if not any(erases(one, row) for one in told):
                found.append(("erased_unrecorded", row["sequence"]))
        for epoch in self.log.epochs:
            keys = self.log.keys.get(epoch, {}).items()
            gone = [key_id.hex() for key_id, sealed in keys if is_bytes(key_id, 16) and is_bytes(sealed, 32)]
            named = [any(within(epoch, one["epochs"] + one["withdrawn"].get(key, [])) for one in told) for key in gone]
            found += [] if all(named) else [("erased_unrecorded", self.first_of(epoch))]
        return found


def within(number: int, ranges: list[list[int]]) -> bool:
    return any(first <= number <= last for first, last in ranges)


def erases(told: Row, row: Row) -> bool:
    whole = row["sequence"] < told["at"] and within(row["epoch"], told["epochs"])
    return whole or within(row["sequence"], told["records"])


def told_by(entry: Row, ad: bytes) -> Row | None:
    """What an entry says was erased, and "by" whom it is signed; None where it says nothing."""
    body: Row = entry["body"]
    try:
        key, signature = (bytes.fromhex(body.get(name, "")) for name in ("verify_key", "signature"))
        lists = [body["records"], body["epochs"], *body["withdrawn"].values()]
        ranges = all(is_int(first, 1) and is_int(last, first) for one in lists for first, last in one)
        if entry["kind"] != "erasure" or not ranges or any(last >= entry["sequence"] for _, last in body["records"]):
            return None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    bare = {name: value for name, value in body.items() if name not in ("verify_key", "signature")}
    spelled = json.dumps(bare, sort_keys=True, separators=(",", ":")).encode("ascii")
    if key and not is_signed(key, signature, b"bedside-companion/v2/erasure" + V1 + sha256(ad) + spelled):
        return None
    return body | {"by": key, "at": entry["sequence"]}


def witness_of(path: str, log_id: bytes) -> Row | None:
    """What the witness file at `path` saw of this log; None where it saw only others."""
    said = json.loads(Path(path).read_text(encoding="utf-8"))
    for one in said["logs"]:
        seen: Row = one | {name: bytes.fromhex(one[name]) for name in CHECKPOINT_BYTES}
        if not is_checkpoint(seen, bytes.fromhex(one["log_id"])):
            raise NotReadableError("witness")
        if one["log_id"] == log_id.hex():
            return seen
    return None


def read(path: str, secret: bytes | None = None, witness: str | None = None) -> tuple[list[Row], Found]:
    """Every record that `secret` opens, with the entries in clear, and every problem in order of sequence and kind."""
    log = load(path)
    head: Row = log.heads[0] if log.heads else {"log_id": None}
    if not is_bytes(head["log_id"], 16) or not is_int(head["head"]) or not is_bytes(head["head_chain"], 32):
        return [], [("malformed", 0)]
    check = Check(log, head["log_id"], secret, witness_of(witness, head["log_id"]) if witness else None)
    check.run()
    return check.opened, sorted(check.problems, key=lambda one: (one[1], one[0]))


def main(path: str, secret: str = "", witness: str | None = None) -> int:
    opened, problems = read(path, bytes.fromhex(secret) or None, witness)
    for record in opened:
        print(json.dumps(record, sort_keys=True))
    for kind, sequence in problems:
        print(json.dumps({"problem": kind, "sequence": sequence}))
    return int(any(kind != "clock_jump" for kind, _ in problems))


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except NotReadableError as error:
        sys.exit(str(error))

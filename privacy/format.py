"""The byte layout of the sealed log (FORMAT.md): labels, associated data, nonces, chain, padding. Pure functions."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeAlias

from companion.messages import JsonValue

APPLICATION_ID = 0x42434C47
"""SQLite's application_id of a sealed log: "BCLG"."""
FORMAT_VERSION = 2
"""SQLite's user_version; a reader refuses a newer one. Version 1 has no tombstones, open entries or checkpoints."""
FIRST_VERSION = 1
LAYOUT_VERSION = 1
"""Stands in hashes and associated data; it changes only with their construction, which is still the first."""

RECORD_LABEL = b"bedside-companion/v1/record"
CHAIN_LABEL = b"bedside-companion/v1/chain"
GENESIS_LABEL = b"bedside-companion/v1/genesis"
DAY_KEY_LABEL = b"bedside-companion/v1/day-key"
EPOCH_LABEL = b"bedside-companion/v1/epoch"
RECIPIENT_LABEL = b"bedside-companion/v1/recipient"
CHECKPOINT_LABEL = b"bedside-companion/v2/checkpoint"
ERASURE_LABEL = b"bedside-companion/v2/erasure"

LOG_ID_BYTES = 16
KEY_ID_BYTES = 16
HASH_BYTES = 32
DAY_KEY_BYTES = 32
TAG_BYTES = 16
"""X25519 and ML-KEM-768 encapsulation (1120), day key (32), tag (16)."""
PAD_BYTES = 256
"""Plaintexts are padded to a multiple of this, so that lengths tell little about kinds and answers."""
LONGEST_PLAINTEXT_BYTES = 1 << 20
TOMBSTONE_BYTES = HASH_BYTES
"""What is left of a sealed record or a sealed key: its hash. Nothing sealed is ever so short."""
START_BYTES = 8

LONGEST_OFFSET_MIN = 24 * 60 - 1
LONGEST_NAME = 100

TABLES = frozenset({"log", "epoch", "sealed_key", "record", "checkpoint"})
OPEN_SCOPE = "open"
"""Entries in clear, in the chain like any other: they tell what was erased, and nothing of what was said."""
OPEN_EPOCH = 0
OPEN_DIGEST = bytes(HASH_BYTES)


@dataclass(frozen=True, slots=True)
class EpochRow:
    """One day key's life: a scope, a day, a start of the writer. Holds the key only as sealed to each recipient."""

    epoch: int
    scope: str
    day: str
    digest: bytes
    sealed_keys: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    """(key id, sealed day key or its tombstone), in order of key id."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One sealed record as it lies on disk."""

    sequence: int
    at_ms: int
    offset_min: int
    scope: str
    epoch: int
    sealed: bytes = field(repr=False)
    chain: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """How far the log had got, signed by the device."""

    size: int
    """Sequence of the last record it covers."""
    chain: bytes = field(repr=False)
    """That record's link: it stands for every record before."""
    at_ms: int
    offset_min: int
    clock: str
    """How far the time can be trusted: synchronised, rtc, unknown."""
    start: bytes
    """8 random bytes of one start of the writer: uptimes of one start can be compared."""
    uptime_ms: int
    """By a clock that nobody sets."""
    verify_key: bytes = field(repr=False)
    """Ed25519 public key of the device (32 bytes)."""
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class EraseRow:
    """The entry that tells of an erasure, and what the store has to turn into tombstones together with it."""

    entry: RecordRow
    records: tuple[tuple[int, int], ...]
    """First and last sequence of each run, inclusive."""
    epochs: tuple[tuple[int, int], ...]
    """Runs of epochs all of whose sealed keys go."""
    withdrawn: tuple[tuple[bytes, tuple[tuple[int, int], ...]], ...] = ()
    """(key id, runs of epochs whose key sealed to it goes)."""


Row: TypeAlias = EpochRow | RecordRow | CheckpointRow | EraseRow


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a log ends: what the next record is bound to."""

    log_id: bytes
    epoch: int
    sequence: int
    chain: bytes = field(repr=False)


def is_name(value: object) -> bool:
    """Scopes, days and clocks: printable ASCII, 0 to 100 bytes."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= LONGEST_NAME


def text(value: str) -> bytes:
    """Two bytes of length, then UTF-8: no two lists of fields share an encoding."""
    encoded = value.encode()
    return struct.pack(">H", len(encoded)) + encoded


def fingerprint(sealed: bytes) -> bytes:
    """SHA-256 of something sealed; of its tombstone, which is that hash, the same."""
    return sealed if len(sealed) == TOMBSTONE_BYTES else hashlib.sha256(sealed).digest()


def is_tombstone(row: RecordRow) -> bool:
    """Whether this record was erased."""
    return len(row.sealed) == TOMBSTONE_BYTES


def genesis(log_id: bytes) -> bytes:
    """The chain before the first record."""
    return hashlib.sha256(GENESIS_LABEL + log_id).digest()


def key_id(public_key: bytes) -> bytes:
    """A recipient's name in the log, from the public key alone."""
    return hashlib.sha256(RECIPIENT_LABEL + public_key).digest()[:KEY_ID_BYTES]


def day_key_info(log_id: bytes, epoch: int, scope: str, day: str, recipient: bytes) -> bytes:
    """HPKE's info: a sealed day key opens only as this key, of this epoch, of this log, for this recipient."""
    head = DAY_KEY_LABEL + struct.pack(">H", LAYOUT_VERSION) + log_id + struct.pack(">Q", epoch)
    return head + text(scope) + text(day) + recipient


def epoch_digest(log_id: bytes, row: EpochRow) -> bytes:
    """What every record of the epoch binds: the sealed keys themselves, so that none can be swapped or taken away."""
    parts = [EPOCH_LABEL, struct.pack(">H", LAYOUT_VERSION), log_id, struct.pack(">Q", row.epoch)]
    parts += [text(row.scope), text(row.day), struct.pack(">H", len(row.sealed_keys))]
    parts += [recipient + fingerprint(sealed) for recipient, sealed in row.sealed_keys]
    return hashlib.sha256(b"".join(parts)).digest()


def associated_data(log_id: bytes, row: RecordRow, digest: bytes, previous: bytes) -> bytes:
    """Everything about a record that is in clear, and what comes before it. `row.sealed` and `row.chain` are unused."""
    head = RECORD_LABEL + struct.pack(">H", LAYOUT_VERSION) + log_id
    where = struct.pack(">Qqh", row.sequence, row.at_ms, row.offset_min) + text(row.scope)
    return head + where + struct.pack(">Q", row.epoch) + digest + previous


def chain(associated: bytes, sealed: bytes) -> bytes:
    """The next link. It covers the ciphertext's hash, so that an erased ciphertext can leave its hash as tombstone."""
    return hashlib.sha256(CHAIN_LABEL + associated + fingerprint(sealed)).digest()


def checkpoint_message(log_id: bytes, row: CheckpointRow) -> bytes:
    """What the device signs. `row.signature` is unused."""
    head = CHECKPOINT_LABEL + struct.pack(">H", LAYOUT_VERSION) + log_id
    when = struct.pack(">qh", row.at_ms, row.offset_min) + text(row.clock) + row.start
    return head + struct.pack(">Q", row.size) + row.chain + when + struct.pack(">Q", row.uptime_ms) + row.verify_key


def erasure_message(associated: bytes, body: bytes) -> bytes:
    """What the device signs of an erasure: its place in the chain, and what goes."""
    return ERASURE_LABEL + struct.pack(">H", LAYOUT_VERSION) + hashlib.sha256(associated).digest() + body


def nonce(sequence: int) -> bytes:
    """Four zero bytes and the sequence.

    Safe because a key seals at most one plaintext per sequence: a day key is fresh from the system's random source for
    each scope, day and start of the writer, lives in that one process only, and the process counts its sequence up in
    memory and never back. A retry after a failed write stores the same sealed bytes, it does not seal again.
    """
    return bytes(4) + struct.pack(">Q", sequence)


def encode(kind: str, body: Mapping[str, JsonValue]) -> bytes:
    """Compact JSON, then one byte 0x80 and zeros up to a multiple of PAD_BYTES. Raises ValueError, TypeError."""
    plain = json.dumps({"kind": kind, "body": dict(body)}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    marked = plain.encode() + b"\x80"
    if len(marked) > LONGEST_PLAINTEXT_BYTES:
        raise ValueError("too long")
    return marked + bytes(-len(marked) % PAD_BYTES)


def decode(padded: bytes) -> tuple[str, dict[str, JsonValue]]:
    """Kind and body. Raises ValueError when it is not what `encode` makes; fields it does not know are left out."""
    plain, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\0"):
        raise ValueError("padding")
    fields = json.loads(plain)
    if not (isinstance(fields, dict) and isinstance(fields.get("kind"), str) and isinstance(fields.get("body"), dict)):
        raise ValueError("fields")  # noqa: TRY004  (what a file holds, not what a caller passed)
    return fields["kind"], fields["body"]


def to_stamp(at: datetime) -> tuple[int, int]:
    """Milliseconds since 1970 UTC, and the zone's offset in minutes. `at` must have a zone."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("no zone")
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return (at - epoch) // timedelta(milliseconds=1), offset // timedelta(minutes=1)


def from_stamp(at_ms: int, offset_min: int) -> datetime:
    """The record's time, in the zone it was written in. Raises ValueError or OverflowError for impossible values."""
    zone = timezone(timedelta(minutes=offset_min))
    return datetime(1970, 1, 1, tzinfo=UTC).astimezone(zone) + timedelta(milliseconds=at_ms)

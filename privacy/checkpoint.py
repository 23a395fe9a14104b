"""Signed checkpoints: how far the log had got and when, so that a copy carried away can witness it later."""

from __future__ import annotations

import dataclasses
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from privacy import format as layout
from privacy.format import CheckpointRow, Tail

MOST_RECORDS = 256
"""At least one checkpoint in so many records ..."""
LONGEST_S = 600.0
"""... and in so many seconds with a record in them."""
JUMP_MS = 120_000
"""Two clocks that part by more than this have not drifted: one was set."""


class Signer(Protocol):
    """The device's own signing key. `privacy.keys.device.DeviceKey`."""

    @property
    def verify_key(self) -> bytes:
        """Ed25519 public key, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes (RFC 8032)."""
        ...


UNKNOWN = "unknown"


def unknown_clock() -> str:
    """Nothing is known about the time of day."""
    return UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a checkpoint tells of the device that wrote it."""

    signer: Signer | None = None
    """None: no checkpoints are written, and a rollback is not found."""
    clock: Callable[[], str] = unknown_clock
    """How far the time of day can be trusted now: synchronised, rtc, unknown."""
    uptime_s: Callable[[], float] = time.monotonic
    """Seconds by a clock that nobody sets."""


@dataclass(slots=True)
class Checkpoints:
    """When the next checkpoint is due, and its making. One for each start of the writer."""

    device: Device
    size: int
    """The log had this size at the last checkpoint, or when the writer started."""
    start: bytes = field(default_factory=lambda: secrets.token_bytes(layout.START_BYTES))
    last_s: float | None = None
    last_at_ms: int = 0

    def due(self, tail: Tail, at: datetime) -> bool:
        """After the first record of a start, after many, after a while, and when the time of day was set."""
        if self.device.signer is None or tail.sequence <= self.size:
            return False
        if self.last_s is None or tail.sequence - self.size >= MOST_RECORDS:
            return True
        passed_s = self.device.uptime_s() - self.last_s
        told_ms = layout.to_stamp(at)[0] - self.last_at_ms
        return passed_s >= LONGEST_S or abs(told_ms - passed_s * 1000) > JUMP_MS

    def make(self, tail: Tail, at: datetime) -> CheckpointRow | None:
        """A signed checkpoint of the log as it is; None when nothing was written since the last one."""
        signer = self.device.signer
        if signer is None or tail.sequence <= self.size:
            return None
        at_ms, offset_min = layout.to_stamp(at)
        uptime_s = self.device.uptime_s()
        self.size, self.last_s, self.last_at_ms = tail.sequence, uptime_s, at_ms
        bare = CheckpointRow(
            size=tail.sequence,
            chain=tail.chain,
            at_ms=at_ms,
            offset_min=offset_min,
            clock=self.device.clock(),
            start=self.start,
            uptime_ms=int(uptime_s * 1000),
            verify_key=signer.verify_key,
            signature=b"",
        )
        return dataclasses.replace(bare, signature=signer.sign(layout.checkpoint_message(tail.log_id, bare)))


def is_well_formed(row: CheckpointRow) -> bool:
    """Whether the byte layout can hold these values; they may come from anywhere."""
    numbers = ((row.size, 1), (row.uptime_ms, 0), (row.at_ms, -(1 << 63)), (row.offset_min, -layout.LONGEST_OFFSET_MIN))
    if not all(type(number) is int and low <= number < 1 << 63 for number, low in numbers):
        return False
    blobs = ((row.chain, layout.HASH_BYTES), (row.start, layout.START_BYTES), (row.verify_key, 32), (row.signature, 64))
    if not all(isinstance(blob, bytes) and len(blob) == length for blob, length in blobs):
        return False
    return row.offset_min <= layout.LONGEST_OFFSET_MIN and layout.is_name(row.clock)


def signing_devices(log_id: bytes, rows: Sequence[CheckpointRow]) -> dict[bytes, int]:
    """Public key of each device with a checkpoint that it really signed -> size of the first it may have signed."""
    found: dict[bytes, int] = {}
    for row in reversed(rows):
        if row.verify_key in found or is_signed(log_id, row):  # one signature a device is proof enough, and quick
            found[row.verify_key] = row.size
    return found


def devices_known(log_id: bytes, rows: Sequence[CheckpointRow], seen: Sequence[CheckpointRow]) -> dict[bytes, int]:
    """The same; where checkpoints of this log were `seen` before, only their devices, whatever the file says now."""
    if not seen:
        return signing_devices(log_id, rows)
    known = {row.verify_key for row in seen}
    signed = [row for row in rows if row.verify_key in known and is_signed(log_id, row)]
    return {row.verify_key: row.size for row in sorted((*signed, *seen), key=lambda row: -row.size)}


def is_signed(log_id: bytes, row: CheckpointRow) -> bool:
    """Whether the device named in it signed it; which device that should be, a witness knows."""
    return signature_fits(row.verify_key, row.signature, layout.checkpoint_message(log_id, row))


def signature_fits(verify_key: bytes, signature: bytes, message: bytes) -> bool:
    """Ed25519, RFC 8032."""
    try:
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True

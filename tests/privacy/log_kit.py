"""What the tests of the sealed log share: people with keys, a morning, records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from companion.messages import Record, Scope
from privacy.keys import PrivateKey, Recipient
from privacy.log import SealedLogWriter
from privacy.reader import read_log

MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)

OpenLog: TypeAlias = Callable[..., SealedLogWriter]


@dataclass(frozen=True)
class People:
    """Everybody who may read, and one who may not."""

    resident: PrivateKey
    caregiver: PrivateKey
    stranger: PrivateKey

    @property
    def recipients(self) -> list[Recipient]:
        return [self.resident.recipient, self.caregiver.recipient]


def record(number: int = 0, scope: Scope = Scope.SUMMARY) -> Record:
    return Record(kind="measure", scope=scope, body={"number": number})


def numbers(path: Path, people: People) -> list[object]:
    """What `record` was given, read back with the resident's key."""
    return [one.body["number"] for one in read_log(path, people.resident)]


def put(log: SealedLogWriter, number: int) -> None:
    """Append and see it on disk."""
    log.append(record(number), MORNING)
    log.flush()


class BoardKey:
    """A device's signing key, made for one test."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    @property
    def verify_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@dataclass
class Uptime:
    """Seconds by a clock that nobody sets; a test moves it."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds

"""A script signature as it lies in a file, and the bytes that are signed. Pure functions, no keys."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privacy.format import HASH_BYTES, text
from privacy.keys import is_name

FILE_KIND = "bedside-companion script signature"
FORMAT_VERSION = 1
ALGORITHM = "ed25519"
SIGNATURE_LABEL = b"bedside-companion/v1/script-signature"
SIGNER_LABEL = b"bedside-companion/v1/signer"
SIGNATURE_SUFFIX = ".sig"
LARGEST_BYTES = 16 * 1024
FINGERPRINT_BYTES = 16
VERIFY_KEY_BYTES = 32
SIGNATURE_BYTES = 64
MOST_VERSION = (1 << 63) - 1

_ID = re.compile("[a-z][a-z0-9_-]{0,99}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSignature:
    """Everything a signature file says. Values that such a file cannot hold: ValueError."""

    sha256: bytes
    """Of the script's exact bytes."""
    script: str
    """Its id."""
    script_version: int
    signer: str
    """How the clinician was called when the key was made. What is shown is the name registered on the device."""
    verify_key: bytes = field(repr=False)
    """The signer's Ed25519 public key: so that a damaged file can be told from a signer nobody knows."""
    signed_at: datetime
    """UTC, whole seconds, by the signer's own clock: nothing is decided by it."""
    signature: bytes = field(default=bytes(SIGNATURE_BYTES), repr=False)

    def __post_init__(self) -> None:
        lengths = (len(self.sha256), len(self.verify_key), len(self.signature))
        if lengths != (HASH_BYTES, VERIFY_KEY_BYTES, SIGNATURE_BYTES):
            raise ValueError("length")
        if not (_ID.fullmatch(self.script) and is_name(self.signer)):
            raise ValueError("name")
        # JSON's true and 1.0 are no version numbers, although Python takes them for 1.
        if type(self.script_version) is not int or not 1 <= self.script_version <= MOST_VERSION:
            raise ValueError("version")
        if self.signed_at.utcoffset() is None or self.signed_at.microsecond:
            raise ValueError("time")

    @property
    def key_id(self) -> bytes:
        """The signer's fingerprint, to compare by eye or over the telephone."""
        return fingerprint(self.verify_key)

    def message(self) -> bytes:
        """What is signed: a label, then every field, each of fixed length or carrying its own."""
        head = SIGNATURE_LABEL + struct.pack(">H", FORMAT_VERSION) + text(ALGORITHM) + self.sha256
        what = text(self.script) + struct.pack(">Q", self.script_version)
        return head + what + text(self.signer) + self.verify_key + text(self._time())

    def to_bytes(self) -> bytes:
        """The file. Each signature has exactly one."""
        fields = {
            "kind": FILE_KIND,
            "version": FORMAT_VERSION,
            "algorithm": ALGORITHM,
            "sha256": self.sha256.hex(),
            "script": self.script,
            "script_version": self.script_version,
            "signer": self.signer,
            "key_id": self.key_id.hex(),
            "verify_key": base64.b64encode(self.verify_key).decode(),
            "signed_at": self._time(),
            "signature": base64.b64encode(self.signature).decode(),
        }
        return json.dumps(fields, indent=2, ensure_ascii=False).encode() + b"\n"

    def _time(self) -> str:
        return self.signed_at.astimezone(UTC).strftime(_TIME)


def read_signature(content: bytes) -> ScriptSignature:
    """The signature in a file's bytes; any other spelling of the same fields is refused too. Raises ValueError."""
    if len(content) > LARGEST_BYTES:
        raise ValueError("too long")
    try:
        found = _signature(json.loads(content))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("fields") from error
    # One spelling only: whoever changes a byte of the file, be it a blank, is found without asking what it meant.
    if found.to_bytes() != content:
        raise ValueError("spelling")
    return found


def _signature(fields: dict[str, Any]) -> ScriptSignature:
    return ScriptSignature(
        sha256=bytes.fromhex(fields["sha256"]),
        script=fields["script"],
        script_version=fields["script_version"],
        signer=fields["signer"],
        verify_key=base64.b64decode(fields["verify_key"], validate=True),
        signed_at=datetime.strptime(fields["signed_at"], _TIME).replace(tzinfo=UTC),
        signature=base64.b64decode(fields["signature"], validate=True),
    )


def fingerprint(verify_key: bytes) -> bytes:
    """What names a signing key, from its public half alone."""
    return hashlib.sha256(SIGNER_LABEL + verify_key).digest()[:FINGERPRINT_BYTES]


def signature_path(script: Path) -> Path:
    """Where the signature of a script lies: beside it."""
    return script.with_name(script.name + SIGNATURE_SUFFIX)

"""A second reader of script signatures, written from FORMAT.md alone; imports nothing of ours.

    python -I independent_verifier.py SCRIPT SIGNATURE VERIFY_KEY_HEX...

Prints what was signed as one JSON object, or the name of the first check that fails (exit code 1).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import struct
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MEMBERS = (
    "kind version algorithm sha256 script script_version signer key_id verify_key signed_at signature".split()  # order
)
SHAPES = {
    "sha256": "[0-9a-f]{64}",
    "script": "[a-z][a-z0-9_-]{0,99}",
    "key_id": "[0-9a-f]{32}",
    "signed_at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
}


class Failed(Exception):
    """Names the check."""


def text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack(">H", len(encoded)) + encoded


def whole(content: bytes) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = json.loads(content)
        written = json.dumps({name: fields[name] for name in MEMBERS}, indent=2, ensure_ascii=False) + "\n"
        fixed = (fields["kind"], fields["version"], fields["algorithm"])
        right = [
            len(content) <= 16 * 1024,
            written.encode() == content,
            fixed == ("bedside-companion script signature", 1, "ed25519"),
            all(re.fullmatch(shape, fields[name]) for name, shape in SHAPES.items()),
            type(fields["script_version"]) is int and 1 <= fields["script_version"] < 1 << 63,
        ]
        verify_key = base64.b64decode(fields["verify_key"], validate=True)
        signature = base64.b64decode(fields["signature"], validate=True)
        right.append(base64.b64encode(verify_key).decode() == fields["verify_key"])
        right.append(base64.b64encode(signature).decode() == fields["signature"])
        right.append(hashlib.sha256(b"bedside-companion/v1/signer" + verify_key).hexdigest()[:32] == fields["key_id"])
        message = b"bedside-companion/v1/script-signature" + struct.pack(">H", 1) + text(fields["algorithm"])
        message += bytes.fromhex(fields["sha256"]) + text(fields["script"])
        message += struct.pack(">Q", fields["script_version"]) + text(fields["signer"])
        message += verify_key + text(fields["signed_at"])
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, message)
    except (ValueError, KeyError, TypeError, AttributeError, struct.error, binascii.Error, InvalidSignature):
        raise Failed("signature_altered") from None
    if not all(right):
        raise Failed("signature_altered")
    return fields


def verified(script: bytes, signature: bytes, known: list[str]) -> dict[str, Any]:
    fields = whole(signature)
    if hashlib.sha256(script).hexdigest() != fields["sha256"]:
        raise Failed("script_altered")
    if base64.b64decode(fields["verify_key"]).hex() not in known:
        raise Failed("signer_unknown")
    return {"script": fields["script"], "version": fields["script_version"], "key_id": fields["key_id"]}


if __name__ == "__main__":
    try:
        print(json.dumps(verified(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_bytes(), sys.argv[3:])))
    except Failed as failed:
        print(failed)
        sys.exit(1)

"""One root of 32 bytes, and the private keys that are derived from it (FORMAT.md, "Key file", version 3).

HKDF-SHA256 (RFC 5869) without salt, one label a key. The root is uniformly random, so each output is as good as random
to whoever does not know the root, also to somebody who knows all the others: that is what HKDF promises of distinct
labels. None leads back to the root.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ROOT_BYTES = 32
MLKEM_LABEL = b"bedside-companion/v3/ml-kem-768"
X25519_LABEL = b"bedside-companion/v3/x25519"
ED25519_LABEL = b"bedside-companion/v3/ed25519"


def new_root() -> bytes:
    """32 bytes from the system's random source."""
    return secrets.token_bytes(ROOT_BYTES)


def secret_of(root: bytes, *, signs: bool) -> bytes:
    """ML-KEM-768 seed (64 bytes), X25519 private key (32), of one who signs also Ed25519 seed (32).

    Raises ValueError for a root of another length.
    """
    if len(root) != ROOT_BYTES:
        raise ValueError("length")
    reading = _derived(root, MLKEM_LABEL, 64) + _derived(root, X25519_LABEL, 32)
    return reading + _derived(root, ED25519_LABEL, 32) if signs else reading


def _derived(root: bytes, label: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label).derive(root)

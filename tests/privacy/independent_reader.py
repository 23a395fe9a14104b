"""A second reader of the sealed log, written from privacy/FORMAT.md alone; imports nothing of ours.

    python independent_reader.py LOG.db PRIVATE_KEY_HEX   ->  one JSON object a record, on standard output

The private key is the 96 bytes of FORMAT.md's "Key file": ML-KEM seed, then X25519 key. Ends with exit code 1 and one
word on standard error as soon as something does not fit.
"""

# ruff: noqa: S608  (SQL from constants of this file)
from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
import sys
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

V1 = struct.pack(">H", 1)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def text(value: str) -> bytes:
    return struct.pack(">H", len(value.encode())) + value.encode()


def u64(value: int) -> bytes:
    return struct.pack(">Q", value)


def day_keys(database: sqlite3.Connection, log_id: bytes, secret: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Digest of every epoch, and the day keys this private key opens."""
    mlkem = MLKEM768PrivateKey.from_seed_bytes(secret[:64])
    x25519 = X25519PrivateKey.from_private_bytes(secret[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    mine = sha256(b"bedside-companion/v1/recipient", public)[:16]
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    private = MLKEM768X25519PrivateKey(mlkem, x25519)
    digests, keys = {}, {}
    for epoch, scope, day, digest in database.execute("SELECT epoch, scope, day, digest FROM epoch"):
        sealed = database.execute("SELECT key_id, sealed FROM sealed_key WHERE epoch = ? ORDER BY key_id", (epoch,))
        rows = sealed.fetchall()
        head = b"bedside-companion/v1/epoch" + V1 + log_id + u64(epoch) + text(scope) + text(day)
        listed = b"".join(name + sha256(blob) for name, blob in rows)
        if sha256(head, struct.pack(">H", len(rows)), listed) != digest:
            sys.exit("key_altered")
        digests[epoch] = digest
        for name, blob in rows:
            if name == mine:
                info = b"bedside-companion/v1/day-key" + V1 + log_id + u64(epoch) + text(scope) + text(day) + mine
                keys[epoch] = suite.decrypt(blob, private, info=info)
    return digests, keys


def records(path: str, secret: bytes) -> Iterator[dict[str, object]]:
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    if database.execute("PRAGMA application_id").fetchone() != (0x42434C47,):
        sys.exit("not_a_log")
    if database.execute("PRAGMA user_version").fetchone() != (1,):
        sys.exit("version")
    log_id, head, head_chain = database.execute("SELECT log_id, head, head_chain FROM log").fetchone()
    digests, keys = day_keys(database, log_id, secret)
    previous, last = sha256(b"bedside-companion/v1/genesis", log_id), 0
    columns = "sequence, at_ms, offset_min, scope, epoch, sealed, chain"
    for sequence, at_ms, offset, scope, epoch, sealed, chain in database.execute(
        f"SELECT {columns} FROM record ORDER BY sequence"
    ):
        if sequence != last + 1:
            sys.exit("missing")
        if epoch not in digests:
            sys.exit("key_missing")
        where = struct.pack(">Qqh", sequence, at_ms, offset) + text(scope) + u64(epoch)
        ad = b"bedside-companion/v1/record" + V1 + log_id + where + digests[epoch] + previous
        if sha256(b"bedside-companion/v1/chain", ad, sha256(sealed)) != chain:
            sys.exit("altered")
        if epoch in keys:
            plain = AESGCM(keys[epoch]).decrypt(bytes(4) + u64(sequence), sealed, ad)
            inner = json.loads(plain.rstrip(b"\0")[:-1])
            yield {"sequence": sequence, "at_ms": at_ms, "offset_min": offset, "scope": scope, **inner}
        previous, last = chain, sequence
    if (last, previous) != (head, head_chain):
        sys.exit("end")


if __name__ == "__main__":
    try:
        for record in records(sys.argv[1], bytes.fromhex(sys.argv[2])):
            print(json.dumps(record, sort_keys=True))
    except InvalidTag:
        sys.exit("refused")

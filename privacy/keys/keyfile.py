"""A private key in a file: Argon2id over a passphrase, AES-256-GCM over the key (FORMAT.md, "Key file")."""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from companion.errors import InputError, KeyRefused
from companion.messages import Scope
from privacy.files import read_bounded, write_new
from privacy.keys.pair import PrivateKey, Role

FILE_KIND = "bedside-companion private key"
FILE_LABELS = {version: f"bedside-companion/v{version}/key-file".encode() for version in (1, 2, 3)}
"""Version -> label. 3 holds the root of a key. Older ones hold its parts: 1 the reading key, 2 a signing key too."""
ROOT_VERSION = 3
SALT_BYTES = 16
NONCE_BYTES = 12
LARGEST_FILE_BYTES = 64 * 1024
MOST_MEMORY_KIB = 1 << 20
MOST_PASSES = 64
MOST_LANES = 16
MOST_WORK_KIB = 1 << 22
"""Memory times passes: some seconds, not minutes, on a small board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Cost:
    """What one guess at a passphrase costs. Default: RFC 9106's second recommended option, above OWASP's floor."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


DEFAULT_COST = Argon2Cost()


def write_key_file(path: Path, key: PrivateKey, passphrase: str, *, cost: Argon2Cost | None = None) -> None:
    """Write the private half to a new file, mode 0600. Raises OutputError; never overwrites."""
    write_new(path, key_file(key, passphrase, cost=cost))


def key_file(key: PrivateKey, passphrase: str, *, cost: Argon2Cost | None = None) -> bytes:
    """The content of a key file, for whoever hands it over otherwise. ValueError: a passphrase that is no text."""
    cost = cost or DEFAULT_COST
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    header = {
        "kind": FILE_KIND,
        "version": _version(key),
        "name": key.recipient.name,
        "role": key.recipient.role.value,
        "scopes": [scope.value for scope in key.recipient.scopes],
        "key_id": key.key_id.hex(),
        "argon2id": {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes, "salt": _b64(salt)},
        "nonce": _b64(nonce),
    }
    # The nonce is random, and the key it is used with comes from a fresh salt and seals this one message only.
    secret = key.secret_bytes() if key.root is None else key.root
    sealed = AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, secret, _associated(header))
    return json.dumps({**header, "sealed": _b64(sealed)}, indent=2, ensure_ascii=False).encode() + b"\n"


def read_key_file(path: Path, passphrase: str) -> PrivateKey:
    """Read a private key. Raises InputError when the file cannot be read, KeyRefused when it does not open."""
    try:
        return _open(json.loads(read_bounded(path, LARGEST_FILE_BYTES)), passphrase)
    except OSError as error:
        raise InputError(f"The key file {path} cannot be read ({error.strerror}); check its name.") from None
    except MemoryError:
        raise InputError(f"The key file {path} asks for more memory than this machine has free.") from None
    except (ValueError, KeyError, TypeError, RecursionError, InvalidTag):
        raise KeyRefused(_refused(path)) from None


def _open(fields: Any, passphrase: str) -> PrivateKey:
    if not isinstance(fields, dict):
        raise TypeError("not an object")
    header = {name: value for name, value in fields.items() if name != "sealed"}
    if header["kind"] != FILE_KIND or header["version"] not in FILE_LABELS:
        raise ValueError("not a key file of this version")
    numbers = header["argon2id"]
    cost = Argon2Cost(memory_kib=numbers["memory_kib"], passes=numbers["passes"], lanes=numbers["lanes"])
    _bound(cost)
    derived = _derive(passphrase, _raw(numbers["salt"]), cost)
    secret = AESGCM(derived).decrypt(_raw(header["nonce"]), _raw(fields["sealed"]), _associated(header))
    make = PrivateKey.from_root if header["version"] == ROOT_VERSION else PrivateKey
    scopes = tuple(Scope(scope) for scope in header["scopes"])
    key = make(secret, name=header["name"], role=Role(header["role"]), scopes=scopes)
    if header["version"] != _version(key) or header["key_id"] != key.key_id.hex():
        raise ValueError("not what it says it is")
    return key


def _version(key: PrivateKey) -> int:
    if key.root is not None:
        return ROOT_VERSION
    return 2 if key.signs else 1


def _bound(cost: Argon2Cost) -> None:
    # A file handed over by somebody else must not be able to eat the machine.
    within = 8 <= cost.memory_kib <= MOST_MEMORY_KIB and 1 <= cost.passes <= MOST_PASSES
    within = within and cost.memory_kib * cost.passes <= MOST_WORK_KIB
    if not (within and 1 <= cost.lanes <= MOST_LANES and cost.memory_kib >= 8 * cost.lanes):
        raise ValueError("cost")


def _derive(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    # Two keyboards may send the same accented letter in two ways; NFC makes them one (RFC 8265).
    word = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(word)


def _associated(header: dict[str, Any]) -> bytes:
    label = FILE_LABELS[header["version"]]
    return label + json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _refused(path: Path) -> str:
    return f"{path} does not open: the passphrase is wrong, or it is not a whole key file."


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(encoded: str) -> bytes:
    return base64.b64decode(encoded, validate=True)

"""An export as one HTML page that asks for a passphrase and opens itself in a browser, offline (FORMAT.md here)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from companion.errors import InputError, KeyRefused
from privacy.export.sealed import REFUSED

KIND = "bedside-companion sealed page"
VERSION = 1
LABEL = "bedside-companion/v1/sealed-page "
ITERATIONS = 600_000
"""OWASP's for PBKDF2-HMAC-SHA256. WebCrypto has no Argon2."""
MOST_ITERATIONS = 10_000_000
SALT_BYTES, NONCE_BYTES = 16, 12
_BEGIN, _END = '<script type="application/json" id="sealed">', "</script>"


def make_page(content: bytes, passphrase: str, *, iterations: int = ITERATIONS) -> bytes:
    """`content`: JSON, as the page's script reads it. Salt and nonce are random, and the key seals this one message."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    kdf = {"name": "PBKDF2-HMAC-SHA256", "iterations": iterations, "salt": _b64(salt)}
    header = json.dumps({"kind": KIND, "version": VERSION, "kdf": kdf, "nonce": _b64(nonce)}, sort_keys=True)
    sealed = AESGCM(_derive(passphrase, salt, iterations)).encrypt(nonce, content, (LABEL + header).encode())
    data = json.dumps({"header": header, "sealed": _b64(sealed)})
    return _template().replace("@data@", data).encode()


def open_page(page: bytes, passphrase: str) -> bytes:
    """The content back, without a browser. Raises InputError for what is no such page, KeyRefused if it stays shut."""
    try:
        sealed = _read(page.decode())
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("This is no sealed page of a bedside companion, or not a whole one.") from None
    try:
        key = _derive(passphrase, sealed.salt, sealed.iterations)
        return AESGCM(key).decrypt(sealed.nonce, sealed.content, (LABEL + sealed.header).encode())
    except (InvalidTag, ValueError):
        raise KeyRefused(REFUSED) from None


@dataclass(frozen=True, slots=True)
class _Sealed:
    header: str
    salt: bytes
    iterations: int
    nonce: bytes
    content: bytes


def _read(page: str) -> _Sealed:
    begin = page.index(_BEGIN) + len(_BEGIN)
    data = json.loads(page[begin : page.index(_END, begin)])
    header = json.loads(data["header"])
    iterations = header["kdf"]["iterations"]
    if header["kind"] != KIND or header["version"] != VERSION:
        raise ValueError("not a sealed page of this version")
    if type(iterations) is not int or not 0 < iterations <= MOST_ITERATIONS:
        raise ValueError("iterations")
    return _Sealed(data["header"], _raw(header["kdf"]["salt"]), iterations, _raw(header["nonce"]), _raw(data["sealed"]))


def _template() -> str:
    """The page with its script and style in it, and a policy that lets nothing else run or load."""
    folder = files(__package__)
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("page-style.txt", "page-script.txt"))
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    page = (folder / "page.html").read_text(encoding="utf-8")
    return page.replace("@policy@", policy).replace("@style@", style).replace("@script@", script)


def _hash(text: str) -> str:
    return f"'sha256-{_b64(hashlib.sha256(text.encode()).digest())}'"


def _derive(passphrase: str, salt: bytes, iterations: int) -> bytes:
    word = unicodedata.normalize("NFC", passphrase).encode()
    return PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=iterations).derive(word)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(encoded: str) -> bytes:
    return base64.b64decode(encoded, validate=True)

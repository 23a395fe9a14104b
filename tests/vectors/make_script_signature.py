"""Makes the golden script signature again: python tests/vectors/make_script_signature.py. Only for a new version.

A golden file that changes is a format that changed: signatures of version 1 must stay valid for ever.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy.signing import ScriptSignature

HERE = Path(__file__).parent / "script_signature"
SCRIPT = b"id: knee\nversion: 7\ntitle: Knee \xe2\x80\x93 \xc3\xa9t\xc3\xa9\n"
"""Only its bytes matter here; the language of scripts is not part of the format."""
SEED = bytes(range(32))
STRANGER = bytes(32)


def signed(seed: bytes, **changes: object) -> ScriptSignature:
    """The signature that this seed makes over SCRIPT, with some fields other."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    digest = ScriptSignature(
        sha256=hashlib.sha256(SCRIPT).digest(),
        script="knee",
        script_version=7,
        signer="Dr Ren\u00e9e O'Hill",
        verify_key=key.public_key().public_bytes_raw(),
        signed_at=datetime(2026, 3, 2, 23, 58, 1, tzinfo=UTC),
    )
    unsigned = dataclasses.replace(digest, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(unsigned, signature=key.sign(unsigned.message()))


def make() -> None:
    """Write the script, its signature, who signed, and everything that must be refused."""
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    good = signed(SEED)
    content = good.to_bytes()
    (HERE / "good.yaml").write_bytes(SCRIPT)
    (HERE / "good.yaml.sig").write_bytes(content)
    _write("signer.json", {"seed": SEED.hex(), "verify_key": good.verify_key.hex(), "key_id": good.key_id.hex()})
    _write("broken.json", list(_broken(good, content.decode())))


def _broken(good: ScriptSignature, text: str) -> list[dict[str, str]]:
    script = SCRIPT.decode()
    altered, other = "signature_altered", signed(STRANGER)
    forged = dataclasses.replace(other, verify_key=good.verify_key)
    low_s = int.from_bytes(good.signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    malleable = dataclasses.replace(good, signature=good.signature[:32] + low_s.to_bytes(32, "little"))
    bare = Ed25519PrivateKey.from_private_bytes(SEED).sign(good.message().removeprefix(b"bedside-companion/"))
    rows = [
        ("script byte changed", script.replace("7", "8"), text, "script_altered"),
        ("script empty", "", text, "script_altered"),
        ("script with another line end", script.replace("\n", "\r\n"), text, "script_altered"),
        ("signature of other bytes", script, signed(SEED, sha256=bytes(32)).to_bytes().decode(), "script_altered"),
        ("signed by a stranger", script, other.to_bytes().decode(), "signer_unknown"),
        ("a stranger's signature under a known key", script, forged.to_bytes().decode(), altered),
        ("signature with S beyond the group order", script, malleable.to_bytes().decode(), altered),
        ("signed without the label", script, dataclasses.replace(good, signature=bare).to_bytes().decode(), altered),
        ("another id", script, text.replace('"knee"', '"knew"'), altered),
        ("another version", script, text.replace('_version": 7', '_version": 8'), altered),
        ("version as a float", script, text.replace('_version": 7', '_version": 7.0'), altered),
        ("another name", script, text.replace("Hill", "Bill"), altered),
        ("another time", script, text.replace("2026", "2027"), altered),
        ("key id of another key", script, text.replace(good.key_id.hex(), other.key_id.hex()), altered),
        ("another key", script, text.replace(_b64(good.verify_key), _b64(other.verify_key)), altered),
        ("capital digits", script, text.replace(good.sha256.hex(), good.sha256.hex().upper()), altered),
        ("another algorithm", script, text.replace("ed25519", "ed448"), altered),
        ("format version 2", script, text.replace('"version": 1', '"version": 2'), altered),
        ("a member more", script, text.replace('  "kind"', '  "note": "",\n  "kind"'), altered),
        ("a member twice", script, text.replace('  "script":', '  "script": "x",\n  "script":'), altered),
        ("a blank more", script, text.replace('": ', '":  ', 1), altered),
        ("no line feed at the end", script, text.rstrip("\n"), altered),
        ("cut short", script, text[:-40], altered),
        ("empty", script, "", altered),
        ("a list", script, "[]\n", altered),
    ]
    return [{"name": name, "script": body, "signature": sig, "failure": why} for name, body, sig, why in rows]


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _write(name: str, content: object) -> None:
    (HERE / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()

"""Golden key files: the good ones open as they always did, each broken one fails in the way it names."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from pathlib import Path
from typing import Any

import mnemonic
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from companion import errors
from privacy.keys import read_key_file
from privacy.keys.words import root_of

VECTORS = Path(__file__).parents[1] / "vectors" / "key_file"
INDEX: dict[str, Any] = json.loads((VECTORS / "index.json").read_text(encoding="utf-8"))
PASSPHRASE: str = INDEX["passphrase"]
ROOTED = [one for one in INDEX["good"] if one["root"]]


def second_reader(path: Path) -> bytes:
    """What a key file seals, by FORMAT.md alone."""
    fields = json.loads(path.read_bytes())
    sealed, cost = base64.b64decode(fields.pop("sealed")), fields["argon2id"]
    kdf = Argon2id(
        salt=base64.b64decode(cost["salt"]),
        length=32,
        iterations=cost["passes"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
    )
    key = kdf.derive(unicodedata.normalize("NFC", PASSPHRASE).encode())
    label = f"bedside-companion/v{fields['version']}/key-file".encode()
    header = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return AESGCM(key).decrypt(base64.b64decode(fields["nonce"]), sealed, label + header)


def hkdf(root: bytes, label: str, length: int) -> bytes:
    """RFC 5869 with SHA-256, no salt."""
    extracted, out, block = hmac.digest(bytes(32), root, "sha256"), b"", b""
    for counter in range(1, length // 32 + 1):
        block = hmac.digest(extracted, block + label.encode() + bytes([counter]), "sha256")
        out += block
    return out


def test_files_and_index_name_the_same() -> None:
    named = {one["file"] for one in [*INDEX["good"], *INDEX["broken"]]}
    assert named == {path.name for path in VECTORS.glob("*.key")}


@pytest.mark.parametrize("case", INDEX["good"], ids=[one["file"] for one in INDEX["good"]])
def test_a_golden_key_file_opens_as_it_always_did(case: dict[str, Any]) -> None:
    key = read_key_file(VECTORS / case["file"], PASSPHRASE)
    assert (key.recipient.name, key.recipient.role.value) == (case["name"], case["role"])
    assert key.key_id.hex() == case["key_id"]
    assert key.secret_bytes().hex() == case["secret"]
    assert (key.root.hex() if key.root else None) == case["root"]
    assert (key.verify_key.hex() if key.signs else None) == case["verify_key"]


@pytest.mark.parametrize("case", INDEX["good"], ids=[one["file"] for one in INDEX["good"]])
def test_a_reader_written_from_the_format_page_opens_it_too(case: dict[str, Any]) -> None:
    sealed = second_reader(VECTORS / case["file"])
    assert sealed.hex() == (case["root"] or case["secret"])
    if case["root"]:
        label = "bedside-companion/v3/"
        sealed = hkdf(sealed, f"{label}ml-kem-768", 64) + hkdf(sealed, f"{label}x25519", 32) + signing_part(case)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(sealed[:64]).public_key().public_bytes_raw()
    x25519 = X25519PrivateKey.from_private_bytes(sealed[64:96]).public_key().public_bytes_raw()
    named = hashlib.sha256(b"bedside-companion/v1/recipient" + mlkem + x25519).digest()[:16]
    assert named.hex() == case["key_id"]
    if case["verify_key"]:
        signing = Ed25519PrivateKey.from_private_bytes(sealed[96:])
        assert signing.public_key().public_bytes_raw().hex() == case["verify_key"]


def signing_part(case: dict[str, Any]) -> bytes:
    root = bytes.fromhex(case["root"])
    return hkdf(root, "bedside-companion/v3/ed25519", 32) if case["role"] == "clinician" else b""


@pytest.mark.parametrize("case", ROOTED, ids=[one["file"] for one in ROOTED])
def test_the_words_are_those_of_bip_39(case: dict[str, Any]) -> None:
    assert mnemonic.Mnemonic("english").to_mnemonic(bytes.fromhex(case["root"])) == case["words"]
    assert root_of(case["words"].split()).hex() == case["root"]


@pytest.mark.parametrize("case", INDEX["broken"], ids=[one["file"] for one in INDEX["broken"]])
def test_a_broken_key_file_fails_in_the_way_it_names(case: dict[str, Any]) -> None:
    with pytest.raises(getattr(errors, case["failure"])) as caught:
        read_key_file(VECTORS / case["file"], case.get("passphrase", PASSPHRASE))
    assert type(caught.value).__name__ == case["failure"]
    assert "does not open" in str(caught.value)

"""Makes the golden key files again: python tests/vectors/make_key_file.py. Only for a new version.

A golden file that changes is a format that changed: versions 1 to 3 must stay readable for ever. The keys in them are
for nothing else, and their Argon2 is cheap.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.keys import ROLE_SCOPES, Argon2Cost, PrivateKey, Role, key_file
from privacy.keys.keyfile import _associated, _derive
from privacy.keys.words import words_of

HERE = Path(__file__).parent / "key_file"
PASSPHRASE = "caf\u00e9 au lait, twice"
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
ROOT = bytes(range(32))
OLD = bytes(range(100, 196))
"""ML-KEM-768 seed (64), X25519 private key (32)."""
SIGNING = bytes(range(200, 232))

Change = Callable[[dict[str, Any]], None]


def make() -> None:
    """Write the good files, the broken ones and index.json."""
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    good = [whole(*one) for one in _good().items()]
    broken = [damaged(name, source, change) for name, (source, change) in _broken().items()]
    (HERE / "whole_of_nothing.key").write_text('{"kind": "bedside-companion private key"', encoding="utf-8")
    broken.append({"file": "whole_of_nothing.key", "failure": "KeyRefused"})
    broken.append({"file": "v3_caregiver.key", "failure": "KeyRefused", "passphrase": PASSPHRASE.upper()})
    index = {"passphrase": PASSPHRASE, "good": good, "broken": broken}
    (HERE / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def whole(name: str, key: PrivateKey) -> dict[str, object]:
    """A good file, and what it holds."""
    (HERE / f"{name}.key").write_bytes(key_file(key, PASSPHRASE, cost=CHEAP))
    return {
        "file": f"{name}.key",
        "name": key.recipient.name,
        "role": key.recipient.role.value,
        "key_id": key.key_id.hex(),
        "root": key.root.hex() if key.root else None,
        "words": " ".join(words_of(key.root)) if key.root else None,
        "secret": key.secret_bytes().hex(),
        "verify_key": key.verify_key.hex() if key.signs else None,
    }


def damaged(name: str, source: str, change: Change) -> dict[str, object]:
    """A broken file, and the error that reading it must give."""
    fields = json.loads((HERE / f"{source}.key").read_bytes())
    change(fields)
    (HERE / f"{name}.key").write_text(json.dumps(fields, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return {"file": f"{name}.key", "failure": "KeyRefused"}


def _good() -> dict[str, PrivateKey]:
    def old(secret: bytes, role: Role, name: str) -> PrivateKey:
        return PrivateKey(secret, name=name, role=role, scopes=ROLE_SCOPES[role])

    def new(role: Role, name: str) -> PrivateKey:
        return PrivateKey.from_root(ROOT, name=name, role=role, scopes=ROLE_SCOPES[role])

    return {
        "v1_caregiver": old(OLD, Role.CAREGIVER, "Rose O'Hill \u2665"),
        "v1_clinician": old(OLD, Role.CLINICIAN, "Dr Ren\u00e9e"),
        "v2_clinician": old(OLD + SIGNING, Role.CLINICIAN, "Dr Ren\u00e9e"),
        "v3_caregiver": new(Role.CAREGIVER, "Rose O'Hill \u2665"),
        "v3_clinician": new(Role.CLINICIAN, "Dr Ren\u00e9e"),
        "v3_resident": new(Role.RESIDENT, "Edith"),
    }


def _broken() -> dict[str, tuple[str, Change]]:
    return {
        "v3_sealed_bit_flipped": ("v3_caregiver", _flip),
        "v3_role_raised": ("v3_caregiver", _set(role="resident")),
        "v3_scopes_added": ("v3_caregiver", _set(scopes=["summary", "safety", "diary"])),
        "v3_name_changed": ("v3_caregiver", _set(name="Mallory")),
        "v3_called_2": ("v3_clinician", _set(version=2)),
        "v2_called_3": ("v2_clinician", _set(version=3)),
        "v1_called_3": ("v1_caregiver", _set(version=3)),
        "version_4": ("v3_caregiver", _set(version=4)),
        "version_true": ("v1_caregiver", _set(version=True)),
        "v3_member_added": ("v3_caregiver", _set(note="hello")),
        "v3_cost_eats_the_machine": ("v3_caregiver", _cost(memory_kib=1 << 40)),
        "v3_cost_of_minutes": ("v3_caregiver", _cost(memory_kib=1 << 20, passes=64)),
        "v3_no_salt": ("v3_caregiver", _cost(salt="")),
        # These were sealed with the passphrase by somebody who made a mistake, or means no good.
        "v3_root_too_short": ("v3_caregiver", _sealing(ROOT[:31])),
        "v3_holds_parts": ("v3_caregiver", _sealing(OLD)),
        "v3_other_key_id": ("v3_caregiver", _sealing(bytes(32))),
        "v2_holds_no_signing_key": ("v2_clinician", _sealing(OLD)),
        "v1_holds_a_signing_key": ("v1_clinician", _sealing(OLD + SIGNING)),
        "v3_name_commands_a_terminal": ("v3_caregiver", _sealing(ROOT, name="Rose\x1b[31m")),
    }


def _flip(fields: dict[str, Any]) -> None:
    raw = bytearray(base64.b64decode(fields["sealed"]))
    raw[9] ^= 1
    fields["sealed"] = base64.b64encode(raw).decode()


def _set(**changes: object) -> Change:
    return lambda fields: fields.update(changes)


def _cost(**changes: object) -> Change:
    return lambda fields: fields["argon2id"].update(changes)


def _sealing(secret: bytes, **changes: object) -> Change:
    def change(fields: dict[str, Any]) -> None:
        fields.update(changes)
        header = {name: value for name, value in fields.items() if name != "sealed"}
        key = _derive(PASSPHRASE, base64.b64decode(header["argon2id"]["salt"]), CHEAP)
        sealed = AESGCM(key).encrypt(base64.b64decode(header["nonce"]), secret, _associated(header))
        fields["sealed"] = base64.b64encode(sealed).decode()

    return change


if __name__ == "__main__":
    make()

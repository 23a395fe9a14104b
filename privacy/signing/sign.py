"""Signs an advice script with a clinician's key."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime

from privacy.keys import PrivateKey
from privacy.signing.signature import ScriptSignature


def sign_script(content: bytes, key: PrivateKey, *, script: str, version: int, at: datetime) -> bytes:
    """The signature file for these exact bytes. `at` has a zone. Raises SignatureRefused when the key cannot sign."""
    unsigned = ScriptSignature(
        sha256=hashlib.sha256(content).digest(),
        script=script,
        script_version=version,
        signer=key.recipient.name,
        verify_key=key.verify_key,
        signed_at=at.replace(microsecond=0),
    )
    return dataclasses.replace(unsigned, signature=key.sign(unsigned.message())).to_bytes()

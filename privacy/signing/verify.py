"""Tells whether a clinician who is registered here signed exactly these bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from companion.errors import InputError, SignatureProblem, SignatureRefused
from privacy.keys import Recipient, load_recipient, recipient_files
from privacy.signing.signature import ScriptSignature, read_signature


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """Who signed what, and when by their clock."""

    signer: str
    """The name registered on this device, whatever the signature calls itself."""
    key_id: str
    """The signing key's fingerprint, 32 hexadecimal digits."""
    script: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The clinicians registered on a device who can sign."""

    people: tuple[Recipient, ...]
    damaged: tuple[str, ...] = ()
    """One sentence for each recipient file that could not be read: a clinician's may be among them."""

    def __bool__(self) -> bool:
        return bool(self.people)


def load_signers(folder: Path) -> Signers:
    """Everybody in the device's folder of recipients who can sign. Raises InputError when the folder cannot be read.

    A damaged file takes its own clinician away, not the others: one bad file must not silence every script.
    """
    people, damaged = dict[bytes, Recipient](), list[str]()
    for path in recipient_files(folder):
        try:
            found = load_recipient(path)
        except InputError as error:
            damaged.append(str(error))
            continue
        if found.verify_key:
            people.setdefault(found.verify_key, found)
    return Signers(people=tuple(people.values()), damaged=tuple(damaged))


@dataclass(frozen=True, slots=True)
class ScriptVerifier:
    """Verifies scripts against the people given; a `Verifier` of `companion.dialogue.library`."""

    signers: Iterable[Recipient] = field(repr=False)

    def verify(self, script: bytes, signature: bytes) -> SignedBy:
        """Who signed these bytes. Raises SignatureRefused, which says whether the script or the signature is wrong."""
        found = _read(signature)
        _check_own_signature(found)
        if hashlib.sha256(script).digest() != found.sha256:
            raise SignatureRefused(
                f"The script {found.script} was changed after it was signed; "
                "take the file that was signed, or have this one signed.",
                problem=SignatureProblem.SCRIPT_ALTERED,
            )
        return SignedBy(
            signer=self._registered(found).name,
            key_id=found.key_id.hex(),
            script=found.script,
            version=found.script_version,
            at=found.signed_at,
        )

    def _registered(self, found: ScriptSignature) -> Recipient:
        for one in self.signers:
            if one.verify_key == found.verify_key:
                return one
        raise SignatureRefused(
            f"The script {found.script} was signed with the key {found.key_id.hex()}, which calls itself "
            f"{found.signer}, and no clinician is registered here with that key.",
            problem=SignatureProblem.SIGNER_UNKNOWN,
        )


def _read(content: bytes) -> ScriptSignature:
    try:
        return read_signature(content)
    except ValueError:
        raise _altered() from None


def _check_own_signature(found: ScriptSignature) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(found.verify_key).verify(found.signature, found.message())
    except (InvalidSignature, ValueError):
        raise _altered() from None


def _altered() -> SignatureRefused:
    return SignatureRefused(
        "The signature file was changed, or is none; take the one that was made, or have the script signed again.",
        problem=SignatureProblem.SIGNATURE_ALTERED,
    )

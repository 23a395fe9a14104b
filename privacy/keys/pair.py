"""Who may open the log: roles, recipients (public halves) and private keys, hybrid ML-KEM-768 + X25519.

A clinician's key also signs advice scripts, with Ed25519 (RFC 8032): a second pair, in the same file. Of a key made
from now on, all private halves come from one root, which fits on a recovery sheet.

Either half alone keeps the secret: X25519 if ML-KEM should turn out weak, ML-KEM if a quantum computer should come.
Sealing is HPKE (RFC 9180) with the hybrid key encapsulation of draft-ietf-hpke-pq, as the cryptography library has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from companion.errors import KeyRefused, SignatureProblem, SignatureRefused
from companion.messages import Scope
from privacy import format as layout
from privacy.keys.root import new_root, secret_of
from privacy.printable import printable

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MLKEM_PUBLIC_BYTES = 1184
PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32
MLKEM_SEED_BYTES = 64
SECRET_BYTES = MLKEM_SEED_BYTES + 32
SIGNING_BYTES = 32
"""Ed25519 seed (RFC 8032), after the other two in a clinician's secret; its public half is as long."""
LONGEST_NAME = 100

REFUSED = "This key does not open this log."
"""One sentence for every reason: a decrypt error is no oracle."""


class Role(StrEnum):
    """Why somebody may read."""

    CAREGIVER = "caregiver"
    CLINICIAN = "clinician"
    RESIDENT = "resident"


ROLE_SCOPES: Mapping[Role, tuple[Scope, ...]] = MappingProxyType(
    {
        Role.CAREGIVER: (Scope.SUMMARY, Scope.SAFETY),
        Role.CLINICIAN: (Scope.SUMMARY, Scope.SAFETY),
        Role.RESIDENT: (Scope.DIARY, Scope.SUMMARY, Scope.SAFETY, Scope.MEMORY),
    }
)
"""What each role may read. The verbatim diary is the resident's alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody the log is sealed to: the public half, which the device keeps."""

    name: str
    """1 to 100 characters on one line; shown as it is. Else ValueError."""
    role: Role
    scopes: tuple[Scope, ...]
    public_key: bytes = field(repr=False)
    """ML-KEM-768 encapsulation key (1184 bytes), then X25519 public key (32). Wrong lengths or values: ValueError."""
    verify_key: bytes = field(default=b"", repr=False)
    """Ed25519 public key (32 bytes) of a clinician who may sign scripts, else empty. Anything else: ValueError."""

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise ValueError("name")
        if self.verify_key and (len(self.verify_key) != SIGNING_BYTES or self.role is not Role.CLINICIAN):
            raise ValueError("verify key")
        self.seal(b"", b"")  # a point nothing can be sealed to is found here, not when the device has to write

    @property
    def key_id(self) -> bytes:
        """What names this key inside a log."""
        return layout.key_id(self.public_key)

    def seal(self, secret: bytes | bytearray, info: bytes) -> bytes:
        """Seal a day key to this recipient."""
        return SUITE.encrypt(secret, _public_key(self.public_key), info=info)


class PrivateKey:
    """Somebody's private half, in memory while it is used."""

    def __init__(self, secret: bytes, *, name: str, role: Role, scopes: tuple[Scope, ...]) -> None:
        """`secret`: ML-KEM-768 seed (64 bytes), X25519 private key (32), of one who signs also Ed25519 seed (32).

        Raises ValueError for other lengths.
        """
        if len(secret) not in (SECRET_BYTES, SECRET_BYTES + SIGNING_BYTES):
            raise ValueError("length")
        mlkem = MLKEM768PrivateKey.from_seed_bytes(secret[:MLKEM_SEED_BYTES])
        x25519 = X25519PrivateKey.from_private_bytes(secret[MLKEM_SEED_BYTES:SECRET_BYTES])
        self._secret = secret
        self._root: bytes | None = None
        self._key = MLKEM768X25519PrivateKey(mlkem, x25519)
        self._signing = _signing_key(secret[SECRET_BYTES:])
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        verify = self._signing.public_key().public_bytes_raw() if self._signing else b""
        self.recipient = Recipient(name=name, role=role, scopes=scopes, public_key=public, verify_key=verify)

    @classmethod
    def from_root(cls, root: bytes, *, name: str, role: Role, scopes: tuple[Scope, ...]) -> PrivateKey:
        """All private halves from one root of 32 bytes; a clinician's signs. Raises ValueError for another length."""
        key = cls(secret_of(root, signs=role is Role.CLINICIAN), name=name, role=role, scopes=scopes)
        key._root = bytes(root)
        return key

    def __repr__(self) -> str:
        return f"PrivateKey({self.recipient.name!r}, {self.recipient.role.value})"

    @property
    def key_id(self) -> bytes:
        """What names this key inside a log."""
        return self.recipient.key_id

    def secret_bytes(self) -> bytes:
        """The private halves themselves, as the constructor takes them."""
        return self._secret

    @property
    def root(self) -> bytes | None:
        """What all private halves are derived from; None of a key made before there were roots."""
        return self._root

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Open a sealed day key. Raises KeyRefused, without saying why."""
        try:
            return SUITE.decrypt(sealed, self._key, info=info)
        except InvalidTag:
            raise KeyRefused(REFUSED) from None

    @property
    def signs(self) -> bool:
        """Whether this key can sign scripts."""
        return self._signing is not None

    @property
    def verify_key(self) -> bytes:
        """The public half of the signing key. Raises SignatureRefused when this key cannot sign."""
        return self._signer().public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes. `message` must begin with a label of its use. Raises SignatureRefused."""
        return self._signer().sign(message)

    def _signer(self) -> Ed25519PrivateKey:
        if self._signing is None:
            raise SignatureRefused(
                f"The key of {self.recipient.name} ({self.recipient.role.value}) cannot sign; "
                "a clinician's can: companion keys new --role clinician --name NAME --out FILE",
                problem=SignatureProblem.CANNOT_SIGN,
            )
        return self._signing


def new_key(*, role: Role | str, name: str) -> PrivateKey:
    """A fresh key pair from the system's random source, with its role's scopes. ValueError: no role, or no name."""
    role = Role(role)
    return PrivateKey.from_root(new_root(), name=name, role=role, scopes=ROLE_SCOPES[role])


def is_name(name: object) -> bool:
    """1 to 100 characters on one line, and none that would command a terminal or turn the text around."""
    return isinstance(name, str) and bool(name.strip()) and len(name) <= LONGEST_NAME and printable(name) == name


def _signing_key(seed: bytes) -> Ed25519PrivateKey | None:
    return Ed25519PrivateKey.from_private_bytes(seed) if seed else None


def _public_key(raw: bytes) -> MLKEM768X25519PublicKey:
    if len(raw) != PUBLIC_BYTES:
        raise ValueError("length")
    mlkem = MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC_BYTES])
    return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC_BYTES:]))

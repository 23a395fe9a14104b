"""The device's own key: seals what it must read back itself, and signs how far the log had got.

One secret of 32 bytes, from a systemd credential where there is one (which a TPM can protect), else from a file that
only the companion's user may read. Everything else is derived from it, with a label for each use (HKDF, RFC 5869).
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from companion.errors import InputError, OutputError
from privacy.files import make_private_folder, write_new

LABEL = b"bedside-companion/v1/device/"
CREDENTIAL = "device-key"
"""Name of the systemd credential."""
FILE_NAME = "device.key"
SECRET_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"


class Box:
    """Seals small things for this device alone, for one purpose.

    Nonces are random, 96 bits: with a few messages a minute for decades two of them meet with a chance below 2^-32
    (NIST SP 800-38D, 8.3).
    """

    def __init__(self, key: bytes, purpose: bytes) -> None:
        self._cipher = AESGCM(key)
        self._purpose = purpose

    def seal(self, plain: bytes) -> bytes:
        """Version, nonce, ciphertext and tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, VERSION + self._purpose)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises ValueError for anything else, whatever is wrong with it."""
        try:
            nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
            return self._cipher.decrypt(nonce, rest, sealed[:1] + self._purpose)
        except InvalidTag:
            raise ValueError("not sealed by this device for this purpose") from None


class DeviceKey:
    """The device's secret, and what is derived from it."""

    def __init__(self, secret: bytes, source: str) -> None:
        """`secret`: 32 bytes, else ValueError. `source`: credential or file."""
        if len(secret) != SECRET_BYTES:
            raise ValueError("length")
        self._secret = bytearray(secret)
        self.source = source
        self._signing = Ed25519PrivateKey.from_private_bytes(self._derived(b"sign"))

    def __repr__(self) -> str:
        return f"DeviceKey({self.source!r})"

    @property
    def verify_key(self) -> bytes:
        """Ed25519 public key, 32 bytes: what the device is known by."""
        return self._signing.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes (RFC 8032). `message` must begin with a label of its use."""
        return self._signing.sign(message)

    def box(self, purpose: str) -> Box:
        """A box for one purpose; what was sealed for another does not open in it."""
        label = b"box/" + purpose.encode()
        return Box(self._derived(label), label)

    def wipe(self) -> None:
        """Overwrite our copy of the secret; boxes made before go on."""
        self._secret[:] = bytes(SECRET_BYTES)

    def _derived(self, label: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=LABEL + label).derive(bytes(self._secret))


def load_device_key(state_dir: Path, environ: Mapping[str, str]) -> DeviceKey:
    """The credential where systemd gives one, else the file in the state folder, made at the first start.

    Raises InputError for a secret that cannot be read or is none, OutputError where none can be made.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(folder) / CREDENTIAL if folder else None
    if credential is not None and credential.exists():
        return _checked(credential, _read(credential), "credential")
    path = state_dir / FILE_NAME
    if not os.path.lexists(path):
        _make(path)
    return _checked(path, _read(path, only_ours=True), "file")


def key_source(state_dir: Path, environ: Mapping[str, str]) -> str | None:
    """Where the key comes from, credential or file; None where there is none yet. Makes none. Raises InputError."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    places = [state_dir / FILE_NAME, *([Path(folder) / CREDENTIAL] if folder else [])]
    if not any(os.path.lexists(place) for place in places):
        return None
    return load_device_key(state_dir, environ).source


def _make(path: Path) -> None:
    try:
        make_private_folder(path.parent)
    except OSError as error:
        raise OutputError(
            f"The device's key cannot be kept in {path.parent} ({error.strerror}); choose another state folder."
        ) from None
    try:
        write_new(path, secrets.token_bytes(SECRET_BYTES))
    except OutputError:
        # Another program of ours, started at the same moment, was faster: its key is the device's.
        if not os.path.lexists(path):
            raise


def _read(path: Path, *, only_ours: bool = False) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (os.O_NOFOLLOW if only_ours else 0))
        with open(handle, "rb") as file:  # noqa: PTH123
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise InputError(f"The device's key {path} is no plain file; put the right one back.")
            if only_ours and stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
                raise InputError(
                    f"The device's key {path} may be read by others; allow only its owner: chmod 600 {path}"
                )
            return file.read(SECRET_BYTES + 1)
    except OSError as error:
        raise InputError(f"The device's key {path} cannot be read ({error.strerror}); look who may read it.") from None


def _checked(path: Path, secret: bytes, source: str) -> DeviceKey:
    if len(secret) != SECRET_BYTES:
        raise InputError(
            f"The device's key {path} is damaged: it is not {SECRET_BYTES} bytes long. Put the right one back."
        )
    return DeviceKey(secret, source)

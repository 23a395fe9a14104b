"""The people the log is sealed to, one small file each in a folder of the device."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from companion.errors import InputError, OutputError
from companion.messages import Scope
from privacy.files import make_private_folder, read_bounded, write_new
from privacy.keys.pair import ROLE_SCOPES, Recipient, Role

FILE_KIND = "bedside-companion recipient"
FILE_VERSION = 1
LARGEST_FILE_BYTES = 64 * 1024
REVOKED_FOLDER = "revoked"


def load_recipients(folder: Path) -> tuple[Recipient, ...]:
    """Everybody registered, by name, once each; nobody without a folder. Raises InputError for a damaged file."""
    # A file copied by hand is still one person: sealed to twice, no record could be written.
    found = {one.key_id: one for one in map(load_recipient, recipient_files(folder))}
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.key_id)))


def recipient_files(folder: Path) -> tuple[Path, ...]:
    """The files of everybody registered, whole or not. Raises InputError when the folder cannot be read."""
    try:
        return tuple(sorted(path for path in folder.iterdir() if path.suffix == ".json" and path.name[0] != "."))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise InputError(f"The folder of recipients {folder} cannot be read ({error.strerror}).") from None


def load_recipient(path: Path) -> Recipient:
    """Read one public half. Raises InputError."""
    return read_recipient(path)[0]


def read_recipient(path: Path) -> tuple[Recipient, Mapping[str, object]]:
    """One public half, and every member of its file. Raises InputError."""
    try:
        # Nobody waits for a pipe.
        fields = json.loads(b"" if path.is_fifo() else read_bounded(path, LARGEST_FILE_BYTES))
        return _recipient(fields), fields
    except OSError as error:
        raise InputError(f"The recipient file {path} cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{path} is not a whole recipient file; remove it and register that person again.") from None


def register(folder: Path, recipient: Recipient) -> Path:
    """Seal to this person from now on (a running companion looks once a second), also to one who had been revoked.

    Raises OutputError, also when registered already.
    """
    path = folder / f"{recipient.key_id.hex()}.json"
    try:
        make_private_folder(folder)
        is_there = path.exists()
    except OSError as error:
        raise OutputError(f"The folder of recipients {folder} cannot be used ({error.strerror}).") from None
    if is_there:
        raise OutputError(f"{recipient.name} is registered already with this key; 'companion keys list' shows who is.")
    save_recipient(recipient, path)
    with contextlib.suppress(OSError):  # registered counts; the file of the revocation would only be old news
        revoked_file(folder, recipient.key_id).unlink()
    return path


def revoked_file(folder: Path, key_id: bytes) -> Path:
    """Where the public half of a revoked key is kept; `load_recipients` never looks there."""
    return folder / REVOKED_FOLDER / f"{key_id.hex()}.json"


def save_recipient(recipient: Recipient, path: Path) -> None:
    """Write a public half to a new file. Raises OutputError; never overwrites."""
    write_new(path, recipient_file(recipient))


def recipient_file(recipient: Recipient, **more: str) -> bytes:
    """The content of a recipient file; `more` goes in as it is."""
    fields: dict[str, object] = {
        "kind": FILE_KIND,
        "version": FILE_VERSION,
        "name": recipient.name,
        "role": recipient.role.value,
        "scopes": [scope.value for scope in recipient.scopes],
        "key_id": recipient.key_id.hex(),
        "public_key": base64.b64encode(recipient.public_key).decode(),
    }
    if recipient.verify_key:
        fields["verify_key"] = base64.b64encode(recipient.verify_key).decode()
    return json.dumps(fields | more, indent=2, ensure_ascii=False).encode() + b"\n"


def _recipient(fields: dict[str, Any]) -> Recipient:
    if fields["kind"] != FILE_KIND or fields["version"] != FILE_VERSION or not isinstance(fields["name"], str):
        raise ValueError("not a recipient file of this version")
    found = Recipient(
        name=fields["name"],
        role=Role(fields["role"]),
        scopes=tuple(Scope(scope) for scope in fields["scopes"]),
        public_key=base64.b64decode(fields["public_key"], validate=True),
        verify_key=base64.b64decode(fields.get("verify_key", ""), validate=True),
    )
    if fields["key_id"] != found.key_id.hex():
        raise ValueError("key id")
    if not found.scopes or not set(found.scopes) <= set(ROLE_SCOPES[found.role]):
        raise ValueError("scopes")  # a file made elsewhere names its scopes itself; no role reads more than is its own
    return found

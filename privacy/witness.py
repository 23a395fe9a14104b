"""What a caregiver carries away of a log: its latest signed checkpoint, so that an older or another log is noticed.

The file lies beside the caregiver's key. Whoever changes the log has to change every copy of it as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import InputError
from privacy import format as layout
from privacy.checkpoint import is_signed, is_well_formed
from privacy.files import read_bounded, write_over
from privacy.format import CheckpointRow

FILE_KIND = "bedside-companion witness"
FILE_VERSION = 1
LARGEST_FILE_BYTES = 1 << 20
ENDING = ".witness"
_HEX = ("chain", "start", "verify_key", "signature")


@dataclass(frozen=True, slots=True)
class Witness:
    """One log as it was once seen."""

    log_id: bytes
    checkpoint: CheckpointRow


def witness_path(key_file: Path) -> Path:
    """Where the witness of this key's owner lies: beside the key."""
    return key_file.with_name(key_file.name + ENDING)


def read_own_witness(key_file: Path) -> list[Witness]:
    """Every log the owner of this key has seen; none before the first look. Raises InputError for a damaged file."""
    path = witness_path(key_file)
    return read_witness(path) if path.exists() else []


def read_witness(path: Path) -> list[Witness]:
    """Every log this file has seen. Raises InputError where there is none, or a damaged one."""
    try:
        return _witnesses(json.loads(read_bounded(path, LARGEST_FILE_BYTES)))
    except OSError as error:
        raise InputError(f"The witness file {path} cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            f"{path} is not a whole witness file; remove it only if you know why, and the next look makes a new one."
        ) from None


def keep_witness(path: Path, seen: Sequence[Witness], new: Witness) -> None:
    """Write what was seen, with the new sight of one log in place of the older one. Raises OutputError."""
    write_over(path, dump_witness([*(one for one in seen if one.log_id != new.log_id), new]))


def dump_witness(seen: Sequence[Witness]) -> bytes:
    """What was seen of each log, as the file has it."""
    content = {"kind": FILE_KIND, "version": FILE_VERSION, "logs": [_fields(one) for one in seen]}
    return json.dumps(content, indent=1).encode() + b"\n"


def _fields(one: Witness) -> dict[str, object]:
    row = {name: getattr(one.checkpoint, name) for name in CheckpointRow.__slots__}
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
    return {"log_id": one.log_id.hex(), **plain}


def _witnesses(content: Any) -> list[Witness]:
    if content["kind"] != FILE_KIND or content["version"] != FILE_VERSION:
        raise ValueError("not a witness file of this version")
    return [_witness(fields) for fields in content["logs"]]


def _witness(fields: Any) -> Witness:
    values: dict[str, Any] = {
        name: bytes.fromhex(fields[name]) if name in _HEX else fields[name] for name in CheckpointRow.__slots__
    }
    if not is_well_formed(CheckpointRow(**values)):
        raise ValueError("ranges")
    found = Witness(bytes.fromhex(fields["log_id"]), CheckpointRow(**values))
    if len(found.log_id) != layout.LOG_ID_BYTES or not is_signed(found.log_id, found.checkpoint):
        raise ValueError("signature")
    return found

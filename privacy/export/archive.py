"""Everything one key may read, as a ZIP: for a machine (JSON), for a person (HTML), and a word on what it is.

The same records and header give the same bytes. GDPR, Articles 15 and 20.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from companion.errors import InputError
from companion.messages import JsonValue
from privacy.export.header import ExportHeader
from privacy.export.readable import readable_page
from privacy.reader import OpenedRecord
from privacy.witness import Witness, dump_witness

KIND = "bedside-companion export"
VERSION = 1
RECORDS, PAGE, ABOUT, WITNESS = "records.json", "records.html", "README.txt", "checkpoint.json"
LARGEST_BYTES = 128 << 20
"""Of the records, unpacked: more than a year of much talk; a small board has to hold it a few times over."""
_NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError)
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""ZIP's earliest time; the time of the export stands in the header."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export, read back."""

    header: ExportHeader
    records: list[OpenedRecord] = field(repr=False)


def make_zip(records: Sequence[OpenedRecord], header: ExportHeader, *, seen: Witness | None = None) -> bytes:
    """The archive, in clear. `seen`: how far the log had got, to compare with later."""
    parts = {
        ABOUT: _about(header, len(records)).encode(),
        RECORDS: dump_records(records, header),
        PAGE: readable_page(records, header).encode(),
    }
    if seen is not None:
        parts[WITNESS] = dump_witness([seen])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def read_zip(content: bytes) -> Export:
    """Read an archive back. Raises InputError for anything that is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            with archive.open(RECORDS) as file:
                # What the archive says of its own size is not to be believed.
                return load_records(file.read(LARGEST_BYTES))
    except (*_NO_ARCHIVE, KeyError, ValueError, RuntimeError, OSError):
        raise InputError("This is not a whole export of a sealed log.") from None


def dump_records(records: Sequence[OpenedRecord], header: ExportHeader) -> bytes:
    """Header and records as JSON."""
    rows = [
        {
            "sequence": one.sequence,
            "at": one.at.isoformat(),
            "kind": one.kind,
            "scope": one.scope,
            "body": dict(one.body),
        }
        for one in records
    ]
    content = {"kind": KIND, "version": VERSION, **asdict(header), "scopes": list(header.scopes), "records": rows}
    return json.dumps(content, indent=1, allow_nan=False).encode() + b"\n"


def load_records(content: bytes) -> Export:
    """The same back. Raises ValueError for anything else."""
    try:
        fields: dict[str, Any] = json.loads(content)
        if fields["kind"] != KIND or fields["version"] != VERSION:
            raise ValueError("not an export of this version")
        header = ExportHeader(
            **{name: str(fields[name]) for name in ("log_id", "who", "role", "exported_at")},
            scopes=tuple(str(scope) for scope in fields["scopes"]),
            days=None if fields["days"] is None else int(fields["days"]),
        )
        return Export(header, [_record(row) for row in fields["records"]])
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise ValueError("not an export") from None


def _record(row: Mapping[str, Any]) -> OpenedRecord:
    at = datetime.fromisoformat(row["at"])
    body: Mapping[str, JsonValue] = row["body"]
    if at.tzinfo is None or type(row["sequence"]) is not int or not isinstance(body, dict):
        raise ValueError("record")
    return OpenedRecord(sequence=row["sequence"], at=at, kind=str(row["kind"]), scope=str(row["scope"]), body=body)


def _about(header: ExportHeader, count: int) -> str:
    scopes = ", ".join(header.scopes)
    period = "everything there was" if header.days is None else f"the last {header.days} days"
    return (
        "What this is\n\n"
        "An export of the sealed log of a bedside companion: what somebody said, was asked and felt.\n"
        "It is private. In this form it is NOT encrypted: keep it where only those may look who should.\n\n"
        f"Exported for: {header.who} ({header.role}), who may read: {scopes}\n"
        f"When: {header.exported_at}, {period}, {count} records\n"
        f"Log: {header.log_id}\n\n"
        f"{PAGE}       to read, in any browser, without a network\n"
        f"{RECORDS}       the same for a program; 'companion log summary --export FILE' reads it\n"
        f"{WITNESS}    how far the log had got, signed by the device; for 'companion log verify --witness'\n"
    )

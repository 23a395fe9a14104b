"""`companion scripts list`: every script, who signed it, and whether it runs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import SignatureProblem

if TYPE_CHECKING:
    from companion.device_scripts import DeviceScripts
    from companion.dialogue.library import Chosen, LibraryEntry

HELP = """Every script, built-in and installed: version, title, language, who signed it, and whether it runs.

As soon as a clinician is registered only signed scripts run; before that all run, as preview."""
EXAMPLE = "companion scripts list"

STATES: Mapping[str, str] = {
    SignatureProblem.UNSIGNED: "unsigned",
    SignatureProblem.SIGNATURE_ALTERED: "signature changed",
    SignatureProblem.SCRIPT_ALTERED: "changed since signing",
    SignatureProblem.OTHER_SCRIPT: "signature of another script",
    SignatureProblem.SIGNER_UNKNOWN: "signer not registered",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    from companion.device_scripts import device_scripts
    from companion.dialogue.library import choose
    from privacy.printable import printable

    device = device_scripts(settings_of(options))
    entries = device.library.entries()
    chosen = choose(entries, only_signed=device.only_signed)
    rows = [_row(entry, chosen, device) for entry in entries]
    if options.json:
        for row in rows:
            print(json.dumps(row))
        return 0
    width = max((len(str(row["title"])) for row in rows), default=0)
    for row in rows:
        print(printable(_line(row, min(width, 36))))
    for line in _ending(device, entries, chosen):
        print(printable(line))
    return 0


def _row(entry: LibraryEntry, chosen: Chosen, device: DeviceScripts) -> dict[str, object]:
    script, signed = entry.script, entry.signed_by
    runs = chosen.entries.get(entry.name) is entry
    return {
        "id": entry.name,
        "version": script.version if script else None,
        "title": script.title if script else None,
        "language": script.language if script else None,
        "origin": "installed" if entry.installed else "builtin",
        "status": "signed" if signed else entry.problem.value if entry.problem else "unreadable",
        "signed_by": signed.signer if signed else None,
        "signed_at": signed.at.isoformat() if signed else None,
        "runs": runs,
        "preview": runs and not device.only_signed,
        "why": entry.doubt,
        "previous": list(entry.previous),
        "sha256": entry.sha256,
    }


def _line(row: dict[str, object], width: int) -> str:
    version = row["version"] if row["version"] is not None else "?"
    title = str(row["title"] or "(cannot be read)")
    runs = "preview" if row["preview"] else "runs" if row["runs"] else "-"
    origin = "built-in" if row["origin"] == "builtin" else "installed"
    start = f"{row['id']!s:<14} {version!s:>3}  {title[:width]:<{width}}  {row['language'] or '':<5}  {runs:<7}"
    return f"{start}  {origin:<9}  {_status(row)}".rstrip()


def _status(row: dict[str, object]) -> str:
    kept = row["previous"]
    before = f"; kept: {', '.join(map(str, kept))}" if isinstance(kept, list) and kept else ""
    if row["status"] == "signed":
        return f"signed by {row['signed_by']} on {str(row['signed_at'])[:10]}{before}"
    status = str(row["status"])
    return f"{STATES.get(status, status)}{before}"


def _ending(device: DeviceScripts, entries: Sequence[LibraryEntry], chosen: Chosen) -> list[str]:
    lines = ["", *(f"! {one}" for one in device.signers.damaged)]
    lines += [f"! {entry.doubt}" for entry in entries if entry.problem not in (None, SignatureProblem.UNSIGNED)]
    lines += [f"! {entry.doubt}" for entry in entries if entry.script is None]
    if not device.only_signed:
        return [*lines, "Preview: no clinician is registered, so every script runs and nothing counts as advice."]
    unsigned = sorted({one.name for one in chosen.refusals} - set(chosen.entries))
    return [*lines, f"Not run: {', '.join(unsigned)}. See 'companion scripts sign --help'."] if unsigned else lines

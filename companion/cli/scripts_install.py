"""`companion scripts install`: brings a script onto the device, if a clinician who is registered here signed it."""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import ScriptError
from privacy.printable import printable

if TYPE_CHECKING:
    from companion.device_scripts import DeviceScripts
    from companion.dialogue.script import Script

HELP = """Brings a signed script onto this device; it runs from the next start on, instead of a built-in one of
the same id. Refused: no signature, a changed script, a clinician who is not registered here, a version that is
not higher than those installed. The last three versions are kept; 'companion scripts rollback' goes back."""
EXAMPLE = "companion scripts install /media/usb/pain.yaml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the script")
    parser.add_argument("--signature", type=Path, metavar="FILE", help="its signature; default: FILE.sig beside it")
    parser.add_argument("--again", action="store_true", help="take a version into use again that is still kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A script with its signature, verified."""

    script: Script
    content: bytes
    signature: bytes


def run(options: argparse.Namespace) -> int:
    """Verify, then install."""
    from companion.device_scripts import device_scripts
    from companion.dialogue.library import check_signature, read_script, read_signature
    from privacy.signing import signature_path

    device = device_scripts(settings_of(options))
    script, content = read_script(options.file)
    signature = read_signature(options.signature or signature_path(options.file), script.id)
    signed = check_signature(script, content, signature, device.verifier)
    done = _placed(device, Parcel(script=script, content=content, signature=signature), again=options.again)
    print(f"{script.id} version {script.version} ({printable(script.title)}), signed by {signed.signer}, {done}.")
    _warn(device, script)
    return 0


def _placed(device: DeviceScripts, parcel: Parcel, *, again: bool) -> str:
    from companion.dialogue.shelf import listed

    name, version = parcel.script.id, parcel.script.version
    kept = device.shelf.kept(name)
    if version in kept and _may_renew(device, parcel):
        return _renewed(device, parcel, in_use=version == kept[-1], again=again)
    if kept and version <= max(kept):
        raise ScriptError(
            f"{name} version {version} is not newer than what is installed (kept: {listed(kept)}). "
            f"Raise its version and sign it again, or go back with: companion scripts rollback {name}"
        )
    device.shelf.install(name, version, script=parcel.content, signature=parcel.signature)
    return "is installed and runs from the next start on"


def _may_renew(device: DeviceScripts, parcel: Parcel) -> bool:
    """The kept copy is the same, or does not count: it was damaged, or its signer is gone."""
    there = device.library.installed(parcel.script.id, parcel.script.version)
    return there.signed_by is None or there.sha256 == hashlib.sha256(parcel.content).hexdigest()


def _renewed(device: DeviceScripts, parcel: Parcel, *, in_use: bool, again: bool) -> str:
    from companion.dialogue.library import read_signature

    name, version = parcel.script.id, parcel.script.version
    if not in_use and not again:
        raise ScriptError(
            f"{name} version {version} is kept already and not in use; add --again to take it into use again."
        )
    there = device.library.installed(name, version)
    same = there.signed_by is not None and parcel.signature == read_signature(
        device.shelf.signature_path(name, version), name
    )
    if not same:
        device.shelf.renew(name, version, script=parcel.content, signature=parcel.signature)
    if not in_use:
        device.shelf.use(name, version)
        return "is in use again from the next start on"
    return "is installed already; nothing was changed" if same else "is installed again; its files were renewed"


def _warn(device: DeviceScripts, script: Script) -> None:
    if not any(state.call for state in script.states.values()):
        return  # signed and whole, so it runs: no need to read the whole library
    for refusal in device.library.scripts(only_signed=device.only_signed).refusals:
        if refusal.name == script.id:
            print(f"companion: It does not run yet. {refusal.why}", file=sys.stderr)

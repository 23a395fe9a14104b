"""`companion scripts rollback`: back to a version that was installed before and is still kept."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import InputError, ScriptError, SignatureRefused, UsageError

if TYPE_CHECKING:
    from companion.dialogue.library import LibraryEntry
    from companion.dialogue.script import Script

HELP = """Goes back to a version of an installed script that is still kept: the one before, or the one named.

The version that is left stays kept: 'companion scripts rollback ID --to VERSION' goes forward as well."""
EXAMPLE = "companion scripts rollback pain"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("id", metavar="ID", help="the script")
    parser.add_argument("--to", type=_version, metavar="VERSION", help="this version; default: the one before")


def run(options: argparse.Namespace) -> int:
    """Verify the other version, then use it."""
    from companion.device_scripts import device_scripts
    from companion.dialogue.shelf import listed

    device = device_scripts(settings_of(options))
    kept = device.shelf.kept(options.id)
    if not kept:
        raise UsageError(f"No script called {options.id} is installed; 'companion scripts list' shows which are.")
    lower = [one for one in kept if one < kept[-1]]
    wanted = options.to or max(lower, default=None)
    if wanted is None:
        raise InputError(f"There is nothing before version {kept[-1]} of {options.id}; kept are: {listed(kept)}.")
    if wanted not in kept:
        raise InputError(f"Version {wanted} of {options.id} is not kept; kept are: {listed(kept)}.")
    script = _sound(device.library.installed(options.id, wanted))
    device.shelf.use(options.id, wanted)
    print(f"{options.id} version {wanted} ({script.title}) is in use from the next start on.")
    return 0


def _sound(entry: LibraryEntry) -> Script:
    """The script, when it is whole and signed by somebody registered."""
    if entry.problem is not None:
        raise SignatureRefused(entry.doubt, problem=entry.problem)
    if entry.script is None:
        raise ScriptError(entry.doubt)
    return entry.script


def _version(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return int(word)

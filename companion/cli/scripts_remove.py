"""`companion scripts remove`: takes an installed script off the device."""

from __future__ import annotations

import argparse

from companion.cli import settings_of
from companion.errors import UsageError

HELP = """Takes an installed script off this device, every version of it that is kept; a built-in script of the
same id counts again from the next start on."""
EXAMPLE = "companion scripts remove pain"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("id", metavar="ID", help="the script")


def run(options: argparse.Namespace) -> int:
    """Take it off."""
    from companion.device_scripts import device_scripts

    shelf = device_scripts(settings_of(options)).shelf
    if options.id not in shelf.ids():
        raise UsageError(f"No script called {options.id} is installed; 'companion scripts list' shows which are.")
    shelf.remove(options.id)
    print(f"{options.id} is taken off from the next start on.")
    return 0

"""`companion keys sheet`: the recovery sheet of a key, one page of paper."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.passphrases import read_passphrase
from companion.cli.places import off_the_device, same_disk
from companion.errors import UsageError

if TYPE_CHECKING:
    from privacy.keys import PrivateKey

HELP = """Writes the recovery sheet of a key: 24 words on one page that make the key again when its file or
passphrase is lost. Print it, then delete the file; whoever has the words has the key."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="the private half")
    parser.add_argument("--out", type=Path, required=True, metavar="SHEET", help="where to write it, .html or .txt")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="passphrase in a file's first line")


def run(options: argparse.Namespace) -> int:
    """Write the sheet."""
    from privacy.files import check_new, write_new
    from privacy.keys import read_key_file

    settings = settings_of(options)
    off_the_device(settings, options.out, "The recovery sheet")
    _form(options.out)
    check_new(options.out)
    if warning := same_disk(settings, [options.out]):
        print(warning)
    key = read_key_file(options.key, read_passphrase(options.passphrase_file, f"Passphrase of {options.key}: "))
    write_new(options.out, sheet_content(key, options.out))
    print(f"The recovery sheet is in {options.out}: print it, then delete the file; its words are the key.")
    return 0


def sheet_content(key: PrivateKey, path: Path) -> bytes:
    """The sheet in the form that the file's name asks for. Raises UsageError, and InputError for a key without one."""
    from privacy.keys.sheet import make_sheet, sheet_html, sheet_text

    form = _form(path)
    sheet = make_sheet(key, datetime.now().astimezone().date())
    return (sheet_text(sheet) if form == ".txt" else sheet_html(sheet)).encode()


def _form(path: Path) -> str:
    form = path.suffix.lower()
    if form not in (".html", ".htm", ".txt"):
        raise UsageError(f"{path} is neither .html nor .txt; name the recovery sheet SHEET.html, for a printer.")
    return form

"""`companion scripts sign`: a clinician's signature over a script's exact bytes, in a file of its own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.passphrases import read_passphrase
from companion.errors import ScriptError, UsageError
from privacy.printable import printable

if TYPE_CHECKING:
    from companion.dialogue.script import Script
    from privacy.keys import PrivateKey

HELP = """Signs a script: whoever installs it sees that these words, to the letter, are this clinician's.

The script is checked first; one with mistakes is not signed. The signature goes into FILE.sig beside it.
Any later change to the script, be it a comma, makes the signature void: raise its version and sign again."""
EXAMPLE = "companion scripts sign pain.yaml --key /media/usb/dr-hill.key"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the script")
    parser.add_argument(
        "--builtin", metavar="ID", nargs="+", help="sign scripts that came with the program, for this device alone"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", required=True, help="the clinician's private key")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its passphrase, in a file's first line")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the signature goes; default: FILE.sig")


def run(options: argparse.Namespace) -> int:
    """Check, sign, write."""
    if (options.file is None) == (options.builtin is None):
        raise UsageError("'companion scripts sign' needs either a FILE or --builtin ID.")
    if options.builtin is not None and options.out is not None:
        raise UsageError("The signature of a built-in script is kept on this device; leave --out away.")
    return _sign_file(options) if options.builtin is None else _sign_builtins(options)


def _sign_file(options: argparse.Namespace) -> int:
    from companion.dialogue.library import read_script
    from privacy.files import write_over
    from privacy.signing import signature_path

    script, content = read_script(options.file)
    out = options.out or signature_path(options.file)
    if os.path.realpath(out) == os.path.realpath(options.file):
        raise UsageError("--out names the script itself; the signature goes into a file of its own.")
    write_over(out, _signed(script, content, _key(options)), mode=0o644)
    print(f"{script.id} version {script.version} ({printable(script.title)}) is signed; the signature is in {out}.")
    return 0


def _sign_builtins(options: argparse.Namespace) -> int:
    from companion.device_scripts import device_scripts
    from companion.dialogue.library import read_script
    from companion.dialogue.script import builtin_folder, builtin_names

    for name in options.builtin:
        if name not in builtin_names():
            raise UsageError(
                f"No script called {name} came with the program; 'companion scripts list' shows which did."
            )
    found = [read_script(builtin_folder() / f"{name}.yaml") for name in options.builtin]
    key, shelf = _key(options), device_scripts(settings_of(options)).shelf
    for script, content in found:
        shelf.keep_builtin_signature(script.id, _signed(script, content, key))
        print(f"{script.id} version {script.version} ({printable(script.title)}) is signed for this device.")
    return 0


def _key(options: argparse.Namespace) -> PrivateKey:
    from privacy.keys import read_key_file

    return read_key_file(options.key, read_passphrase(options.passphrase_file, f"Passphrase of {options.key}: "))


def _signed(script: Script, content: bytes, key: PrivateKey) -> bytes:
    from datetime import UTC, datetime

    from privacy.signing import sign_script

    try:
        return sign_script(content, key, script=script.id, version=script.version, at=datetime.now(UTC))
    except ValueError:
        raise ScriptError(f"{script.id} cannot be signed: its id or its version number is too long.") from None

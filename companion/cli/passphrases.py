"""Asking for passphrases: typed unseen, or from a file; never from the command line, never from the environment."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from pathlib import Path

from companion.errors import InputError, UsageError

LONGEST_PASSPHRASE = 1000
TRIES = 3
"""How often a new passphrase may be typed until two are alike and good enough."""


def passphrase_arguments(parser: argparse.ArgumentParser) -> None:
    """How a new passphrase is given."""
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--passphrase-file", type=Path, metavar="FILE", help="passphrase in a file's first line")
    given.add_argument("--suggest", action="store_true", help="show six words at random that make a good passphrase")


def read_passphrase(file: Path | None, prompt: str, *, option: str = "--passphrase-file") -> str:
    """From a file's first line, else asked for. `option`: what names the file. Raises UsageError, InputError."""
    if file is None:
        if not sys.stdin.isatty():
            raise UsageError(f"No terminal to ask for the passphrase; give {option} FILE.")
        return _typed(prompt)
    try:
        with file.open(encoding="utf-8-sig") as lines:  # Windows' editor puts a mark before the first word
            passphrase = lines.readline(LONGEST_PASSPHRASE + 2).rstrip("\r\n")
    except OSError as error:
        raise InputError(f"The passphrase file {file} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise InputError(f"The passphrase file {file} is not plain text in UTF-8; save it as that.") from None
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise InputError(
            f"The first line of the passphrase file {file} is longer than {LONGEST_PASSPHRASE} characters."
        )
    return passphrase


def new_passphrase(options: argparse.Namespace) -> str:
    """A passphrase for a new key file."""
    from privacy.keys.passphrase import suggest_passphrase

    if options.suggest and sys.stdin.isatty():
        print(f"Six words you may take as your passphrase; write them down:\n\n    {suggest_passphrase()}\n")
    elif not options.passphrase_file and sys.stdin.isatty():
        print("A good passphrase is four words or more that nobody would guess; --suggest shows six at random.")
    return passphrase_twice(options.passphrase_file, "Passphrase for the new key: ")


def passphrase_twice(file: Path | None, prompt: str, *, option: str = "--passphrase-file") -> str:
    """A new passphrase, good enough to keep; typed twice in a terminal, for a slip of the finger would lock it all.

    Raises UsageError for one that is not: of a file at once, at a terminal after three tries.
    """
    tries = TRIES if file is None else 1
    while True:
        tries -= 1
        try:
            return _agreed(file, prompt, option)
        except _Again as error:
            if not tries:
                raise UsageError(f"{error} Nothing was written.") from None
            print(f"{error} Try again.")


class _Again(Exception):
    """Why a new passphrase is asked for once more."""


def _agreed(file: Path | None, prompt: str, option: str) -> str:
    from privacy.keys.passphrase import check_passphrase

    passphrase = read_passphrase(file, prompt, option=option)
    try:
        check_passphrase(passphrase)
    except UsageError as error:
        raise _Again(str(error)) from None
    if file is None and _typed("The same again: ") != passphrase:
        raise _Again("The two passphrases differ.")
    return passphrase


def _typed(prompt: str) -> str:
    try:
        return getpass(prompt)
    except EOFError:
        raise UsageError("No passphrase was given; nothing was done.") from None

"""`companion scripts new`: begins an advice script, with comments that explain it."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = """Begins an advice script: a file with five states that passes the check, and a comment for every field.

ID is the script's short name in small letters; the file is ID.yaml, or what --out names. Nothing is overwritten."""
EXAMPLE = 'companion scripts new knee --title "How the knee is"'


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("id", metavar="ID", help="short name of the script: small letters, digits, - and _")
    parser.add_argument("--title", default="", metavar="T", help="what people see in lists (default: the id)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: ID.yaml in this folder)")


def run(options: argparse.Namespace) -> int:
    """Write it. Raises UsageError, OutputError."""
    from companion.dialogue.authoring.starter import starter_text, write_new

    path = options.out or Path(f"{options.id}.yaml")
    write_new(path, starter_text(options.id, title=options.title, file=str(path)))
    print(f"{path} is begun. Change it line by line, and look at it with: companion scripts check {path}")
    return 0

"""The command line: one module a command, imported only when it is asked for, so that --help is instant.

Each command module has `HELP` (one line), `EXAMPLE` (one command line), `arguments(parser)` and `run(options)`, which
returns the exit code. It raises CompanionError for anything a person can put right; `main` is the edge that turns it
into one plain sentence.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from companion import __version__
from companion.errors import CompanionError, OutputError, UsageError
from companion.settings import Settings, load_settings

COMMANDS = {
    "start": "go live where there is a microphone, a speaker and a screen, else play the recorded demo",
    "run": "live: microphone, speaker, face",
    "demo": "a recorded resident talks to the real pipeline; leaves sound, film, figures and the sealed log",
    "hear": "transcribe audio files",
    "say": "speak a text, with mouth cues",
    "feel": "the emotion in words, with its certainty",
    "triage": "red-flag level, category and reason for each utterance",
    "understand": "what an answer means to a question of a kind",
    "chat": "the same dialogue, typed in a terminal",
    "scripts": "advice scripts: check, sign, install, list",
    "models": "model files: what is known, what is installed",
    "keys": "who may open the sealed log",
    "log": "the sealed log: summary, show, export, verify, erase",
    "pauses": "how long the resident pauses in mid-sentence, as the ear has learned it",
    "face": "the face's own process",
    "doctor": "what works on this board",
    "bench": "every stage's cost and the response gap, on this machine",
}
"""Command -> its line in --help; `companion.cli.<command>` holds it."""

NOT_BUILT_YET = ("console",)
"""Promised by the CLI contract, not there yet: absent from --help until they are."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            return _dispatch(words)
        finally:
            # Here what cannot be written still has somebody to tell; at the interpreter's exit it has not.
            sys.stdout.flush()
    except CompanionError as error:
        from privacy.printable import printable

        # A name in a file that somebody handed over must not command the terminal.
        print("\n".join(map(printable, f"companion: {error}".split("\n"))), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        reader_gone()
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        reader_gone()
        print("companion: There is no room left where the output goes; make room and try again.", file=sys.stderr)
        return OutputError.exit_code


def reader_gone() -> None:
    """Nobody reads the standard output any more (head, less): what else is written to it goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings a command line asks for."""
    return load_settings(options.settings)


def _dispatch(words: list[str]) -> int:
    command = next((word for word in words if not word.startswith("-")), None)
    if command in NOT_BUILT_YET:
        raise UsageError(f"'companion {command}' is not built yet; 'companion --help' lists what is.")
    module = importlib.import_module(f"companion.cli.{command}") if command in COMMANDS else None
    options = _parser(command, module).parse_args(words)
    if module is None:
        _parser(None, None).print_help()
        return 2
    result: int = module.run(options)
    return result


def _parser(command: str | None, module: ModuleType | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="companion",
        description="An offline bedside companion. It is not a medical device and calls no emergency service.",
        epilog="companion COMMAND --help tells more, with an example.",
    )
    parser.add_argument("--version", action="version", version=f"companion {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, line in COMMANDS.items():
        if name == command and module is not None:
            sub = commands.add_parser(
                name,
                help=line,
                description=module.HELP,
                epilog=f"example: {module.EXAMPLE}",
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            sub.add_argument("--settings", type=Path, metavar="FILE", help="settings to use instead of the user's")
            module.arguments(sub)
        else:
            commands.add_parser(name, help=line)
    return parser

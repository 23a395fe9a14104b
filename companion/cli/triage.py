"""companion triage: how grave an utterance is, of which kind, and why."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from companion.errors import InputError, UsageError

HELP = """Red-flag level, category and reason for each utterance.

The level is emergency (now), urgent (a person within the hour), watch (into the summary) or none."""
EXAMPLE = 'companion triage "my chest feels tight" "I nearly had a heart attack when I saw the bill"'


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("texts", nargs="*", metavar="TEXT", help="an utterance, as it was said")
    parser.add_argument("--file", metavar="F", help='a file with one utterance a line; "-" reads standard input')
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Print a verdict for each utterance. Raises UsageError, InputError."""
    from companion.dialogue.triage import Triage

    texts = _texts(options)
    triage = Triage()
    for text in texts:
        verdict = triage.judge(text)
        level, category, reason = verdict.level.word, verdict.category, verdict.reason
        if options.json:
            line = {"utterance": text, "level": level, "category": category, "reason": reason}
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(f"{level:<9}  {category:<11}  {reason}")
    return 0


def _texts(options: argparse.Namespace) -> Iterable[str]:
    if options.file is not None and options.texts:
        raise UsageError("Give utterances or --file F, not both.")
    if options.file is not None:
        return [line for line in _read(options.file).splitlines() if line.strip()]
    if not options.texts:
        raise UsageError("There is no utterance to judge; give a TEXT or --file F.")
    return list(options.texts)


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not a UTF-8 text file; save it as UTF-8, one utterance a line.") from error
    except OSError as error:
        raise InputError(f"{name} cannot be read ({error.strerror}); check the name and the permissions.") from error

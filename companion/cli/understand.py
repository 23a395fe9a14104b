"""companion understand: what an answer means to a question of a kind."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import InputError, UsageError

if TYPE_CHECKING:
    from companion.dialogue.answers.understood import Understood

HELP = """What an answer means to a question of that kind; for clinicians and tests.

KIND is yes_no, scale, number, time, date, choice or medicine. The value is null when it was no answer, or when the
person is unsure (then unsure is true). A choice needs --options; a date is taken relative to --today; --question tells
past from future, morning from evening and a denial of something else from a no."""
EXAMPLE = 'companion understand --expect yes_no "not really" "no wait yes"'

KINDS = ("yes_no", "scale", "number", "time", "date", "choice", "medicine")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("texts", nargs="*", metavar="TEXT", help="an answer, as it was said")
    parser.add_argument("--expect", required=True, choices=KINDS, metavar="KIND", help="what the question asks for")
    parser.add_argument("--options", default="", metavar="A,B,C", help="the options of a choice")
    parser.add_argument("--low", type=float, metavar="N", help="lowest number that is an answer")
    parser.add_argument("--high", type=float, metavar="N", help="highest number that is an answer")
    parser.add_argument("--question", default="", metavar="TEXT", help="the words of the question")
    parser.add_argument("--today", type=_day, metavar="DATE", help="today, for dates (default: the day it is)")
    parser.add_argument("--file", type=Path, metavar="F", help="a file with one answer a line")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Print what each answer means. Raises UsageError, InputError."""
    from companion.dialogue.understand import understand
    from companion.messages import AnswerKind

    names = tuple(name.strip() for name in options.options.split(",") if name.strip())
    if options.expect == "choice" and len(names) < 2:
        raise UsageError("A choice needs at least two options; name them with --options A,B.")
    kind, today = AnswerKind(options.expect), options.today or date.today()  # noqa: DTZ011 - the resident's own day
    for text in _texts(options):
        found = understand(
            text, kind, options=names, low=options.low, high=options.high, today=today, about=options.question
        )
        certainty = round(found.certainty, 2)
        if options.json:
            line = {"utterance": text, "value": found.value, "certainty": certainty, "unsure": found.unsure}
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(f"{_meaning(found):<14} {certainty:.2f}  {text}")
    return 0


def _texts(options: argparse.Namespace) -> Iterable[str]:
    if options.file is None:
        if not options.texts:
            raise UsageError("There is no answer to understand; give a TEXT or --file F.")
        return list(options.texts)
    return [*options.texts, *read_lines(options.file)]


def read_lines(path: Path) -> list[str]:
    """The lines of a text file. Raises InputError."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"The file {path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise InputError(f"The file {path} is not text in UTF-8; save it again as UTF-8.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-03-02") from None


def _meaning(found: Understood) -> str:
    if isinstance(found.value, bool):
        return "yes" if found.value else "no"
    if found.value is not None:
        return str(found.value)
    return "unsure" if found.unsure else "refused" if found.refused else "no answer"

"""companion feel: the emotion in words, with its certainty."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from companion.errors import InputError, UsageError

if TYPE_CHECKING:
    from companion.messages import Feeling

HELP = """The emotion in words, with its certainty. Often the honest answer is "unsure". With --file it reads one text a
line, and "-" is standard input."""
EXAMPLE = 'companion feel --text "i feel a bit lonely today"'


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--text", metavar="T", help="one text, in quotation marks")
    source.add_argument("--file", metavar="F", help='a file with one text a line; "-" reads standard input')
    # Promised by the CLI contract; shown in --help once there is a voice model.
    source.add_argument("--audio", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Feel each text. Raises UsageError, InputError, ModelError."""
    if options.audio:
        raise UsageError("Emotion from voice is not built yet; give the words with --text or --file.")
    if options.text is None and options.file is None:
        raise UsageError('Nothing to feel; give --text "some words", or --file with one text a line.')
    from companion.cli import settings_of
    from companion.emotion.words import WordsEmotion
    from models.registry import Registry

    emotion = WordsEmotion(Registry(settings_of(options).models_dir).builtin("words-linear"))
    show = _as_json if options.json else _in_words
    for text in _texts(options):
        print(show(text, emotion.feel_text(text)), flush=True)
    return 0


def _texts(options: argparse.Namespace) -> Iterator[str]:
    given = _lines(options.file) if options.text is None else (options.text,)
    for text in given:
        # Bytes that are no UTF-8 reach argv as lone surrogates, which cannot be printed again.
        yield text.rstrip("\r\n").encode("utf-8", "replace").decode("utf-8")


def _lines(file: str) -> Iterator[str]:
    """The lines as they come. Raises InputError when there are none, or they are no text."""
    empty = True
    with _opened(file) as lines:
        try:
            for line in lines:
                empty = False
                yield line
        except UnicodeDecodeError:
            raise InputError(f"{_name(file)} is not UTF-8 text; give a file with one text a line.") from None
        except OSError as error:
            raise InputError(f"{_name(file)} cannot be read ({error.strerror}); give another file.") from None
    if empty:
        raise InputError(f"{_name(file)} is empty; give one text a line.")


def _opened(file: str) -> AbstractContextManager[TextIO]:
    if file == "-":
        return nullcontext(sys.stdin)
    try:
        return Path(file).open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}); give a file with one text a line.") from None


def _name(file: str) -> str:
    return "Standard input" if file == "-" else file


def _as_json(text: str, feeling: Feeling) -> str:
    return json.dumps(
        {
            "text": text,
            "label": feeling.label,
            "labels": list(feeling.labels),
            "ekman": feeling.ekman,
            "valence": round(feeling.valence, 4),
            "certainty": round(feeling.certainty, 4),
            "unsure": feeling.unsure,
            "scores": {label: round(score, 4) for label, score in feeling.scores.items()},
        }
    )


def _in_words(text: str, feeling: Feeling) -> str:
    if not feeling.unsure:
        others = [label for label in feeling.labels if label != feeling.label]
        also = f"; also {', '.join(others)}" if others else ""
        return f"{feeling.label} ({feeling.ekman}), certainty {feeling.certainty:.2f}{also}: {text}"
    if feeling.certainty == 0:
        return f"unsure, nothing here to judge by: {text}"
    return f"unsure, at most {feeling.label} with certainty {feeling.certainty:.2f}: {text}"

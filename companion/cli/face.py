"""companion face: the face's own process, and pictures of it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from companion.messages import Expression, FaceState
from companion.pinned import pin

HELP = """Show the face, full screen or in a window, and wait for the companion to connect to its socket;
'companion run' starts it by itself. Touch the buttons, or press H for help, Enter or Space for 'I have seen this', a
digit for the answer that is this number or stands at this place; Esc ends it in a window. With --picture or --sheet it
only draws a picture and ends."""
EXAMPLE = "companion face --picture face.png --state speaking --expression happy"

PICTURE = (800, 480)
SMALLEST, LARGEST = 96, 8192


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--socket", type=Path, metavar="PATH", help="socket to listen on, if not the usual one")
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole screen")
    parser.add_argument("--size", type=_size, metavar="WxH", help="width and height in pixels, such as 800x480")
    parser.add_argument("--picture", type=Path, metavar="FILE.png", help="draw one picture and end")
    parser.add_argument(
        "--state", type=FaceState, choices=[*FaceState], default=FaceState.SPEAKING, help="of the picture"
    )
    parser.add_argument(
        "--expression", type=Expression, choices=[*Expression], default=Expression.HAPPY, help="of the picture"
    )
    parser.add_argument(
        "--answers", type=_answers, default=(), metavar="A,B,C", help="big buttons on the picture, such as yes,no"
    )
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw all states and expressions and end")


def run(options: argparse.Namespace) -> int:
    """Draw or show. Raises DeviceError, OutputError."""
    if options.picture or options.sheet:
        _draw(options)
        return 0
    from companion.cli import settings_of
    from companion.cli.run import face_socket
    from companion.face.process import FaceOptions, run_face

    socket = options.socket or face_socket(settings_of(options).state_dir)
    pin()
    run_face(FaceOptions(socket=socket, windowed=options.windowed, size=options.size))
    return 0


def _draw(options: argparse.Namespace) -> None:
    from companion.face.stills import save, sheet, still

    if options.picture:
        picture = still(options.size or PICTURE, options.state, options.expression, answers=options.answers)
        save(picture, options.picture)
    if options.sheet:
        save(sheet(options.size) if options.size else sheet(), options.sheet)


def _answers(text: str) -> tuple[str, ...]:
    from companion.face.wire import ANSWERS

    answers = tuple(answer.strip() for answer in text.split(",") if answer.strip())
    if len(answers) > ANSWERS:
        raise argparse.ArgumentTypeError(f"'{text}' has more than {ANSWERS} answers")
    return answers


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[xX](\d{1,5})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SMALLEST <= side <= LARGEST for side in size):
        raise argparse.ArgumentTypeError(f"'{text}' is no size; write width and height in pixels, such as 800x480")
    return size

"""`companion start`, what `script/run` does without arguments: live where that is possible, else the recorded demo."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = """Goes live where there is a microphone, a speaker and a screen; else says what is missing and plays the
recorded demo."""
EXAMPLE = "companion start"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--out", type=Path, default=Path("demo-out"), metavar="DIR", help="where a demo leaves its files"
    )


def run(options: argparse.Namespace) -> int:
    """Choose and run."""
    from companion.cli import demo
    from companion.cli import run as live
    from device import probe

    presence = probe()
    if not presence.missing:
        parser = argparse.ArgumentParser()
        live.arguments(parser)
        return live.run(argparse.Namespace(**vars(parser.parse_args([])), settings=options.settings))
    print(
        f"Not going live: no {' and no '.join(presence.missing)} found. Playing the recorded demo.\n", file=sys.stderr
    )
    parser = argparse.ArgumentParser()
    demo.arguments(parser)
    chosen = parser.parse_args(["--out", str(options.out)])
    return demo.run(argparse.Namespace(**vars(chosen), settings=options.settings))

"""`companion scripts graph`: draws the states of an advice script and the ways between them."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import OutputError, UsageError

if TYPE_CHECKING:
    from companion.dialogue.script import Script

HELP = """Draws the states of a script and the ways between them: as Mermaid text, or as a picture where Graphviz is
installed. Answers and conditions stand on the arrows; ends, calls of other scripts, notices and alerts have a look of
their own. SCRIPT is the id of a script of this device, or a file."""
EXAMPLE = "companion scripts graph morning --out morning.svg"

SECONDS = 60
"""Graphviz takes a tenth of a second for a script; if it takes longer than this, something is wrong."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("script", metavar="SCRIPT", help="id of a script, or a file")
    parser.add_argument("--out", type=Path, metavar="F", help="file to write, .mmd or .svg (default: Mermaid, here)")


def run(options: argparse.Namespace) -> int:
    """Draw it. Raises UsageError, ScriptError, OutputError."""
    from companion.dialogue.authoring.diagrams import dot, mermaid
    from companion.dialogue.authoring.graph import draw

    kind = options.out.suffix.lower() if options.out else ".mmd"
    if kind not in {".mmd", ".svg"}:
        raise UsageError(f"{options.out} should end in .mmd (Mermaid text) or .svg (a picture).")
    drawing = draw(_script(options))
    if options.out is None:
        sys.stdout.write(mermaid(drawing))
        return 0
    _write(options.out, _picture(dot(drawing)) if kind == ".svg" else mermaid(drawing).encode())
    print(f"{options.out} is written.")
    return 0


def _script(options: argparse.Namespace) -> Script:
    from companion.device_scripts import all_scripts
    from companion.dialogue.script import find_script, load_script

    path = Path(options.script)
    if path.suffix or len(path.parts) > 1:
        return load_script(path)
    return find_script(all_scripts(settings_of(options)), options.script)


def _picture(text: str) -> bytes:
    dot = shutil.which("dot")
    if dot is None:
        raise OutputError(
            "A picture needs Graphviz, which is not installed here (Debian: apt install graphviz); "
            "without it write Mermaid text: --out NAME.mmd."
        )
    try:
        made = subprocess.run([dot, "-Tsvg"], input=text.encode(), capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        raise OutputError("Graphviz could not draw this script; write Mermaid text instead: --out NAME.mmd.") from None
    return made.stdout


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place with --out.") from None

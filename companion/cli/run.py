"""`companion run`: live, with microphone, speaker and face."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.errors import DeviceError, OutputError, UsageError
from companion.pinned import pin

if TYPE_CHECKING:
    from companion.messages import Button, Press, TurnReport
    from companion.ports import Buttons, SealedLog
    from companion.settings import Settings
    from device import Device

HELP = "Goes live: hears through the microphone, speaks through the speaker, shows the face, seals the log."
EXAMPLE = "companion run --profile desktop"
log = logging.getLogger("companion")
FACE_LEAVES_WITHIN_S = 5.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--profile", metavar="P", help="the board: a name from device/profiles (default: settings)")
    parser.add_argument("--script", metavar="ID", help="begin with this advice script, not with what the hour suggests")
    parser.add_argument("--no-face", action="store_true", help="start no face; systemd does, or nobody looks")
    parser.add_argument("--windowed", action="store_true", help="the face in a window instead of the whole screen")


def run(options: argparse.Namespace) -> int:
    """Converse until told to stop."""
    if options.script is not None and options.script.endswith((".yaml", ".yml")):
        raise UsageError("A script from a file does not go live: nobody has signed it; try it with 'companion chat'.")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # It names every state it passes at INFO, and states of health are nobody's business.
    logging.getLogger("transitions").setLevel(logging.WARNING)
    if not pin():
        log.info(
            "Memory may go to a swap device: this user may not hold it (LimitMEMLOCK); companion doctor says more."
        )
    from device import open_device

    settings = settings_of(options)
    with (
        leaving_in_order() as leaving,
        only_one(settings.state_dir),
        open_device(options.profile or settings.profile) as device,
    ):
        screen = device.profile.screen
        socket = face_socket(settings.state_dir)
        wanted = screen.present and not options.no_face
        with face_process(socket, wanted=wanted, windowed=options.windowed or not screen.fullscreen):
            converse(settings, device, socket=socket, script=options.script, leaving=leaving)
    return 0


class Leaving:
    """Remembers that SIGTERM came: an exception raised in the midst of a library may be swallowed there."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_: object) -> None:
        """Leave from wherever the program is."""
        self.asked = True
        sys.exit(0)


@contextmanager
def leaving_in_order() -> Iterator[Leaving]:
    """SIGTERM stops what has started, also before there is a session to tell: a killed core would leave its face."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    leaving = Leaving()
    signal.signal(signal.SIGTERM, leaving.ask)
    try:
        yield leaving
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def only_one(state_dir: Path) -> Iterator[None]:
    """Two at one bedside would answer each other. Raises DeviceError, OutputError."""
    try:
        lock = (made(state_dir) / "run.lock").open("w")
    except OSError as error:
        raise OutputError(f"The folder {state_dir} cannot be written ({error.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DeviceError(f"A companion already runs with {state_dir}; stop it first.") from None
        yield


def recorded(settings: Settings) -> SealedLog:
    """The sealed log, with a warning in the journal for whatever it will not keep."""
    from companion.device_log import open_log

    sealed = open_log(settings)
    for scope in sealed.unread:
        log.warning("The %s is not kept: nobody registered may read it. Register a resident's key to keep it.", scope)
    return sealed


def converse(settings: Settings, device: Device, *, socket: Path, script: str | None, leaving: Leaving) -> None:
    """One session on an opened device, until SIGTERM or SIGINT."""
    from companion.app import Board, Storage, Watchers, conversation
    from companion.device_log import device_memory
    from companion.device_scripts import PREVIEW, device_scripts
    from companion.face.link import FaceLink
    from companion.inbox import FolderInbox
    from companion.pauses import PauseFile
    from device.notify import Watchdog

    face = FaceLink(socket, device.clock)
    board = Board(
        clock=device.clock,
        microphone=device.microphone,
        speaker=device.speaker,
        buttons=BothButtons(device.buttons, face),
        nurse_call=device.nurse_call,
        hears_while_speaking=lambda: device.hears_while_speaking,
        real_time=True,
    )
    watchdog = Watchdog()
    watchers = Watchers(observer=JournalObserver(), heartbeat=watchdog)
    sealed = recorded(settings)
    if not device_scripts(settings).only_signed:
        log.warning(PREVIEW)
    storage = Storage(
        log=sealed,
        memory=device_memory(settings),
        inbox=FolderInbox(settings.inbox_dir),
        pauses=PauseFile(settings.pauses_path),
        sentences=settings.sentences_dir,
    )
    with conversation(settings, board, face=face, storage=storage, watchers=watchers, script=script) as session:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: session.stop())
        if leaving.asked:
            return
        watchdog.ready()
        session.run()
        watchdog.stopping()


def face_socket(state_dir: Path) -> Path:
    """Where core and face meet: the unit's runtime folder, the user's, or beside the state."""
    for variable in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        folder = os.environ.get(variable)
        if folder and os.access(folder, os.W_OK | os.X_OK):
            return Path(folder) / "companion-face.sock"
    return made(state_dir) / "companion-face.sock"


def made(state_dir: Path) -> Path:
    """The folder where everything is kept, for this user alone. Raises OutputError."""
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutputError(f"The folder {state_dir} cannot be made ({error.strerror}).") from None
    return state_dir


@contextmanager
def face_process(socket: Path, *, wanted: bool, windowed: bool) -> Iterator[None]:
    """In development the core starts the face; if it dies the conversation goes on."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "companion", "face", "--socket", str(socket)]
    child = subprocess.Popen([*command, "--windowed"] if windowed else command)
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(FACE_LEAVES_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@dataclass(frozen=True, slots=True)
class BothButtons:
    """The box's buttons and the screen's."""

    box: Buttons
    screen: Buttons

    def presses(self) -> tuple[Button | Press, ...]:
        """Everything pressed on either."""
        return self.box.presses() + self.screen.presses()


class JournalObserver:
    """One line a turn for the journal: outcomes and timings. No words (P3), and no states: `pain` is one."""

    def turn(self, report: TurnReport) -> None:
        """Log it."""
        log.info(
            "turn %d %s: %s, %.0f ms of work, %d alerts",
            report.number,
            report.cause,
            report.outcome,
            report.work_ms,
            report.alerts,
        )

"""Words leave the face's memory when they leave its screen (P3, P4)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from process_memory import found_in, ways_to_write
from test_nothing_in_clear_memory import ROOT, UNIT, canary, environment_of

from companion.face.captions import KEPT_S
from companion.face.link import FaceLink
from companion.messages import FaceState, ShowCaption, ShowState, Who

FACE_UNIT = UNIT.with_name("companion-face.service")
STILL_SHOWN_S = 4.0

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc: not a Linux system")


class LiveClock:
    """The live session's clock."""

    def now_s(self) -> float:
        return time.monotonic()

    def wall(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def face(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The face as its unit runs it, on a screen that is none."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment_of(FACE_UNIT)}
    command = [sys.executable, "-m", "companion", "face", "--socket", str(path), "--size", "480x320"]
    with subprocess.Popen(command, env={**environment, "SDL_VIDEODRIVER": "dummy"}) as running:
        try:
            yield running
        finally:
            running.terminate()


def wait_for(condition: Callable[[], bool], what: str, limit_s: float = 30.0) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, what


def test_p4_words_that_left_the_screen_are_not_in_the_faces_memory() -> None:
    sentence = canary()
    wanted = {**ways_to_write(sentence), "its first word": sentence.split()[0].encode()}
    clock = LiveClock()
    # A socket's path holds 107 characters; pytest's own folders can be longer.
    with (
        tempfile.TemporaryDirectory() as folder,
        face(Path(folder) / "face.sock") as running,
        closing(FaceLink(Path(folder) / "face.sock", clock)) as link,
    ):

        def reached() -> bool:
            link.presses()
            return link.connected

        def found() -> set[str]:
            try:
                return found_in(running.pid, wanted)
            except PermissionError:
                pytest.skip("this system lets nobody read a child's memory")

        wait_for(reached, "the face did not start")
        link.show(ShowState(at_s=clock.now_s(), state=FaceState.LISTENING))
        said_s = clock.now_s() - KEPT_S[Who.RESIDENT] + STILL_SHOWN_S
        link.show(ShowCaption(at_s=said_s, who=Who.RESIDENT, text=sentence))
        wait_for(lambda: bool(found()), "the words never came")
        wait_for(lambda: not found(), "the words stay")

"""The face's own process: with a hand-made screen and clock inside this one, and for real as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pygame
import pytest

from companion.face.core import CorePort, Gone
from companion.face.layout import layout
from companion.face.link import FaceLink
from companion.face.process import PATIENCE_S, FaceOptions, LiveFace
from companion.face.screen import Closed, Key, Resized, ScreenEvent, Touch
from companion.face.wire import WireMessage
from companion.messages import Button, FaceState, Press, ShowButtons, ShowCaption, ShowState, Who

SIZE = (320, 192)
WORDS = "nobody may read this"


class TickingClock:
    """A clock that moves a little each time it is read: frames pass without waiting."""

    def __init__(self) -> None:
        self.time_s = 50.0

    def __call__(self) -> float:
        self.time_s += 0.004
        return self.time_s

    def now_s(self) -> float:
        return self.time_s

    def wall(self) -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC)


class HandScreen:
    """A screen whose events the test makes, and which remembers what was put on it."""

    def __init__(self) -> None:
        self.waiting: list[ScreenEvent] = []
        self.puts: list[int] = []
        self.size = SIZE

    def events(self) -> list[ScreenEvent]:
        events, self.waiting = self.waiting, []
        return events

    def put(self, picture: pygame.Surface, areas: Sequence[pygame.Rect]) -> None:
        self.size = picture.get_size()
        self.puts.append(sum(area.width * area.height for area in areas))


class QuickPort(CorePort):
    """A port that does not wait: the ticking clock passes the time."""

    def receive(self, wait_s: float) -> list[WireMessage | Gone]:
        return super().receive(0.0)


class Bench:
    """A live face between a real socket and a hand-made screen."""

    def __init__(self, path: Path, *, windowed: bool = False) -> None:
        self.clock, self.screen = TickingClock(), HandScreen()
        self.port = QuickPort(path)
        self.face = LiveFace(self.port, SIZE, FaceOptions(socket=path, windowed=windowed), clock=self.clock)
        self.link = FaceLink(path, self.clock)

    def run(self, frames: int = 3, *events: ScreenEvent) -> None:
        self.screen.waiting += events
        for _ in range(frames):
            self.face.frame(self.screen)
            self.face.wait()

    def show(self, state: FaceState) -> None:
        self.link.show(ShowState(at_s=self.clock.time_s, state=state))
        self.run()

    def close(self) -> None:
        self.link.close()
        self.port.close()


@pytest.fixture
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "face.sock"


@pytest.fixture
def bench(path: Path) -> Iterator[Bench]:
    bench = Bench(path)
    yield bench
    bench.close()


def middle(button: Button) -> Touch:
    box = layout(SIZE).buttons[button]
    return Touch((box.x + box.width // 2, box.y + box.height // 2))


def test_it_shows_the_state_the_core_sends(bench: Bench) -> None:
    bench.show(FaceState.LISTENING)
    assert bench.face.state is FaceState.LISTENING


def test_a_core_that_dies_is_shown_and_one_that_says_goodbye_lets_the_face_sleep(bench: Bench) -> None:
    bench.show(FaceState.SPEAKING)
    bench.link._drop()
    bench.run()
    assert bench.face.state is FaceState.CORE_GONE
    bench.clock.time_s += 2.0
    bench.show(FaceState.IDLE)
    assert bench.face.state is FaceState.IDLE
    bench.link.close()
    bench.run()
    assert bench.face.state is FaceState.ASLEEP


def test_a_core_that_never_comes_is_called_gone(bench: Bench) -> None:
    bench.run()
    assert bench.face.state is FaceState.THINKING
    bench.clock.time_s += PATIENCE_S
    bench.run()
    assert bench.face.state is FaceState.CORE_GONE


def test_touch_and_keys_reach_the_core(bench: Bench) -> None:
    bench.show(FaceState.ALERT)
    bench.run(2, middle(Button.HELP), Touch(None))
    bench.clock.time_s += 1.0
    bench.run(2, middle(Button.ACKNOWLEDGE), Touch(None))
    bench.clock.time_s += 1.0
    bench.run(2, Key("help"), Key("acknowledge"))
    assert bench.link.presses() == (Button.HELP, Button.ACKNOWLEDGE, Button.HELP, Button.ACKNOWLEDGE)


def test_acknowledge_does_nothing_while_there_is_no_alert(bench: Bench) -> None:
    bench.show(FaceState.IDLE)
    bench.run(2, middle(Button.ACKNOWLEDGE), Key("acknowledge"))
    assert Button.ACKNOWLEDGE not in bench.link.presses()


def test_a_bare_touch_and_a_key_say_that_somebody_wants_to_talk(bench: Bench) -> None:
    bench.show(FaceState.IDLE)
    bench.run(2, Touch((SIZE[0] // 2, SIZE[1] // 2)), Touch(None))
    bench.clock.time_s += 1.0
    bench.run(2, Key("talk"))
    assert bench.link.presses() == (Button.TALK, Button.TALK)


def test_an_unsteady_finger_presses_once(bench: Bench) -> None:
    bench.show(FaceState.IDLE)
    bench.run(4, middle(Button.HELP), Touch(None), middle(Button.HELP), Touch(None), middle(Button.HELP))
    assert bench.link.presses() == (Button.HELP,)


def offer(bench: Bench, *answers: str) -> None:
    bench.show(FaceState.LISTENING)
    bench.link.show(ShowButtons(at_s=bench.clock.time_s, labels=answers))
    bench.run()
    bench.clock.time_s += 1.0


def on_answer(number: int, count: int) -> Touch:
    box = layout(SIZE, count, acknowledge=False).answers[number]
    return Touch((box.x + box.width // 2, box.y + box.height // 2))


def test_an_answer_is_pressed_with_a_finger_or_a_digit(bench: Bench) -> None:
    offer(bench, "yes", "no", "not sure")
    for event in (on_answer(1, 3), Key("3"), Key("1")):
        bench.run(2, event, Touch(None))
        bench.clock.time_s += 1.0
    bench.run(2, Key("4"), Key("0"), Key("9"))
    assert bench.link.presses() == (Press("no"), Press("not sure"), Press("yes"))


def test_a_digit_is_the_number_it_says_where_numbers_are_offered(bench: Bench) -> None:
    offer(bench, *(str(number) for number in range(11)))
    for event in (Key("0"), Key("7"), on_answer(10, 11)):
        bench.run(2, event, Touch(None))
        bench.clock.time_s += 1.0
    assert bench.link.presses() == (Press("0"), Press("7"), Press("10"))


def test_help_stays_within_reach_beside_the_answers(bench: Bench) -> None:
    offer(bench, "yes", "no")
    bench.run(2, middle(Button.HELP), Touch(None))
    assert bench.link.presses() == (Button.HELP,)


def test_an_unsteady_finger_gives_one_answer_and_none_to_the_next_question(bench: Bench) -> None:
    offer(bench, "yes", "no")
    bench.run(2, on_answer(0, 2), Touch(None), on_answer(0, 2), Touch(None), on_answer(1, 2), Touch(None))
    assert bench.link.presses() == (Press("yes"),)
    bench.clock.time_s += 1.0
    bench.link.show(ShowButtons(at_s=bench.clock.time_s, labels=("a little", "a lot")))
    bench.run(2)
    bench.run(2, on_answer(0, 2), Touch(None))
    assert bench.link.presses() == ()
    bench.clock.time_s += 1.0
    bench.run(2, on_answer(0, 2), Touch(None))
    assert bench.link.presses() == (Press("a little"),)


@pytest.mark.parametrize("how", ["taken away", "core dies", "core ends"])
def test_answers_that_are_gone_cannot_be_pressed(bench: Bench, how: str) -> None:
    offer(bench, "yes", "no")
    {
        "taken away": lambda: bench.link.show(ShowButtons(at_s=bench.clock.time_s, labels=())),
        "core dies": bench.link._drop,
        "core ends": bench.link.close,
    }[how]()
    bench.run(3)
    bench.clock.time_s += 1.0
    bench.run(2, on_answer(0, 2), Touch(None), Key("1"))
    assert not any(isinstance(pressed, Press) for pressed in bench.link.presses())
    assert bench.face._stage.answers == ()


def test_escape_ends_a_window_but_not_the_bedside(path: Path, bench: Bench) -> None:
    bench.run(1, Key("quit"), Closed())
    assert not bench.face.quitting
    windowed = Bench(path.with_name("second.sock"), windowed=True)
    windowed.run(1, Key("quit"))
    assert windowed.face.quitting
    windowed.close()


def test_a_window_of_another_size_is_filled(bench: Bench) -> None:
    bench.run(2, Resized((480, 320)))
    assert bench.screen.size == (480, 320)


def test_a_face_at_rest_paints_little(bench: Bench) -> None:
    bench.show(FaceState.ASLEEP)
    bench.run(150)
    resting = bench.screen.puts[-60:]
    assert resting.count(0) > len(resting) / 2


def test_another_session_clock_is_followed(bench: Bench) -> None:
    bench.link._clock = ahead = TickingClock()
    ahead.time_s = 9000.0
    bench.link.show(ShowState(at_s=9000.0, state=FaceState.IDLE))
    bench.run()
    assert bench.face.now_s() == pytest.approx(9000.0, abs=1.0)


def wait_for(condition: Callable[[], bool], what: str, limit_s: float = 20.0) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


class WallClock:
    """The live session's clock."""

    def now_s(self) -> float:
        return time.monotonic()

    def wall(self) -> datetime:
        return datetime.now(UTC)


def start(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "companion", "face", "--socket", str(path), "--size", "320x192"]
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_real_face_is_killed_comes_back_and_ends_cleanly(path: Path) -> None:
    link = FaceLink(path, WallClock())

    def reached() -> bool:
        link.show(ShowCaption(at_s=time.monotonic(), who=Who.RESIDENT, text=WORDS))
        link.presses()
        return link.connected

    def lost() -> bool:
        link.presses()
        return not link.connected

    first = start(path)
    wait_for(reached, "the face did not start")
    first.kill()
    wait_for(lost, "the dead face was not noticed")
    first.communicate()
    assert path.exists()
    second = start(path)
    wait_for(reached, "the face did not come back")
    second.send_signal(signal.SIGTERM)
    out, err = second.communicate(timeout=10)
    assert (second.returncode, out, err) == (0, b"", b"")
    assert not path.exists()
    link.close()


def test_the_process_says_plainly_that_there_is_no_screen(path: Path) -> None:
    environment = {**os.environ, "SDL_VIDEODRIVER": "none-such"}
    command = [sys.executable, "-m", "companion", "face", "--socket", str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 7
    assert done.stderr.startswith("companion: There is no screen for the face")
    assert done.stderr.count("\n") == 1
    assert not path.exists()

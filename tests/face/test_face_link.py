"""Core and face over a real Unix socket: either may be late, slow, silent or dead."""

from __future__ import annotations

import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.errors import DeviceError, OutputError
from companion.face.core import CorePort, Gone
from companion.face.link import FaceLink
from companion.face.wire import Goodbye, Hello, WireMessage, encode
from companion.messages import (
    Button,
    FaceState,
    MouthCue,
    MouthShape,
    Press,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)

LISTENING = ShowState(at_s=1.0, state=FaceState.LISTENING)
SPEAKING = ShowState(at_s=2.0, state=FaceState.SPEAKING)
SAID = ShowCaption(at_s=99.0, who=Who.DEVICE, text="Good morning.")
CUES = ShowSpeech(at_s=2.0, cues=(MouthCue(start_s=0.0, shape=MouthShape.D),))


class HandClock:
    """Session time that moves when the test says so."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now_s(self) -> float:
        return self.time_s

    def wall(self) -> datetime:
        return datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def path() -> Iterator[Path]:
    # A socket's path holds 107 characters; pytest's own folders can be longer.
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "face.sock"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def link(path: Path, clock: HandClock) -> Iterator[FaceLink]:
    link = FaceLink(path, clock)
    yield link
    link.close()


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def received(port: CorePort) -> list[WireMessage | Gone]:
    got: list[WireMessage | Gone] = []
    while more := port.receive(0.05):
        got += more
    got += port.receive(0.0)
    return got


def shown(got: list[WireMessage | Gone]) -> list[WireMessage | Gone]:
    return [message for message in got if not isinstance(message, Hello)]


def open_port(path: Path, opened: ExitStack) -> CorePort:
    return opened.enter_context(CorePort(path))


def meet(link: FaceLink, port: CorePort) -> list[WireMessage | Gone]:
    link.presses()
    port.receive(0.5)
    return received(port)


def test_messages_arrive_in_order_after_a_hello_with_the_session_clock(
    path: Path, link: FaceLink, opened: ExitStack
) -> None:
    port = open_port(path, opened)
    got = meet(link, port)
    for message in (LISTENING, SPEAKING, SAID, CUES, ShowLevel(at_s=3.0, level=0.5), StopSpeech(at_s=4.0)):
        link.show(message)
    got += received(port)
    assert got[0] == Hello(now_s=100.0)
    assert shown(got) == [LISTENING, SPEAKING, SAID, CUES, ShowLevel(at_s=3.0, level=0.5), StopSpeech(at_s=4.0)]


def test_without_a_face_nothing_is_raised_and_it_is_tried_once_a_second(
    path: Path, link: FaceLink, clock: HandClock, opened: ExitStack
) -> None:
    for _ in range(5):
        link.show(LISTENING)
        assert link.presses() == ()
    port = open_port(path, opened)
    link.show(SPEAKING)
    assert not link.connected
    clock.time_s += 1.0
    link.show(SPEAKING)
    assert link.connected
    port.receive(0.5)
    assert shown(received(port)) == [SPEAKING]


def test_words_that_no_face_shows_any_more_are_told_to_none(
    path: Path, link: FaceLink, clock: HandClock, opened: ExitStack
) -> None:
    link.show(SAID)
    link.show(SPEAKING)
    clock.time_s += 60.0
    assert shown(meet(link, open_port(path, opened))) == [SPEAKING]


def test_a_face_that_comes_back_is_told_how_things_stand(
    path: Path, link: FaceLink, clock: HandClock, opened: ExitStack
) -> None:
    with CorePort(path) as first:
        meet(link, first)
        for message in (LISTENING, SAID, StopSpeech(at_s=1.5), CUES, SPEAKING):
            link.show(message)
    clock.time_s += 1.0
    link.presses()
    assert not link.connected
    second = open_port(path, opened)
    clock.time_s += 1.0
    assert set(shown(meet(link, second))) == {SPEAKING, StopSpeech(at_s=1.5), CUES, SAID}


def test_a_slow_face_costs_no_time_and_no_memory_and_ends_up_right(
    path: Path, link: FaceLink, opened: ExitStack
) -> None:
    port = open_port(path, opened)
    meet(link, port)
    for i in range(5000):
        link.show(ShowCaption(at_s=float(i), who=Who.DEVICE, text=f"{i} " + "x" * 500))
    assert len(link._unsent) < 4096
    link.show(SPEAKING)
    received(port)
    link.presses()
    got = shown(received(port))
    link.show(LISTENING)
    got += shown(received(port))
    states = [message for message in got if isinstance(message, ShowState)]
    captions = [message for message in got if isinstance(message, ShowCaption)]
    assert states[-2:] == [SPEAKING, LISTENING]
    assert captions[-1].text.startswith("4999 ")


def test_presses_come_through_once_and_in_order(path: Path, link: FaceLink, opened: ExitStack) -> None:
    port = open_port(path, opened)
    meet(link, port)
    port.press(Button.HELP)
    port.press(Button.ACKNOWLEDGE)
    assert link.presses() == (Button.HELP, Button.ACKNOWLEDGE)
    assert link.presses() == ()


def test_help_pressed_while_the_core_is_away_is_kept_for_it(path: Path, link: FaceLink, opened: ExitStack) -> None:
    port = open_port(path, opened)
    port.press(Button.HELP)
    meet(link, port)
    assert link.presses() == (Button.HELP,)


def test_an_answer_reaches_the_core_that_asked_and_no_later_one(path: Path, link: FaceLink, opened: ExitStack) -> None:
    port = open_port(path, opened)
    port.press(Press("yes"))
    meet(link, port)
    assert link.presses() == ()
    port.press(Press("no"))
    port.press(Button.HELP)
    assert link.presses() == (Press("no"), Button.HELP)


def test_a_face_that_comes_back_is_told_the_answers_on_offer(
    path: Path, link: FaceLink, clock: HandClock, opened: ExitStack
) -> None:
    offered, taken_away = ShowButtons(at_s=1.0, labels=("yes", "no")), ShowButtons(at_s=2.0, labels=())
    for message in (offered, taken_away):
        with CorePort(path) as port:
            clock.time_s += 1.0
            link.presses()
            clock.time_s += 1.0
            meet(link, port)
            link.show(message)
        clock.time_s += 1.0
        link.presses()
        with CorePort(path) as port:
            clock.time_s += 1.0
            assert message in shown(meet(link, port))


def test_a_goodbye_is_no_death_and_a_death_is(path: Path, clock: HandClock, opened: ExitStack) -> None:
    port = open_port(path, opened)
    polite = FaceLink(path, clock)
    meet(polite, port)
    polite.close()
    polite.close()
    polite.show(LISTENING)
    assert received(port) == [Goodbye()]
    assert not port.connected
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dying:
        dying.connect(str(path))
        dying.sendall(encode(Hello(now_s=1.0)) + b'{"type":"state","at_s":')
        port.receive(0.5)
        assert port.connected
    got = received(port)
    assert [type(message) for message in got] == [Hello, Gone]


def test_a_newer_core_takes_the_place_of_an_older_one(path: Path, clock: HandClock, opened: ExitStack) -> None:
    port = open_port(path, opened)
    old, new = FaceLink(path, clock), FaceLink(path, clock)
    meet(old, port)
    meet(new, port)
    old.presses()
    assert not old.connected
    new.show(LISTENING)
    assert shown(received(port)) == [LISTENING]
    new.close()


def test_another_version_is_hung_up_on(path: Path, opened: ExitStack) -> None:
    port = open_port(path, opened)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stranger:
        stranger.connect(str(path))
        stranger.sendall(encode(Hello(version=99)))
        port.receive(0.5)
        received(port)
        assert not port.connected


def test_times_that_are_no_numbers_do_not_stop_the_conversation(path: Path, link: FaceLink, opened: ExitStack) -> None:
    port = open_port(path, opened)
    meet(link, port)
    link.show(ShowLevel(at_s=1.0, level=float("nan")))
    link.show(LISTENING)
    assert shown(received(port)) == [LISTENING]


def test_the_socket_is_for_this_user_only_and_goes_with_the_face(path: Path) -> None:
    with CorePort(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


def test_a_stale_socket_file_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(path))
    assert path.exists()
    with CorePort(path) as port:
        assert not port.connected


def test_a_second_face_is_refused_and_the_first_goes_on(path: Path, opened: ExitStack) -> None:
    open_port(path, opened)
    with pytest.raises(DeviceError, match="already showing"):
        CorePort(path)
    assert path.exists()


def test_a_file_in_the_way_is_not_deleted(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(OutputError, match="not a socket"):
        CorePort(path)
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be made"):
        CorePort(path.parent / "none" / "face.sock")


def test_a_path_too_long_for_a_socket_is_one_plain_sentence(path: Path, clock: HandClock) -> None:
    long = path.parent / ("x" * 200)
    with pytest.raises(OutputError, match="cannot be made"):
        CorePort(long)
    link = FaceLink(long, clock)
    link.show(LISTENING)
    assert not link.connected

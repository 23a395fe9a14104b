"""The face's own process: takes messages from the core, shows them sixty times a second, sends back what is pressed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from companion.face.core import CorePort, Gone
from companion.face.layout import layout
from companion.face.paint import Painter
from companion.face.screen import Closed, Key, Resized, Screen, ScreenEvent, Touch, no_signal_handlers
from companion.face.stage import FaceStage
from companion.face.steady import Steady
from companion.face.wire import Goodbye, Hello, Pressed, WireMessage
from companion.messages import Button, FaceState, Press, ShowButtons

LIVELY_S = 1 / 60
QUIET_S = 1 / 30
QUIET_STATES = {
    FaceState.MUTED,
    FaceState.VISITOR,
    FaceState.IDLE,
    FaceState.ASLEEP,
    FaceState.CORE_GONE,
    FaceState.CANNOT_HEAR,
    FaceState.CANNOT_STORE,
    FaceState.TOO_LOUD,
}
PATIENCE_S = 15.0
"""A core that has not come this long after the start is not coming."""
SAME_CLOCK_S = 0.25
"""A session clock this near to ours is ours, read late; any other is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceOptions:
    """How the process runs."""

    socket: Path
    windowed: bool = False
    size: tuple[int, int] | None = None
    seed: int = 20260302


def run_face(options: FaceOptions) -> None:
    """Show the face until SIGTERM, SIGINT or, in a window, Esc. Raises DeviceError or OutputError at the start."""
    no_signal_handlers()
    stopping = _stop_on_signals()
    with CorePort(options.socket) as core, Screen(windowed=options.windowed, size=options.size) as screen:
        face = LiveFace(core, screen.size, options, clock=time.monotonic)
        while not stopping() and not face.quitting:
            face.frame(screen)
            face.wait()


def _stop_on_signals() -> Callable[[], bool]:
    got: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: got.append(number))
    return lambda: bool(got)


class LiveFace:
    """Stage and painter between a core and a screen."""

    def __init__(
        self, core: CorePort, size: tuple[int, int], options: FaceOptions, *, clock: Callable[[], float]
    ) -> None:
        self._core = core
        self._clock = clock
        self._windowed = options.windowed
        self._painter = Painter(size)
        self._stage = FaceStage(options.seed, line_chars=layout(size).line_chars)
        self._ahead_s = 0.0
        """Session time less our own."""
        self._next_s = clock()
        self._patience_s: float | None = clock() + PATIENCE_S
        self._steady = Steady(clock)
        self.quitting = False
        self._stage.starting(self.now_s())

    @property
    def state(self) -> FaceState:
        """The state shown now."""
        return self._stage.state

    def now_s(self) -> float:
        """Session time. The live session's clock is CLOCK_MONOTONIC, which all processes of a machine share."""
        return self._clock() + self._ahead_s

    def frame(self, screen: Screen) -> None:
        """Take what was pressed and show the face as it is now; nothing is drawn where nothing has changed."""
        for event in screen.events():
            self._on_screen(event)
        if self._patience_s is not None and self._clock() > self._patience_s:
            self._patience_s = None
            self._stage.core_gone(self.now_s())
        picture = self._painter.draw(self._stage.scene(self.now_s()))
        screen.put(picture, self._painter.changed)

    def wait(self) -> None:
        """Take messages until the next frame is due."""
        pace_s = QUIET_S if self._stage.state in QUIET_STATES else LIVELY_S
        self._next_s = max(self._next_s + pace_s, self._clock() - pace_s)
        left_s = self._next_s - self._clock()
        while left_s > 0.0:
            self._take(left_s)
            left_s = self._next_s - self._clock()
        self._take(0.0)

    def _take(self, wait_s: float) -> None:
        for message in self._core.receive(wait_s):
            self._on_message(message)

    def _on_message(self, message: WireMessage | Gone) -> None:
        match message:
            case Hello(now_s=now_s):
                self._patience_s = None
                self._follow(now_s)
            case Goodbye():
                self._stage.asleep(self.now_s())
            case Gone():
                self._stage.core_gone(self.now_s())
            case Pressed():
                pass
            case ShowButtons(labels=labels):
                self._steady.offered(labels)
                self._stage.show(message)
            case _:
                self._stage.show(message)

    def _follow(self, session_s: float | None) -> None:
        if session_s is not None:
            ahead_s = session_s - self._clock()
            self._ahead_s = ahead_s if abs(ahead_s) > SAME_CLOCK_S else 0.0

    def _on_screen(self, event: ScreenEvent) -> None:
        match event:
            case Touch(at=None):
                self._stage.pressed = None
            case Touch(at=(x, y)):
                self._press(self._under(x, y))
            case Key(name="help"):
                self._press(Button.HELP, held=False)
            case Key(name="talk"):
                self._press(Button.TALK, held=False)
            case Key(name="acknowledge") if self._alerting():
                self._press(Button.ACKNOWLEDGE, held=False)
            case Key(name=name) if name.isdigit():
                self._press(self._answer_of(name), held=False)
            case Key(name="quit") | Closed():
                self.quitting = self.quitting or self._windowed
            case Resized(size=size):
                self._painter = Painter(size)

    def _alerting(self) -> bool:
        return self._stage.state is FaceState.ALERT

    def _under(self, x: int, y: int) -> Button | Press | None:
        """What a finger at this pixel presses."""
        shown = (Button.HELP, Button.ACKNOWLEDGE) if self._alerting() else (Button.HELP,)
        place, answers = self._painter.place, self._stage.answers
        number = place.answer_at(x, y)
        if number is not None and number < len(answers):
            return Press(answers[number])
        # A tap beside every button: somebody wants to say something.
        return place.button_at(x, y, shown) or Button.TALK

    def _answer_of(self, digit: str) -> Press | None:
        """The answer that is this number, else the one at this place, counted from 1."""
        answers = self._stage.answers
        if digit in answers:
            return Press(digit)
        place = int(digit) - 1
        return Press(answers[place]) if 0 <= place < len(answers) else None

    def _press(self, button: Button | Press | None, *, held: bool = True) -> None:
        if button is None:
            return
        if held:
            self._stage.pressed = button
        if self._steady.meant(button):
            self._core.press(button)

"""The face on its clock: takes messages, gives the scene to paint at any session time."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.face.captions import LINES, CaptionLine, Captions, wrap
from companion.face.motion import nodding
from companion.face.mouth import Timeline
from companion.face.pose import Doing, Easing, Pose, alive, goal
from companion.messages import (
    Button,
    Expression,
    FaceMessage,
    FaceState,
    Heeds,
    Nod,
    Press,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)

WORDS = {
    FaceState.IDLE: "I am here",
    FaceState.LISTENING: "Listening",
    FaceState.THINKING: "Thinking",
    FaceState.SPEAKING: "Speaking",
    FaceState.ASLEEP: "Asleep",
    FaceState.MUTED: "Not listening",
    FaceState.VISITOR: "You have a visitor",
    FaceState.ALERT: "Calling for help",
    FaceState.CANNOT_HEAR: "I cannot hear",
    FaceState.CANNOT_SPEAK: "I cannot speak",
    FaceState.CANNOT_STORE: "I cannot keep notes",
    FaceState.TOO_LOUD: "Turn the microphone down",
    FaceState.CORE_GONE: "Not working",
}
"""Each state in words; its icon has the state's name."""

WAITING = {
    Heeds.ANSWER: "I am listening",
    Heeds.NAME: "Say my name",
    Heeds.TOUCH: "Touch me to talk",
}
"""In place of "I am here": what it waits for."""

STARTING = "Starting"
GONE = "I have stopped. Please use your call bell or phone."
"""The only words the face has of its own: nobody is left to say them."""

LEVEL_HOLDS_S = 0.5
"""Without news the listening ring sinks back after this."""
LINE_CHARS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything on the screen at one moment."""

    at_s: float
    state: FaceState
    word: str
    pose: Pose
    captions: tuple[CaptionLine, ...] = ()
    buttons: tuple[Button, ...] = (Button.HELP,)
    answers: tuple[str, ...] = field(default=(), repr=False)
    """Labels of the big buttons."""
    pressed: Button | Press | None = None
    """The button that lies under a finger right now."""


@dataclass(slots=True)
class _Shown:
    """What the last messages said."""

    state: FaceState = FaceState.IDLE
    expression: Expression = Expression.NEUTRAL
    heeds: Heeds = Heeds.ANYBODY
    level: float = 0.0
    level_s: float = field(default=float("-inf"))
    nod_s: float = field(default=float("-inf"))


class FaceStage:
    """Messages in, scenes out, asked for in order of time; captions and speech may be about a time to come."""

    def __init__(self, seed: int, *, line_chars: int = LINE_CHARS, state: FaceState = FaceState.IDLE) -> None:
        self._seed = seed
        self._shown = _Shown(state=state)
        self._timeline = Timeline()
        self._captions = Captions(line_chars)
        self._gone = tuple(CaptionLine(Who.DEVICE, text, False) for text in wrap(GONE, line_chars)[:LINES])
        self._easing: Easing | None = None
        self._last_s = float("-inf")
        self.pressed: Button | Press | None = None
        self.answers: tuple[str, ...] = ()
        """The answers offered now."""
        self._word: str | None = None

    @property
    def state(self) -> FaceState:
        """The state shown now."""
        return self._shown.state

    def show(self, message: FaceMessage) -> None:
        """Take one message."""
        match message:
            case ShowState():
                self._shown.state, self._shown.expression = message.state, message.expression
                self._shown.heeds = message.heeds
                self._word = None
            case ShowCaption():
                self._captions.show(message)
            case ShowSpeech():
                self._timeline.speech(message.at_s, message.cues)
            case StopSpeech():
                self._timeline.stop(message.at_s)
            case Nod():
                self._shown.nod_s = message.at_s
            case ShowLevel():
                self._shown.level, self._shown.level_s = message.level, message.at_s
            case ShowButtons():
                self.answers = message.labels

    def starting(self, at_s: float) -> None:
        """The core is not there yet."""
        self.show(ShowState(at_s=at_s, state=FaceState.THINKING))
        self._word = STARTING

    def core_gone(self, at_s: float) -> None:
        """The core went without a word: say so, and forget its words."""
        self._forget_words(at_s)
        self.show(ShowState(at_s=at_s, state=FaceState.CORE_GONE))

    def asleep(self, at_s: float) -> None:
        """The core said goodbye."""
        self._forget_words(at_s)
        self.show(ShowState(at_s=at_s, state=FaceState.ASLEEP))

    def _forget_words(self, at_s: float) -> None:
        self._captions.clear()
        self._timeline.stop(at_s)
        self.answers = ()

    def scene(self, at_s: float) -> Scene:
        """What to paint at this session time."""
        captions = self._captions_at(at_s)
        doing = self._doing(at_s, captioned=bool(captions))
        towards = goal(doing, time_s=at_s, seed=self._seed)
        if self._easing is None:
            self._easing = Easing(towards)
        eased = self._easing.step(towards, max(0.0, min(1.0, at_s - self._last_s)))
        self._last_s = at_s
        self._captions.forget(at_s)
        self._timeline.forget(at_s)
        return Scene(
            at_s=at_s,
            state=doing.state,
            word=self._word or self._waits_for(doing.state),
            pose=alive(eased, doing, time_s=at_s, seed=self._seed),
            captions=captions,
            buttons=(Button.HELP, Button.ACKNOWLEDGE) if doing.state is FaceState.ALERT else (Button.HELP,),
            answers=self.answers,
            pressed=self.pressed,
        )

    def _waits_for(self, state: FaceState) -> str:
        heeds = self._shown.heeds if state is FaceState.IDLE else Heeds.ANYBODY
        return WAITING.get(heeds, WORDS[state])

    def _captions_at(self, at_s: float) -> tuple[CaptionLine, ...]:
        return self._gone if self._shown.state is FaceState.CORE_GONE else self._captions.at(at_s)

    def _doing(self, at_s: float, *, captioned: bool) -> Doing:
        lips, said = self._timeline.at(at_s)
        level = self._shown.level if at_s - self._shown.level_s < LEVEL_HOLDS_S else 0.0
        shown = self._shown
        return Doing(
            state=shown.state,
            expression=shown.expression,
            lips=lips,
            said=said,
            level=level,
            captioned=captioned,
            nod=nodding(at_s - shown.nod_s),
        )

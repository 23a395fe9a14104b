"""What the face is told to show, and what is pressed on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from companion.messages.dialogue import Expression
from companion.messages.speech import MouthCue


class FaceState(StrEnum):
    """What the device is doing, for all to see."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    ASLEEP = "asleep"
    MUTED = "muted"
    """Asked not to listen: hears nothing but a call for help, keeps nothing."""
    VISITOR = "visitor"
    """The same because somebody is there."""
    ALERT = "alert"
    CANNOT_HEAR = "cannot_hear"
    CANNOT_SPEAK = "cannot_speak"
    CANNOT_STORE = "cannot_store"
    TOO_LOUD = "too_loud"
    """The microphone is set so loud that speech is spoiled in it."""
    CORE_GONE = "core_gone"


class Heeds(StrEnum):
    """To whom the device listens, for all to see: nobody should have to talk to a device that waits for its name."""

    ANYBODY = "anybody"
    ANSWER = "answer"
    """It has spoken, or was called or touched: whoever speaks now is answered, for a while."""
    NAME = "name"
    """It waits to be called, by its mode or because somebody talks on in the room; requests still count there."""
    TOUCH = "touch"


class Who(StrEnum):
    """Whose words a caption shows."""

    DEVICE = "device"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowState:
    """Take this state and expression."""

    at_s: float
    state: FaceState
    expression: Expression = Expression.NEUTRAL
    heeds: Heeds = Heeds.ANYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCaption:
    """Put these words on the screen."""

    at_s: float
    who: Who
    text: str = field(repr=False)
    large: bool = False
    """As large as it goes: said again for somebody who did not understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSpeech:
    """Move the mouth: cue times count from `at_s`, when the first sample reaches the air."""

    at_s: float
    cues: tuple[MouthCue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSpeech:
    """Close the mouth and forget the cues."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLevel:
    """How loud the resident is, for the listening ring."""

    at_s: float
    level: float
    """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nod:
    """Nod once: I have heard that, go on."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowButtons:
    """Offer these answers as big buttons; none: take them away."""

    at_s: float
    labels: tuple[str, ...] = field(repr=False)


FaceMessage: TypeAlias = ShowState | ShowCaption | ShowSpeech | StopSpeech | ShowLevel | Nod | ShowButtons


class Button(StrEnum):
    """What a person can press, on the screen or on the box."""

    HELP = "help"
    ACKNOWLEDGE = "acknowledge"
    """A human has seen the alert."""
    TALK = "talk"
    """A tap on the face, or the box's button to talk: somebody wants to say something."""


@dataclass(frozen=True, slots=True)
class Press:
    """An answer pressed on the screen."""

    answer: str = field(repr=False)
    """The label of the button."""

"""What happens to the dialogue, and what it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeAlias

from companion.messages.alerts import Alert
from companion.messages.emotion import Feeling
from companion.messages.hearing import Expectation, NoReply, Utterance
from companion.messages.kept import Kept
from companion.messages.manner import AS_USUAL, Manner

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"


class Urgency(IntEnum):
    """Which prompt goes first; higher goes before lower and is never dropped for it."""

    CHAT = 0
    REMINDER = 1
    REPLY = 2
    STOP = 3
    ALERT = 4


class Expression(StrEnum):
    """What the face's features show."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    CONCERNED = "concerned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing the device says."""

    text: str = field(repr=False)
    """As it is shown, and said where nothing else is given; no mark in it means anything."""
    marked: str = field(default="", repr=False)
    """The same with marks for the voice (`companion.marks`), where a script's line has some."""
    urgency: Urgency = Urgency.REPLY
    manner: Manner = AS_USUAL
    large: bool = False
    """Its words stand on the screen as large as they go."""
    shown: bool = True
    """Its words stand on the screen at all: not those that a hearing test wants to be heard."""


class Scope(StrEnum):
    """Who may read a record."""

    DIARY = "diary"
    SUMMARY = "summary"
    SAFETY = "safety"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry for the sealed log."""

    kind: str
    """turn, measure, score, notice, consent, setting, initiative, mood, alert, acknowledge, session, misunderstanding,
    fault."""
    scope: Scope
    body: Mapping[str, JsonValue] = field(repr=False)


class Forget(StrEnum):
    """What the resident asks the device to forget, by voice or by touch."""

    LAST_TURN = "last turn"
    """The turn before this one, and what was recorded of it."""
    TODAY = "today"
    EVERYTHING = "everything"


class Outcome(StrEnum):
    """How a turn ended."""

    STARTED = "started"
    ANSWERED = "answered"
    UNSURE = "unsure"
    NO_MATCH = "no_match"
    NO_REPLY = "no_reply"
    COMMAND = "command"
    SMALL_TALK = "small_talk"
    RED_FLAG = "red_flag"
    ACKNOWLEDGED = "acknowledged"
    ALERT_REPEATED = "alert_repeated"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    """The device is ready; say the first thing."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """An utterance and the feeling in it."""

    utterance: Utterance
    feeling: Feeling
    over_speech: bool = False
    """It began while the device spoke and the device may have heard itself: only a red flag or a stop counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersChanged:
    """Somebody got a key to the log, or lost one."""

    readers: tuple[str, ...] = field(repr=False)
    """Names of all who could read the summary, the resident apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """One second of session time has gone by; alerts repeat and scheduled talks begin on these."""

    at_s: float
    busy: bool = False
    """Somebody speaks, the device or a person: nothing that can wait begins now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The resident pressed an answer on the screen."""

    at_s: float
    answer: str = field(repr=False)
    """One of the last reply's `buttons`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged:
    """Somebody came to the bedside, or everybody left."""

    at_s: float
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMessage:
    """Somebody the resident knows has sent a few words to be read out."""

    identifier: str
    sender: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged:
    """A human has seen the alert."""

    at_s: float
    by: str
    """Who or what acknowledged: a name, or "button"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPressed:
    """Somebody pressed the help button."""

    at_s: float


DialogueEvent: TypeAlias = (
    SessionStarted
    | Heard
    | Touched
    | NoReply
    | TimePassed
    | ReadersChanged
    | PresenceChanged
    | FamilyMessage
    | AlertAcknowledged
    | HelpPressed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the dialogue decided for one event."""

    say: tuple[Prompt, ...] = ()
    expect: Expectation | None = None
    """What to listen for once it is said; None: go on listening for the same."""
    expression: Expression = Expression.NEUTRAL
    alerts: tuple[Alert, ...] = ()
    records: tuple[Record, ...] = field(default=(), repr=False)
    outcome: Outcome = Outcome.NOTHING
    state: str = ""
    """Name of the dialogue's state after the event, `script/state`."""
    interrupts: bool = False
    """Stop what is being said now; the reply floor does not apply either."""
    buttons: tuple[str, ...] = field(default=(), repr=False)
    """Answers to show as big buttons; none: take the buttons away."""
    unshown: bool = False
    """What was heard is not to stand on a screen that others may see."""
    delivered: tuple[str, ...] = ()
    """Identifiers of the family messages that were read out."""
    forget: Forget | None = None
    """What the resident wants forgotten; done before this turn is recorded."""
    keep: Kept | None = field(default=None, repr=False)
    """What must outlive a restart, where it has changed: on disk before anything is announced."""

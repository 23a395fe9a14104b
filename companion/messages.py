"""What the stages say to one another: frozen, with units, and silent about words when printed.

Session time (`*_s` fields called `at_s`, `start_s`, ...) is seconds on the session's `Clock`: it counts the audio
that has passed, so tests and the recorded demo need no sleep. Fields that may hold a resident's words are left out of
`repr`, so that no log line or traceback can carry them (P3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000
"""Sample rate of everything the device hears."""

FRAME_SAMPLES = 512
"""Samples in one microphone frame: 32 ms, the block Silero VAD was trained on."""

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ

Samples: TypeAlias = NDArray[np.int16]
"""Mono 16-bit audio, shape (n,)."""

JsonValue: TypeAlias = "str | int | float | bool | None | list[JsonValue] | dict[str, JsonValue]"


# --- hearing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AudioFrame:
    """One block from the microphone."""

    samples: Samples = field(repr=False)
    """Shape (FRAME_SAMPLES,), 16 kHz."""
    start_s: float
    """Session time of the first sample."""

    @property
    def end_s(self) -> float:
        """Session time just after the last sample."""
        return self.start_s + len(self.samples) / SAMPLE_RATE_HZ


class AnswerKind(StrEnum):
    """What sort of answer a question asks for; also what sort of words the recogniser should expect."""

    YES_NO = "yes_no"
    SCALE = "scale"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    CHOICE = "choice"
    MEDICINE = "medicine"
    FREE = "free"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the dialogue expects to hear next."""

    kind: AnswerKind = AnswerKind.FREE
    phrases: tuple[str, ...] = ()
    """Lower-case phrases that answer the question, global commands included: the recogniser's grammar."""
    no_reply_s: float = 8.0
    """Seconds of silence after which the ear reports NoReply; 0 means never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word."""

    text: str = field(repr=False)
    start_s: float
    end_s: float
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a recogniser made of one utterance: lower case, no punctuation; empty when it heard no words."""

    text: str = field(repr=False)
    confidence: float
    """0 to 1."""
    engine: str
    words: tuple[Word, ...] = field(default=(), repr=False)
    alternatives: tuple[str, ...] = field(default=(), repr=False)
    """Other hypotheses, best first; triage reads them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """The resident began to speak."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """The transcript so far."""

    text: str = field(repr=False)
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Utterance:
    """The resident has finished speaking."""

    transcript: Transcript
    started_s: float
    """Session time of the first speech sample."""
    ended_s: float
    """Session time of the last speech sample, as the voice activity detector saw it."""
    decided_s: float
    """Session time at which the end of the turn was decided."""
    samples: Samples = field(repr=False)
    """The utterance's audio. In memory for this turn only (P2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReply:
    """Nobody spoke although something was expected."""

    at_s: float
    waited_s: float


HearingEvent: TypeAlias = SpeechStarted | Partial | Utterance | NoReply


# --- emotion ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """A guess at the resident's mood, with its certainty (P10)."""

    label: str
    """One of the 28 GoEmotions names, or for audio one of the eight RAVDESS names."""
    certainty: float
    """0 to 1, calibrated: of guesses given 0.7, seven in ten are right."""
    unsure: bool
    labels: tuple[str, ...] = ()
    """All labels above their thresholds."""
    ekman: str = "neutral"
    """anger, disgust, fear, joy, sadness, surprise or neutral."""
    valence: float = 0.0
    """-1 (unpleasant) to 1 (pleasant)."""
    scores: Mapping[str, float] = field(default_factory=dict, repr=False)


UNSURE = Feeling(label="neutral", certainty=0.0, unsure=True)
"""What the emotion stage says when it does not know."""


# --- triage and alerts -----------------------------------------------------------------------------------------------


class TriageLevel(IntEnum):
    """How soon a person must look: higher is sooner."""

    NONE = 0
    WATCH = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        """The level's name as the CLI and the log write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What triage made of one utterance."""

    level: TriageLevel
    category: str
    """One of the ten categories, or "none"."""
    reason: str = field(repr=False)
    """Why, in plain words; may quote the utterance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A call for a human. Never dropped; repeated until somebody acknowledges it (P6)."""

    identifier: str
    level: TriageLevel
    category: str
    at_s: float
    attempt: int = 1
    """1 for the first call, then counting up."""


# --- dialogue --------------------------------------------------------------------------------------------------------


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
    urgency: Urgency = Urgency.REPLY


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
    """turn, measure, mood, alert, acknowledge, session, misunderstanding, fault."""
    scope: Scope
    body: Mapping[str, JsonValue] = field(repr=False)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """One second of session time has gone by; alerts repeat on these."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged:
    """A human has seen the alert."""

    at_s: float
    by: str
    """Who or what acknowledged: a name, or "button"."""


DialogueEvent: TypeAlias = SessionStarted | Heard | NoReply | TimePassed | AlertAcknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the dialogue decided for one event."""

    say: tuple[Prompt, ...] = ()
    expect: Expectation = Expectation()
    expression: Expression = Expression.NEUTRAL
    alerts: tuple[Alert, ...] = ()
    records: tuple[Record, ...] = field(default=(), repr=False)
    outcome: Outcome = Outcome.NOTHING
    state: str = ""
    """Name of the dialogue's state after the event, `script/state`."""
    interrupts: bool = False
    """Stop what is being said now; the reply floor does not apply either."""


# --- speech ----------------------------------------------------------------------------------------------------------


class MouthShape(StrEnum):
    """The nine mouth shapes of Preston Blair's set, lettered as Rhubarb Lip Sync letters them."""

    A = "A"
    """Closed: m, b, p."""
    B = "B"
    """Slightly open, teeth together: most consonants, ee."""
    C = "C"
    """Open: e, ae."""
    D = "D"
    """Wide open: aa."""
    E = "E"
    """Rounded: aw, er."""
    F = "F"
    """Puckered: oo, w."""
    G = "G"
    """Teeth on lip: f, v."""
    H = "H"
    """Tongue up: l."""
    X = "X"
    """Rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MouthCue:
    """The mouth takes this shape from here until the next cue."""

    start_s: float
    """Seconds from the first sample of the prompt."""
    shape: MouthShape


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpeechChunk:
    """A piece of a prompt's sound, in order, with the mouth cues that fall into it."""

    samples: Samples = field(repr=False)
    sample_rate_hz: int
    cues: tuple[MouthCue, ...] = ()


# --- face ------------------------------------------------------------------------------------------------------------


class FaceState(StrEnum):
    """What the device is doing, for all to see."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    ASLEEP = "asleep"
    ALERT = "alert"
    CANNOT_HEAR = "cannot_hear"
    CANNOT_SPEAK = "cannot_speak"
    CANNOT_STORE = "cannot_store"
    CORE_GONE = "core_gone"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCaption:
    """Put these words on the screen."""

    at_s: float
    who: Who
    text: str = field(repr=False)


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


FaceMessage: TypeAlias = ShowState | ShowCaption | ShowSpeech | StopSpeech | ShowLevel

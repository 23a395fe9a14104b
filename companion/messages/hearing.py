"""From sound to words: frames, expectations, transcripts and what the ear reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
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

Vocabulary: TypeAlias = Mapping[str, Sequence[str]]
"""Lower-case words, and the ways each is said: ARPABET phones without stress, parted by spaces."""


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
    answers: frozenset[str] = frozenset()
    """Those of the phrases around which people put words: "well, six, I think". Never a command or a call for help."""
    settled: frozenset[str] | None = None
    """Those of the phrases after which nothing need be waited for; None: all that no other phrase goes on from."""
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
    expected: bool = False
    """It is one of the expected phrases, on evidence that it was really said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """The resident began to speak."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """The transcript so far."""

    text: str = field(repr=False)
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """The transcript so far has stood for a moment: what it will be answered with may be prepared."""

    text: str = field(repr=False)
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Who speaks has fallen silent for a moment, and may go on: a listener nods."""

    at_s: float


class Ending(StrEnum):
    """Why an utterance was taken to be over."""

    ANSWERED = "answered"
    """An expected answer is complete."""
    FINISHED = "finished"
    """Open speech, followed by silence."""
    UNFINISHED = "unfinished"
    """It broke off in mid-sentence, and did not go on for as long as this person usually takes."""
    STILL_TALKING = "still talking"
    """Cut at the longest that is listened to; the person talks on."""
    CUT = "cut"
    """Ended from outside: the microphone was lost, or the device fell silent."""


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
    ending: Ending = Ending.FINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReply:
    """Nobody spoke although something was expected."""

    at_s: float
    waited_s: float


HearingEvent: TypeAlias = SpeechStarted | Partial | Steady | Paused | Utterance | NoReply

"""Scripted stages for tests of the path: each records what it was asked and answers what it was told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np

from companion.errors import LogError, RecogniserLost
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    UNSURE,
    Alert,
    AudioFrame,
    Button,
    DialogueEvent,
    Erasure,
    Expectation,
    FaceMessage,
    FaceState,
    Feeling,
    HearingEvent,
    Pause,
    Prompt,
    Purpose,
    Record,
    Reply,
    ShowState,
    SpeechChunk,
    Transcript,
    TurnReport,
    Utterance,
)

START = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


class TestClock:
    """Session time that a test moves."""

    __test__ = False

    def __init__(self) -> None:
        self.seconds = 0.0
        self.start = START

    def now_s(self) -> float:
        return self.seconds

    def wall(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


@dataclass
class ScriptedMicrophone:
    """Gives frames as its script says: r = room noise, z = zeros, E = lost; then the end of the recording."""

    clock: TestClock
    script: str
    lost: Callable[[], Exception]
    closed: int = 0

    def read(self) -> AudioFrame | None:
        if not self.script:
            return None
        step, self.script = self.script[0], self.script[1:]
        start_s = self.clock.seconds
        self.clock.seconds += 1.0 if step == "E" else FRAME_SECONDS
        if step == "E":
            raise self.lost()
        samples = np.resize(np.array([0, 0] if step == "z" else [3, -3], np.int16), FRAME_SAMPLES)
        return AudioFrame(samples=samples, start_s=start_s)

    def close(self) -> None:
        self.closed += 1


@dataclass
class ScriptedEar:
    """Reports these events, each with the frame of that number."""

    events: dict[int, Sequence[HearingEvent]] = field(default_factory=dict)
    expected: list[Expectation] = field(default_factory=list)
    frames: int = 0
    background: bool = False
    too_loud: bool = False
    cuts: list[int] = field(default_factory=list)
    lost: RecogniserLost | None = None
    wakes: int = 0
    unfinished: Sequence[HearingEvent] = ()
    """What is under way when it is cut."""

    def expect(self, expectation: Expectation) -> None:
        self.expected.append(expectation)

    def others_talk(self, talking: bool) -> None:
        self.background = talking

    def hear(self, frame: AudioFrame) -> tuple[HearingEvent, ...]:
        self.frames += 1
        if self.lost is not None:
            raise self.lost
        return tuple(self.events.get(self.frames - 1, ()))

    def wake(self) -> None:
        self.wakes += 1
        if self.lost is not None:
            raise self.lost

    def cut(self) -> tuple[HearingEvent, ...]:
        self.cuts.append(self.frames)
        unfinished, self.unfinished = self.unfinished, ()
        return tuple(unfinished)

    def close(self) -> None:
        self.frames = 0


@dataclass
class ScriptedEmotion:
    feeling: Feeling = UNSURE
    felt: int = 0

    def feel(self, utterance: Utterance) -> Feeling:
        self.felt += 1
        return self.feeling


@dataclass
class ScriptedDialogue:
    """Answers by the type of the event; nothing for the rest."""

    replies: dict[type, Reply] = field(default_factory=dict)
    handled: list[DialogueEvent] = field(default_factory=list)
    prepared: list[str] = field(default_factory=list)
    agreed: frozenset[Purpose] = frozenset(Purpose)
    pause: Pause = Pause.NONE
    shares_with: frozenset[str] | None = None

    def allows(self, purpose: Purpose) -> bool:
        return purpose in self.agreed and self.pause is Pause.NONE

    def prepare(self, text: str) -> None:
        self.prepared.append(text)

    def handle(self, event: DialogueEvent) -> Reply:
        self.handled.append(event)
        return self.replies.get(type(event), Reply())

    def understands(self, utterance: Utterance) -> bool:
        return utterance.transcript.expected

    def urgent(self, utterance: Utterance, *, plainly: bool = False) -> bool:
        return any(word in utterance.transcript.text for word in (("help",) if plainly else ("help", "stop")))


@dataclass
class ToneSynthesiser:
    """Half a second of tone for every prompt."""

    spoken: list[str] = field(default_factory=list)

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        self.spoken.append(prompt.text)
        yield SpeechChunk(samples=np.full(8000, 1000, np.int16), sample_rate_hz=16_000)

    def tend(self) -> None:
        """Nothing is made ahead."""


@dataclass
class ListSpeaker:
    clock: TestClock
    played: list[float] = field(default_factory=list)
    until_s: float = 0.0
    fails: Callable[[], Exception] | None = None
    closed: int = 0

    def play(self, chunk: SpeechChunk) -> float:
        if self.fails is not None:
            raise self.fails()
        start_s = max(self.clock.seconds, self.until_s)
        self.until_s = start_s + len(chunk.samples) / chunk.sample_rate_hz
        self.played.append(start_s)
        return start_s

    def stop(self) -> None:
        self.until_s = min(self.until_s, self.clock.seconds)

    def busy_until_s(self) -> float:
        return self.until_s

    def close(self) -> None:
        self.closed += 1


@dataclass
class ListFace:
    shown: list[FaceMessage] = field(default_factory=list)
    closed: int = 0

    def show(self, message: FaceMessage) -> None:
        self.shown.append(message)

    def close(self) -> None:
        self.closed += 1

    @property
    def states(self) -> list[FaceState]:
        return [message.state for message in self.shown if isinstance(message, ShowState)]


@dataclass
class ListLog:
    """Keeps records; while `broken` it raises as a full disk does."""

    events: list[str]
    records: list[Record] = field(default_factory=list)
    erased: list[Erasure] = field(default_factory=list)
    shared_with: frozenset[str] | None = None
    days: list[date] = field(default_factory=list)
    broken: bool = False
    closed: int = 0
    readers: tuple[str, ...] | None = None
    cannot_erase: LogError | None = None

    def append(self, record: Record, at: datetime) -> int:
        self.events.append(f"append {record.kind}")
        if self.broken:
            raise LogError("The disk is full.")
        self.records.append(record)
        return len(self.records)

    def erase(self, erasure: Erasure, at: datetime) -> None:
        self.events.append("erase")
        if self.cannot_erase is not None:
            raise self.cannot_erase
        self.erased.append(erasure)

    def share_with(self, names: frozenset[str]) -> None:
        self.shared_with = names

    def tend(self, at: datetime) -> None:
        if at.date() not in self.days[-1:]:
            self.days.append(at.date())

    def flush(self) -> None:
        if self.broken:
            raise LogError("The disk is full.")
        self.events.append("flush")

    def close(self) -> None:
        self.closed += 1


@dataclass
class ListNurseCall:
    events: list[str]

    def call(self, alert: Alert) -> None:
        self.events.append(f"call {alert.category}")

    def clear(self) -> None:
        self.events.append("clear")


@dataclass
class ScriptedButtons:
    waiting: list[Button] = field(default_factory=list)

    def presses(self) -> tuple[Button, ...]:
        pressed, self.waiting = tuple(self.waiting), []
        return pressed


@dataclass
class ListObserver:
    turns: list[TurnReport] = field(default_factory=list)

    def turn(self, report: TurnReport) -> None:
        self.turns.append(report)


@dataclass
class CountingHeartbeat:
    beats: int = 0

    def beat(self) -> None:
        self.beats += 1


def utterance(text: str, *, started_s: float = 0.1, ended_s: float = 1.0) -> Utterance:
    """An utterance of these words."""
    return Utterance(
        transcript=Transcript(text=text, confidence=0.9, engine="test"),
        started_s=started_s,
        ended_s=ended_s,
        decided_s=ended_s + 0.1,
        samples=np.zeros(FRAME_SAMPLES, np.int16),
    )

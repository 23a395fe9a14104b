"""One device's day in a simulated room: the real path of a turn, and perhaps somebody who talks over the device."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from companion.bench.rooms_live import LiveAir, RoomClock, RoomMicrophone, RoomSpeaker
from companion.bench.rooms_talk import Remark, Sentence
from companion.memory import NoMemory
from companion.messages import (
    UNSURE,
    Alert,
    Button,
    DialogueEvent,
    Erasure,
    Expectation,
    FaceMessage,
    Feeling,
    Heard,
    NoReply,
    Outcome,
    Pause,
    Press,
    Prompt,
    Purpose,
    Record,
    Reply,
    SessionStarted,
    SpeechChunk,
    TurnReport,
    Urgency,
    Utterance,
)
from companion.path import Stages, TurnPath
from companion.ports import Ear
from companion.settings import Settings
from companion.tts.voice import Voice
from device.echo import EchoCanceller

SPEAKS_AGAIN_S = 1.0
"""The device is silent for so long between two sentences."""
INTO_S = (1.2, 2.2)
"""Seconds into a sentence at which somebody talks over it."""
ANSWERED_S = 6.0
"""After the last remark this much more is heard."""
AGAIN_S = 0.8
"""Whoever was not answered says it again after so long."""
EVERY = 2
"""Sentences from one remark to the next: the one between shows that all is well again."""


class Recorded:
    """Implements Synthesiser with sentences made before, whole."""

    def __init__(self, said: Sequence[Sentence]) -> None:
        self._by_text = {one.text: one for one in said}

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        """The sentence, in one piece."""
        one = self._by_text[prompt.text]
        yield SpeechChunk(samples=one.samples, sample_rate_hz=one.rate_hz)

    def tend(self) -> None:
        """All is made."""


class Talker:
    """Implements Dialogue: says one sentence after the other, and answers nothing."""

    def __init__(self, texts: Sequence[str], expectation: Expectation, urgent: Callable[[str], bool]) -> None:
        self._texts = iter(texts)
        self._expectation = expectation
        self._is_urgent = urgent
        self.heard: list[Utterance] = []
        self.pause = Pause.NONE
        self.shares_with: frozenset[str] | None = None

    def prepare(self, text: str) -> None:
        """Needs no time."""

    def allows(self, purpose: Purpose) -> bool:  # noqa: ARG002
        """No mood is guessed here."""
        return False

    def understands(self, utterance: Utterance) -> bool:
        """An answer that was offered."""
        return utterance.transcript.expected

    def urgent(self, utterance: Utterance, *, plainly: bool = False) -> bool:  # noqa: ARG002
        """A call for help, or a command."""
        return self._is_urgent(utterance.transcript.text)

    def handle(self, event: DialogueEvent) -> Reply:
        """The next sentence when it is time; what was heard is kept for whoever counts."""
        match event:
            case Heard(utterance=utterance):
                self.heard.append(utterance)
                return Reply(outcome=Outcome.SMALL_TALK)
            case SessionStarted() | NoReply():
                text = next(self._texts, None)
                say = () if text is None else (Prompt(text=text, urgency=Urgency.REPLY),)
                return Reply(say=say, expect=self._expectation, outcome=Outcome.STARTED)
            case _:
                return Reply()


class _NoLog:
    """Implements SealedLog, NurseCall, Buttons, Face, Emotion and TurnObserver for whoever looks at none of them."""

    readers: tuple[str, ...] | None = None

    def append(self, record: Record, at: datetime) -> int:  # noqa: ARG002
        """Keeps nothing."""
        return 0

    def erase(self, erasure: Erasure, at: datetime) -> None:
        """There is nothing."""

    def share_with(self, names: frozenset[str]) -> None:
        """There is nothing to share."""

    def tend(self, at: datetime) -> None:
        """No day ends."""

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def show(self, message: FaceMessage) -> None:
        """Nobody looks."""

    def feel(self, utterance: Utterance) -> Feeling:  # noqa: ARG002
        """No mood."""
        return UNSURE

    def call(self, alert: Alert) -> None:
        """Nobody comes."""

    def clear(self) -> None:
        """Nobody was called."""

    def presses(self) -> tuple[Button | Press, ...]:
        """No buttons."""
        return ()

    def turn(self, report: TurnReport) -> None:
        """Nobody counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A remark that was made over the device's speech, and what became of it."""

    remark: Remark
    at_s: float
    until_s: float
    again_at_s: float | None = None
    """It was said a second time then, into the pause."""


@dataclass(slots=True, kw_only=True)
class Day:
    """What happened."""

    spoken_s: float = 0.0
    seconds: float = 0.0
    pauses_s: list[float] = field(default_factory=list)
    remarks: list[Spoken] = field(default_factory=list)
    heard: list[Utterance] = field(default_factory=list, repr=False)
    working_after_s: float | None = None
    """Seconds of the device's own speech until its echo cancellation was found to work."""

    def over(self, spoken: Spoken, *, first: bool) -> list[Utterance]:
        """Turns taken for that remark; for the `first` time it was said, or for all."""
        ends_s = spoken.at_s + spoken.remark.seconds if first else spoken.until_s
        return [one for one in self.heard if one.started_s < ends_s and one.ended_s > spoken.at_s]

    def paused(self, spoken: Spoken) -> bool:
        """The device made room for it."""
        return any(spoken.at_s <= at_s <= spoken.until_s + 0.5 for at_s in self.pauses_s)


class Bedside:
    """Everything of one device, and perhaps a resident who talks over it."""

    def __init__(
        self, air: LiveAir, ear: Ear, talker: Talker, said: Sequence[Sentence], canceller: EchoCanceller | None
    ) -> None:
        """Without a canceller it is half duplex."""
        self._air = air
        self._talker = talker
        self._canceller = canceller
        self._clock = RoomClock()
        self._speaker = RoomSpeaker(air, self._clock, None if canceller is None else canceller.reference)
        none = _NoLog()
        self._voice = Voice(Recorded(said), self._speaker, none, self._clock)
        self._stages = Stages(
            clock=self._clock,
            microphone=RoomMicrophone(air, self._clock, canceller),
            buttons=none,
            ear=ear,
            emotion=none,
            dialogue=talker,
            nurse_call=none,
            voice=self._voice,
            face=none,
            log=none,
            memory=NoMemory(),
            hears_while_speaking=self._hears,
        )
        self._path = TurnPath(self._stages, settings=Settings(), observer=none)
        self._day = Day()
        self._sentences = 0
        self._into_s = 0.0
        self._was_paused = False
        self._sounding_since_s: float | None = None

    def _hears(self) -> bool:
        return self._canceller is not None and self._canceller.meter.working

    def spend(self, seconds: float, remarks: Sequence[Remark] = (), *, after_s: float | None = None) -> Day:
        """Speak, listen, and be talked over with these remarks, once it has been found to work; until all are said.

        With `after_s` they are made so long after a sentence has died away, not over it.
        """
        waiting = list(remarks)
        self._path.turn(SessionStarted(at_s=0.0))
        while self._clock.seconds < seconds and (waiting or not remarks or self._someone_speaks()):
            frame = self._stages.microphone.read()
            if frame is None:
                break
            self._path.listen(frame)
            self._path.answer()
            self._path.speak()
            self._watch()
            self._say_again()
            if waiting and self._now_is_the_time():
                remark = waiting.pop(0)
                ends_s = self._speaker.busy_until_s() + self._air.room.late_s
                self._say(remark, self._clock.seconds if after_s is None else ends_s + after_s)
        self._day.spoken_s, self._day.seconds = self._speaker.spoken_s, self._clock.seconds
        self._day.heard = self._talker.heard
        return self._day

    def _watch(self) -> None:
        now_s = self._clock.seconds
        if self._voice.paused and not self._was_paused:
            self._day.pauses_s.append(now_s)
        self._was_paused = self._voice.paused
        if self._day.working_after_s is None and self._hears():
            self._day.working_after_s = self._speaker.spoken_s - (self._speaker.busy_until_s() - now_s)
        if not self._voice.sounding:
            self._sounding_since_s = None
        elif self._sounding_since_s is None:
            self._sounding_since_s = now_s
            self._sentences += 1
            self._into_s = self._air.random.uniform(*INTO_S)

    def _now_is_the_time(self) -> bool:
        since_s = self._sounding_since_s
        ready = self._canceller is None or self._hears()
        return (
            since_s is not None
            and ready
            and self._sentences % EVERY == 0
            and self._clock.seconds - since_s > self._into_s
        )

    def _say(self, remark: Remark, at_s: float) -> None:
        self._sentences += 1
        self._air.say(at_s, remark.samples)
        until_s = at_s + remark.seconds
        self._day.remarks.append(Spoken(remark=remark, at_s=at_s, until_s=until_s))

    def _say_again(self) -> None:
        """Who was given a pause and no answer says it again."""
        last = self._day.remarks[-1] if self._day.remarks else None
        if last is None or last.again_at_s is not None or not self._voice.paused:
            return
        now_s = self._clock.seconds
        if now_s > last.until_s + AGAIN_S and not self._path.heeding.attending:
            self._air.say(now_s, last.remark.samples)
            again = replace(last, again_at_s=now_s, until_s=now_s + last.remark.seconds)
            self._day.remarks[-1] = again

    def _someone_speaks(self) -> bool:
        return bool(self._day.remarks) and self._clock.seconds < self._day.remarks[-1].until_s + ANSWERED_S

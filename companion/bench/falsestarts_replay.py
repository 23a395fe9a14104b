"""Lets the device's own attention and dialogue judge what its ear has heard; counts, and keeps no words.

A session without a voice: what is answered moves the dialogue on and keeps the device speaking for three seconds. What
was decoded is what the ear hears with nothing asked, also where the dialogue has begun to ask something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from companion.app import make_dialogue
from companion.heeding import Heeding
from companion.messages import (
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    UNSURE,
    AnswerKind,
    Expectation,
    Heard,
    Outcome,
    Prompt,
    Samples,
    SessionStarted,
    Transcript,
    Utterance,
)
from companion.ports import Dialogue
from companion.settings import AsrSettings, ConsentSettings, Settings

SPEAKS_S = 3.0
"""How long the device is taken to speak when it answers."""
MET_S = 60.0
"""The resident has been heard before this; then everything begins."""
_STEP_S = 4 * FRAME_SECONDS
_SHORTEST_S = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One thing that was heard and answered."""

    utterance: Utterance = field(repr=False)
    urgent: bool
    said: bool
    """The device said something."""
    taken: bool
    """For an answer to the question that stood open."""


class Bedside:
    """One session in one mode; `asked`: this question is open all the time, and put again when it was answered."""

    def __init__(self, mode: str, *, near: Sequence[Samples], asked: Expectation | None = None) -> None:
        """`near`: short answers of the resident, from which the device has learned the voice."""
        settings = Settings(
            asr=AsrSettings.model_validate({"mode": mode, "own_process": False}),
            consent=ConsentSettings(diary=True, share=True, mood=True, voice_mood=False, initiative=False),
        )
        self.clock = _Clock()
        self._voice = _Voice(self.clock)
        self._dialogue: Dialogue = make_dialogue(settings, self.clock, None)
        self.heeding = Heeding(self._voice, self._dialogue, self.clock, settings, full_duplex=bool)
        start = self._dialogue.handle(SessionStarted(at_s=0.0))
        self._asked = asked
        self._open = start.expect or Expectation(no_reply_s=0)
        self._meet(near)
        self.ask(asked)

    def _meet(self, near: Sequence[Samples]) -> None:
        """The resident has answered a few questions."""
        self.heeding.asked_for(Expectation(kind=AnswerKind.YES_NO, phrases=("yes", "no"), no_reply_s=0))
        for number, samples in enumerate(near):
            self.clock.seconds = 3.0 * number + 1.0
            self.heeding.pass_time()
            self.heeding.started(self.clock.seconds)
            sure = Transcript(text="yes", confidence=0.95, engine="bench", expected=True)
            begun_s, self.clock.seconds = self.clock.seconds, self.clock.seconds + 0.6
            self.heeding.ended(
                Utterance(
                    transcript=sure,
                    started_s=begun_s,
                    ended_s=begun_s + 0.5,
                    decided_s=begun_s + 0.6,
                    samples=samples,
                )
            )
            self.clock.seconds += 1.0
            if self.heeding.due() is not None:
                self.heeding.became(Outcome.ANSWERED)
                self.heeding.answered()
        self.clock.seconds = MET_S

    def ask(self, expectation: Expectation | None) -> None:
        """The device has just put this question; None: nothing is asked."""
        if expectation is None:
            self.heeding.asked_for(self._open)
            return
        self._asked = expectation
        self.heeding.asked_for(replace(expectation, phrases=()))
        self.heeding.asked_for(expectation)
        self._voice.until_s = self.clock.seconds + 2 * FRAME_SECONDS
        self.heeding.pass_time()

    def hear(self, heard: Sequence[Utterance], *, until_s: float) -> list[Answered]:
        """What is answered of these, told in seconds after MET_S; then time passes until `until_s`."""
        answered: list[Answered] = []
        for utterance in sorted(heard, key=lambda one: one.started_s):
            answered += self._pass(utterance.started_s)
            later = self._after_speaking(utterance)
            if later is None:
                continue
            self.heeding.started(later.started_s)
            self.heeding.words(later.transcript.text)
            answered += self._pass(later.decided_s, speaking=True)
            urgent = self._dialogue.urgent(later)
            finished = self.heeding.ended(later)
            if finished is not None:
                answered.append(self._answer(finished, urgent=urgent))
        return answered + self._pass(until_s)

    def _after_speaking(self, utterance: Utterance) -> Utterance | None:
        """The device hears anew when it falls silent; nothing is left of what had ended by then."""
        silent_s = self._voice.until_s
        if silent_s <= utterance.started_s:
            return utterance
        if silent_s > utterance.ended_s - _SHORTEST_S:
            return None
        heard_of = round((utterance.decided_s - silent_s) * SAMPLE_RATE_HZ)
        return replace(utterance, started_s=silent_s + 0.2, samples=utterance.samples[-heard_of:])

    def _pass(self, until_s: float, *, speaking: bool = False) -> list[Answered]:
        answered: list[Answered] = []
        while self.clock.seconds < until_s:
            self.clock.seconds = min(until_s, self.clock.seconds + _STEP_S)
            self.heeding.pass_time()
            if not speaking and (finished := self.heeding.due()) is not None:
                answered.append(self._answer(finished, urgent=False))
        return answered

    def _answer(self, utterance: Utterance, *, urgent: bool) -> Answered:
        if self._asked is not None and not urgent:
            taken = answers(utterance.transcript.text, self._asked.kind)
            self.heeding.became(Outcome.ANSWERED if taken else Outcome.NO_MATCH)
            self._voice.say((Prompt(text=""),))
            self.heeding.answered()
            return Answered(utterance=utterance, urgent=False, said=True, taken=taken)
        over_speech = self.heeding.over_speech
        reply = self._dialogue.handle(Heard(utterance=utterance, feeling=UNSURE, over_speech=over_speech))
        self._voice.say(reply.say)
        self.heeding.became(reply.outcome)
        self.heeding.answered()
        if reply.expect is not None:
            self._open = reply.expect
            self.heeding.asked_for(reply.expect)
        return Answered(utterance=utterance, urgent=urgent, said=bool(reply.say), taken=False)


def answers(text: str, kind: AnswerKind) -> bool:
    """Whether the dialogue would take these words for an answer to a question of this kind."""
    from companion.dialogue.understand import understand

    found = understand(text, kind)
    return found.value is not None and not found.unsure


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now_s(self) -> float:
        """Audio so far."""
        return self.seconds

    def wall(self) -> datetime:
        """An afternoon."""
        return datetime(2026, 3, 2, 15, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)


class _Voice:
    """Implements Voice: says everything in three seconds, and makes no sound."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self.until_s = 0.0
        self.saying = ""
        self.paused = False
        self.first_sound_s: float | None = None

    @property
    def speaking(self) -> bool:
        """It is taken to speak."""
        return self._clock.seconds < self.until_s

    sounding = speaking

    def say(self, prompts: Sequence[Prompt], *, not_before_s: float = 0.0) -> None:
        """Speak for a while."""
        if prompts:
            self.until_s = max(self._clock.seconds, not_before_s) + SPEAKS_S

    def tend(self) -> None:
        """Nothing is to be prepared."""

    def pump(self) -> None:
        """Nothing to do."""

    def hush(self) -> None:
        """Be silent."""
        self.until_s = self._clock.seconds

    def pause(self) -> None:
        """It does not hear anybody while it speaks."""

    def resume(self) -> None:
        """Nothing waits."""

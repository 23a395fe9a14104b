"""Heeding: what stands between the ear and the dialogue, with a television in the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from companion.asr.nearness import KNOWN
from companion.heeding import DOUBTED, Heeding
from companion.messages import FRAME_SECONDS, AnswerKind, Expectation, Outcome, Prompt, Transcript, Utterance
from companion.settings import Settings
from doubles import ScriptedDialogue, TestClock

NEAR, FAR = -26.0, -44.0
YES_NO = Expectation(kind=AnswerKind.YES_NO, phrases=("yes", "no"), no_reply_s=0)


class SilentVoice:
    """Implements Voice and never says anything."""

    paused = speaking = sounding = False
    saying = ""
    first_sound_s: float | None = None

    def say(self, prompts: Sequence[Prompt], *, not_before_s: float = 0.0) -> None: ...
    def pump(self) -> None: ...
    def tend(self) -> None: ...
    def hush(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...


def said(text: str, at_s: float, *, seconds: float = 1.0, level_db: float = NEAR, expected: bool = False) -> Utterance:
    loud = 32768 * 10 ** (level_db / 20)
    return Utterance(
        transcript=Transcript(
            text=text, confidence=0.95 if expected else 0.7, engine="test", expected=expected, alternatives=()
        ),
        started_s=at_s,
        ended_s=at_s + seconds,
        decided_s=at_s + seconds + 0.1,
        samples=np.resize(np.array([loud, -loud]), 8 * 512).astype(np.int16),
    )


class Bedside:
    """A device that knows its resident."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.dialogue = ScriptedDialogue()
        settings = Settings()
        self.heeding = Heeding(SilentVoice(), self.dialogue, self.clock, settings, full_duplex=bool)
        self.heeding.asked_for(YES_NO)
        for number in range(KNOWN):
            assert self.hear(said("yes", 2.0 * number, expected=True)) == ["yes"]

    def hear(self, *utterances: Utterance) -> list[str]:
        """What is answered of these, and in the second after them."""
        answered: list[Utterance] = []
        for utterance in utterances:
            self._until(utterance.started_s, answered)
            self.heeding.started(utterance.started_s)
            self._until(utterance.decided_s, answered)
            if (urgent := self.heeding.ended(utterance)) is not None:
                self._answer(urgent, answered)
        self._until(self.clock.seconds + 0.8, answered)
        self.last = answered[-1] if answered else None
        return [one.transcript.text for one in answered]

    def _until(self, at_s: float, answered: list[Utterance]) -> None:
        while self.clock.seconds < at_s:
            self.clock.seconds = min(at_s, self.clock.seconds + FRAME_SECONDS)
            self.heeding.pass_time()
            if (due := self.heeding.due()) is not None:
                self._answer(due, answered)

    def _answer(self, utterance: Utterance, answered: list[Utterance]) -> None:
        answered.append(utterance)
        self.heeding.became(Outcome.ANSWERED)
        self.heeding.answered()

    def watch(self, *, from_s: float, seconds: float = 60.0) -> None:
        at_s = from_s
        while at_s < from_s + seconds:
            assert self.hear(said("and now the weather", at_s, seconds=7.0, level_db=FAR)) == []
            at_s += 9.0


def test_who_goes_on_is_answered_once_with_all_they_said() -> None:
    assert Bedside().hear(said("no", 10.0, expected=True), said("i slept well", 11.3)) == ["no i slept well"]


def test_a_television_right_after_the_answer_does_not_spoil_it() -> None:
    bedside = Bedside()
    answered = bedside.hear(said("no", 10.0, expected=True), said("and now the weather", 11.3, level_db=FAR))
    assert answered == ["no"]


def test_a_cough_after_the_answer_is_no_television() -> None:
    assert Bedside().hear(said("no", 10.0, expected=True), said("", 11.3)) == ["no"]


def test_who_asks_for_help_in_the_second_breath_is_heard_from_wherever() -> None:
    bedside = Bedside()
    answered = bedside.hear(said("no", 10.0, expected=True), said("help me", 11.3, level_db=FAR))
    assert answered == ["no help me"]


def test_the_television_is_noticed_and_the_resident_beside_it_is_answered_and_believed() -> None:
    bedside = Bedside()
    bedside.watch(from_s=20.0)
    assert bedside.heeding.others_talk
    assert bedside.hear(said("i had a bad night", 90.0)) == ["i had a bad night"]
    assert bedside.hear(said("help me", 95.0)) == ["help me"]
    assert bedside.last is not None
    assert bedside.last.transcript.confidence > DOUBTED


def test_help_out_of_the_television_is_asked_about_first() -> None:
    bedside = Bedside()
    bedside.watch(from_s=20.0)
    assert bedside.hear(said("help me", 90.0, level_db=FAR)) == ["help me"]
    assert bedside.last is not None
    assert bedside.last.transcript.confidence == DOUBTED


def test_the_same_from_afar_in_a_quiet_room_is_believed() -> None:
    bedside = Bedside()
    assert bedside.hear(said("help me", 90.0, level_db=FAR)) == ["help me"]
    assert bedside.last is not None
    assert bedside.last.transcript.confidence > DOUBTED


def test_a_touch_is_believed_through_the_television() -> None:
    bedside = Bedside()
    bedside.watch(from_s=20.0)
    bedside.heeding.touched()
    assert not bedside.heeding.others_talk
    softer = replace(said("i had a bad night", 85.0, level_db=NEAR - 7))
    assert bedside.hear(softer) == ["i had a bad night"]

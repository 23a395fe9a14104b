"""What a remark means, and whether it was heard so: the device's own ear, triage and readers of answers."""

from __future__ import annotations

from companion.asr.choose import make_recogniser
from companion.asr.ear import TurnEar
from companion.asr.frontend import FrontEnd
from companion.asr.vad import SileroDetector
from companion.asr.vad_gate import GatedDetector
from companion.bench.rooms_live import LiveAir
from companion.bench.rooms_talk import Kind, Remark
from companion.dialogue.commands import command_in
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique
from companion.dialogue.triage import Triage
from companion.dialogue.understand import understand
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    AnswerKind,
    AudioFrame,
    Expectation,
    HearingEvent,
    TriageLevel,
    Utterance,
)
from companion.ports import Recogniser
from companion.settings import AsrSettings

SPEAKS_AGAIN_S = 1.0
ENOUGH = 0.5
"""Share of the words of open talk that make it worth an answer."""
_URGENT = frozenset({"help", "stop", "wait", "repeat"})


class Understanding:
    """One recogniser for any number of ears."""

    def __init__(self) -> None:
        self._settings = AsrSettings(engine="pocketsphinx", own_process=False)
        self._recogniser: Recogniser = make_recogniser(self._settings, None)
        self._triage = Triage()
        phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(AnswerKind.YES_NO)))
        self.expectation = Expectation(kind=AnswerKind.YES_NO, phrases=phrases, no_reply_s=SPEAKS_AGAIN_S)

    def ear(self) -> TurnEar:
        """A new ear that has heard nothing."""
        return TurnEar(GatedDetector(SileroDetector()), self._recogniser, self._settings, front_end=FrontEnd())

    def urgent(self, text: str) -> bool:
        """Help, stop, wait, repeat, or worse: as the dialogue answers them at once."""
        command = command_in(text)
        return (command is not None and command.value in _URGENT) or self._calls(text)

    def same(self, heard: Utterance, remark: Remark) -> bool:
        """Whether it was heard as it was meant."""
        text = heard.transcript.text
        match remark.kind:
            case Kind.URGENT:
                calls = self._calls(remark.text)
                return self._calls(text) if calls else command_in(text) == command_in(remark.text)
            case Kind.ANSWER:
                meant, got = (understand(one, AnswerKind.YES_NO) for one in (remark.text, text))
                return got.value == meant.value
            case Kind.OPEN:
                words = remark.text.split()
                return sum(word in text.split() for word in words) >= ENOUGH * len(words)

    def alone(self, air: LiveAir, remark: Remark) -> bool:
        """Whether it is heard as it is meant while the device says nothing."""
        air.say(1.0, remark.samples)
        ear = self.ear()
        ear.expect(self.expectation)
        events: list[HearingEvent] = []
        for number in range(round((2.0 + remark.seconds) / FRAME_SECONDS)):
            frame = AudioFrame(samples=air.hear(number * FRAME_SAMPLES), start_s=number * FRAME_SECONDS)
            events += ear.hear(frame)
        return any(isinstance(one, Utterance) and self.same(one, remark) for one in (*events, *ear.cut()))

    def _calls(self, text: str) -> bool:
        return self._triage.judge(text).level >= TriageLevel.URGENT

"""The ear: voice activity, recogniser and end of turn together, one frame at a time."""

from __future__ import annotations

import math
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from companion.asr.cues import Cues, VoiceCue
from companion.asr.endpoint import MOST_S, EndOfTurn
from companion.asr.foreground import Depth, Foreground
from companion.asr.frontend import FrontEnd
from companion.asr.patience import Patience
from companion.asr.repair import Repair
from companion.errors import RecogniserLost
from companion.messages import (
    FRAME_SECONDS,
    AnswerKind,
    AudioFrame,
    Ending,
    Expectation,
    HearingEvent,
    NoReply,
    Partial,
    Paused,
    SpeechStarted,
    Steady,
    Transcript,
    Utterance,
)
from companion.ports import Recogniser, VoiceActivityDetector
from companion.settings import AsrSettings

PRE_ROLL_FRAMES = round(0.3 / FRAME_SECONDS)
"""Kept from before the first speech frame: the detector wakes up after a soft first sound ("h", "f", "th")."""
ONSET_FRAMES = 4
"""Speech frames (0.13 s) that make an utterance; the shortest answer ("no") has more, a click or a knock fewer."""
ONSET_WINDOW_FRAMES = 8
"""They have to fall within this many frames."""
HYSTERESIS = 0.35
"""Speech goes on until the probability falls this far below where it began: begun with care, not broken off lightly."""


MOST_BESIDE_TALK_S = 1.2
"""No silence is waited out for longer while others talk on: less than Foreground takes to forget a voice (GONE_S)."""
WENT_ON_S = 2.0
"""Who speaks again so soon was not finished; the device has said nothing in between, or next to nothing."""
STEADY_S = 0.1
"""A partial that has stood for so long will most likely stand: it is fixed 0.15 s before the sound ends."""


PAUSED_S, SAID_S = 0.3, 0.8
"""A silence that a listener would nod in, after so much speech: people answer within it (Stivers 2009)."""


@dataclass(frozen=True, slots=True)
class _Listened:
    """One frame: as the microphone gave it, as the front end made it, and what the detector said of it."""

    raw: AudioFrame
    clean: AudioFrame
    speech: bool
    forward: bool = False
    """Somebody nearer than those who talk on in the room has begun to speak."""


@dataclass(slots=True)
class _Turn:
    """An utterance in the making."""

    end_of_turn: EndOfTurn
    voice: VoiceCue
    expectation: Expectation
    """Of the question it answers."""
    started_s: float
    ended_s: float
    frames: list[AudioFrame] = field(default_factory=list)
    partial: str = ""
    steady_from_s: float = math.inf
    """When `partial` will have stood long enough to be told; infinite once it has been."""
    paused_s: float = -math.inf
    """End of the speech before the silence that was told of last."""


class TurnEar:
    """Implements Ear. After every SpeechStarted comes exactly one Utterance, unless the recogniser is lost."""

    def __init__(
        self,
        detector: VoiceActivityDetector,
        recogniser: Recogniser,
        settings: AsrSettings,
        *,
        front_end: FrontEnd | None = None,
        cues: Cues | None = None,
        patience: Patience | None = None,
        repair: Repair | None = None,
    ) -> None:
        """Without a front end the detector and the recogniser get the sound as the microphone gave it.

        `cues` tell whether open speech sounds finished; `patience` what is known of this person's pauses; `repair` puts
        the expected answer for what only sounds like it.
        """
        self._detector = detector
        self._front_end = front_end
        self._recogniser = recogniser
        self._settings = settings
        self._cues = cues or Cues()
        self._repair = repair
        self.patience = patience or Patience(fixed=settings.patience, takes_time=settings.takes_time)
        """What is learned of the person's pauses."""
        self._expectation = Expectation(no_reply_s=0)
        self._recent: deque[_Listened] = deque(maxlen=PRE_ROLL_FRAMES + ONSET_WINDOW_FRAMES)
        self._voiced = False
        self._turn: _Turn | None = None
        self._foreground: Foreground | None = None
        self._waiting_since_s: float | None = None
        self._may_complain = False
        self._next_s: float | None = None
        self._last: tuple[AnswerKind, float] | None = None
        """Kind of question and last speech of the utterance before."""

    def expect(self, expectation: Expectation) -> None:
        """From now on listen for this; also restarts the waiting time for NoReply.

        An utterance under way goes on as it began; the new expectation is for the next one.
        """
        changed = expectation.phrases != self._expectation.phrases
        self._expectation = expectation
        self._waiting_since_s = None
        self._may_complain = expectation.no_reply_s > 0
        if changed and self._turn is None:
            # Building a grammar takes time: better now, while the device speaks, than when an answer begins. Where
            # the recogniser is lost, that answer will tell.
            with suppress(RecogniserLost):
                self._recogniser.start(expectation)

    @property
    def too_loud(self) -> bool:
        """Speech has hit full scale again and again, not long ago."""
        return self._front_end is not None and self._front_end.clipping

    def others_talk(self, talking: bool) -> None:
        """Whether somebody talks on in the room: then who speaks up before that is an utterance of their own."""
        if talking != (self._foreground is not None):
            self._foreground = Foreground() if talking else None

    def wake(self) -> None:
        """See that the recogniser is there, also after it was lost. Raises RecogniserLost."""
        self._recogniser.start(self._expectation)

    def hear(self, frame: AudioFrame) -> tuple[HearingEvent, ...]:
        """Take one frame and say what happened in it, in order.

        Raises RecogniserLost; what was being said is lost with it, the next frame is heard like the first.
        """
        listened = self._listen(frame)
        self._recent.append(listened)
        try:
            if self._turn is None:
                return self._wait(listened)
            if listened.forward:
                return self._step_forward(self._turn, frame)
            return self._go_on(self._turn, listened)
        except RecogniserLost:
            self._turn = None
            self._recent.clear()
            raise

    def cut(self) -> tuple[HearingEvent, ...]:
        """End an utterance under way now, as if it were over; nothing heard so far counts towards the next one."""
        self._recent.clear()
        if self._turn is None:
            return ()
        try:
            return (self._finish(self._turn, self._turn.frames[-1], Ending.CUT),)
        except RecogniserLost:
            return ()

    def close(self) -> None:
        """Let go of the recogniser."""
        self._recogniser.close()

    def _listen(self, frame: AudioFrame) -> _Listened:
        clean = frame if self._front_end is None else self._front_end.clean(frame)
        speech = self._is_speech(clean)
        if self._front_end is not None:
            self._front_end.heard(speech=speech)
        if self._foreground is None:
            return _Listened(frame, clean, speech)
        depth = self._foreground.heard(clean.samples, speech=speech)
        return _Listened(frame, clean, depth is not Depth.SILENCE, depth is Depth.STEPS_FORWARD)

    def _is_speech(self, frame: AudioFrame) -> bool:
        if self._next_s is not None and abs(frame.start_s - self._next_s) > FRAME_SECONDS:
            # Frames are missing (a microphone was unplugged): what the detector remembers is from elsewhere.
            self._detector.reset()
        self._next_s = frame.end_s
        threshold = self._settings.speech_probability - (HYSTERESIS if self._voiced else 0.0)
        self._voiced = self._detector.probability(frame.samples) >= threshold
        return self._voiced

    def _wait(self, listened: _Listened) -> tuple[HearingEvent, ...]:
        onset = list(self._recent)[-ONSET_WINDOW_FRAMES:]
        if sum(each.speech for each in onset) >= ONSET_FRAMES:
            return self._begin()
        return self._complain(listened.raw, listened.speech)

    def _complain(self, frame: AudioFrame, speech: bool) -> tuple[HearingEvent, ...]:
        """NoReply, once, when the waiting is over."""
        if self._waiting_since_s is None:
            self._waiting_since_s = frame.start_s
        waited_s = frame.end_s - self._waiting_since_s
        if speech or not self._may_complain or waited_s < self._expectation.no_reply_s:
            return ()
        self._may_complain = False
        return (NoReply(at_s=frame.end_s, waited_s=waited_s),)

    def _begin(self) -> tuple[HearingEvent, ...]:
        recent = list(self._recent)
        self._recent.clear()
        start = max(0, len(recent) - ONSET_WINDOW_FRAMES)
        first = next(index for index in range(start, len(recent)) if recent[index].speech)
        turn = _Turn(
            end_of_turn=self._end_of_turn(),
            voice=VoiceCue(self._cues.voice),
            expectation=self._expectation,
            started_s=recent[first].raw.start_s,
            ended_s=recent[first].raw.end_s,
        )
        self._turn = turn
        self._learn_from_going_on(turn)
        self._recogniser.start(self._expectation)
        for listened in recent[max(0, first - PRE_ROLL_FRAMES) : first]:
            self._decode(turn, listened)
        events: list[HearingEvent] = [SpeechStarted(at_s=turn.started_s)]
        for listened in recent[first:]:
            # With very short patience the turn may be over within these few frames.
            if self._turn is turn:
                events += self._go_on(turn, listened)
        return tuple(events)

    def _step_forward(self, turn: _Turn, frame: AudioFrame) -> tuple[HearingEvent, ...]:
        """What was being said behind is over; what is said in front began a few frames ago."""
        recent = tuple(self._recent)
        behind = self._finish(turn, frame, Ending.CUT)
        self._recent.extend(recent)
        self._last = None
        return (behind, *self._begin())

    def _go_on(self, turn: _Turn, listened: _Listened) -> tuple[HearingEvent, ...]:
        frame, speech = listened.raw, listened.speech
        partial = self._decode(turn, listened)
        if speech:
            self.patience.paused(turn.expectation.kind, frame.start_s - turn.ended_s)
            turn.ended_s = frame.end_s
        events = _told(turn, partial.text, frame.end_s)
        events += _paused(turn, frame.end_s)
        # The front end's changes of loudness are none of the voice's own.
        voice = turn.voice.hear(frame.samples, speech=speech)
        seconds = frame.end_s - frame.start_s
        ending = turn.end_of_turn.heard(speech=speech, partial=partial, seconds=seconds, voice=voice)
        if ending is not None:
            events.append(self._finish(turn, frame, ending))
        return tuple(events)

    def _end_of_turn(self) -> EndOfTurn:
        factor = self.patience.factor(self._expectation.kind)
        # Beside talk that runs on there is no silence for long: it would be taken for the resident's own words.
        most_s = MOST_S if self._foreground is None else MOST_BESIDE_TALK_S
        return EndOfTurn(self._settings, self._expectation, endings=self._cues.words, factor=factor, most_s=most_s)

    def _learn_from_going_on(self, turn: _Turn) -> None:
        """Who goes on so soon after what was taken for the end had only paused."""
        if self._last is not None and turn.started_s - self._last[1] < WENT_ON_S:
            self.patience.paused(self._last[0], turn.started_s - self._last[1])

    def _decode(self, turn: _Turn, listened: _Listened) -> Transcript:
        # The mood in a voice lies in its loudness, too: what is handed on is the sound as it came.
        turn.frames.append(listened.raw)
        return self._recogniser.accept(listened.clean.samples)

    def _finish(self, turn: _Turn, frame: AudioFrame, ending: Ending) -> Utterance:
        self._turn = None
        self._recent.clear()
        self._last = (turn.expectation.kind, turn.ended_s)
        self._waiting_since_s = None
        transcript = self._recogniser.finish()
        return Utterance(
            transcript=self._repair.repaired(transcript, turn.expectation) if self._repair else transcript,
            started_s=turn.started_s,
            ended_s=turn.ended_s,
            decided_s=frame.end_s,
            samples=np.concatenate([each.samples for each in turn.frames]),
            ending=ending,
        )


def _paused(turn: _Turn, at_s: float) -> list[HearingEvent]:
    """Once in each silence after some speech."""
    long_enough = at_s - turn.ended_s >= PAUSED_S and turn.ended_s - turn.started_s >= SAID_S
    if not long_enough or turn.paused_s == turn.ended_s:
        return []
    turn.paused_s = turn.ended_s
    return [Paused(at_s=at_s)]


def _told(turn: _Turn, text: str, at_s: float) -> list[HearingEvent]:
    """What there is to tell of the transcript so far."""
    if text != turn.partial:
        turn.partial = text
        turn.steady_from_s = at_s + STEADY_S if text else math.inf
        return [Partial(text=text, at_s=at_s)]
    if at_s >= turn.steady_from_s:
        turn.steady_from_s = math.inf
        return [Steady(text=text, at_s=at_s)]
    return []

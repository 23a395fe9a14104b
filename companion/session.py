"""The frame loop: everything that happens between two turns, once for each microphone frame."""

from __future__ import annotations

import logging
import threading

from companion.errors import MicrophoneLost, RecogniserLost, SpeakerLost
from companion.messages import (
    AlertAcknowledged,
    AudioFrame,
    Button,
    FaceState,
    HelpPressed,
    Press,
    Prompt,
    SessionStarted,
    TimePassed,
    Touched,
    Urgency,
)
from companion.path import Stages, TurnPath
from companion.ports import Heartbeat
from companion.supervise import Liveness, stage

log = logging.getLogger(__name__)
RECOGNISER_AGAIN_S = 5.0
"""A recogniser that could not be started anew is left alone for so long: trying takes a second or more each time."""
CANNOT_STORE = Prompt(
    text="I cannot keep notes at the moment. I can still talk with you and call for help.", urgency=Urgency.REPLY
)
CANNOT_HEAR = Prompt(text="I cannot hear at the moment. Please use the buttons.", urgency=Urgency.REPLY)
CAN_HEAR = Prompt(text="I can hear you again.", urgency=Urgency.REPLY)


class Session:
    """Runs one conversation from the first greeting to the end of the input or `stop`."""

    def __init__(self, path: TurnPath, to: Stages, *, heartbeat: Heartbeat) -> None:
        self._path = path
        self._to = to
        self._liveness = Liveness(to.clock, heartbeat)
        self._stopping = threading.Event()
        self._deaf = False
        self._mute = False
        self._forgetful = False
        self._second_s = to.clock.now_s()
        self._listens_from_s = 0.0

    def run(self) -> None:
        """Converse. Raises StageDied when a stage stops; the microphone and the speaker may come and go."""
        with stage("session"):
            self._path.look_who_reads()
            self._path.turn(SessionStarted(at_s=self._to.clock.now_s()))
            while not self._stopping.is_set() and self._hear():
                self._path.answer()
                self._press()
                self._keep_time()
                self._speak()
                self._tell_troubles()
                speaking = self._to.voice.speaking and not self._to.voice.paused
                self._path.display.heeding(self._path.heeding.heeds)
                self._path.display.show(speaking=speaking, sounding=self._to.voice.sounding)
            self._path.notes.flush()
            self._path.memory.settle()
            self._to.patience.settle()

    def stop(self) -> None:
        """Leave the loop after this frame; safe from a signal handler or another thread."""
        self._stopping.set()

    def _hear(self) -> bool:
        try:
            with stage("microphone"):
                frame = self._to.microphone.read()
        except MicrophoneLost as error:
            if not self._liveness.deaf:
                log.warning("%s", error)
            self._liveness.lost()
            # "Help, I have ..." and the plug is out: what was heard so far is all there will be (P6).
            self._path.cut()
            return True
        if frame is None:
            return False
        if self._to.clock.now_s() >= self._listens_from_s:
            self._listen(frame)
        return True

    def _listen(self, frame: AudioFrame) -> None:
        """A recogniser that is lost is as good as a lost microphone; it is tried again a little later (P9)."""
        try:
            if self._listens_from_s:
                self._path.wake_ear()
                self._listens_from_s = 0.0
            self._path.listen(frame)
        except RecogniserLost as error:
            if not self._liveness.deaf:
                log.warning("%s", error)
            self._liveness.lost()
            self._listens_from_s = self._to.clock.now_s() + RECOGNISER_AGAIN_S
        else:
            self._liveness.heard(frame, mute=self._mute)

    def _press(self) -> None:
        now_s = self._to.clock.now_s()
        with stage("buttons"):
            presses = self._to.buttons.presses()
        for pressed in presses:
            match pressed:
                case Button.ACKNOWLEDGE:
                    self._path.turn(AlertAcknowledged(at_s=now_s, by="button"))
                case Button.HELP:
                    self._path.turn(HelpPressed(at_s=now_s))
                case Button.TALK:
                    self._path.heeding.touched()
                case Press(answer=answer) if answer in self._path.display.offered:
                    self._path.display.heard(answer)
                    self._path.touched(Touched(at_s=now_s, answer=answer))

    def _keep_time(self) -> None:
        now_s = self._to.clock.now_s()
        if now_s - self._second_s >= 1.0:
            self._second_s = now_s
            self._path.notes.tend()
            self._path.look_who_reads()
            for message in self._to.inbox.arrived():
                self._path.turn(message)
            self._path.turn(TimePassed(at_s=now_s, busy=self._path.busy))
            if not self._path.busy:
                self._to.voice.tend()
            self._path.memory.settle()
            self._to.patience.tend()

    def _speak(self) -> None:
        try:
            self._path.speak()
        except SpeakerLost as error:
            if not self._mute:
                log.warning("%s", error)
            self._mute = True
        else:
            self._mute = False
        self._path.display.trouble(FaceState.CANNOT_SPEAK, self._mute)

    def _tell_troubles(self) -> None:
        """Loud failure: on the face and aloud, once when it begins and once when it ends (P9)."""
        deaf = self._liveness.deaf
        forgetful = self._path.notes.failing or self._path.memory.failing
        self._path.display.trouble(FaceState.CANNOT_HEAR, deaf)
        self._path.display.trouble(FaceState.CANNOT_STORE, forgetful)
        self._path.display.trouble(FaceState.TOO_LOUD, self._to.ear.too_loud)
        if deaf != self._deaf:
            log.warning("cannot hear" if deaf else "can hear again")
            self._to.voice.say((CANNOT_HEAR if deaf else CAN_HEAR,))
        if forgetful and not self._forgetful:
            self._to.voice.say((CANNOT_STORE,))
        self._deaf, self._forgetful = deaf, forgetful

"""One turn, from the microphone to the sealed log: read from top to bottom, this file is the path of a turn.

microphone -> ear -> emotion -> dialogue -> voice -> speaker
                                   |           |
                              alert, log      face (the same cues on the same clock)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from companion.display import Display
from companion.figures import Figures
from companion.heeding import Heeding
from companion.inbox import NoInbox
from companion.memory import Remembering
from companion.messages import (
    UNSURE,
    AudioFrame,
    DialogueEvent,
    Expectation,
    Forget,
    Heard,
    HearingEvent,
    NoReply,
    Outcome,
    Partial,
    Paused,
    PresenceChanged,
    Purpose,
    ReadersChanged,
    Reply,
    SpeechStarted,
    Steady,
    Touched,
    Utterance,
)
from companion.notes import Forgotten, Notes
from companion.pauses import NoHabits
from companion.ports import (
    Buttons,
    Clock,
    Dialogue,
    Ear,
    Emotion,
    Face,
    Habits,
    Inbox,
    Memory,
    Microphone,
    NurseCall,
    SealedLog,
    TurnObserver,
    Voice,
)
from companion.settings import Settings
from companion.supervise import stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Who stands behind each port, in the order of the path."""

    clock: Clock
    microphone: Microphone
    buttons: Buttons
    ear: Ear
    emotion: Emotion
    dialogue: Dialogue
    nurse_call: NurseCall
    voice: Voice
    face: Face
    log: SealedLog
    memory: Memory
    inbox: Inbox = field(default_factory=NoInbox)
    patience: Habits = field(default_factory=NoHabits)
    hears_while_speaking: Callable[[], bool] = bool
    """Whether the microphone, now, does not carry the device's own voice: headset, or echo cancellation that works."""


NOT_FORGOTTEN = {
    Forgotten.LATER: "I could not take it out just now. I will, as soon as I can.",
    Forgotten.NOTHING: "There was nothing to take out. I had kept nothing of it.",
    Forgotten.BEFORE: "I was started anew since then. To take out what you said before, say: forget today.",
    Forgotten.NEVER: "I cannot take that out by itself: my notes are damaged. You can say: forget everything.",
}
"""Said in place of "it is gone" when it is not (P7)."""


def _honest(reply: Reply, became: Forgotten) -> Reply:
    if became is Forgotten.DONE or not reply.say:
        return reply
    first, *rest = reply.say
    return replace(reply, say=(replace(first, text=NOT_FORGOTTEN[became]), *rest))


class TurnPath:
    """Carries what is heard through emotion and dialogue to voice, face and sealed log."""

    def __init__(self, to: Stages, *, settings: Settings, observer: TurnObserver) -> None:
        self._to = to
        self._settings = settings
        self._figures = Figures(observer)
        self.display = Display(to.face, to.clock)
        self.notes = Notes(to.log, to.clock)
        self.memory = Remembering(to.memory, to.clock)
        self.heeding = Heeding(to.voice, to.dialogue, to.clock, settings, full_duplex=to.hears_while_speaking)
        self._state = ""
        self._readers: tuple[str, ...] | None = None
        self._expecting = Expectation(no_reply_s=0)
        self._transcript_ms = 0.0
        self._spoke = False

    def listen(self, frame: AudioFrame) -> None:
        """Give one frame to the ear and go on with whatever happened in it. Raises RecogniserLost."""
        with stage("asr"), self._figures.work("transcript"):
            events = self._to.ear.hear(frame)
        transcript_ms = self._figures.taken("transcript")
        for event in events:
            self._heard(event, transcript_ms=transcript_ms)
        self.display.level(frame)

    def wake_ear(self) -> None:
        """See that the recogniser is there again. Raises RecogniserLost."""
        with stage("asr"):
            self._to.ear.wake()

    def cut(self) -> None:
        """Nothing more will be heard of an utterance under way: go on with what there is of it."""
        with stage("asr"):
            events = self._to.ear.cut()
        for event in events:
            self._heard(event, transcript_ms=0.0)

    def _heard(self, event: HearingEvent, *, transcript_ms: float) -> None:
        match event:
            case SpeechStarted(at_s=at_s):
                self.heeding.started(at_s)
                self.display.listening(True)
            case Partial(text=text):
                # Words that still change would flicker on the screen; the ring shows that we listen.
                self.heeding.words(text)
            case Paused():
                if not self.heeding.others_talk:
                    self.display.nod()
            case Steady(text=text):
                with stage("dialogue"):
                    self._to.dialogue.prepare(text)
            case Utterance():
                self.display.listening(False)
                self._transcript_ms = transcript_ms
                to_answer = self.heeding.ended(event)
                self._to.ear.others_talk(self.heeding.others_talk)
                if self.heeding.attending:
                    self.display.thinking()
                if to_answer is not None:
                    self._answer(to_answer)
            case NoReply():
                self.turn(event)

    def answer(self) -> None:
        """Answer what was kept, once nobody has gone on with it."""
        if (finished := self.heeding.due()) is not None:
            self._answer(finished)

    def _answer(self, utterance: Utterance) -> None:
        feeling = UNSURE
        try:
            if self._to.dialogue.allows(Purpose.MOOD):
                with stage("emotion"), self._figures.work("feel"):
                    feeling = self._to.emotion.feel(utterance)
        finally:
            # A mood is only a guess (P10): the stage that makes it may die, but not take a call for help along (P6).
            self._figures.add("transcript", self._transcript_ms)
            self.heeding.became(
                self.turn(Heard(utterance=utterance, feeling=feeling, over_speech=self.heeding.over_speech))
            )
            self.heeding.answered()

    @property
    def busy(self) -> bool:
        """Somebody speaks, the device or a person, or has spoken and may go on; what can wait does not begin now."""
        return self.heeding.attending or self._to.voice.speaking

    def look_who_reads(self) -> None:
        """Somebody was registered, or revoked: the dialogue asks the resident about people by name."""
        readers = self._to.log.readers
        if readers is not None and readers != self._readers:
            self._readers = readers
            self.turn(ReadersChanged(readers=readers))

    def touched(self, event: Touched) -> None:
        """An answer pressed on the screen; who has just spoken it as well has given one answer and not two."""
        self.heeding.answered_by_touch()
        self.turn(event)

    def turn(self, event: DialogueEvent) -> Outcome:
        """One turn: decide, seal, remember, call for help, speak, show, listen on. Returns how it ended."""
        if isinstance(event, PresenceChanged):
            self.heeding.present(event.present)
        with stage("dialogue"), self._figures.work("decide"):
            reply = self._to.dialogue.handle(event)
        if isinstance(event, Heard) and not reply.unshown:
            self.display.heard(event.utterance.transcript.text)
        self.memory.take(reply.keep)
        self.display.paused(self._to.dialogue.pause)
        self.notes.share_with(self._to.dialogue.shares_with)
        if reply.forget is not None:
            reply = _honest(reply, self.notes.forget(reply.forget))
            if reply.forget is Forget.EVERYTHING:
                self._to.patience.forget()
        if reply.outcome is Outcome.NOTHING and not (reply.say or reply.alerts or reply.records):
            self._figures.taken("decide")
            return reply.outcome
        before, self._state = self._state, reply.state or self._state
        self.heeding.asleep(self._state.endswith("asleep"))
        self._figures.turn(event, reply, before=before, after=self._state, at_s=self._to.clock.now_s())
        self.notes.seal(reply.records)
        self._call_for_help(reply)
        self._say(reply, event)
        for identifier in reply.delivered:
            self._to.inbox.delivered(identifier)
        self._listen_for(reply)
        self.display.replied(reply)
        return reply.outcome

    def _call_for_help(self, reply: Reply) -> None:
        """Goes before anything is said (P6), and is on disk before it is announced (P5)."""
        if reply.alerts:
            self.notes.flush()
            self.memory.settle()
        with stage("nurse call"):
            for alert in reply.alerts:
                self._to.nurse_call.call(alert)
            if reply.outcome is Outcome.ACKNOWLEDGED:
                self._to.nurse_call.clear()

    def _say(self, reply: Reply, event: DialogueEvent) -> None:
        spoken_over = self._to.voice.speaking if isinstance(event, Touched) else self.heeding.spoken_over
        barged_in = isinstance(event, Heard | Touched) and spoken_over and bool(reply.say)
        with stage("tts"):
            if reply.interrupts or barged_in:
                self._to.voice.hush()
            self._to.voice.say(reply.say, not_before_s=self._floor_s(reply, event))

    def _floor_s(self, reply: Reply, event: DialogueEvent) -> float:
        """Silence kept before talk; never before help, stop and commands."""
        if reply.interrupts or reply.outcome is Outcome.COMMAND or not isinstance(event, Heard):
            return 0.0
        return event.utterance.ended_s + self._settings.tts.reply_floor_s

    def _listen_for(self, reply: Reply) -> None:
        if reply.expect is None:
            return
        self._expecting = reply.expect
        # While the device speaks nobody is late with an answer.
        self._expect(replace(reply.expect, no_reply_s=0) if self._to.voice.speaking else reply.expect)

    def _expect(self, expectation: Expectation) -> None:
        with stage("asr"):
            self._to.ear.expect(self.heeding.asked_for(expectation))

    def speak(self) -> None:
        """Keep the voice going: called once a frame, right after the turns in it. Raises SpeakerLost."""
        with stage("tts"), self._figures.work("sound"):
            self._to.voice.pump()
        if self._to.voice.first_sound_s is not None:
            self._figures.heard_at(self._to.voice.first_sound_s)
            # The first sound is on its way: now the disk may take its time, and the answer has not ended yet (P5).
            self.notes.flush()
            self.memory.settle()
        self.heeding.pass_time()
        if self._to.voice.speaking:
            self._spoke = True
        elif self._spoke:
            self._spoke = False
            self._fell_silent()

    def _fell_silent(self) -> None:
        """The resident's time to answer begins now; what was heard of the device's own voice is not part of it."""
        if not self._to.hears_while_speaking():
            self.cut()
        self._expect(self._expecting)

"""The path of a turn through real path, session, voice and display, with scripted stages at the joints."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from companion.errors import LogError, MicrophoneLost, OutputError, RecogniserLost, SpeakerLost, StageDied
from companion.memory import NoMemory
from companion.messages import (
    Alert,
    AlertAcknowledged,
    AnswerKind,
    Button,
    Expectation,
    FaceState,
    Feeling,
    Forget,
    Heard,
    Heeds,
    HelpPressed,
    Kept,
    Outcome,
    Press,
    Prompt,
    Record,
    Reply,
    Scope,
    SessionStarted,
    ShowButtons,
    ShowCaption,
    ShowState,
    SpeechStarted,
    TimePassed,
    Touched,
    TriageLevel,
    Urgency,
    Utterance,
    Who,
)
from companion.path import Stages, TurnPath
from companion.session import CANNOT_HEAR, CANNOT_STORE, Session
from companion.settings import Settings
from companion.tts.voice import Voice
from doubles import (
    CountingHeartbeat,
    ListFace,
    ListLog,
    ListNurseCall,
    ListObserver,
    ListSpeaker,
    ScriptedButtons,
    ScriptedDialogue,
    ScriptedEar,
    ScriptedEmotion,
    ScriptedMicrophone,
    TestClock,
    ToneSynthesiser,
    utterance,
)
from privacy.keeper import LogKeeper
from privacy.place import LogPlace

TURN = Record(kind="turn", scope=Scope.DIARY, body={})
FALL = Alert(identifier="a1", level=TriageLevel.EMERGENCY, category="fall", at_s=0.0)
HELLO = Prompt(text="Good morning.")


@dataclass
class Fingers:
    """Buttons that are pressed at these session times."""

    clock: TestClock
    presses_at: list[tuple[float, Button | Press]]

    def presses(self) -> tuple[Button | Press, ...]:
        due = tuple(pressed for at_s, pressed in self.presses_at if at_s <= self.clock.seconds)
        self.presses_at = [(at_s, pressed) for at_s, pressed in self.presses_at if at_s > self.clock.seconds]
        return due


@dataclass
class ListMemory(NoMemory):
    """Tells when it keeps; while `broken` it raises as a full disk does."""

    events: list[str]
    broken: bool = False
    kept: list[Kept] = field(default_factory=list)

    def keep(self, kept: Kept) -> None:
        self.events.append("keep")
        if self.broken:
            raise OutputError("The disk is full.")
        self.kept.append(kept)


@dataclass
class ListHabits:
    """Remembers what it was asked."""

    asked: list[str] = field(default_factory=list)

    def tend(self) -> None:
        self.asked.append("tend")

    def forget(self) -> None:
        self.asked.append("forget")

    def settle(self) -> None:
        self.asked.append("settle")


@dataclass
class Bench:
    """A session with everything scripted; `run` plays the microphone's script."""

    script: str = "r" * 60
    events: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = TestClock()
        self.microphone = ScriptedMicrophone(self.clock, self.script, lambda: MicrophoneLost("Gone."))
        self.ear = ScriptedEar()
        self.emotion = ScriptedEmotion()
        self.dialogue = ScriptedDialogue({SessionStarted: Reply(say=(HELLO,), outcome=Outcome.STARTED, state="hello")})
        self.synthesiser = ToneSynthesiser()
        self.speaker = ListSpeaker(self.clock)
        self.face = ListFace()
        self.log = ListLog(self.events)
        self.nurse_call = ListNurseCall(self.events)
        self.buttons: ScriptedButtons | Fingers = ScriptedButtons()
        self.memory = ListMemory(self.events)
        self.habits = ListHabits()
        self.observer = ListObserver()
        self.heartbeat = CountingHeartbeat()
        self.settings = Settings()

    def run(self) -> None:
        stages = Stages(
            clock=self.clock,
            microphone=self.microphone,
            buttons=self.buttons,
            ear=self.ear,
            emotion=self.emotion,
            dialogue=self.dialogue,
            nurse_call=self.nurse_call,
            voice=Voice(self.synthesiser, self.speaker, self.face, self.clock),
            face=self.face,
            log=self.log,
            memory=self.memory,
            patience=self.habits,
            hears_while_speaking=lambda: self.settings.asr.hears_while_speaking,
        )
        path = TurnPath(stages, settings=self.settings, observer=self.observer)
        Session(path, stages, heartbeat=self.heartbeat).run()


def test_a_session_begins_by_speaking_and_listens_when_it_has_finished() -> None:
    bench = Bench()
    question = Expectation(kind=AnswerKind.YES_NO, phrases=("yes", "no"), no_reply_s=8.0)
    bench.dialogue.replies[SessionStarted] = Reply(say=(HELLO,), expect=question, outcome=Outcome.STARTED)
    bench.run()
    assert bench.synthesiser.spoken == ["Good morning."]
    # While it speaks nobody is late with an answer; afterwards the waiting time begins.
    assert [expected.no_reply_s for expected in bench.ear.expected] == [0, 8.0]
    assert bench.ear.expected[0].phrases[:2] == ("yes", "no")


def test_what_is_heard_is_felt_decided_said_and_sealed() -> None:
    bench = Bench()
    bench.ear.events[30] = (utterance("yes please"),)
    bench.dialogue.replies[Heard] = Reply(
        say=(Prompt(text="Good."),), records=(TURN,), outcome=Outcome.ANSWERED, state="pain"
    )
    bench.run()
    heard = [event for event in bench.dialogue.handled if isinstance(event, Heard)]
    assert [event.utterance.transcript.text for event in heard] == ["yes please"]
    assert bench.emotion.felt == 1
    assert bench.synthesiser.spoken == ["Good morning.", "Good."]
    assert bench.events == ["append turn", "flush"]
    report = bench.observer.turns[-1]
    assert (report.cause, report.state_before, report.state) == ("speech", "hello", "pain")
    assert report.outcome is Outcome.ANSWERED


def test_talk_waits_for_the_reply_floor_but_help_does_not() -> None:
    for interrupts, floor_s in ((False, 0.4), (True, 0.0)):
        bench = Bench()
        ended_s = 1.0
        bench.ear.events[33] = (utterance("help" if interrupts else "hello", ended_s=ended_s),)
        bench.dialogue.replies[Heard] = Reply(
            say=(Prompt(text="Yes."),), outcome=Outcome.ANSWERED, interrupts=interrupts
        )
        bench.run()
        gap_s = bench.speaker.played[1] - ended_s
        assert floor_s <= gap_s < floor_s + 0.15


def test_p5_an_alert_is_on_disk_before_it_is_announced() -> None:
    bench = Bench()
    bench.ear.events[20] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = Reply(
        say=(Prompt(text="I am calling.", urgency=Urgency.ALERT),),
        alerts=(FALL,),
        records=(Record(kind="alert", scope=Scope.SAFETY, body={}),),
        outcome=Outcome.RED_FLAG,
        interrupts=True,
    )
    bench.run()
    assert bench.events[:3] == ["append alert", "flush", "call fall"]


def test_p6_a_red_flag_silences_what_is_being_said_in_the_same_turn() -> None:
    bench = Bench()
    long = tuple(Prompt(text=f"Sentence {number}.") for number in range(8))
    bench.dialogue.replies[SessionStarted] = Reply(say=long, outcome=Outcome.STARTED)
    bench.ear.events[10] = (SpeechStarted(at_s=0.2), utterance("help i have fallen"))
    calling = Prompt(text="I am calling.", urgency=Urgency.ALERT)
    bench.dialogue.replies[Heard] = Reply(say=(calling,), alerts=(FALL,), outcome=Outcome.RED_FLAG, interrupts=True)
    bench.run()
    assert bench.synthesiser.spoken[-1] == "I am calling."
    assert "Sentence 7." not in bench.synthesiser.spoken
    assert bench.speaker.played[-1] == pytest.approx(11 * 0.032, abs=0.07)
    assert FaceState.ALERT in bench.face.states


def test_the_device_does_not_answer_its_own_words() -> None:
    bench = Bench()
    bench.ear.events[5] = (SpeechStarted(at_s=0.1), utterance("good morning"))
    bench.run()
    assert not any(isinstance(event, Heard) for event in bench.dialogue.handled)


def test_other_words_over_its_speech_are_marked_unless_it_cannot_hear_itself() -> None:
    for hears, over_speech in ((False, True), (True, False)):
        bench = Bench()
        bench.settings = Settings.model_validate({"asr": {"hears_while_speaking": hears}})
        bench.ear.events[5] = (SpeechStarted(at_s=0.1), utterance("please stop now"))
        bench.run()
        heard = [event for event in bench.dialogue.handled if isinstance(event, Heard)]
        assert [event.over_speech for event in heard] == [over_speech]


def test_a_full_disk_is_said_once_shown_and_does_not_stop_the_talk() -> None:
    bench = Bench("r" * 120)
    bench.log.broken = True
    bench.ear.events[30] = (utterance("one"),)
    bench.ear.events[70] = (utterance("two"),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="Good."),), records=(TURN,), outcome=Outcome.ANSWERED)
    bench.run()
    assert bench.synthesiser.spoken.count(CANNOT_STORE.text) == 1
    assert bench.synthesiser.spoken.count("Good.") == 2
    assert FaceState.CANNOT_STORE in bench.face.states


def test_p9_a_lost_microphone_is_shown_and_said_and_starves_the_watchdog() -> None:
    bench = Bench("r" * 40 + "E" * 5 + "r" * 80)
    bench.run()
    heard_beats = bench.heartbeat.beats
    assert FaceState.CANNOT_HEAR in bench.face.states
    assert bench.face.states[-1] is not FaceState.CANNOT_HEAR
    assert CANNOT_HEAR.text in bench.synthesiser.spoken
    assert 3 <= heard_beats <= 6


def test_p9_frames_of_exact_zeros_are_deafness_too() -> None:
    bench = Bench("r" * 10 + "z" * 200)
    bench.run()
    assert bench.face.states[-1] is FaceState.CANNOT_HEAR
    assert bench.heartbeat.beats <= 5


def test_p9_a_lost_recogniser_is_deafness_and_is_tried_again_after_a_while() -> None:
    bench = Bench("r" * 700)
    losing = bench.ear
    losing.lost = RecogniserLost("Gone.")

    def comes_back() -> tuple[Button, ...]:
        if bench.clock.seconds > 12:
            losing.lost = None
        return ()

    bench.buttons.presses = comes_back  # type: ignore[method-assign]
    bench.run()
    assert FaceState.CANNOT_HEAR in bench.face.states
    assert bench.synthesiser.spoken.count(CANNOT_HEAR.text) == 1
    assert bench.face.states[-1] is not FaceState.CANNOT_HEAR
    # At 5, 10 and 15 s: starting a process takes long, and nothing else goes on meanwhile.
    assert losing.wakes == 3
    assert bench.heartbeat.beats == pytest.approx(700 * 0.032 - 15, abs=2)


def test_alerts_repeat_even_while_deaf() -> None:
    bench = Bench("E" * 5)
    bench.dialogue.replies[TimePassed] = Reply(alerts=(FALL,), outcome=Outcome.ALERT_REPEATED)
    bench.run()
    assert bench.events.count("call fall") == 5


def test_a_lost_speaker_is_shown_and_the_alert_still_goes_out() -> None:
    bench = Bench()
    bench.speaker.fails = lambda: SpeakerLost("Gone.")
    bench.ear.events[20] = (utterance("help"),)
    bench.dialogue.replies[Heard] = Reply(
        say=(Prompt(text="I am calling.", urgency=Urgency.ALERT),), alerts=(FALL,), outcome=Outcome.RED_FLAG
    )
    bench.run()
    assert FaceState.CANNOT_SPEAK in bench.face.states
    assert "call fall" in bench.events


def test_buttons_reach_the_dialogue_and_acknowledging_clears_the_call() -> None:
    bench = Bench()
    bench.buttons = ScriptedButtons([Button.HELP, Button.ACKNOWLEDGE])
    bench.dialogue.replies[HelpPressed] = Reply(alerts=(FALL,), outcome=Outcome.RED_FLAG)
    bench.dialogue.replies[AlertAcknowledged] = Reply(outcome=Outcome.ACKNOWLEDGED)
    bench.run()
    assert [event for event in bench.events if event != "flush"] == ["call fall", "clear"]
    assert bench.face.states[-1] is FaceState.IDLE


def test_p3_a_dying_stage_is_named_and_its_words_stay_out_of_the_journal(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    bench.ear.events[3] = (utterance("my secret words"),)

    def fails(spoken: Utterance) -> Feeling:
        raise RuntimeError(f"cannot digest: {spoken.transcript.text}")

    bench.emotion.feel = fails  # type: ignore[method-assign]
    with pytest.raises(StageDied, match="emotion stage stopped: RuntimeError") as died:
        bench.run()
    assert died.value.exit_code == 10
    assert died.value.__cause__ is None
    assert "secret" not in caplog.text
    assert "test_path.py" in caplog.text


def test_figures_hold_no_words() -> None:
    bench = Bench()
    bench.ear.events[30] = (utterance("my secret words"),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="I see."),), outcome=Outcome.SMALL_TALK)
    bench.run()
    assert len(bench.observer.turns) == 2
    assert "secret" not in repr(bench.observer.turns)
    assert bench.observer.turns[1].first_sound_s is not None


def test_p4_yesterday_is_closed_at_midnight_although_nobody_speaks() -> None:
    bench = Bench("r" * 100)
    bench.clock.start = datetime(2026, 3, 2, 23, 59, 58, tzinfo=UTC)
    bench.run()
    assert bench.log.days == [date(2026, 3, 2), date(2026, 3, 3)]


def test_who_goes_on_before_the_reply_begins_was_not_finished() -> None:
    bench = Bench("r" * 90)
    bench.ear.events[32] = (SpeechStarted(at_s=0.8), utterance("no", started_s=0.8, ended_s=1.0))
    bench.ear.events[40] = (SpeechStarted(at_s=1.3),)
    bench.ear.events[60] = (utterance("i can not get up", started_s=1.3, ended_s=1.9),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="All right."),), outcome=Outcome.ANSWERED)
    bench.run()
    (heard,) = [event for event in bench.dialogue.handled if isinstance(event, Heard)]
    assert heard.utterance.transcript.text == "no i can not get up"
    assert (heard.utterance.started_s, heard.utterance.ended_s) == (0.8, 1.9)
    assert bench.synthesiser.spoken.count("All right.") == 1


def test_who_goes_on_after_the_reply_has_begun_makes_a_new_turn() -> None:
    bench = Bench("r" * 90)
    bench.ear.events[32] = (SpeechStarted(at_s=0.8), utterance("no", started_s=0.8, ended_s=1.0))
    bench.ear.events[52] = (SpeechStarted(at_s=1.65), utterance("none at all", started_s=1.65, ended_s=1.7))
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="All right."),), outcome=Outcome.ANSWERED)
    bench.run()
    heard = [event.utterance.transcript.text for event in bench.dialogue.handled if isinstance(event, Heard)]
    assert heard == ["no", "none at all"]


def test_what_was_heard_of_its_own_voice_ends_when_the_device_falls_silent() -> None:
    for hears, cuts in ((False, 1), (True, 0)):
        bench = Bench()
        bench.settings = Settings.model_validate({"asr": {"hears_while_speaking": hears}})
        bench.ear.events[5] = (SpeechStarted(at_s=0.1),)
        bench.ear.unfinished = (utterance("good warning slipped"),)
        bench.run()
        assert len(bench.ear.cuts) == cuts
        # Whatever it was began over the device's speech: only a red flag or a stop in it counts.
        assert [event.over_speech for event in bench.dialogue.handled if isinstance(event, Heard)] == [True] * cuts


def test_unsure_words_over_its_speech_are_taken_for_its_echo() -> None:
    for confidence, handled in ((0.6, 0), (0.9, 1)):
        bench = Bench()
        spoken = utterance("help i have fallen")
        spoken = replace(spoken, transcript=replace(spoken.transcript, confidence=confidence))
        bench.ear.events[5] = (SpeechStarted(at_s=0.1), spoken)
        bench.run()
        assert sum(isinstance(event, Heard) for event in bench.dialogue.handled) == handled


WORDS = "my secret words"
CALLING = Reply(
    say=(Prompt(text="I am calling.", urgency=Urgency.ALERT),),
    alerts=(FALL,),
    records=(Record(kind="alert", scope=Scope.SAFETY, body={}),),
    outcome=Outcome.RED_FLAG,
    interrupts=True,
)


@pytest.mark.parametrize("door", ["append", "flush", "tend"])
def test_p6_a_log_that_dies_does_not_take_a_call_for_help_along(door: str) -> None:
    bench = Bench()

    def dies(*_: object) -> None:
        raise RuntimeError("a defect")

    setattr(bench.log, door, dies)
    bench.ear.events[40] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = CALLING
    bench.run()
    assert "call fall" in bench.events
    assert "I am calling." in bench.synthesiser.spoken
    assert CANNOT_STORE.text in bench.synthesiser.spoken


def test_p6_a_dying_emotion_stage_does_not_take_a_call_for_help_along() -> None:
    bench = Bench()

    def fails(spoken: Utterance) -> Feeling:
        raise RuntimeError("a defect")

    bench.emotion.feel = fails  # type: ignore[method-assign]
    bench.ear.events[20] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = CALLING
    with pytest.raises(StageDied, match="emotion"):
        bench.run()
    assert bench.events == ["append alert", "flush", "call fall"]


def test_p6_a_disk_that_hangs_is_not_waited_for_again_and_again() -> None:
    bench = Bench("r" * 150)
    waits: list[float] = []

    def hangs() -> None:
        waits.append(bench.clock.seconds)
        bench.clock.seconds += 3.0
        raise LogError("The disk does not answer.")

    bench.log.flush = hangs  # type: ignore[method-assign]
    bench.ear.events[20] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = CALLING
    bench.run()
    assert "call fall" in bench.events
    assert len(waits) == 1


def test_p9_that_nothing_is_recorded_is_said_once_not_at_every_turn(tmp_path: Path) -> None:
    bench = Bench("r" * 160)
    for frame in (30, 70, 110):
        bench.ear.events[frame] = (utterance("hello", ended_s=frame * 0.032),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="Good."),), records=(TURN,), outcome=Outcome.ANSWERED)
    nobody = LogPlace(path=tmp_path / "log.db", recipients=tmp_path / "recipients", desk=tmp_path / "desk")
    bench.log = LogKeeper(nobody)  # type: ignore[assignment]
    bench.run()
    assert bench.synthesiser.spoken.count("Good.") == 3
    assert bench.synthesiser.spoken.count(CANNOT_STORE.text) == 1


def test_listening_is_shown_although_notes_cannot_be_kept() -> None:
    bench = Bench()
    bench.log.broken = True
    bench.dialogue.replies[SessionStarted] = Reply(records=(TURN,), outcome=Outcome.STARTED)
    bench.ear.events[40] = (SpeechStarted(at_s=1.2),)
    bench.run()
    assert bench.face.states[-1] is FaceState.LISTENING
    assert FaceState.CANNOT_STORE in bench.face.states


def test_a_microphone_that_is_set_too_loud_is_shown_until_it_is_not() -> None:
    bench = Bench()
    bench.ear.too_loud = True
    bench.run()
    assert bench.face.states[-1] is FaceState.TOO_LOUD
    quiet = Bench()
    quiet.run()
    assert FaceState.TOO_LOUD not in quiet.face.states


def test_p6_an_alert_can_be_acknowledged_on_the_screen_of_a_mute_and_deaf_device() -> None:
    # The screen shows the button that acknowledges in no other state.
    bench = Bench("r" * 10 + "E" * 3)
    bench.speaker.fails = lambda: SpeakerLost("Gone.")
    bench.buttons = ScriptedButtons([Button.HELP])
    bench.dialogue.replies[HelpPressed] = CALLING
    bench.run()
    assert bench.face.states[-1] is FaceState.ALERT


def test_p9_a_mute_device_shows_it_again_once_the_alert_is_acknowledged() -> None:
    bench = Bench()
    bench.speaker.fails = lambda: SpeakerLost("Gone.")
    bench.buttons = ScriptedButtons([Button.HELP, Button.ACKNOWLEDGE])
    bench.dialogue.replies[HelpPressed] = CALLING
    bench.dialogue.replies[AlertAcknowledged] = Reply(outcome=Outcome.ACKNOWLEDGED)
    bench.run()
    assert bench.face.states[-1] is FaceState.CANNOT_SPEAK


def test_p6_what_was_heard_before_the_microphone_was_lost_is_answered() -> None:
    bench = Bench("r" * 30 + "E" * 2)
    bench.ear.events[25] = (SpeechStarted(at_s=0.8),)
    bench.ear.unfinished = (utterance("help i have", started_s=0.8),)
    bench.settings = Settings.model_validate({"asr": {"hears_while_speaking": True}})
    bench.dialogue.replies[Heard] = CALLING
    bench.run()
    assert "call fall" in bench.events


def test_an_answer_does_not_wait_for_a_lost_microphone() -> None:
    bench = Bench("r" * 34 + "E" * 2)
    bench.ear.events[33] = (SpeechStarted(at_s=0.9), utterance("hello", ended_s=1.05))
    bench.run()
    assert any(isinstance(event, Heard) for event in bench.dialogue.handled)


def test_a_lost_microphone_and_speaker_are_told_to_the_journal_once(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench("r" * 10 + "E" * 3)
    bench.microphone.lost = lambda: MicrophoneLost("The microphone is gone.")
    bench.speaker.fails = lambda: SpeakerLost("The speaker is gone.")
    bench.run()
    assert caplog.messages.count("The microphone is gone.") == 1
    assert caplog.messages.count("The speaker is gone.") == 1


@pytest.mark.parametrize("part", ["microphone", "tts", "buttons", "session"])
def test_p3_whatever_breaks_is_named_without_its_words(part: str, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(WORDS)

    broken = {"microphone": (bench.microphone, "read"), "tts": (bench.speaker, "stop"), "session": (bench.face, "show")}
    setattr(*broken.get(part, (bench.buttons, "presses")), breaks)
    bench.ear.events[5] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = CALLING
    named = "tts" if part == "session" else part
    with pytest.raises(StageDied, match=f"The {named} stage stopped: RuntimeError") as died:
        bench.run()
    assert WORDS not in caplog.text + str(died.value)


def test_the_face_listens_thinks_and_speaks_in_turn() -> None:
    bench = Bench("r" * 90)
    bench.ear.events[30] = (SpeechStarted(at_s=0.9),)
    bench.ear.events[45] = (utterance("yes please", started_s=0.9, ended_s=1.4),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="Good."),), outcome=Outcome.ANSWERED)
    bench.run()
    states = [FaceState.SPEAKING, FaceState.IDLE, FaceState.LISTENING, FaceState.THINKING, FaceState.SPEAKING]
    assert bench.face.states == [*states, FaceState.IDLE]


def test_p9_a_mute_device_starves_the_watchdog() -> None:
    bench = Bench("r" * 200)
    bench.speaker.fails = lambda: SpeakerLost("Gone.")
    bench.run()
    assert bench.heartbeat.beats <= 1
    assert bench.face.states[-1] is FaceState.CANNOT_SPEAK


ASKING = Reply(say=(HELLO,), outcome=Outcome.STARTED, state="pain", buttons=("yes", "no"))


def offered(bench: Bench) -> list[tuple[str, ...]]:
    return [message.labels for message in bench.face.shown if isinstance(message, ShowButtons)]


def test_answers_are_offered_as_buttons_until_a_reply_offers_none() -> None:
    bench = Bench("r" * 90)
    bench.dialogue.replies[SessionStarted] = ASKING
    bench.ear.events[40] = (utterance("yes", ended_s=1.2),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="Good."),), outcome=Outcome.ANSWERED)
    bench.run()
    # Seconds that pass without a reply take nothing away.
    assert sum(isinstance(event, TimePassed) for event in bench.dialogue.handled) >= 2
    assert offered(bench) == [("yes", "no"), ()]


def test_buttons_that_stay_the_same_are_not_sent_again() -> None:
    bench = Bench("r" * 90)
    bench.dialogue.replies[SessionStarted] = ASKING
    bench.ear.events[40] = (utterance("what", ended_s=1.2),)
    bench.dialogue.replies[Heard] = replace(ASKING, outcome=Outcome.NO_MATCH)
    bench.run()
    assert offered(bench) == [("yes", "no")]


def test_a_pressed_answer_is_a_turn_that_waits_for_nothing() -> None:
    bench = Bench()
    bench.dialogue.replies[SessionStarted] = ASKING
    bench.dialogue.replies[Touched] = Reply(say=(Prompt(text="Good."),), outcome=Outcome.ANSWERED, state="sleep")
    bench.buttons = Fingers(bench.clock, [(1.2, Press("yes"))])
    bench.run()
    (touched,) = [event for event in bench.dialogue.handled if isinstance(event, Touched)]
    assert touched.answer == "yes"
    captions = [message for message in bench.face.shown if isinstance(message, ShowCaption)]
    assert [caption.text for caption in captions if caption.who is Who.RESIDENT] == ["yes"]
    assert bench.speaker.played[1] == pytest.approx(1.2, abs=0.07)
    report = bench.observer.turns[-1]
    assert (report.cause, report.state_before, report.state) == ("touch", "pain", "sleep")
    assert report.first_sound_s is not None


def test_a_pressed_answer_cuts_the_question_short() -> None:
    bench = Bench()
    long = tuple(Prompt(text=f"Sentence {number}.") for number in range(8))
    bench.dialogue.replies[SessionStarted] = replace(ASKING, say=long)
    bench.dialogue.replies[Touched] = Reply(say=(Prompt(text="Good."),), outcome=Outcome.ANSWERED)
    bench.buttons = Fingers(bench.clock, [(0.3, Press("no"))])
    bench.run()
    assert bench.synthesiser.spoken[-1] == "Good."
    assert "Sentence 7." not in bench.synthesiser.spoken
    assert bench.speaker.played[-1] == pytest.approx(0.3, abs=0.07)


@pytest.mark.parametrize("unshown", [True, False])
def test_words_that_are_not_to_be_shown_are_not_captioned(unshown: bool) -> None:
    bench = Bench()
    bench.ear.events[33] = (utterance("my secret", ended_s=1.0),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="Yes."),), outcome=Outcome.ANSWERED, unshown=unshown)
    bench.run()
    assert any("my secret" in str(getattr(one, "text", "")) for one in bench.face.shown) is not unshown


def test_who_says_and_presses_the_same_has_given_one_answer() -> None:
    bench = Bench("r" * 90)
    bench.dialogue.replies[SessionStarted] = ASKING
    bench.dialogue.replies[Touched] = Reply(say=(Prompt(text="Good."),), outcome=Outcome.ANSWERED)
    bench.ear.events[33] = (utterance("yes", ended_s=1.0),)
    bench.buttons = Fingers(bench.clock, [(1.2, Press("yes"))])
    bench.run()
    answers = [event for event in bench.dialogue.handled if isinstance(event, Heard | Touched)]
    assert [type(event) for event in answers] == [Touched]


@pytest.mark.parametrize("answer", ["maybe", "", "Yes"])
def test_an_answer_that_is_not_on_offer_is_no_event(answer: str) -> None:
    bench = Bench()
    bench.dialogue.replies[SessionStarted] = ASKING
    bench.buttons = Fingers(bench.clock, [(0.3, Press(answer))])
    bench.run()
    assert not any(isinstance(event, Touched) for event in bench.dialogue.handled)


def test_help_is_called_whatever_answers_are_on_offer() -> None:
    bench = Bench()
    bench.dialogue.replies[SessionStarted] = ASKING
    bench.dialogue.replies[HelpPressed] = CALLING
    bench.buttons = Fingers(bench.clock, [(0.3, Press("yes")), (0.3, Button.HELP), (0.4, Press("no"))])
    bench.run()
    assert "call fall" in bench.events
    # The call took the answers away.
    assert [event.answer for event in bench.dialogue.handled if isinstance(event, Touched)] == ["yes"]
    assert offered(bench) == [("yes", "no"), ()]


def busy_at(bench: Bench) -> list[bool]:
    return [event.busy for event in bench.dialogue.handled if isinstance(event, TimePassed)]


def test_seconds_are_busy_while_the_device_speaks() -> None:
    bench = Bench("r" * 130)
    bench.dialogue.replies[SessionStarted] = Reply(say=tuple(Prompt(text=f"Sentence {n}.") for n in range(4)))
    bench.run()
    assert busy_at(bench) == [True, True, False, False]


def test_seconds_are_busy_while_somebody_speaks_or_may_go_on() -> None:
    bench = Bench("r" * 190)
    bench.ear.events[35] = (SpeechStarted(at_s=1.1),)
    # The second ends while this waits for what may still come.
    bench.ear.events[89] = (utterance("well", started_s=1.1, ended_s=2.85),)
    bench.ear.events[160] = (SpeechStarted(at_s=5.1), utterance("", started_s=5.1, ended_s=5.12))
    bench.run()
    assert busy_at(bench) == [False, True, True, False, False]


def test_what_was_taken_for_an_echo_makes_nobody_busy() -> None:
    bench = Bench("r" * 70)
    bench.ear.events[5] = (SpeechStarted(at_s=0.1), utterance("good morning"))
    bench.run()
    assert busy_at(bench) == [False, False]


REMEMBERED = Kept(consents={"diary": True})


def test_p5_an_open_call_is_remembered_before_it_is_announced() -> None:
    bench = Bench()
    bench.ear.events[20] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = replace(CALLING, keep=REMEMBERED)
    bench.run()
    assert bench.events[:4] == ["append alert", "flush", "keep", "call fall"]
    assert bench.memory.kept == [REMEMBERED]


def test_what_must_outlive_a_restart_is_on_disk_before_the_answer_ends() -> None:
    bench = Bench()
    bench.ear.events[33] = (utterance("yes", ended_s=1.0),)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="Good."),), outcome=Outcome.ANSWERED, keep=REMEMBERED)
    kept_s: list[float] = []
    bench.memory.keep = lambda kept: kept_s.append(bench.clock.seconds)  # type: ignore[method-assign]
    bench.run()
    assert kept_s == [pytest.approx(bench.speaker.played[1], abs=0.07)]


def test_what_is_remembered_without_a_word_is_kept_within_a_second() -> None:
    bench = Bench("r" * 70)
    bench.dialogue.replies[SessionStarted] = Reply(keep=REMEMBERED)
    bench.run()
    assert bench.memory.kept == [REMEMBERED]
    assert bench.observer.turns == []


@pytest.mark.parametrize("error", [OutputError("The disk is full."), RuntimeError("a defect")])
def test_p6_a_memory_that_fails_stops_no_call_and_is_told_once(error: Exception) -> None:
    bench = Bench("r" * 160)

    def fails(_: Kept) -> None:
        raise error

    bench.memory.keep = fails  # type: ignore[method-assign]
    bench.ear.events[20] = (utterance("help i have fallen"),)
    bench.dialogue.replies[Heard] = replace(CALLING, keep=REMEMBERED)
    bench.run()
    assert bench.events[:3] == ["append alert", "flush", "call fall"]
    assert bench.synthesiser.spoken.count(CANNOT_STORE.text) == 1


def test_what_could_not_be_remembered_is_kept_when_the_disk_is_back() -> None:
    bench = Bench("r" * 160)
    bench.memory.broken = True
    bench.dialogue.replies[SessionStarted] = Reply(say=(HELLO,), outcome=Outcome.STARTED, keep=REMEMBERED)

    def mended(event: object) -> Reply:
        bench.memory.broken = bench.clock.seconds < 3.0
        return answered(event)  # type: ignore[arg-type]

    answered = bench.dialogue.handle
    bench.dialogue.handle = mended  # type: ignore[method-assign]
    bench.run()
    assert bench.memory.kept == [REMEMBERED]
    assert FaceState.CANNOT_STORE in bench.face.states
    assert bench.face.states[-1] is FaceState.IDLE


@pytest.mark.parametrize("forget", Forget)
def test_forget_everything_takes_what_was_learned_of_the_person_along(forget: Forget) -> None:
    bench = Bench("r" * 70)
    bench.ear.events[32] = (SpeechStarted(at_s=1.0), utterance("forget it", ended_s=1.1))
    bench.dialogue.replies[Heard] = Reply(outcome=Outcome.COMMAND, forget=forget)
    bench.run()
    assert ("forget" in bench.habits.asked) is (forget is Forget.EVERYTHING)
    assert bench.habits.asked.count("tend") == 2
    assert bench.habits.asked[-1] == "settle"


@pytest.mark.parametrize("touches", [True, False])
def test_in_touch_mode_a_bare_touch_opens_the_window(touches: bool) -> None:
    bench = Bench("r" * 90)
    bench.settings = Settings.model_validate({"asr": {"mode": "touch"}})
    bench.dialogue.replies.clear()
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="It is noon."),), outcome=Outcome.COMMAND)
    bench.ear.events[33] = (utterance("what time is it", ended_s=1.0),)
    bench.buttons = Fingers(bench.clock, [(0.3, Button.TALK)] if touches else [])
    bench.run()
    assert any(isinstance(event, Heard) for event in bench.dialogue.handled) is touches


def test_the_face_is_told_what_the_device_waits_for() -> None:
    bench = Bench("r" * 90)
    bench.settings = Settings.model_validate({"asr": {"mode": "touch"}})
    bench.dialogue.replies.clear()
    bench.buttons = Fingers(bench.clock, [(1.0, Button.TALK)])
    bench.run()
    states = [one for one in bench.face.shown if isinstance(one, ShowState)]
    assert [states[0].heeds, states[-1].heeds] == [Heeds.TOUCH, Heeds.ANSWER]


def test_a_touch_does_not_take_back_what_was_just_said() -> None:
    bench = Bench("r" * 90)
    bench.dialogue.replies[Heard] = Reply(say=(Prompt(text="It is noon."),), outcome=Outcome.COMMAND)
    bench.ear.events[33] = (utterance("what time is it", ended_s=1.0),)
    bench.buttons = Fingers(bench.clock, [(1.1, Button.TALK)])
    bench.run()
    assert any(isinstance(event, Heard) for event in bench.dialogue.handled)

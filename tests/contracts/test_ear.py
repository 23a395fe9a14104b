"""What every Ear keeps: held against scripted engines for every order of events, and against the real ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.ear import ONSET_FRAMES, PAUSED_S, PRE_ROLL_FRAMES, STEADY_S, TurnEar
from companion.asr.frontend import FrontEnd
from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.asr.vad import SileroDetector
from companion.demo.journey import load_journey
from companion.errors import RecogniserLost
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    AnswerKind,
    AudioFrame,
    Expectation,
    HearingEvent,
    NoReply,
    Partial,
    Paused,
    Samples,
    SpeechStarted,
    Steady,
    Transcript,
    Utterance,
)
from companion.settings import AsrSettings

YES_NO = Expectation(phrases=("yes", "yes please", "no"), no_reply_s=2.0)
OPEN = Expectation(kind=AnswerKind.FREE, no_reply_s=0.0)
SETTINGS = AsrSettings(longest_s=4.0)
SHORT = AsrSettings(
    hold_complete_s=0,
    hold_settled_s=0,
    hold_extendable_s=0,
    hold_finished_s=0,
    hold_unfinished_s=0,
    hold_open_s=0,
    longest_s=0.1,
)


class LoudnessDetector:
    """Speech is whatever is louder than 1000."""

    def __init__(self) -> None:
        self.resets = 0

    def probability(self, samples: Samples) -> float:
        return float(np.abs(samples).max() > 1000)

    def reset(self) -> None:
        self.resets += 1


@dataclass
class ScriptedRecogniser:
    """Says what it is told to; remembers what it was given."""

    says: str = ""
    taken: list[Samples] = field(default_factory=list)
    starts: list[Expectation] = field(default_factory=list)

    def start(self, expectation: Expectation) -> None:
        self.starts.append(expectation)
        self.taken = []

    def accept(self, samples: Samples) -> Transcript:
        self.taken.append(samples)
        return Transcript(text=self.says, confidence=1.0, engine="scripted")

    def finish(self) -> Transcript:
        assert self.taken, "finished without having begun"
        return Transcript(text=self.says, confidence=1.0, engine="scripted")

    def close(self) -> None:
        self.taken = []


class Room:
    """Feeds frames to an ear: S = speech, . = quiet."""

    def __init__(self, says: str = "", settings: AsrSettings = SETTINGS) -> None:
        self.detector = LoudnessDetector()
        self.recogniser = ScriptedRecogniser(says)
        self.ear = TurnEar(self.detector, self.recogniser, settings)
        self.frame = 0
        self.events: list[HearingEvent] = []

    def hear(self, script: str) -> list[HearingEvent]:
        now: list[HearingEvent] = []
        for letter in script:
            loud = np.full(FRAME_SAMPLES, 5000 if letter == "S" else self.frame % 100, dtype=np.int16)
            now += self.ear.hear(AudioFrame(samples=loud, start_s=self.frame * FRAME_SECONDS))
            self.frame += 1
        self.events += now
        return now


def kinds(events: Iterable[HearingEvent]) -> list[str]:
    return [name for name, _ in groupby(type(event).__name__ for event in events)]


def only_utterance(events: Iterable[HearingEvent]) -> Utterance:
    (utterance,) = [event for event in events if isinstance(event, Utterance)]
    return utterance


QUIET = "." * round(3.0 / FRAME_SECONDS)


def test_an_utterance_begins_grows_and_ends() -> None:
    room = Room("yes please")
    room.ear.expect(YES_NO)
    events = room.hear("." * 20 + "S" * 20 + QUIET[:10])
    assert kinds(events) == ["SpeechStarted", "Partial", "Steady", "Utterance"]
    utterance = only_utterance(events)
    assert utterance.started_s == pytest.approx(20 * FRAME_SECONDS)
    assert utterance.ended_s == pytest.approx(40 * FRAME_SECONDS)
    assert utterance.decided_s == pytest.approx(utterance.ended_s + SETTINGS.hold_complete_s, abs=FRAME_SECONDS / 2)


def test_a_partial_that_stands_is_told_once() -> None:
    room = Room("yes")
    room.ear.expect(YES_NO)
    room.hear("S" * 4)
    room.recogniser.says = "yes please"
    room.hear("S" * 2)
    room.recogniser.says = "yes please sir"
    room.hear("S" * 30 + QUIET)
    steady = [event for event in room.events if isinstance(event, Steady)]
    assert [event.text for event in steady] == ["yes please sir"]
    assert steady[0].at_s - 6 * FRAME_SECONDS == pytest.approx(STEADY_S, abs=2 * FRAME_SECONDS)


def pauses_in(script: str) -> list[float]:
    """Seconds from the first frame to each pause that was told of."""
    room = Room("i went to the shop and")
    room.ear.expect(OPEN)
    return [event.at_s for event in room.hear(script) if isinstance(event, Paused)]


def test_a_pause_in_talk_is_told_once_and_soon() -> None:
    said, silence = "S" * 40, "." * 14
    (first_s,) = pauses_in(said + silence)
    assert first_s == pytest.approx(40 * FRAME_SECONDS + PAUSED_S, abs=2 * FRAME_SECONDS)
    assert len(pauses_in(said + silence + said + silence)) == 2


def test_a_breath_or_a_short_word_is_no_pause_to_nod_in() -> None:
    assert pauses_in("S" * 60 + "." * 5 + "S" * 60) == []
    assert pauses_in("S" * 15 + "." * 14) == []


def test_words_that_are_not_there_yet_cannot_stand() -> None:
    room = Room("")
    assert "Steady" not in kinds(room.hear("S" * 30 + QUIET))


class Halving(FrontEnd):
    """A front end that gives half of what it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bool] = []

    def clean(self, frame: AudioFrame) -> AudioFrame:
        return replace(frame, samples=frame.samples // 2)

    def heard(self, *, speech: bool) -> None:
        self.told.append(speech)


def test_the_recogniser_gets_what_the_front_end_made_and_the_turn_keeps_what_the_microphone_gave() -> None:
    room = Room("yes please")
    halving = Halving()
    room.ear = TurnEar(room.detector, room.recogniser, SETTINGS, front_end=halving)
    room.ear.expect(YES_NO)
    utterance = only_utterance(room.hear("." * 50 + "S" * 20 + "."))
    assert np.array_equal(np.concatenate(room.recogniser.taken), utterance.samples // 2)
    assert utterance.samples.max() == 5000
    assert halving.told == [False] * 50 + [True] * 20 + [False]


class LosingRecogniser(ScriptedRecogniser):
    """Loses its process at the sixteenth piece of every utterance."""

    def accept(self, samples: Samples) -> Transcript:
        if len(self.taken) == 15:
            raise RecogniserLost("Gone.")
        return super().accept(samples)


def test_speech_that_a_microphone_set_too_loud_spoils_is_told() -> None:
    spoiled = np.where(np.arange(FRAME_SAMPLES) % 64 < 32, 32767, -32768).astype(np.int16)
    for front_end, told in ((FrontEnd(), True), (None, False)):
        ear = TurnEar(LoudnessDetector(), ScriptedRecogniser(says="yes"), SETTINGS, front_end=front_end)
        assert not ear.too_loud
        for number in range(20):
            ear.hear(AudioFrame(samples=spoiled, start_s=number * FRAME_SECONDS))
        assert ear.too_loud is told


def test_a_lost_recogniser_takes_the_utterance_along_and_not_the_ear() -> None:
    room = Room("yes please")
    room.ear = TurnEar(room.detector, LosingRecogniser("yes please"), SETTINGS)
    room.ear.expect(YES_NO)
    room.hear("S" * 4)
    with pytest.raises(RecogniserLost):
        room.hear("S" * 20)
    room.hear("." * 20)
    assert kinds(room.hear("S" * 4)) == ["SpeechStarted", "Partial"]


def test_sound_from_before_the_first_speech_is_not_lost() -> None:
    room = Room("yes please")
    room.ear.expect(YES_NO)
    utterance = only_utterance(room.hear("." * 50 + "S" * 20 + "."))
    assert len(utterance.samples) == (PRE_ROLL_FRAMES + 20 + 1) * FRAME_SAMPLES
    assert np.array_equal(np.concatenate(room.recogniser.taken), utterance.samples)


@pytest.mark.parametrize(
    ("says", "waits_s"),
    [("yes please", SETTINGS.hold_complete_s), ("yes", SETTINGS.hold_extendable_s), ("porridge", SETTINGS.hold_open_s)],
)
def test_patience_is_counted_from_the_last_speech(says: str, waits_s: float) -> None:
    room = Room(says)
    room.ear.expect(YES_NO)
    utterance = only_utterance(room.hear("S" * 20 + QUIET))
    assert utterance.decided_s - utterance.ended_s == pytest.approx(waits_s, abs=FRAME_SECONDS)


def test_a_pause_shorter_than_the_patience_is_part_of_the_utterance() -> None:
    room = Room("yes")
    room.ear.expect(YES_NO)
    room.hear("S" * 10 + "." * 10 + "S" * 10 + QUIET)
    assert only_utterance(room.events).ended_s == pytest.approx(30 * FRAME_SECONDS)


def test_a_cough_is_nothing() -> None:
    room = Room("yes")
    room.ear.expect(replace(YES_NO, no_reply_s=0))
    assert room.hear(("S" * (ONSET_FRAMES - 1) + "." * 30) * 5) == []


def test_an_utterance_is_cut_at_the_longest() -> None:
    room = Room("and")
    utterance = only_utterance(room.hear("S" * round(5.0 / FRAME_SECONDS)))
    assert utterance.decided_s - utterance.started_s == pytest.approx(SETTINGS.longest_s, abs=FRAME_SECONDS)


def test_silence_is_reported_once_for_each_expectation() -> None:
    room = Room()
    room.ear.expect(YES_NO)
    (complaint,) = room.hear(QUIET * 5)
    assert isinstance(complaint, NoReply)
    assert complaint.waited_s == pytest.approx(YES_NO.no_reply_s, abs=FRAME_SECONDS)
    room.ear.expect(YES_NO)
    assert kinds(room.hear(QUIET * 5)) == ["NoReply"]


def test_expecting_again_restarts_the_waiting() -> None:
    room = Room()
    room.ear.expect(YES_NO)
    assert room.hear("." * 50) == []
    room.ear.expect(YES_NO)
    assert room.hear("." * 50) == []
    assert kinds(room.hear("." * 20)) == ["NoReply"]


@pytest.mark.parametrize("expectation", [replace(YES_NO, no_reply_s=0), None])
def test_nobody_is_late_when_nothing_is_awaited(expectation: Expectation | None) -> None:
    room = Room()
    if expectation is not None:
        room.ear.expect(expectation)
    assert room.hear(QUIET * 10) == []


def test_nobody_who_speaks_is_late() -> None:
    room = Room("well")
    room.ear.expect(YES_NO)
    assert "NoReply" not in kinds(room.hear("." * 55 + "S" * 100 + "." * 40))


def test_a_new_expectation_in_mid_utterance_loses_nothing_and_holds_for_the_next() -> None:
    room = Room("yes please")
    room.ear.expect(YES_NO)
    room.hear("." * 10 + "S" * 10)
    other = Expectation(phrases=("help",), no_reply_s=0)
    room.ear.expect(other)
    room.hear("S" * 10 + QUIET)
    assert only_utterance(room.events).samples.size == (PRE_ROLL_FRAMES + 20 + 1) * FRAME_SAMPLES
    room.hear("S" * 10 + QUIET)
    assert room.recogniser.starts[-1] == other


def test_the_grammar_is_built_when_asked_not_when_answered_and_only_once() -> None:
    room = Room()
    room.ear.expect(YES_NO)
    room.ear.expect(replace(YES_NO, no_reply_s=0))
    room.ear.expect(YES_NO)
    assert room.recogniser.starts == [YES_NO]


def test_a_gap_in_the_sound_makes_the_detector_start_afresh() -> None:
    room = Room()
    room.hear("..")
    room.frame += 100
    room.hear("..")
    assert room.detector.resets == 1


@given(
    st.lists(
        st.tuples(st.sampled_from("SS."), st.integers(1, 60), st.sampled_from(["", "yes", "yes please", "my", "x"])),
        max_size=25,
    ),
    st.sampled_from([SETTINGS, SHORT]),
)
def test_every_beginning_has_one_end_and_time_never_goes_back(
    stretches: list[tuple[str, int, str]], settings: AsrSettings
) -> None:
    room = Room(settings=settings)
    for number, (letter, frames, says) in enumerate(stretches):
        if number % 3 == 0:
            room.ear.expect(replace(YES_NO, no_reply_s=float(number % 2)))
        room.recogniser.says = says
        room.hear(letter * frames)
    room.hear(QUIET * 2)
    turns = [event for event in room.events if isinstance(event, SpeechStarted | Utterance)]
    assert [type(event) for event in turns] == [SpeechStarted, Utterance] * (len(turns) // 2)
    for started, ended in zip(turns[::2], turns[1::2], strict=True):
        assert isinstance(started, SpeechStarted)
        assert isinstance(ended, Utterance)
        assert started.at_s == ended.started_s < ended.ended_s <= ended.decided_s
        assert ended.decided_s <= ended.started_s + settings.longest_s + FRAME_SECONDS
    ends = [event.decided_s for event in turns if isinstance(event, Utterance)]
    assert ends == sorted(ends)


def test_the_real_ear_hears_a_whole_recorded_visit() -> None:
    """Silero and PocketSphinx on the demo's recordings, in real time's frames, with room noise between."""
    ear = TurnEar(SileroDetector(), PocketSphinxRecogniser(), AsrSettings())
    noise = np.random.default_rng(1)
    journey = load_journey("fall")
    ear.expect(Expectation(phrases=("help i have fallen", "i am scared", "thank you"), no_reply_s=0))
    samples = [noise.normal(0, 6, SAMPLE_RATE_HZ).astype(np.int16)]
    for line in journey.lines:
        if line.samples is not None:
            samples += [line.samples, noise.normal(0, 6, 5 * SAMPLE_RATE_HZ // 2).astype(np.int16)]
    sound = np.concatenate(samples)
    events: list[HearingEvent] = []
    for start in range(0, len(sound) - FRAME_SAMPLES, FRAME_SAMPLES):
        events += ear.hear(AudioFrame(samples=sound[start : start + FRAME_SAMPLES], start_s=start / SAMPLE_RATE_HZ))
    texts = [event.transcript.text for event in events if isinstance(event, Utterance)]
    assert len(texts) == sum(line.samples is not None for line in journey.lines)
    assert texts[0] == "help i have fallen"
    assert "i am scared" in texts
    assert any(isinstance(event, Partial) for event in events)

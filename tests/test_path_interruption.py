"""Speaking over the device where it does not hear itself: it pauses, and says the rest when that was nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parent))  # test_path.py's bench

from test_path import Bench

from companion.interruption import listening_on
from companion.messages import (
    FRAME_SECONDS,
    Ending,
    FaceState,
    Heard,
    Outcome,
    Partial,
    Prompt,
    Reply,
    SessionStarted,
    SpeechChunk,
    SpeechStarted,
    Steady,
    Urgency,
    Utterance,
)
from companion.own_words import own_words
from companion.settings import Settings
from device.fake import FakeClock, FakeSpeaker
from doubles import utterance

RATE_HZ = 16_000


class Sentences:
    """A synthesiser that says everything in 3 s: ten words of 0.2 s with 0.1 s between them."""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def tend(self) -> None:
        """Nothing is made ahead."""

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        self.spoken.append(prompt.text)
        word = np.r_[np.full(3200, 5000, np.int16), np.zeros(1600, np.int16)]
        for _ in range(10):
            yield SpeechChunk(samples=word, sample_rate_hz=RATE_HZ)


class OverSpeech(Bench):
    """A device that says something long, and somebody who speaks after a second of it."""

    def __init__(self, text: str = "I will tell you a story about the sea.") -> None:
        super().__init__("r" * 200)
        self.settings = Settings.model_validate({"asr": {"hears_while_speaking": True}})
        self.synthesiser = Sentences()  # type: ignore[assignment]
        self.sound = FakeSpeaker(cast(FakeClock, self.clock))
        self.speaker = self.sound  # type: ignore[assignment]
        self.dialogue.replies[SessionStarted] = Reply(say=(Prompt(text=text),), outcome=Outcome.STARTED)
        self.dialogue.replies[Heard] = Reply(say=(Prompt(text="Yes?"),), outcome=Outcome.ANSWERED)

    def says(self, text: str, *, at: int = 31, until: int = 50, expected: bool = False) -> OverSpeech:
        at_s, until_s = at * FRAME_SECONDS, until * FRAME_SECONDS
        self.ear.events[at] = (SpeechStarted(at_s=at_s),)
        if text:
            self.ear.events[at + 5] = (Partial(text=text, at_s=at_s),)
        said = utterance(text, started_s=at_s, ended_s=until_s - 0.1)
        said = replace(said, transcript=replace(said.transcript, expected=expected))
        self.ear.events[until] = (*self.ear.events.get(until, ()), said)
        return self

    def sounds(self, frame: int) -> bool:
        """Whether the device is heard in that frame."""
        at_s = (frame + 0.5) * FRAME_SECONDS
        return any(one.start_s <= at_s < one.end_s for one in self.sound.played)

    @property
    def heard(self) -> list[str]:
        return [event.utterance.transcript.text for event in self.dialogue.handled if isinstance(event, Heard)]

    @property
    def words_sounded(self) -> float:
        """Loud sound in all, in words."""
        return sum(int(np.count_nonzero(one.samples)) for one in self.sound.played) / 3200


def test_who_speaks_over_it_is_listened_to_in_silence_and_answered() -> None:
    bench = OverSpeech().says("what time is it")
    bench.run()
    assert bench.sounds(30)
    assert not any(map(bench.sounds, range(33, 50)))
    assert bench.heard == ["what time is it"]
    # The story is not taken up again: the answer took its place.
    assert bench.synthesiser.spoken == ["I will tell you a story about the sea.", "Yes?"]
    assert bench.words_sounded < 4 + 10


@pytest.mark.parametrize("sign", ["", "mm", "uh huh", "i see", "yes", "okay"])
def test_a_cough_or_a_sign_of_listening_is_no_interruption(sign: str) -> None:
    bench = OverSpeech().says(sign)
    bench.run()
    assert bench.heard == []
    assert not any(map(bench.sounds, range(33, 49)))
    assert bench.sounds(52)
    assert bench.words_sounded >= 10


def test_yes_answers_a_question_that_has_been_put() -> None:
    bench = OverSpeech("Did you sleep well? You can say yes or no.").says("yes", expected=True)
    bench.run()
    assert bench.heard == ["yes"]


def test_the_rest_is_said_when_no_words_follow_for_two_seconds() -> None:
    bench = OverSpeech()
    bench.ear.events[31] = (SpeechStarted(at_s=1.0),)
    bench.run()
    assert not any(map(bench.sounds, range(33, 90)))
    assert bench.sounds(97)
    assert bench.words_sounded >= 10


def test_whoever_goes_on_with_words_is_not_talked_over() -> None:
    bench = OverSpeech().says("i wanted to tell you about my daughter", until=190)
    bench.run()
    assert not any(map(bench.sounds, range(33, 190)))


def test_the_rest_is_said_after_words_that_need_no_answer() -> None:
    bench = OverSpeech().says("nothing that was meant for it")
    bench.dialogue.replies[Heard] = Reply()
    bench.run()
    assert bench.heard == ["nothing that was meant for it"]
    assert bench.words_sounded >= 10


def test_listening_is_seen_while_it_pauses() -> None:
    bench = OverSpeech().says("what time is it")
    bench.run()
    states = bench.face.states
    assert states.index(FaceState.LISTENING) > states.index(FaceState.SPEAKING)


def test_p6_help_goes_through_at_once() -> None:
    bench = OverSpeech().says("help me")
    help_comes = Reply(
        say=(Prompt(text="I am calling.", urgency=Urgency.ALERT),), outcome=Outcome.RED_FLAG, interrupts=True
    )
    bench.dialogue.replies[Heard] = help_comes
    bench.run()
    assert bench.synthesiser.spoken[-1] == "I am calling."
    assert bench.sounds(51)


def test_without_echo_cancellation_its_own_voice_does_not_make_it_stutter() -> None:
    bench = OverSpeech().says("")
    bench.settings = Settings()
    bench.run()
    assert all(map(bench.sounds, range(31, 50)))


def test_what_stands_is_prepared() -> None:
    bench = Bench()
    bench.ear.events[5] = (SpeechStarted(at_s=0.1), Steady(text="i have slept well", at_s=0.2))
    bench.run()
    assert bench.dialogue.prepared == ["i have slept well"]


def test_who_talks_on_beyond_the_longest_is_heard_out_and_answered_once() -> None:
    bench = Bench("r" * 300)
    first = utterance("and then we went to the sea and", started_s=1.0, ended_s=3.0)
    bench.ear.events[95] = (SpeechStarted(at_s=1.0), replace(first, ending=Ending.STILL_TALKING))
    bench.ear.events[120] = (SpeechStarted(at_s=3.5),)
    bench.ear.events[200] = (utterance("stayed there all summer", started_s=3.5, ended_s=6.2),)
    bench.run()
    heard = [event.utterance.transcript.text for event in bench.dialogue.handled if isinstance(event, Heard)]
    assert heard == ["and then we went to the sea and stayed there all summer"]


def test_who_was_cut_at_the_longest_and_says_no_more_is_answered_after_two_seconds() -> None:
    bench = Bench("r" * 300)
    first = utterance("and then we went to the sea", started_s=1.0, ended_s=3.0)
    bench.ear.events[95] = (SpeechStarted(at_s=1.0), replace(first, ending=Ending.STILL_TALKING))
    bench.run()
    (heard,) = [event for event in bench.dialogue.handled if isinstance(event, Heard)]
    assert heard.utterance.transcript.text == "and then we went to the sea"


def test_p6_a_call_for_help_is_not_waited_out() -> None:
    bench = Bench("r" * 100)
    first = utterance("help me please help", started_s=1.0, ended_s=3.0)
    bench.ear.events[95] = (SpeechStarted(at_s=1.0), replace(first, ending=Ending.STILL_TALKING))
    bench.run()
    assert any(isinstance(event, Heard) for event in bench.dialogue.handled)


@pytest.mark.parametrize(
    ("text", "asked", "only"),
    [
        ("", True, True),
        ("mm-hm", False, True),
        ("um yes", False, True),
        ("yes", True, False),
        ("uh no", False, False),
        ("stop", False, False),
        ("right wait a moment", False, False),
        ("that's right", False, True),
    ],
)
def test_signs_of_listening(text: str, asked: bool, only: bool) -> None:
    assert listening_on(text, asked=asked) is only


def test_what_is_left_of_its_own_words_is_no_interruption() -> None:
    bench = OverSpeech().says("a story about the sea")
    bench.run()
    assert bench.heard == []
    assert bench.words_sounded >= 10


def test_an_answer_that_was_offered_may_repeat_its_words() -> None:
    bench = OverSpeech("Is it a little, moderate or severe?").says("a little", expected=True)
    bench.run()
    assert bench.heard == ["a little"]


def test_one_word_that_is_no_answer_gets_a_moment_of_silence_to_be_said_again_in() -> None:
    bench = OverSpeech().says("phone", until=40)
    bench.run()
    assert bench.heard == []
    assert not any(map(bench.sounds, range(33, 100)))
    assert bench.sounds(107), "two seconds after it"
    assert bench.words_sounded >= 10


def test_what_is_said_again_into_the_silence_is_answered() -> None:
    bench = OverSpeech().says("phone", until=40).says("what time is it", at=60, until=80)
    bench.run()
    assert bench.heard == ["what time is it"]


def test_words_heard_badly_do_not_interrupt() -> None:
    bench = OverSpeech().says("three fallen pens")
    said = bench.ear.events[50][0]
    assert isinstance(said, Utterance)
    bench.ear.events[50] = (replace(said, transcript=replace(said.transcript, confidence=0.3)),)
    bench.run()
    assert bench.heard == []


@pytest.mark.parametrize("word", ["stop", "help"])
def test_p6_stop_and_help_are_heard_however_badly(word: str) -> None:
    bench = OverSpeech("You may stop, or call for help.").says(word)
    said = bench.ear.events[50][0]
    assert isinstance(said, Utterance)
    bench.ear.events[50] = (replace(said, transcript=replace(said.transcript, confidence=0.3)),)
    bench.run()
    assert bench.heard == [word]


def test_a_device_that_interrupts_itself_stops_listening_while_it_speaks(caplog: pytest.LogCaptureFixture) -> None:
    bench = OverSpeech()
    for at in (10, 30, 50, 70):
        bench.says("", at=at, until=at + 10)
    bench.run()
    assert "does not listen while it speaks" in caplog.text
    assert not bench.sounds(55), "the third time it still pauses"
    assert all(map(bench.sounds, range(72, 80))), "the fourth time it does not"


def half_duplex(text: str, *, after_s: float, confidence: float = 0.9, expected: bool = False) -> OverSpeech:
    """Somebody says this so long after the device has fallen silent; the ear hears whole frames."""
    silent = OverSpeech()
    silent.settings = Settings()
    silent.run()
    begins = int((silent.sound.played[-1].end_s + after_s) / FRAME_SECONDS)
    bench = OverSpeech().says(text, at=begins, until=begins + 20, expected=expected)
    bench.settings = Settings()
    # The event comes with the frame in which enough of it was heard.
    started = bench.ear.events.pop(begins)
    bench.ear.events[begins + 3] = (started[0],)
    said = bench.ear.events[begins + 20][0]
    assert isinstance(said, Utterance)
    said = replace(said, transcript=replace(said.transcript, confidence=confidence))
    bench.ear.events[begins + 20] = (said,)
    bench.run()
    return bench


@pytest.mark.parametrize("after_s", [0.05, 0.1, 0.2, 0.5])
@pytest.mark.parametrize(("text", "confidence"), [("no", 0.9), ("i would like some tea", 0.6)])
def test_the_first_word_after_it_has_fallen_silent_is_heard(text: str, confidence: float, after_s: float) -> None:
    bench = half_duplex(text, after_s=after_s, confidence=confidence)
    assert bench.heard == [text]


def test_an_expected_answer_right_after_it_is_heard_however_badly() -> None:
    assert half_duplex("yes", after_s=0.05, confidence=0.3, expected=True).heard == ["yes"]


def test_what_still_rings_in_the_room_is_its_own() -> None:
    assert half_duplex("about the sea", after_s=0.05).heard == []
    assert half_duplex("her bones", after_s=0.05, confidence=0.3).heard == []


def test_what_began_while_it_spoke_ends_with_its_last_sample_not_later() -> None:
    bench = OverSpeech()
    bench.settings = Settings()
    bench.run()
    (cut,) = bench.ear.cuts
    assert cut * FRAME_SECONDS == pytest.approx(bench.sound.played[-1].end_s, abs=FRAME_SECONDS)


@pytest.mark.parametrize(
    ("heard", "own"),
    [
        ("", True),
        ("a story about the sea", True),
        ("tell you story", True),
        ("stories about the sea", True),
        ("the sea about a story", False),
        ("i want a cup of tea", False),
        ("sea", True),
    ],
)
def test_own_words_come_in_order(heard: str, own: bool) -> None:
    assert own_words(heard, "I will tell you a story about the sea.") is own


def test_words_strewn_over_a_long_prompt_are_somebodys_own() -> None:
    prompt = (
        "I will read the list of your pills. " + "Then we talk about the garden and the birds. " * 3 + "Pain is bad."
    )
    assert not own_words("i have pain", prompt)
    assert not own_words("read birds bad", prompt)

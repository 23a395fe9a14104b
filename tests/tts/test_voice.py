"""The queue that speaks: order, interruption, the face's clock, and a speaker that comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from companion.errors import SpeakerLost
from companion.messages import (
    NOT_YET,
    FaceMessage,
    Manner,
    MouthCue,
    MouthShape,
    Prompt,
    ShowCaption,
    ShowSpeech,
    SpeechChunk,
    StopSpeech,
    Urgency,
    Who,
)
from companion.tts.hours import Hours
from companion.tts.voice import AHEAD_S, COVERS_AFTER_S, DUCKED, DUCKS_S, GAP_S, Voice
from device.fake import FakeClock, FakeSpeaker

RATE_HZ = 16_000
WORD_S = 0.2
FRAME_S = 0.032


class Beeps:
    """A synthesiser whose every word is 0.2 s of one sample value, so that a test can read what sounded."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.made = 0

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        for number, word in enumerate(prompt.text.split()):
            if word not in self.words:
                self.words.append(word)
            self.made += 1
            samples = np.full(round(WORD_S * RATE_HZ), self.words.index(word) + 1, dtype=np.int16)
            cue = MouthCue(start_s=number * WORD_S, shape=MouthShape.D)
            yield SpeechChunk(samples=samples, sample_rate_hz=RATE_HZ, cues=(cue,))

    def tend(self) -> None:
        """Nothing is made ahead."""


class FaceLog:
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: list[FaceMessage] = []

    def show(self, message: FaceMessage) -> None:
        self.shown.append(message)

    def close(self) -> None:
        """Nothing is open."""

    def captions(self) -> list[tuple[float, str]]:
        return [(round(one.at_s, 3), one.text) for one in self.shown if isinstance(one, ShowCaption)]

    def stops(self) -> list[float]:
        return [round(one.at_s, 3) for one in self.shown if isinstance(one, StopSpeech)]


class Room:
    """A voice on a fake board, and what was heard in it."""

    def __init__(self, speaker_script: str = "") -> None:
        self.clock = FakeClock()
        self.speaker = FakeSpeaker(self.clock, speaker_script)
        self.face = FaceLog()
        self.beeps = Beeps()
        self.voice = Voice(self.beeps, self.speaker, self.face, self.clock)

    def say(self, text: str, urgency: Urgency = Urgency.REPLY, *, not_before_s: float = 0.0) -> None:
        self.voice.say((Prompt(text=text, urgency=urgency),), not_before_s=not_before_s)

    def wait(self, seconds: float) -> None:
        """Frames pass, as on a board."""
        until_s = self.clock.now_s() + seconds
        while self.clock.now_s() < until_s - 1e-9:
            self.voice.pump()
            self.clock.advance(min(FRAME_S, until_s - self.clock.now_s()))
        self.voice.pump()

    def heard(self) -> list[str]:
        """Words that have begun to sound, in order; a word that was cut off counts."""
        now_s = self.clock.now_s()
        values = [int(one.samples[0]) for one in self.speaker.played if len(one.samples) and one.start_s <= now_s]
        return [self.beeps.words[value - 1] for value in values if value > 0]


def test_a_prompt_is_spoken_whole_and_without_a_break() -> None:
    room = Room()
    room.say("one two three four five")
    room.wait(2)
    assert room.heard() == ["one", "two", "three", "four", "five"]
    starts = [one.start_s for one in room.speaker.played]
    assert starts == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert not room.voice.speaking


def test_only_a_little_is_queued_ahead() -> None:
    room = Room()
    room.say("one two three four five six seven eight")
    room.voice.pump()
    assert room.speaker.busy_until_s() <= AHEAD_S + WORD_S
    assert room.beeps.made <= 3


def test_the_first_sound_is_told_and_belongs_to_the_last_say() -> None:
    room = Room()
    room.clock.advance(5)
    room.say("one two")
    assert room.voice.first_sound_s is None
    room.voice.pump()
    assert room.voice.first_sound_s == pytest.approx(5.0)
    room.say("three")
    assert room.voice.first_sound_s is None
    room.wait(2)
    assert room.voice.first_sound_s == pytest.approx(5.0 + 2 * WORD_S + GAP_S)


def test_saying_nothing_changes_nothing() -> None:
    room = Room()
    room.say("one")
    room.voice.pump()
    room.voice.say(())
    assert room.voice.first_sound_s == 0.0
    room.wait(1)
    assert room.heard() == ["one"]


def test_a_reply_waits_for_its_time_and_is_ready_by_then() -> None:
    room = Room()
    room.say("one", not_before_s=0.5)
    room.wait(0.4)
    assert room.heard() == []
    assert room.voice.speaking
    assert not room.voice.sounding
    assert room.beeps.made == 1
    room.wait(0.2)
    assert room.voice.sounding
    assert room.voice.first_sound_s == pytest.approx(0.5, abs=FRAME_S)


def test_prompts_of_one_say_follow_with_a_short_pause() -> None:
    room = Room()
    room.voice.say((Prompt(text="one two"), Prompt(text="three")))
    room.wait(2)
    assert room.face.captions() == [(0.0, "one two"), (round(2 * WORD_S + GAP_S, 3), "three")]


def test_captions_are_the_devices_own() -> None:
    room = Room()
    room.say("one")
    room.voice.pump()
    assert [one.who for one in room.face.shown if isinstance(one, ShowCaption)] == [Who.DEVICE]


def test_the_more_urgent_goes_first_and_equals_in_order() -> None:
    room = Room()
    room.say("now")
    room.voice.pump()
    for text, urgency in [
        ("chat", Urgency.CHAT),
        ("reminder", Urgency.REMINDER),
        ("first", Urgency.REPLY),
        ("second", Urgency.REPLY),
    ]:
        room.say(text, urgency)
    room.wait(5)
    assert room.heard() == ["now", "first", "second", "reminder", "chat"]


def test_what_waits_for_its_time_lets_the_more_urgent_pass_and_is_said_once() -> None:
    room = Room()
    room.say("later", Urgency.CHAT, not_before_s=1.0)
    room.voice.pump()
    room.say("reply")
    room.wait(3)
    assert room.heard() == ["reply", "later"]


def test_an_alert_cuts_off_what_is_less_urgent_at_once() -> None:
    room = Room()
    room.say("one two three four five")
    room.wait(0.3)
    room.say("alarm", Urgency.ALERT)
    room.voice.pump()
    assert room.voice.first_sound_s == pytest.approx(0.3)
    room.wait(3)
    assert room.heard() == ["one", "two", "alarm"]
    assert room.face.stops()[0] == pytest.approx(0.3)


def test_what_waited_comes_after_the_alert() -> None:
    room = Room()
    room.voice.say((Prompt(text="one two three"), Prompt(text="four")))
    room.wait(0.1)
    room.say("alarm", Urgency.ALERT)
    room.wait(3)
    assert room.heard() == ["one", "alarm", "four"]


def test_a_stop_drops_all_but_alerts() -> None:
    room = Room()
    room.voice.say((Prompt(text="one two three"), Prompt(text="four"), Prompt(text="chat", urgency=Urgency.CHAT)))
    room.wait(0.1)
    room.say("stopping", Urgency.STOP)
    room.wait(3)
    assert room.heard() == ["one", "stopping"]


def test_nothing_cuts_off_an_alert() -> None:
    room = Room()
    room.say("help is called", Urgency.ALERT)
    room.wait(0.1)
    room.say("stopping", Urgency.STOP)
    room.say("again", Urgency.ALERT)
    room.wait(3)
    assert room.heard() == ["help", "is", "called", "again", "stopping"]


def test_hush_is_silence_now() -> None:
    room = Room()
    room.voice.say((Prompt(text="one two three"), Prompt(text="four")))
    room.wait(0.1)
    room.voice.hush()
    assert not room.voice.speaking
    assert room.speaker.busy_until_s() <= room.clock.now_s()
    assert room.face.stops() == [pytest.approx(0.1)]
    room.wait(2)
    assert room.heard() == ["one"]


def test_hush_keeps_alerts_sounding_and_waiting() -> None:
    room = Room()
    room.voice.say(
        (Prompt(text="alarm a b", urgency=Urgency.ALERT), Prompt(text="bell", urgency=Urgency.ALERT), Prompt(text="x"))
    )
    room.wait(0.1)
    room.voice.hush()
    room.wait(3)
    assert room.heard() == ["alarm", "a", "b", "bell"]


def test_hush_of_everything_silences_alerts_too() -> None:
    room = Room()
    room.say("alarm a b", Urgency.ALERT)
    room.wait(0.1)
    room.voice.hush(keep_alerts=False)
    room.wait(1)
    assert room.heard() == ["alarm"]


def test_the_mouth_keeps_the_speakers_clock() -> None:
    room = Room()
    room.clock.advance(3)
    room.say("one two three")
    room.wait(2)
    cues = [one.at_s + cue.start_s for one in room.face.shown if isinstance(one, ShowSpeech) for cue in one.cues]
    assert cues == pytest.approx([3.0, 3.2, 3.4])
    assert room.face.stops() == [pytest.approx(3.6)]
    assert room.voice.finished_s == pytest.approx(3.6)


def test_the_mouth_waits_where_the_sound_had_to() -> None:
    room = Room()
    room.say("one two three four five six")
    room.voice.pump()
    room.clock.advance(2.0)
    room.voice.pump()
    speech = [one for one in room.face.shown if isinstance(one, ShowSpeech)]
    played = [one.start_s for one in room.speaker.played]
    assert [one.at_s + one.cues[0].start_s for one in speech] == pytest.approx(played)


def test_saying_is_what_has_sounded_since_the_last_silence() -> None:
    room = Room()
    assert room.voice.saying == ""
    room.voice.say((Prompt(text="one"), Prompt(text="two")))
    room.wait(1)
    assert room.voice.saying == "one two"
    room.say("three")
    room.voice.pump()
    assert room.voice.saying == "three"


def test_what_cannot_be_spoken_is_shown() -> None:
    room = Room()
    room.voice.say((Prompt(text=" "), Prompt(text="one")))
    room.wait(1)
    assert [text for _, text in room.face.captions()] == [" ", "one"]
    assert room.heard() == ["one"]


def test_a_lost_speaker_gets_the_rest_when_it_is_back() -> None:
    room = Room(speaker_script="rrEEr")
    room.say("one two three four")
    room.voice.pump()
    room.clock.advance(1.0)
    for _ in range(2):
        with pytest.raises(SpeakerLost):
            room.voice.pump()
        assert room.voice.speaking
    room.wait(2)
    assert room.heard() == ["one", "two", "three", "four"]


def test_an_alert_raised_while_the_speaker_is_lost_goes_first_when_it_is_back() -> None:
    room = Room(speaker_script="rrEE")
    room.say("one two three four")
    room.voice.pump()
    room.clock.advance(1.0)
    with pytest.raises(SpeakerLost):
        room.voice.pump()
    room.say("alarm", Urgency.ALERT)
    with pytest.raises(SpeakerLost):
        room.voice.pump()
    room.wait(2)
    assert room.heard() == ["one", "two", "alarm"]


class AnyOrder(RuleBasedStateMachine):
    """Whatever is said, hushed and lost, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room()
        self.said: list[tuple[str, Urgency]] = []
        self.hushed = False

    @rule(urgency=st.sampled_from(Urgency), words=st.integers(1, 4), delay_s=st.sampled_from([0.0, 0.3]))
    def say(self, urgency: Urgency, words: int, delay_s: float) -> None:
        number = len(self.said)
        text = " ".join(f"{number}.{word}" for word in range(words))
        self.said.append((text, urgency))
        self.room.say(text, urgency, not_before_s=self.room.clock.now_s() + delay_s)

    @rule(seconds=st.sampled_from([0.032, 0.1, 0.5]))
    def wait(self, seconds: float) -> None:
        self.room.wait(seconds)

    @rule()
    def pause(self) -> None:
        """Somebody speaks in between."""
        self.room.voice.pause()

    @rule()
    def resume(self) -> None:
        self.room.voice.resume()

    @rule()
    def hush(self) -> None:
        self.room.voice.hush()
        self.hushed = True

    @invariant()
    def nothing_is_said_twice(self) -> None:
        """But the word in which it was paused."""
        heard = [word for word, _ in groupby(self.room.heard())]
        assert len(heard) == len(set(heard))

    def teardown(self) -> None:
        self.room.voice.resume()
        for _ in range(240):
            if self.room.voice.speaking:
                self.room.wait(0.5)
        assert not self.room.voice.speaking
        heard = [word for word, _ in groupby(self.room.heard())]
        for text, urgency in self.said:
            words = text.split()
            got = [word for word in heard if word in words]
            assert got == words[: len(got)]
            if urgency is Urgency.ALERT:
                assert got == words
        if not self.hushed and all(urgency < Urgency.STOP for _, urgency in self.said):
            assert len(heard) == sum(len(text.split()) for text, _ in self.said)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=50, stateful_step_count=10, deadline=None)


def test_what_still_waits_is_not_said_twice() -> None:
    """A speaker that was lost must not come back to a long queue of the same call."""
    room = Room()
    room.say("calling again", Urgency.ALERT, not_before_s=1.0)
    for _ in range(3):
        room.say("calling again", Urgency.ALERT, not_before_s=1.0)
    for _ in range(120):
        room.voice.pump()
        room.clock.advance(FRAME_S)
    assert [text for _, text in room.face.captions()] == ["calling again"]


class Speech:
    """A synthesiser of words with pauses between them: 0.2 s of sound, 0.1 s of silence; chunks of any length."""

    def __init__(self, chunk_s: float = 0.1) -> None:
        self._chunk = round(chunk_s * RATE_HZ)

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        words = prompt.text.split()
        word, gap = round(WORD_S * RATE_HZ), round(0.1 * RATE_HZ)
        sound = np.concatenate(
            [np.r_[np.full(word, 1000 * (index + 1), np.int16), np.zeros(gap, np.int16)] for index in range(len(words))]
        )
        cues = [MouthCue(start_s=index * 0.3, shape=MouthShape.D) for index in range(len(words))]
        for start in range(0, len(sound), self._chunk):
            inside = [cue for cue in cues if start <= round(cue.start_s * RATE_HZ) < start + self._chunk]
            piece = sound[start : start + self._chunk]
            yield SpeechChunk(samples=piece, sample_rate_hz=RATE_HZ, cues=tuple(inside))


def track(room: Room) -> list[int]:
    """The words, by number, that have sounded whole or in part, in order; silence left out."""
    heard: list[int] = []
    end_s = 0.0
    for one in room.speaker.played:
        if one.start_s <= room.clock.now_s():
            broken = one.start_s > end_s + 1e-6
            heard += [0] * broken + [int(value) for value, _ in groupby(one.samples.tolist())]
            end_s = one.end_s
    return [value // 1000 for value, _ in groupby(heard) if value]


def speaking_room(chunk_s: float = 0.1) -> Room:
    room = Room()
    room.voice = Voice(Speech(chunk_s), room.speaker, room.face, room.clock)
    return room


@pytest.mark.parametrize("chunk_s", [0.05, 0.1, 0.35, 5.0])
def test_what_was_paused_goes_on_with_the_word_that_was_broken_off(chunk_s: float) -> None:
    room = speaking_room(chunk_s)
    room.say("one two three four")
    room.wait(0.75)
    room.voice.pause()
    assert room.voice.paused
    assert room.voice.speaking
    assert not room.voice.sounding
    assert room.speaker.busy_until_s() <= room.clock.now_s()
    room.wait(3)
    assert track(room) == [1, 2, 3]
    room.voice.resume()
    assert not room.voice.paused
    room.wait(3)
    assert track(room) == [1, 2, 3, 3, 4]
    assert not room.voice.speaking


def test_the_mouth_goes_on_with_the_sound() -> None:
    room = speaking_room()
    room.say("one two three four")
    room.wait(0.75)
    room.voice.pause()
    assert room.face.stops() == [pytest.approx(0.75)]
    room.wait(0.25)
    room.face.shown.clear()
    room.voice.resume()
    room.wait(2)
    cues = [one.at_s + cue.start_s for one in room.face.shown if isinstance(one, ShowSpeech) for cue in one.cues]
    assert cues == pytest.approx([1.0, 1.3], abs=0.02)


def test_what_waits_stays_waiting_behind_what_was_paused() -> None:
    room = speaking_room()
    room.voice.say((Prompt(text="one two three"), Prompt(text="one")))
    room.wait(0.4)
    room.voice.pause()
    room.wait(1)
    room.voice.resume()
    room.wait(3)
    assert track(room) == [1, 2, 2, 3, 1]


def test_a_prompt_that_had_only_been_handed_over_is_heard_whole_after_the_pause() -> None:
    room = speaking_room()
    room.voice.say((Prompt(text="one"), Prompt(text="one two")))
    room.wait(0.25)
    room.voice.pause()
    room.wait(1)
    room.voice.resume()
    room.wait(3)
    assert track(room) == [1, 1, 2]


@pytest.mark.parametrize("urgency", [Urgency.STOP, Urgency.ALERT])
def test_nobody_pauses_an_alert_or_a_stop(urgency: Urgency) -> None:
    room = speaking_room()
    room.say("one two three", urgency)
    room.wait(0.3)
    room.voice.pause()
    assert not room.voice.paused
    room.wait(2)
    assert track(room) == [1, 2, 3]


def test_an_alert_ends_what_was_paused() -> None:
    room = speaking_room()
    room.say("one two three")
    room.wait(0.4)
    room.voice.pause()
    room.say("one", Urgency.ALERT)
    room.wait(2)
    assert track(room) == [1, 2, 1]
    room.voice.resume()
    room.wait(2)
    assert track(room) == [1, 2, 1]


def test_hush_forgets_what_was_paused() -> None:
    room = speaking_room()
    room.say("one two three")
    room.wait(0.4)
    room.voice.pause()
    room.voice.hush()
    assert not room.voice.speaking
    room.voice.resume()
    room.wait(2)
    assert track(room) == [1, 2]


def test_what_was_hushed_does_not_come_back_with_what_is_paused_later() -> None:
    room = speaking_room()
    room.say("one two three")
    room.wait(0.4)
    room.voice.hush()
    room.say("one two")
    room.wait(0.1)
    room.voice.pause()
    room.voice.resume()
    room.wait(3)
    assert track(room) == [1, 2, 1, 2]


def test_pausing_silence_and_resuming_nothing_change_nothing() -> None:
    room = speaking_room()
    room.voice.pause()
    room.voice.resume()
    assert not room.voice.speaking
    room.say("one", not_before_s=1.0)
    room.voice.pump()
    room.voice.pause()
    assert not room.voice.paused
    room.wait(2)
    assert track(room) == [1]


def test_a_pause_may_come_again_and_again() -> None:
    room = speaking_room()
    room.say("one two three")
    for _ in range(3):
        room.wait(0.4)
        room.voice.pause()
        room.wait(0.5)
        room.voice.resume()
    room.wait(3)
    words = track(room)
    assert sorted(set(words)) == [1, 2, 3]
    assert words == sorted(words)


class Loud(Beeps):
    """Every word at full scale."""

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        for chunk in super().speak(prompt):
            yield replace(chunk, samples=np.full(len(chunk.samples), 10_000, dtype=np.int16))


def levels_of(room: Room) -> list[int]:
    return [int(one.samples[0]) for one in room.speaker.played]


def alarm_spoken_over() -> Room:
    room = Room()
    room.voice = Voice(Loud(), room.speaker, room.face, room.clock)
    room.say(" ".join(["call"] * 40), Urgency.ALERT)
    room.wait(0.3)
    room.voice.pause()
    return room


def test_an_alert_that_is_spoken_over_sounds_on_softer_until_it_goes_on() -> None:
    room = alarm_spoken_over()
    room.wait(1.0)
    room.voice.resume()
    room.wait(1.0)
    assert [level for level, _ in groupby(levels_of(room))] == [10_000, round(10_000 * DUCKED - 0.5), 10_000]
    assert not room.voice.paused


def test_an_alert_is_not_softer_for_long_whatever_is_heard() -> None:
    room = alarm_spoken_over()
    room.wait(7.5)
    levels = levels_of(room)
    assert levels[-1] == 10_000
    assert sum(level < 10_000 for level in levels) * WORD_S <= DUCKS_S + WORD_S


class Late(Beeps):
    """Its first chunk of every prompt but the filler is not there before it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = False

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        while prompt.text != "moment" and not self.ready:
            yield NOT_YET
        yield from super().speak(prompt)


def late_room(**given: Any) -> tuple[Room, Late]:
    room, late = Room(), Late()
    room.beeps = late
    room.voice = Voice(late, room.speaker, room.face, room.clock, **{"filler": "moment", **given})
    return room, late


def test_a_reply_that_is_late_is_announced_once_and_then_said() -> None:
    room, late = late_room()
    room.say("one two")
    room.wait(COVERS_AFTER_S - 0.05)
    assert room.heard() == []
    assert room.voice.speaking
    room.wait(2.0)
    assert room.heard() == ["moment"]
    late.ready = True
    room.wait(1.0)
    assert room.heard() == ["moment", "one", "two"]
    assert not room.voice.speaking


def test_a_reply_that_comes_in_time_needs_no_filler() -> None:
    room, late = late_room()
    room.say("one two")
    room.wait(COVERS_AFTER_S / 2)
    late.ready = True
    room.wait(1.0)
    assert room.heard() == ["one", "two"]


def test_the_wait_counts_from_when_the_reply_is_due() -> None:
    room, late = late_room()
    room.say("one", not_before_s=1.0)
    room.wait(1.0 + COVERS_AFTER_S - 0.05)
    assert room.heard() == []
    late.ready = True
    room.wait(0.5)
    assert room.heard() == ["one"]


def test_a_call_for_help_is_never_put_off_by_a_filler() -> None:
    room, late = late_room()
    room.say("one", Urgency.ALERT)
    room.wait(1.0)
    assert room.heard() == []
    late.ready = True
    room.wait(0.3)
    assert room.heard() == ["one"]


def test_an_alert_cuts_a_filler_off_and_the_late_reply_follows_it() -> None:
    room, late = late_room()
    room.say("one")
    room.wait(COVERS_AFTER_S + 0.1)
    assert room.heard() == ["moment"]
    late.ready = True
    room.say("alarm", Urgency.ALERT)
    room.wait(1.5)
    assert room.heard() == ["moment", "alarm", "one"]


def test_hushed_while_it_waits_it_says_nothing_more() -> None:
    room, late = late_room()
    room.say("one")
    room.wait(0.1)
    room.voice.hush()
    late.ready = True
    room.wait(1.0)
    assert room.heard() == []
    assert not room.voice.speaking


def test_it_is_louder_by_day_than_by_night() -> None:
    heard: list[Manner] = []

    class Listening(Beeps):
        def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
            heard.append(prompt.manner)
            return super().speak(prompt)

    room = Room()
    hour = room.clock.wall().time().replace(second=0, microsecond=0)
    levels = {hour: -5.0}
    room.voice = Voice(Listening(), room.speaker, room.face, room.clock, hours=Hours(levels=levels))
    room.say("one")
    room.wait(0.1)
    assert heard == [Manner(gain_db=-5.0)]

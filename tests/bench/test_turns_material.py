"""The speech of the turn-taking bench, and the fixed silences that the device is set against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from companion.bench.turns.align import Aligned, level_db, room_rms
from companion.bench.turns.material import LEAD_S, PAUSES_S, TAIL_S, VOICES, Spoken, Take, takes
from companion.bench.turns.policies import Silence
from companion.bench.turns.replay import frames_of
from companion.bench.turns.sayings import expectation_for, given, sayings
from companion.messages import FRAME_SECONDS, SAMPLE_RATE_HZ, AnswerKind, AudioFrame, Expectation, Samples

LISTENS = Expectation(no_reply_s=0)
ROOM = 20.0


def recording() -> Samples:
    """Two loud stretches in a quiet room: from 0.1 to 0.5 s, and from 0.6 to 1 s."""
    noise = np.random.default_rng(3)
    sound = noise.normal(0, ROOM, round(1.1 * SAMPLE_RATE_HZ))
    for begins, ends in ((0.1, 0.5), (0.6, 1.0)):
        part = slice(round(begins * SAMPLE_RATE_HZ), round(ends * SAMPLE_RATE_HZ))
        sound[part] += noise.normal(0, 4000, part.stop - part.start)
    return sound.astype(np.int16)


def spoken(*boundaries_s: float, kind: AnswerKind = AnswerKind.YES_NO, text: str = "yes please") -> Spoken:
    return Spoken(
        name="someone 1",
        group="people",
        text=text,
        expectation=Expectation(kind=kind, phrases=("yes please",), no_reply_s=0),
        samples=recording(),
        aligned=Aligned(0.1, 1.0, boundaries_s),
    )


def with_pause(pause_s: float) -> Take:
    return next(take for take in takes(spoken(0.55)) if take.pause_s == pause_s)


class TestGiven:
    @pytest.mark.parametrize(
        ("kind", "before", "whole"),
        [
            (AnswerKind.YES_NO, "yes", "yes please"),
            (AnswerKind.SCALE, "five", "five out of ten"),
            (AnswerKind.NONE, "louder", "louder please"),
        ],
    )
    def test_an_answer_that_the_rest_does_not_change_was_given(self, kind: AnswerKind, before: str, whole: str) -> None:
        assert given(expectation_for(kind), before, whole)

    @pytest.mark.parametrize(
        ("kind", "before", "whole"),
        [
            (AnswerKind.YES_NO, "yes a", "yes a little"),
            (AnswerKind.SCALE, "three", "three or four"),
            (AnswerKind.TIME, "eight", "eight thirty"),
            (AnswerKind.FREE, "i feel a bit lonely", "i feel a bit lonely this morning"),
        ],
    )
    def test_a_beginning_is_not(self, kind: AnswerKind, before: str, whole: str) -> None:
        assert not given(expectation_for(kind), before, whole)


class TestTakes:
    def test_every_pause_is_put_between_two_words(self) -> None:
        assert [take.pause_s for take in takes(spoken(0.55))] == list(PAUSES_S)

    def test_a_single_word_has_no_place_for_a_pause(self) -> None:
        assert [take.pause_s for take in takes(spoken())] == [0.0]

    @pytest.mark.parametrize("pause_s", PAUSES_S)
    def test_the_end_moves_by_the_pause(self, pause_s: float) -> None:
        take = with_pause(pause_s)
        assert take.ends_s == pytest.approx(LEAD_S + 1.0 + pause_s)
        assert len(take.samples) == round((LEAD_S + 1.1 + pause_s + TAIL_S) * SAMPLE_RATE_HZ)

    def test_the_pause_sounds_like_the_room(self) -> None:
        begins = round((LEAD_S + 0.56) * SAMPLE_RATE_HZ)
        within = with_pause(1.0).samples[begins : begins + round(0.95 * SAMPLE_RATE_HZ)]
        assert np.median(level_db(within)) == pytest.approx(20 * np.log10(room_rms(recording())), abs=2)
        assert np.any(within)

    def test_what_was_said_is_still_there(self) -> None:
        resumed = with_pause(1.0).samples[round((LEAD_S + 1.6) * SAMPLE_RATE_HZ) :][: round(0.4 * SAMPLE_RATE_HZ)]
        assert np.array_equal(resumed, recording()[round(0.6 * SAMPLE_RATE_HZ) : round(1.0 * SAMPLE_RATE_HZ)])

    def test_the_same_utterance_makes_the_same_takes(self) -> None:
        assert all(
            np.array_equal(one.samples, other.samples)
            for one, other in zip(takes(spoken(0.55)), takes(spoken(0.55)), strict=True)
        )


class TestKind:
    @pytest.mark.parametrize(
        ("kind", "text", "told"),
        [
            (AnswerKind.YES_NO, "yes please", "expected"),
            (AnswerKind.YES_NO, "yes i did not", "answer"),
            (AnswerKind.FREE, "we had tea", "open"),
        ],
    )
    def test_it_is_told_by_what_is_listened_for(self, kind: AnswerKind, text: str, told: str) -> None:
        assert spoken(kind=kind, text=text).kind == told


class TestParts:
    def test_no_voice_is_in_both(self) -> None:
        assert not set.intersection(*(set(voices) for voices in VOICES.values()))

    def test_every_kind_of_question_is_answered_in_both(self) -> None:
        kinds = [{saying.kind for saying in sayings() if saying.number % 2 == part} for part in (0, 1)]
        assert kinds[0] == kinds[1]
        assert len({saying.text for saying in sayings()}) == len(sayings()) >= 40

    def test_a_scale_listens_for_numbers_and_a_choice_for_its_options(self) -> None:
        assert "six" in expectation_for(AnswerKind.SCALE).phrases
        assert "moderate" in expectation_for(AnswerKind.CHOICE).phrases


@dataclass
class Heard:
    """A replay of which only the voice activity matters here."""

    probabilities: list[float]

    @property
    def frames(self) -> list[AudioFrame]:
        return frames_of(np.zeros(512 * len(self.probabilities), np.int16))


class TestSilence:
    def test_it_ends_so_long_after_the_last_speech(self) -> None:
        heard = Heard([0.0] * 10 + [1.0] * 20 + [0.0] * 60)
        events = [event for event in Silence(0.7).events(heard, LISTENS) if event.ended]  # type: ignore[arg-type]
        assert len(events) == 1
        assert events[0].last_speech_s == pytest.approx(30 * FRAME_SECONDS)
        assert events[0].at_s - events[0].last_speech_s == pytest.approx(0.7, abs=FRAME_SECONDS)

    def test_a_shorter_pause_does_not_end_it(self) -> None:
        heard = Heard([1.0] * 20 + [0.0] * 15 + [1.0] * 20 + [0.0] * 60)
        assert sum(event.ended for event in Silence(0.7).events(heard, LISTENS)) == 1  # type: ignore[arg-type]

    def test_a_click_begins_nothing(self) -> None:
        assert Silence(0.25).events(Heard([0.0] * 9 + [1.0] + [0.0] * 50), LISTENS) == []  # type: ignore[arg-type]

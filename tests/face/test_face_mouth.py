"""Lips follow the cues on the session's clock."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.face.mouth import HOLD_S, SHAPES, Timeline
from companion.messages import MouthCue, MouthShape


def cues(*given: tuple[float, str]) -> tuple[MouthCue, ...]:
    return tuple(MouthCue(start_s=start_s, shape=MouthShape(shape)) for start_s, shape in given)


WORD = cues((0.0, "B"), (0.12, "D"), (0.30, "A"), (0.42, "C"), (0.6, "X"))


def test_without_speech_the_mouth_is_the_moods() -> None:
    assert Timeline().at(5.0)[1] == 0.0


def test_each_shape_is_reached_just_after_its_cue() -> None:
    timeline = Timeline()
    timeline.speech(10.0, WORD)
    for cue in WORD[:-1]:
        assert timeline.at(10.0 + cue.start_s + 0.04)[0] == pytest.approx(SHAPES[cue.shape], abs=0.01)


def test_a_vowel_said_softly_opens_less_and_no_shape_is_narrower_for_it() -> None:
    loud, soft = Timeline(), Timeline()
    loud.speech(1.0, (MouthCue(start_s=0.0, shape=MouthShape.D),))
    soft.speech(1.0, (MouthCue(start_s=0.0, shape=MouthShape.D, opening=0.5),))
    assert soft.at(1.1)[0].open == pytest.approx(0.5 * loud.at(1.1)[0].open)
    assert soft.at(1.1)[0].width == pytest.approx(loud.at(1.1)[0].width)


def test_a_change_is_half_done_as_the_cue_begins() -> None:
    timeline = Timeline()
    timeline.speech(10.0, WORD)
    halfway = (SHAPES[MouthShape.B].open + SHAPES[MouthShape.D].open) / 2
    when = next(i / 1000 for i in range(1000) if timeline.at(10.0 + i / 1000)[0].open >= halfway)
    assert when == pytest.approx(0.12, abs=0.015)


def test_m_b_and_p_close_the_mouth_even_in_fast_speech() -> None:
    timeline = Timeline()
    timeline.speech(0.0, cues((0.0, "D"), (0.10, "A"), (0.17, "D"), (0.3, "X")))
    assert min(timeline.at(0.10 + i / 240)[0].open for i in range(24)) < 0.05


def test_the_lips_never_jump() -> None:
    timeline = Timeline()
    timeline.speech(0.0, cues(*((i * 0.05, "DABFCGEHB"[i % 9]) for i in range(60))))
    opened = [timeline.at(i / 1000)[0].open for i in range(3500)]
    assert max(abs(b - a) for a, b in itertools.pairwise(opened)) < 0.06


def test_chunks_of_a_prompt_move_the_lips_like_the_whole() -> None:
    whole, parts = Timeline(), Timeline()
    whole.speech(3.0, WORD)
    for i in range(len(WORD)):
        parts.speech(3.0, WORD[i : i + 1])
    for i in range(60):
        assert whole.at(2.9 + i / 60)[0] == pytest.approx(parts.at(2.9 + i / 60)[0])


def test_stop_closes_the_mouth_at_once_and_forgets_the_rest() -> None:
    timeline = Timeline()
    timeline.speech(0.0, cues(*((i * 0.1, "D") for i in range(50))))
    timeline.stop(1.0)
    lips, said = timeline.at(1.05)
    assert (lips.open, said) == pytest.approx((0.0, 0.0))
    assert timeline.at(3.0)[1] == 0.0


def test_a_lost_end_does_not_leave_the_mouth_open() -> None:
    timeline = Timeline()
    timeline.speech(0.0, cues((0.0, "D")))
    assert timeline.at(0.3)[0].open == 1.0
    lips, said = timeline.at(HOLD_S + 0.3)
    assert (lips.open, said) == pytest.approx((0.0, 0.0))


def test_hours_of_speech_do_not_pile_up() -> None:
    timeline = Timeline()
    for second in range(5000):
        timeline.speech(float(second), cues((0.0, "D"), (0.3, "B"), (0.6, "X")))
        timeline.forget(float(second))
    assert len(timeline._cues) < 20


shapes = st.sampled_from([*MouthShape])


@given(st.lists(st.tuples(st.floats(0, 5), shapes), max_size=30), st.floats(-1, 8))
def test_any_cues_at_any_time_give_a_mouth(given: list[tuple[float, MouthShape]], time_s: float) -> None:
    timeline = Timeline()
    timeline.speech(0.0, tuple(MouthCue(start_s=start_s, shape=shape) for start_s, shape in given))
    lips, said = timeline.at(time_s)
    assert all(0.0 <= number <= 1.0 for number in lips)
    assert -1e-9 <= said <= 1.0 + 1e-9

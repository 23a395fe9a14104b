"""A near voice in front of talk that runs on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.foreground import GONE_S, Depth, Foreground
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, Samples


def frame(level_db: float) -> Samples:
    loud = round(32768 * 10 ** (level_db / 20))
    return np.resize(np.array([loud, -loud]), FRAME_SAMPLES).astype(np.int16)


def heard(made: Foreground, seconds: float, level_db: float, *, seed: int = 3) -> list[Depth]:
    """Speech wavers by some decibels from sound to sound."""
    random = np.random.default_rng(seed)
    count = round(seconds / FRAME_SECONDS)
    return [made.heard(frame(level_db - float(random.uniform(0, 10))), speech=True) for _ in range(count)]


def test_whoever_speaks_up_before_the_television_steps_forward_within_half_a_second() -> None:
    made = Foreground()
    assert Depth.STEPS_FORWARD not in heard(made, 10.0, -38)
    depths = heard(made, 2.0, -26)
    assert depths.count(Depth.STEPS_FORWARD) == 1
    assert depths.index(Depth.STEPS_FORWARD) * FRAME_SECONDS < 0.5


def test_when_they_have_finished_the_television_is_silence_until_they_are_gone() -> None:
    made = Foreground()
    heard(made, 10.0, -38)
    heard(made, 2.0, -26)
    after = heard(made, GONE_S + 2.0, -38)
    silent = [depth is Depth.SILENCE for depth in after]
    assert all(silent[8 : round(GONE_S / FRAME_SECONDS) - 1])
    assert after[-1] is Depth.SPEECH


def test_nobody_steps_forward_out_of_silence() -> None:
    """Who begins to speak in a quiet room is heard as ever."""
    depths = heard(Foreground(), 20.0, -26)
    assert set(depths) == {Depth.SPEECH}


def test_a_bang_is_no_voice() -> None:
    made = Foreground()
    heard(made, 10.0, -38)
    depths = [made.heard(frame(-10), speech=True) for _ in range(3)]
    assert depths == [Depth.SPEECH] * 3


def test_what_the_detector_takes_for_noise_is_silence_however_loud() -> None:
    made = Foreground()
    heard(made, 10.0, -38)
    assert {made.heard(frame(-10), speech=False) for _ in range(50)} == {Depth.SILENCE}


def test_somebody_still_nearer_steps_forward_again() -> None:
    made = Foreground()
    heard(made, 10.0, -44)
    heard(made, 1.0, -34)
    heard(made, 0.8, -44)
    assert Depth.STEPS_FORWARD in heard(made, 1.0, -22)


@pytest.mark.parametrize("level_db", [-120.0, 0.0])
def test_any_level_will_do(level_db: float) -> None:
    assert len(heard(Foreground(), 5.0, level_db)) == round(5.0 / FRAME_SECONDS)


@given(st.lists(st.tuples(st.floats(-90, 0), st.booleans()), max_size=300))
def test_only_speech_steps_forward(frames: list[tuple[float, bool]]) -> None:
    made = Foreground()
    for level_db, speech in frames:
        depth = made.heard(frame(level_db), speech=speech)
        assert speech or depth is Depth.SILENCE

"""Frame times and the 48 to 16 kHz converter: pure, so tested on any history."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.messages import FRAME_SECONDS, Samples
from device.decimate import FACTOR, INPUT_RATE_HZ, Decimator
from device.timing import JUMP_S, LATE_FRAMES, SLEW_S, FrameTimes


@given(st.lists(st.floats(0, 1000), min_size=2))
def test_times_always_increase_whatever_the_clock_says(estimates: list[float]) -> None:
    times = FrameTimes(FRAME_SECONDS)
    starts = [times.start_s(estimate) for estimate in estimates]
    assert np.all(np.diff(starts) >= FRAME_SECONDS - SLEW_S - 1e-9)


@given(st.lists(st.floats(0, 0.02), min_size=50, max_size=300), st.floats(-0.001, 0.001))
def test_a_late_and_drifting_clock_is_followed(jitter: list[float], drift: float) -> None:
    times = FrameTimes(FRAME_SECONDS)
    for number, late_s in enumerate(jitter):
        true_s = 10 + number * FRAME_SECONDS * (1 + drift)
        assert times.start_s(true_s + late_s) == pytest.approx(true_s, abs=0.0225)


@pytest.mark.parametrize("ppm", [-200, 200])
def test_after_hours_of_drift_a_frame_is_still_placed_to_within_the_jitter(ppm: int) -> None:
    """A card that is 200 ppm off is 2.9 s off after four hours; the echo guard and the cut-off go by these times."""
    frames = round(4 * 3600 / FRAME_SECONDS)
    true_s = 10 + np.arange(frames) * FRAME_SECONDS * (1 + ppm / 1e6)
    late_s = np.random.default_rng(1).gamma(2.0, 0.002, frames)
    times = FrameTimes(FRAME_SECONDS)
    starts = np.array([times.start_s(estimate) for estimate in true_s + late_s])
    assert np.abs(starts - true_s).max() < 0.025
    assert np.abs(starts - true_s)[-1000:].mean() < 0.006


def test_sound_known_to_be_lost_is_a_jump_forward() -> None:
    times = FrameTimes(FRAME_SECONDS)
    assert times.start_s(5.0) == 5.0
    gap_s = 5.0 + FRAME_SECONDS + JUMP_S + 0.01
    times.gap()
    assert times.start_s(gap_s) == gap_s


def test_no_gap_takes_time_back() -> None:
    times = FrameTimes(FRAME_SECONDS)
    assert times.start_s(5.0) == 5.0
    times.gap()
    assert times.start_s(4.0) >= 5.0 + FRAME_SECONDS - SLEW_S


@given(stall_s=st.floats(0.02, 0.3), late=st.lists(st.floats(0, 0.005), min_size=40, max_size=40))
def test_sound_that_comes_late_but_whole_is_not_taken_for_lost(stall_s: float, late: list[float]) -> None:
    """A board too busy for a moment gets what was said meanwhile in one burst: no word may be placed after it."""
    times = FrameTimes(FRAME_SECONDS)
    for number, late_s in enumerate(late):
        true_s = 10 + number * FRAME_SECONDS
        given_s = max(true_s + late_s, 10 + 3 * FRAME_SECONDS + stall_s if number > 2 else 0)
        assert times.start_s(given_s) == pytest.approx(true_s, abs=0.025)


@given(st.floats(JUMP_S + 0.01, 5.0))
def test_sound_lost_unnoticed_is_a_jump_as_soon_as_it_stays_late(gap_s: float) -> None:
    times = FrameTimes(FRAME_SECONDS)
    starts = [times.start_s(10 + number * FRAME_SECONDS + (gap_s if number > 5 else 0)) for number in range(40)]
    assert starts[6 + LATE_FRAMES :] == pytest.approx(
        [10 + number * FRAME_SECONDS + gap_s for number in range(6 + LATE_FRAMES, 40)]
    )


def sine(hz: float, samples: int = INPUT_RATE_HZ) -> Samples:
    wave: Samples = np.rint(10_000 * np.sin(2 * np.pi * hz * np.arange(samples) / INPUT_RATE_HZ)).astype(np.int16)
    return wave


def level_db(samples: Samples) -> float:
    """Relative to a sine of amplitude 10 000."""
    return float(20 * np.log10(np.sqrt(np.mean(samples[200:].astype(np.float64) ** 2)) / 7071 + 1e-9))


@pytest.mark.parametrize("hz", [100, 1000, 4000, 7000])
def test_speech_passes(hz: float) -> None:
    assert level_db(Decimator().decimate(sine(hz))) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("hz", [9000, 11_000, 15_000, 20_000])
def test_what_lies_above_leaves_no_trace(hz: float) -> None:
    assert level_db(Decimator().decimate(sine(hz))) < -70


@given(st.lists(st.integers(1, 600), min_size=1, max_size=20))
def test_blocks_make_no_difference(thirds: list[int]) -> None:
    sound = sine(700, FACTOR * sum(thirds))
    whole = Decimator().decimate(sound)
    streaming, blocks = Decimator(), np.split(sound, np.cumsum(thirds)[:-1] * FACTOR)
    assert np.abs(np.concatenate([streaming.decimate(block) for block in blocks]) - whole).max() <= 1


def test_a_block_that_is_not_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="not a multiple"):
        Decimator().decimate(np.zeros(4, dtype=np.int16))

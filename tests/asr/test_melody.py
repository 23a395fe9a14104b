"""Loudness, pitch and timbre of a voice, frame by frame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.melody import BANDS, LONGEST_S, STEP, WINDOW, Heard, Melody
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples


def buzz(pitch_hz: float, *, seconds: float = 1.0, loud: float = 3000) -> Samples:
    """A voice without words: all harmonics of a pitch."""
    times = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (loud * (2 * ((times * pitch_hz) % 1) - 1)).astype(np.int16)


def heard(*parts: Samples) -> Heard:
    melody = Melody()
    for part in parts:
        melody.take(part)
    return melody.heard()


@pytest.mark.parametrize("pitch_hz", [75, 110, 180, 250, 380])
def test_the_pitch_of_a_voice_is_found(pitch_hz: float) -> None:
    assert heard(buzz(pitch_hz)).pitch_hz == pytest.approx(pitch_hz, rel=0.03)


def test_noise_has_no_pitch() -> None:
    hiss = np.random.default_rng(1).normal(0, 1000, SAMPLE_RATE_HZ).astype(np.int16)
    assert np.mean(heard(hiss).pitch_hz > 0) < 0.1


def test_twice_the_amplitude_is_six_decibels_more() -> None:
    soft, loud = heard(buzz(120, loud=1000)), heard(buzz(120, loud=2000))
    assert np.median(loud.level_db - soft.level_db) == pytest.approx(6.02, abs=0.1)


def test_a_bright_sound_lies_in_the_upper_bands() -> None:
    times = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    low, high = ((2000 * np.sin(2 * np.pi * hertz * times)).astype(np.int16) for hertz in (200, 4000))
    assert np.argmax(heard(low).bands.mean(axis=0)) < BANDS / 3
    assert np.argmax(heard(high).bands.mean(axis=0)) > BANDS / 2


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_it_does_not_matter_how_the_sound_is_cut_up(lengths: list[int], seed: int) -> None:
    sound = np.random.default_rng(seed).integers(-9000, 9000, sum(lengths)).astype(np.int16)
    ends = np.cumsum(lengths)[:-1]
    pieces, whole = heard(*np.split(sound, ends)), heard(sound)
    assert np.allclose(pieces.level_db, whole.level_db)
    assert np.array_equal(pieces.pitch_hz, whole.pitch_hz)
    assert np.allclose(pieces.bands, whole.bands)
    assert len(whole.level_db) == max(0, (len(sound) - WINDOW) // STEP + 1)


def test_nothing_heard_yet() -> None:
    assert heard().bands.shape == (0, BANDS)


def test_silence_is_no_error() -> None:
    quiet = heard(np.zeros(SAMPLE_RATE_HZ, np.int16))
    assert not np.any(quiet.pitch_hz)
    assert np.all(np.isfinite(quiet.bands))


def test_a_long_talk_takes_no_more_room_than_a_short_one() -> None:
    melody, frame = Melody(), buzz(100, seconds=1)[:FRAME_SAMPLES]
    for _ in range(round(40 * SAMPLE_RATE_HZ / FRAME_SAMPLES)):
        melody.take(frame)
    assert LONGEST_S * 100 <= len(melody.heard().level_db) <= (LONGEST_S + 1) * 100

"""Near or far: a voice's level and how it dies away, against the resident's."""

from __future__ import annotations

import numpy as np
import pytest

from companion.asr.nearness import ECHOING, KNOWN, MOVED, Nearness, Place, fall_of, level_of
from companion.messages import SAMPLE_RATE_HZ, Samples


def speech(seconds: float = 3.0, *, seed: int = 1, level_db: float = -26.0) -> Samples:
    """Bursts of noise, 0.1 to 0.3 s, with as long gaps between them: falls as steep as speech beside the bed."""
    random = np.random.default_rng(seed)
    sound = random.normal(0, 1, round(seconds * SAMPLE_RATE_HZ))
    at = 0
    while at < len(sound):
        at += int(random.integers(1600, 4800))
        gap = int(random.integers(1600, 4800))
        sound[at : at + gap] *= 1e-3
        at += gap
    return scaled(sound, level_db)


def scaled(sound: np.ndarray, level_db: float) -> Samples:
    loud = sound / np.abs(sound).max() * 20_000
    made: Samples = (loud * 10 ** ((level_db - level_of(loud.astype(np.int16))) / 20)).astype(np.int16)
    return made


def across_the_room(samples: Samples, *, reverberation_s: float = 0.5, level_db: float = -26.0) -> Samples:
    at = np.arange(round(reverberation_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    tail = np.random.default_rng(5).normal(0, 1, len(at)) * 10 ** (-3 * at / reverberation_s)
    return scaled(np.convolve(samples.astype(float), tail)[: len(samples)], level_db)


def met() -> Nearness:
    knowing = Nearness()
    for number in range(KNOWN):
        knowing.learn(speech(seed=number), answered=True)
    return knowing


def test_levels() -> None:
    tone = (10_000 * np.sin(np.arange(SAMPLE_RATE_HZ) / 5)).astype(np.int16)
    assert level_of(tone) == pytest.approx(20 * np.log10(10_000 / 32768 / np.sqrt(2)), abs=0.1)
    # Silence around it is no part of how loud somebody speaks.
    assert level_of(np.r_[tone * 0, tone, tone * 0]) == pytest.approx(level_of(tone), abs=0.2)
    assert level_of(tone[:10]) == -120.0
    assert level_of(tone * 0) == -120.0


def test_what_comes_off_the_walls_dies_away_slowly() -> None:
    near, far = fall_of(speech()), fall_of(across_the_room(speech()))
    assert near is not None
    assert far is not None
    assert near < -20 < -12 < far


@pytest.mark.parametrize("louder_db", [-20, -10, 6])
def test_how_it_dies_away_does_not_depend_on_how_loud_it_is(louder_db: float) -> None:
    usual, other = fall_of(across_the_room(speech())), fall_of(across_the_room(speech(), level_db=-26.0 + louder_db))
    assert usual is not None
    assert other == pytest.approx(usual, abs=0.5)


@pytest.mark.parametrize("samples", [np.zeros(0, np.int16), np.zeros(1000, np.int16), speech(0.3)])
def test_of_too_little_sound_nothing_is_told(samples: Samples) -> None:
    assert fall_of(samples) is None
    assert met().directness(samples) == 1.0


def test_the_resident_is_near_and_the_television_as_loud_is_far() -> None:
    knowing = met()
    assert knowing.place(speech(seed=9)) is Place.NEAR
    assert knowing.place(across_the_room(speech(seed=9))) is Place.FAR
    assert knowing.directness(across_the_room(speech(seed=9))) < ECHOING


def test_somebody_softer_is_far_and_a_little_softer_is_not_known() -> None:
    knowing = met()
    assert knowing.place(speech(seed=9, level_db=-38)) is Place.FAR
    assert knowing.place(speech(seed=9, level_db=-32)) is Place.UNKNOWN


def test_before_the_resident_is_known_only_what_echoes_is_far() -> None:
    assert Nearness().place(speech(level_db=-50)) is Place.UNKNOWN
    assert Nearness().place(across_the_room(speech())) is Place.FAR


def test_whoever_lives_in_a_room_that_echoes_is_not_far_in_it() -> None:
    """A bathroom, or a device across the room: there the way a voice dies away tells nothing."""
    knowing = Nearness()
    for number in range(KNOWN):
        knowing.learn(across_the_room(speech(seed=number)), answered=True)
    assert knowing.place(across_the_room(speech(seed=9))) is Place.NEAR


def test_one_answer_from_afar_teaches_nothing_and_several_do() -> None:
    knowing = met()
    for number in range(MOVED - 1):
        knowing.learn(speech(seed=number, level_db=-44), answered=True)
    assert knowing.place(speech(seed=9, level_db=-44)) is Place.FAR
    knowing.learn(speech(seed=7, level_db=-44), answered=True)
    assert knowing.place(speech(seed=9, level_db=-44)) is Place.NEAR


def test_a_yes_that_answers_nothing_never_teaches_from_afar() -> None:
    knowing = met()
    for number in range(20):
        knowing.learn(speech(seed=number, level_db=-44), answered=False)
    assert knowing.place(speech(seed=9, level_db=-44)) is Place.FAR

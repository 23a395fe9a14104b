"""The simulated rooms do what they say, and the bench over them gives its figures."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from rooms_kit import level_db, murmur, scene

from companion.bench.rooms import Listener, alone, over, rooms
from companion.bench.rooms_air import RESIDENT_LEVEL, Air, Room, level_of, response
from companion.bench.rooms_talk import built_in_texts, remarks, sentences
from companion.messages import SAMPLE_RATE_HZ


@pytest.mark.parametrize("own_db", [0.0, -10.0, -20.0])
def test_own_speech_is_as_loud_as_it_is_meant_to_be(own_db: float) -> None:
    heard = scene(Room(name="level", own_db=own_db, noise_db=-60)).heard.astype(np.float64)
    assert 20 * np.log10(level_of(heard) / RESIDENT_LEVEL) == pytest.approx(own_db, abs=1)


@pytest.mark.parametrize("seconds", [0.2, 0.8])
def test_sound_has_died_away_by_60_db_after_the_time_given(seconds: float) -> None:
    energy = np.cumsum(response(seconds, direct_db=0, random=np.random.default_rng(0))[::-1] ** 2)[::-1]
    decay_db = 10 * np.log10(energy / energy[100])
    falls = np.flatnonzero(decay_db < -25)[0] - np.flatnonzero(decay_db < -5)[0]
    assert 3 * falls / SAMPLE_RATE_HZ == pytest.approx(seconds, rel=0.15)


def test_a_faster_microphone_hears_more_samples_of_the_same_sound() -> None:
    quick, slow = (scene(Room(name="clock", own_db=0, drift_ppm=ppm, noise_db=-60)) for ppm in (200, -200))
    late = np.argmax(np.correlate(quick.heard[-32_000:].astype(float), slow.heard[-31_500:-500].astype(float), "valid"))
    assert late - 500 == pytest.approx(2 * 200e-6 * 10 * SAMPLE_RATE_HZ, abs=25)


def test_silence_is_only_the_room() -> None:
    heard = Air(Room(name="quiet", own_db=0, noise_db=-30)).hear(2.0, ())
    assert level_db(heard, 0, 2) == pytest.approx(20 * np.log10(RESIDENT_LEVEL) - 30, abs=1)


def test_there_are_prompts_enough() -> None:
    texts = built_in_texts()
    assert len(texts) > 300
    assert not any("{" in text for text in texts)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_the_bench_gives_its_figures() -> None:
    listener, said = Listener(), list(sentences(built_in_texts()[:12]))
    places = rooms([-10.0], [0.3])
    figures = alone(listener, places, said, raw=False)
    assert set(figures) >= {"began an_hour", "with words an_hour", "share_of_core"}
    caught = over(listener, places[0], said, remarks()[:1])
    assert caught["said"] == 1


def test_murmur_changes_with_its_seed() -> None:
    assert not np.array_equal(murmur(0.1, seed=1), murmur(0.1, seed=2))

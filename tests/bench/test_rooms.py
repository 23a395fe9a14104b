"""The simulated rooms do what they say, and the bench over them gives its figures."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from rooms_kit import level_db, murmur, scene

from companion.bench.rooms import Bench, own_voice, rooms, talked_over
from companion.bench.rooms_air import RESIDENT_LEVEL, Air, Room, level_of, response
from companion.bench.rooms_live import LiveAir
from companion.bench.rooms_session import Bedside, Talker
from companion.bench.rooms_talk import built_in_texts, remarks, sentences
from companion.bench.rooms_understanding import Understanding
from companion.messages import SAMPLE_RATE_HZ, SpeechChunk


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


@pytest.mark.parametrize("part", ["dev", "test"])
def test_the_parts_share_no_room(part: str) -> None:
    seeds = {room.seed for room in rooms([0.0, -10.0], [0.3, 0.6], part)}
    assert len(seeds) == 4
    assert all((seed >= 1000) is (part == "test") for seed in seeds)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_the_bench_gives_its_figures() -> None:
    bench = Bench(list(sentences(built_in_texts()[:60])), Understanding())
    (room,) = rooms([-20.0], [0.3])
    figures = own_voice([bench.alone(room, 15.0)])
    assert figures["works in"] == "1 of 1 rooms"
    people = [one for one in remarks() if one.text == "no"][:1]
    caught = talked_over(bench, room, people, bench.over(room, people))
    assert caught["said"] == 1
    assert caught["answers in silence %"] == 100
    assert caught["paused %"] == 100


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_in_half_duplex_the_first_word_50_ms_after_it_has_fallen_silent_is_heard() -> None:
    said, understanding = list(sentences(built_in_texts()[:60])), Understanding()
    room = Room(name="half duplex", own_db=-20, late_s=0.02, wavers_s=0.0)
    people = [one for one in remarks() if one.text == "yes please"]
    usual = [one for one in said if 3.0 < one.seconds < 5.0]
    talker = Talker([one.text for one in usual], understanding.expectation, understanding.urgent)
    sample = SpeechChunk(samples=usual[0].samples, sample_rate_hz=usual[0].rate_hz)
    device = Bedside(LiveAir(room, 60.0, sample), understanding.ear(), talker, usual, None)
    day = device.spend(60.0, people, after_s=0.05)
    assert [[one.transcript.text for one in day.over(spoken, first=True)] for spoken in day.remarks] == [
        ["yes please"] for _ in people
    ]


def test_murmur_changes_with_its_seed() -> None:
    assert not np.array_equal(murmur(0.1, seed=1), murmur(0.1, seed=2))

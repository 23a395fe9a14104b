"""From an engine's sentence to chunks: silence trimmed, loudness evened, pauses between."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.messages import Manner, MouthShape, Samples
from companion.tts.delivery import CHUNK_S, deliver
from companion.tts.loudness import HIGHEST_PEAK, TARGET_LUFS, level, limit, loudness_lufs
from companion.tts.phone_lengths import aligned, estimated
from companion.tts.rate import (
    LONGEST_PAUSE_S,
    SHORTEST_PAUSE_S,
    SLOWEST_ASKED_WORDS_PER_MINUTE,
    SLOWEST_WORDS_PER_MINUTE,
    Rate,
    bounded,
)
from companion.tts.spoken import Spoken
from companion.tts.trim import trim
from companion.tts.visemes import Phone

RATE_HZ = 16_000


def tone(seconds: float, amplitude: float = 0.3) -> Samples:
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.round(np.sin(2 * np.pi * 200 * at) * amplitude * 32767).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE_HZ), dtype=np.int16)


def sentence(*parts: Samples, phones: tuple[Phone, ...] = ()) -> Spoken:
    return Spoken(samples=np.concatenate(parts), sample_rate_hz=RATE_HZ, phones=phones)


def floats(samples: Samples) -> NDArray[np.float32]:
    return samples.astype(np.float32) / 32768


def test_silence_at_the_ends_goes_and_phones_move_along() -> None:
    phones = (
        Phone(symbol="", start_s=0.0, end_s=0.5),
        Phone(symbol="m", start_s=0.5, end_s=1.0),
        Phone(symbol="", start_s=1.0, end_s=2.0),
    )
    trimmed = trim(sentence(silence(0.5), tone(0.5), silence(1.0), phones=phones))
    assert len(trimmed.samples) / RATE_HZ == pytest.approx(0.545, abs=0.002)
    assert trimmed.phones[1].start_s == pytest.approx(0.005, abs=0.001)
    assert trimmed.phones[-1].end_s == pytest.approx(len(trimmed.samples) / RATE_HZ)


def test_a_pause_inside_stays() -> None:
    assert len(trim(sentence(tone(0.2), silence(0.3), tone(0.2))).samples) / RATE_HZ == pytest.approx(0.7, abs=0.01)


def test_a_silent_sentence_is_nothing() -> None:
    assert len(trim(sentence(silence(1.0))).samples) == 0
    assert list(deliver([sentence(silence(1.0))], pause_s=0.5)) == []


@pytest.mark.parametrize("amplitude", [0.05, 0.3, 1.0])
def test_every_sentence_comes_out_equally_loud(amplitude: float) -> None:
    levelled = level(floats(np.concatenate([tone(0.4, amplitude), silence(0.6)])), RATE_HZ)
    assert loudness_lufs(levelled, RATE_HZ) == pytest.approx(TARGET_LUFS, abs=0.1)


def test_a_peak_is_held_down_and_holds_the_loudness_back() -> None:
    spiky = floats(tone(0.5, 0.01))
    spiky[1000] = 0.6
    levelled = level(spiky, RATE_HZ)
    assert np.abs(levelled).max() <= HIGHEST_PEAK + 1e-6
    assert loudness_lufs(levelled, RATE_HZ) < TARGET_LUFS - 3


def test_a_whisper_of_noise_is_not_blown_up() -> None:
    assert np.abs(level(floats(tone(0.5, 0.001)), RATE_HZ)).max() < 0.01


@given(st.lists(st.integers(-32768, 32767), max_size=3000), st.floats(-12, 9))
def test_any_sound_can_be_levelled_without_clipping(values: list[int], gain_db: float) -> None:
    samples = floats(np.array(values, dtype=np.int16))
    levelled = level(samples, RATE_HZ, gain_db=gain_db)
    assert len(levelled) == len(samples)
    assert np.abs(levelled).max(initial=0.0) <= max(HIGHEST_PEAK, float(np.abs(samples).max(initial=0.0))) + 1e-5


def test_the_limiter_holds_down_a_peak_in_time_and_leaves_the_rest_alone() -> None:
    loud = floats(tone(1.0, 0.5))
    loud[8000:8016] *= 3.0
    limited = limit(loud, RATE_HZ)
    assert np.abs(limited).max() <= HIGHEST_PEAK + 1e-6
    assert np.array_equal(limited[:7000], loud[:7000])
    assert np.array_equal(limited[9000:], loud[9000:])
    gain = limited[loud != 0] / loud[loud != 0]
    assert np.abs(np.diff(gain)).max() < 0.01


@given(st.floats(0.7, 1.3), st.integers(80, 260))
def test_a_slower_pace_slows_words_and_pauses(pace: float, words_per_minute: int) -> None:
    rate, usual = Rate.of(words_per_minute, pace), Rate.of(words_per_minute)
    assert rate.words_per_minute >= SLOWEST_ASKED_WORDS_PER_MINUTE
    assert (rate.words_per_minute <= usual.words_per_minute) is (pace <= 1.0)
    assert rate == usual or pace != 1.0


def test_a_manner_is_held_within_what_can_be_understood() -> None:
    assert bounded(Manner(pace=0.1, gain_db=40.0)) == Manner(pace=0.7, gain_db=9.0)
    assert bounded(Manner(pace=9.0, gain_db=-40.0)) == Manner(pace=1.3, gain_db=-12.0)
    assert bounded(Manner(pace=0.9, gain_db=3.0)) == Manner(pace=0.9, gain_db=3.0)


def test_sentences_are_parted_by_a_pause_and_cut_to_chunks() -> None:
    phones = (Phone(symbol="m", start_s=0.0, end_s=0.5),)
    chunks = list(deliver([sentence(tone(0.5), phones=phones)] * 2, pause_s=0.3))
    sound = np.concatenate([chunk.samples for chunk in chunks])
    quiet = np.flatnonzero(np.abs(sound) > 100)
    longest_gap = int(np.diff(quiet).max()) / RATE_HZ
    assert longest_gap == pytest.approx(0.3, abs=0.02)
    assert max(len(chunk.samples) for chunk in chunks) <= 1.5 * CHUNK_S * RATE_HZ
    cues = [(cue.shape, round(cue.start_s, 2)) for chunk in chunks for cue in chunk.cues]
    assert cues == [(MouthShape.A, 0.0), (MouthShape.X, 0.5), (MouthShape.A, 0.8), (MouthShape.X, 1.3)]


def test_the_next_sentence_is_made_only_when_it_is_needed() -> None:
    made = []

    def sentences() -> list[Spoken]:
        for number in range(3):
            made.append(number)
            yield sentence(tone(1.0))

    stream = deliver(sentences(), pause_s=0.3)
    next(stream)
    assert made == [0]


def test_marks_belong_to_the_sound_before_them() -> None:
    phones = aligned([("^", 160), ("ˈ", 160), ("i", 160), ("ː", 160), (" ", 80), ("m", 160), (".", 160)], RATE_HZ)
    assert [phone.symbol for phone in phones] == ["", "i", "", "m", ""]
    assert phones[1].end_s - phones[1].start_s == pytest.approx(0.02)
    assert phones[-1].end_s == pytest.approx(1040 / RATE_HZ)


def test_estimated_lengths_fill_the_sound_and_give_vowels_more() -> None:
    phones = estimated(list("mˈama."), RATE_HZ, RATE_HZ)
    assert phones[0].start_s == 0.0
    assert phones[-1].end_s == pytest.approx(1.0)
    lengths = {phone.symbol: phone.end_s - phone.start_s for phone in phones}
    assert lengths["a"] > lengths["m"]
    assert estimated([], RATE_HZ, RATE_HZ) == ()


@given(st.integers(80, 260))
def test_slow_speech_is_made_of_pauses(words_per_minute: int) -> None:
    rate = Rate.of(words_per_minute)
    assert rate.words_per_minute >= max(words_per_minute, SLOWEST_WORDS_PER_MINUTE)
    assert SHORTEST_PAUSE_S <= rate.pause_s <= LONGEST_PAUSE_S


def test_nine_word_sentences_come_at_the_rate_asked_for() -> None:
    rate = Rate.of(150)
    assert (rate.seconds_for(9) + rate.pause_s) == pytest.approx(9 * 60 / 150)

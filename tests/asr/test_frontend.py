"""The front end: offset and rumble go, soft voices are raised, silence stays silence, and no word is bent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.asr.frontend import FrontEnd
from companion.asr.frontend_filter import HighPass
from companion.asr.frontend_level import MOST_DB, ROOM_DB, VOICE_DB
from companion.asr.vad import SileroDetector
from companion.demo.journey import load_journey
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame, Samples

FULL_SCALE_DB = 20 * np.log10(32768)


@pytest.fixture(scope="module")
def speech() -> Samples:
    samples = load_journey("morning").lines[0].samples
    assert samples is not None
    return samples


def clean(
    sound: np.ndarray, front_end: FrontEnd | None = None, *, speech: bool = False, start_s: float = 0.0
) -> Samples:
    """All whole frames of a sound; the detector says `speech` to each."""
    front_end = front_end or FrontEnd()
    whole = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    frames = []
    for start in range(0, len(whole) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        at_s = start_s + start / SAMPLE_RATE_HZ
        frames.append(front_end.clean(AudioFrame(samples=whole[start : start + FRAME_SAMPLES], start_s=at_s)).samples)
        front_end.heard(speech=speech)
    return np.concatenate(frames)


def level_db(sound: np.ndarray) -> float:
    """Below full scale."""
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-9) - FULL_SCALE_DB)


def sine(hz: float, amplitude: float, seconds: float = 2.0) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * hz * np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)


def noise(rms: float, seconds: float = 2.0) -> np.ndarray:
    return np.random.default_rng(1).normal(0, rms, int(seconds * SAMPLE_RATE_HZ))


@pytest.mark.parametrize("offset", [-9830, 3277, 9830])
def test_an_offset_is_gone_from_the_first_frame_on(offset: int) -> None:
    """A filter that wakes up from zero would thump for 10 ms."""
    cleaned = clean(noise(20.0) + offset)
    assert np.abs(cleaned.astype(int)).max() < 800
    assert abs(cleaned.mean()) < 2


@pytest.mark.parametrize(("hz", "goes_down_db"), [(10, 35), (25, 20), (50, 8)])
def test_rumble_and_hum_go(hz: float, goes_down_db: float) -> None:
    passed = HighPass().filter(sine(hz, 10_000).astype(np.int16)[: 31 * FRAME_SAMPLES])
    assert level_db(passed[8000:]) < level_db(sine(hz, 10_000)) - goes_down_db


@pytest.mark.parametrize("hz", [150, 300, 1000, 3400, 7500])
def test_a_voice_passes(hz: float) -> None:
    passed = HighPass().filter(sine(hz, 10_000).astype(np.int16)[: 31 * FRAME_SAMPLES])
    assert level_db(passed[8000:]) == pytest.approx(level_db(sine(hz, 10_000)), abs=0.5)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5))
@settings(max_examples=20)
def test_the_filter_does_not_care_where_the_sound_is_cut(pieces: list[int]) -> None:
    sound = (noise(3000.0, 1.0) + 1000).astype(np.int16)[: sum(pieces) * 128]
    whole, cut = HighPass(), HighPass()
    ends = np.cumsum(pieces) * 128
    parts = [cut.filter(part) for part in np.split(sound, ends[:-1])]
    assert np.allclose(np.concatenate(parts), whole.filter(sound), atol=0.1)


def test_nothing_is_delayed_and_no_moment_moves() -> None:
    front_end = FrontEnd()
    click = np.zeros(FRAME_SAMPLES, dtype=np.int16)
    click[100] = 20_000
    cleaned = front_end.clean(AudioFrame(samples=click, start_s=7.5))
    assert int(np.argmax(cleaned.samples)) == 100
    assert (cleaned.start_s, len(cleaned.samples)) == (7.5, FRAME_SAMPLES)


def test_what_was_given_stays_as_it_was(speech: Samples) -> None:
    """The utterance's own sound is handed on to those who judge its loudness."""
    given_samples = speech[:FRAME_SAMPLES].copy()
    FrontEnd().clean(AudioFrame(samples=given_samples, start_s=0.0))
    assert np.array_equal(given_samples, speech[:FRAME_SAMPLES])


@pytest.mark.parametrize("rms", [0, 0.6, 3, 15, 33])
def test_a_silent_room_is_never_raised_to_a_voice(rms: float) -> None:
    cleaned = clean(noise(rms, 10.0))
    # A random second is a little above the quietest moment.
    assert level_db(cleaned[-SAMPLE_RATE_HZ:]) < ROOM_DB + 4


@pytest.mark.parametrize("rms", [0.6, 3, 15, 33, 300])
def test_no_noise_becomes_speech_by_amplification(rms: float) -> None:
    detector, cleaned = SileroDetector(), clean(noise(rms, 6.0))
    starts = range(0, len(cleaned), FRAME_SAMPLES)
    assert max(detector.probability(cleaned[start : start + FRAME_SAMPLES]) for start in starts) < 0.5


def test_a_soft_voice_that_the_detector_misses_is_heard(speech: Samples) -> None:
    soft = np.concatenate([noise(1.0, 1.0), speech / 300])
    soft[SAMPLE_RATE_HZ:] += np.resize(noise(1.0, 1.0), len(speech))
    detector = SileroDetector()

    def heard(sound: Samples) -> int:
        detector.reset()
        starts = range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
        return sum(detector.probability(sound[start : start + FRAME_SAMPLES]) > 0.5 for start in starts)

    raised = heard(clean(soft))
    assert raised > 20
    assert heard(np.rint(soft).astype(np.int16)) < raised / 2


def test_a_known_voice_is_brought_to_one_level_and_stays_there() -> None:
    front_end = FrontEnd()
    clean(noise(1.0, 4.0), front_end)
    said = clean(noise(0.0, 0.1))
    for at_s in (4.0, 7.0, 10.0, 13.0, 16.0, 19.0):
        said = clean(sine(300, 300.0, 2.0), front_end, speech=True, start_s=at_s)
        clean(noise(1.0, 1.0), front_end, start_s=at_s + 2)
    assert level_db(said) == pytest.approx(VOICE_DB, abs=2)


def test_within_a_word_the_gain_does_not_pump() -> None:
    """Half a second of voice in a quiet room, learned before: the gain moves by less than 2 dB."""
    front_end = FrontEnd()
    clean(noise(1.0, 4.0), front_end)
    gains = []
    for part in np.split(sine(300, 300.0, 2.048), 64):
        clean(part, front_end, speech=True, start_s=4.0)
        gains.append(front_end.gain_db)
    assert max(gains[3:18]) - min(gains[3:18]) < 2


def test_a_shout_after_a_whisper_does_not_clip() -> None:
    front_end = FrontEnd()
    clean(noise(0.6, 4.0), front_end)
    assert front_end.gain_db > 20
    shout = sine(2000, 20_000.0, 1.024)
    cleaned = clean(shout, front_end, speech=True, start_s=4.0)
    assert (np.abs(cleaned.astype(int)) >= 32767).mean() < 0.01
    assert np.corrcoef(cleaned[FRAME_SAMPLES:], shout[FRAME_SAMPLES : len(cleaned)])[0, 1] > 0.98


def test_sound_that_is_loud_enough_is_left_alone() -> None:
    loud = sine(1000, 20_000.0)
    cleaned = clean(loud)
    assert level_db(cleaned) == pytest.approx(level_db(loud), abs=0.1)


def test_a_bang_is_forgotten_within_seconds_and_a_voice_within_minutes() -> None:
    front_end = FrontEnd()
    clean(noise(0.6, 4.0), front_end)
    before_db = front_end.gain_db
    clean(noise(8000.0, 0.1), front_end, start_s=4.0)
    assert front_end.gain_db < before_db - 10
    clean(noise(0.6, 3.0), front_end, start_s=4.2)
    assert front_end.gain_db == pytest.approx(before_db, abs=1)
    clean(sine(300, 5000.0, 3.0), front_end, speech=True, start_s=8.0)
    clean(noise(0.6, 30.0), front_end, start_s=11.0)
    assert front_end.gain_db < 10
    clean(noise(0.6, 40.0), front_end, start_s=41.0)
    assert front_end.gain_db == pytest.approx(before_db, abs=1)


def test_after_a_gap_an_offset_does_not_thump_again() -> None:
    front_end = FrontEnd()
    clean(noise(20.0), front_end)
    cleaned = clean(noise(20.0) + 9000, front_end, start_s=10.0)
    assert np.abs(cleaned.astype(int)).max() < 800


def test_a_microphone_set_too_loud_is_noticed_long_enough_to_read_it_and_forgotten() -> None:
    front_end = FrontEnd()
    clean(sine(300, 32_000.0), front_end, speech=True)
    assert not front_end.clipping
    clean(sine(300, 60_000.0, 1.0), front_end, start_s=2.0, speech=True)
    assert front_end.clipping
    # Between two sentences it does not go out.
    clean(sine(300, 5_000.0, 25.0), front_end, start_s=3.0, speech=True)
    assert front_end.clipping
    clean(sine(300, 5_000.0, 10.0), front_end, start_s=28.0, speech=True)
    assert not front_end.clipping


def test_what_is_no_speech_says_nothing_of_how_the_microphone_is_set() -> None:
    front_end = FrontEnd()
    clean(noise(60_000.0, 3.0), front_end)
    assert not front_end.clipping


@given(st.lists(st.sampled_from([-32768, -1, 0, 1, 32767]), min_size=1, max_size=8), st.booleans())
@settings(max_examples=30)
def test_whatever_comes_in_what_goes_out_is_sound(values: list[int], speech: bool) -> None:
    front_end = FrontEnd()
    for number, value in enumerate(values):
        frame = AudioFrame(samples=np.full(FRAME_SAMPLES, value, dtype=np.int16), start_s=number * FRAME_SECONDS)
        cleaned = front_end.clean(frame)
        front_end.heard(speech=speech)
        assert cleaned.samples.dtype == np.int16
        assert 0 <= front_end.gain_db <= MOST_DB

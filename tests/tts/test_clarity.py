"""Clear to old ears: what is raised, what is evened, what is left alone; and loudness as others measure it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.tts.clarity import compress, lift
from companion.tts.loudness import SILENT, TARGET_LUFS, level, loudness_lufs
from companion.tts.whisper import whispered

RATE_HZ = 22_050
Sound = NDArray[np.float32]


def sine(hz: float, seconds: float = 1.0, amplitude: float = 0.1, rate_hz: int = RATE_HZ) -> Sound:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def db(sound: Sound, reference: Sound) -> float:
    middle = slice(len(sound) // 4, -len(sound) // 4)
    return float(10 * np.log10(np.mean(sound[middle] ** 2) / np.mean(reference[middle] ** 2)))


@pytest.mark.parametrize("hz", [100, 300, 800])
def test_the_low_part_is_left_alone(hz: float) -> None:
    assert db(lift(sine(hz), RATE_HZ, 6.0), sine(hz)) == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize("hz", [2200, 3000, 3800])
@pytest.mark.parametrize("lift_db", [3.0, 6.0, 9.0])
def test_the_band_of_consonants_is_raised_by_what_was_asked(hz: float, lift_db: float) -> None:
    assert db(lift(sine(hz), RATE_HZ, lift_db), sine(hz)) == pytest.approx(lift_db, abs=0.7)


def test_hiss_is_not_raised() -> None:
    assert db(lift(sine(8000), RATE_HZ, 6.0), sine(8000)) == pytest.approx(0.0, abs=0.5)


def test_nothing_asked_for_changes_nothing() -> None:
    sound = sine(3000)
    assert lift(sound, RATE_HZ, 0.0) is sound


@pytest.mark.parametrize("length", [0, 1, 10, 64, 65, 66, 500])
def test_any_length_stays_as_long(length: int) -> None:
    sound = sine(3000)[:length]
    assert len(lift(sound, RATE_HZ, 6.0)) == length
    assert len(compress(sound, RATE_HZ)) == length
    assert len(whispered(sound, RATE_HZ)) == length


def test_the_soft_end_of_a_sentence_comes_nearer_to_its_loud_beginning() -> None:
    loud, soft = sine(300, amplitude=0.3), sine(300, amplitude=0.03)
    evened = compress(np.concatenate([loud, soft]), RATE_HZ)
    nearer_db = db(loud, soft) - db(evened[: len(loud)], evened[len(loud) :])
    assert 3.0 < nearer_db < 8.0


def test_an_even_sound_keeps_its_waves() -> None:
    sound = sine(200, amplitude=0.2)
    evened = compress(sound, RATE_HZ)
    gain = evened[np.abs(sound) > 0.05] / sound[np.abs(sound) > 0.05]
    assert gain.max() / gain.min() < 1.02


@given(st.lists(st.floats(-1, 1, width=32), max_size=400))
def test_nothing_is_ever_louder_after_compression_nor_broken(values: list[float]) -> None:
    sound = np.array(values, dtype=np.float32)
    evened = compress(sound, RATE_HZ)
    assert np.isfinite(evened).all()
    assert (np.abs(evened) <= np.abs(sound) + 1e-6).all()


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("dbfs", "lufs"), [(-23.0, -23.0), (-33.0, -33.0)])
def test_a_kilohertz_sine_measures_as_ebu_tech_3341_has_it(rate_hz: int, dbfs: float, lufs: float) -> None:
    """Cases 1 and 2 are in two channels, which adds 3 LU: one channel alone, at 3 dB more, measures the same."""
    tone = sine(1000, 20.0, 10 ** ((dbfs + 3.01) / 20), rate_hz)
    assert loudness_lufs(tone, rate_hz) == pytest.approx(lufs, abs=0.1)


def test_pauses_do_not_count_as_in_case_3_of_ebu_tech_3341() -> None:
    loud, soft = (sine(1000, seconds, 10 ** ((dbfs + 3.01) / 20)) for seconds, dbfs in ((20.0, -23.0), (5.0, -36.0)))
    assert loudness_lufs(np.concatenate([soft, loud, soft]), RATE_HZ) == pytest.approx(-23.0, abs=0.1)


def test_speech_measures_as_ffmpegs_meter_has_it() -> None:
    av = pytest.importorskip("av", reason="the demo's extra brings ffmpeg's meter")
    from companion.tts.espeak_library import Manner, espeak_library

    manner = Manner(identifier="gmw/en", rate=150, pitch=40, pitch_range=45)
    spoken = espeak_library().synthesise("Good morning, did you sleep well? It is time for your tea.", manner)
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="s16", layout="mono", sample_rate=spoken.sample_rate_hz)
    meter, sink = graph.add("ebur128", "metadata=1:framelog=quiet"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(spoken.samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = spoken.sample_rate_hz
    source.push(frame)
    source.push(None)
    measured = None
    while True:
        try:
            measured = dict(sink.pull().metadata).get("lavfi.r128.I", measured)
        except (av.EOFError, av.BlockingIOError):
            break
    assert measured is not None
    ours = loudness_lufs(spoken.samples.astype(np.float32) / 32768, spoken.sample_rate_hz)
    assert ours == pytest.approx(float(measured), abs=0.2)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.2])
def test_a_short_sound_counts_whole_and_silence_not_at_all(seconds: float) -> None:
    silent = np.zeros(round(seconds * RATE_HZ), dtype=np.float32)
    assert loudness_lufs(silent, RATE_HZ) == SILENT
    assert np.array_equal(level(silent, RATE_HZ), silent)
    if seconds:
        assert loudness_lufs(level(sine(500, seconds, 0.05), RATE_HZ), RATE_HZ) == pytest.approx(TARGET_LUFS, abs=0.3)


def test_a_whisper_keeps_the_shape_of_the_mouth_and_loses_the_pitch() -> None:
    harmonics = np.sum([sine(110 * n, amplitude=0.3 / n) for n in range(1, 60)], axis=0).astype(np.float32)
    breath = whispered(harmonics, RATE_HZ)
    spectrum = np.abs(np.fft.rfft(breath[4000 : 4000 + 8820])) ** 2
    at = [round(110 * n / 2.5) for n in range(12, 40)]
    on = np.mean([spectrum[line - 1 : line + 2].mean() for line in at])
    between = np.mean([spectrum[line + 21 : line + 24].mean() for line in at])
    assert on < 3 * between
    assert np.array_equal(whispered(harmonics, RATE_HZ), breath)

"""Reading and writing sound files: any rate, any channels, and every way a file can be bad."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from companion.audiofile import read_audio, write_wav
from companion.errors import InputError, OutputError


def tone(rate_hz: int, seconds: float = 1.0, pitch_hz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * pitch_hz * np.arange(round(rate_hz * seconds)) / rate_hz)


def loudest_hz(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * 16_000 / len(samples))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(hnp.arrays(np.int16, st.integers(1, 4000)))
def test_what_is_written_is_read_back_sample_for_sample(tmp_path: Path, samples: np.ndarray) -> None:
    write_wav(tmp_path / "a.wav", samples, 16_000)
    assert np.array_equal(read_audio(tmp_path / "a.wav"), samples)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("ending", ["wav", "flac", "ogg"])
def test_any_rate_becomes_16_khz_and_keeps_its_pitch(tmp_path: Path, rate_hz: int, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    soundfile.write(path, tone(rate_hz), rate_hz)
    samples = read_audio(path)
    assert samples.dtype == np.int16
    assert len(samples) == pytest.approx(16_000, abs=2)
    assert loudest_hz(samples) == pytest.approx(440, abs=2)


def test_mp3_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.mp3", tone(44_100), 44_100)
    assert loudest_hz(read_audio(tmp_path / "a.mp3")) == pytest.approx(440, abs=2)


def test_stereo_is_mixed_down(tmp_path: Path) -> None:
    left = tone(16_000)
    soundfile.write(tmp_path / "a.wav", np.stack([left, -left], axis=1), 16_000)
    assert np.abs(read_audio(tmp_path / "a.wav")).max() <= 1


def test_what_is_too_loud_or_no_number_does_not_wrap_round(tmp_path: Path) -> None:
    loud = np.array([2.0, -2.0, np.nan, 0.5], dtype=np.float32)
    soundfile.write(tmp_path / "a.wav", loud, 16_000, subtype="FLOAT")
    assert read_audio(tmp_path / "a.wav").tolist() == [32767, -32768, 0, 16384]


def test_silence_is_no_error(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.zeros(1600, dtype=np.int16), 16_000)
    assert not read_audio(tmp_path / "a.wav").any()


def missing(folder: Path) -> Path:
    return folder / "missing.wav"


def folder_itself(folder: Path) -> Path:
    return folder


def empty(folder: Path) -> Path:
    (folder / "empty.wav").touch()
    return folder / "empty.wav"


def text(folder: Path) -> Path:
    (folder / "notes.wav").write_text("this is not sound")
    return folder / "notes.wav"


def no_samples(folder: Path) -> Path:
    soundfile.write(folder / "none.wav", np.zeros(0), 16_000)
    return folder / "none.wav"


def cut_off(folder: Path) -> Path:
    soundfile.write(folder / "whole.flac", tone(16_000), 16_000)
    (folder / "cut.flac").write_bytes((folder / "whole.flac").read_bytes()[:30])
    return folder / "cut.flac"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (missing, "does not exist"),
        (folder_itself, "is a folder"),
        (empty, "is empty"),
        (text, "not an audio file"),
        (no_samples, "no sound at all"),
        (cut_off, "not an audio file"),
    ],
)
def test_a_bad_file_is_named_in_one_sentence(tmp_path: Path, make: object, says: str) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(InputError, match=says) as caught:
        read_audio(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_forbidden_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "a.wav", np.ones(10, dtype=np.int16), 16_000)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Root may read everything, so the refusal is simulated.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="may not be read"):
        read_audio(tmp_path / "a.wav")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    write_wav(path, np.ones(10, dtype=np.int16), 16_000)

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(OutputError, match=r"No space left.*make room"):
        write_wav(path, np.zeros(10, dtype=np.int16), 16_000)
    assert read_audio(path).tolist() == [1] * 10
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_wav(tmp_path / "nowhere" / "a.wav", np.zeros(10, dtype=np.int16), 16_000)

"""companion hear: files in, words out, one bad file does not stop the others."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.audiofile import read_audio, write_wav
from companion.cli import main
from companion.demo.journey import RECORDINGS

SCARED = RECORDINGS / "fall-6.flac"
FALLEN = RECORDINGS / "fall-1.flac"
FIELDS = {"file", "text", "confidence", "audio_seconds", "decode_seconds", "engine"}


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from the models and settings of whoever runs the tests."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_words_are_printed_one_file_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hear", str(FALLEN), str(SCARED), "--expect", "Help I have fallen, i am scared"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == ["help i have fallen", "i am scared"]
    assert err == ""


def test_json_has_the_fields_of_the_contract_in_input_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hear", "--json", str(SCARED), str(FALLEN)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(SCARED), str(FALLEN)]
    for line in lines:
        assert set(line) >= FIELDS
        assert line["text"] == line["text"].lower()
        assert 0 < line["confidence"] <= 1
        assert line["decode_seconds"] > 0
        assert line["engine"] == "pocketsphinx"
    assert lines[0]["audio_seconds"] == pytest.approx(len(read_audio(SCARED)) / 16_000, abs=0.001)


def test_a_file_is_heard_the_same_whatever_came_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["hear", str(FALLEN), str(SCARED), str(FALLEN)])
    first, _, third = capsys.readouterr().out.splitlines()
    assert first == third


def test_rate_and_channels_do_not_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import soxr

    high = soxr.resample(read_audio(SCARED), 16_000, 44_100)
    soundfile.write(tmp_path / "stereo.wav", np.stack([high, high], axis=1), 44_100)
    assert main(["hear", str(tmp_path / "stereo.wav"), "--expect", "i am scared,stop"]) == 0
    assert capsys.readouterr().out == "i am scared\n"


def test_all_utterances_of_a_long_file_are_joined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap = np.random.default_rng(1).normal(0, 6, 48_000).astype(np.int16)
    write_wav(tmp_path / "long.wav", np.concatenate([read_audio(FALLEN), gap, read_audio(SCARED)]), 16_000)
    assert main(["hear", str(tmp_path / "long.wav"), "--expect", "help i have fallen,i am scared"]) == 0
    assert capsys.readouterr().out == "help i have fallen i am scared\n"


def test_a_silent_file_has_an_empty_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_wav(tmp_path / "silent.wav", np.zeros(16_000, dtype=np.int16), 16_000)
    assert main(["hear", "--json", str(tmp_path / "silent.wav")]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["text"], line["confidence"]) == ("", 0.0)


def test_a_bad_file_gets_its_sentence_and_the_others_are_still_heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.wav").write_text("not sound")
    files = [str(tmp_path / "missing.wav"), str(SCARED), str(tmp_path / "notes.wav"), str(tmp_path)]
    assert main(["hear", *files, "--expect", "i am scared"]) == 3
    out, err = capsys.readouterr()
    assert out == "i am scared\n"
    assert [line.split(":")[0] for line in err.splitlines()] == ["companion"] * 3
    assert "does not exist" in err
    assert "not an audio file" in err
    assert "is a folder" in err


def test_vosk_without_a_model_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text('[asr]\nengine = "vosk"\n')
    assert main(["hear", "--settings", str(tmp_path / "s.toml"), str(SCARED)]) == 6
    assert "companion models" in capsys.readouterr().err

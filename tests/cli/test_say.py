"""companion say: sound, cues, figures, and what goes wrong."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from companion.cli import main

TEXT = "Good morning. Maybe you slept well."
SHAPES = set("ABCDEFGHX")


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings and no models of the machine's user."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_sound_and_cues_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, cues = tmp_path / "a.wav", tmp_path / "a.json"
    assert main(["say", TEXT, "--out", str(out), "--cues", str(cues), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["engine"] == "espeak"
    assert printed["first_sound_ms"] > 0
    assert {cue["shape"] for cue in printed["cues"]} <= SHAPES
    starts = [cue["start_ms"] for cue in printed["cues"]]
    assert starts == sorted(starts)
    with wave.open(str(out)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        seconds = sound.getnframes() / sound.getframerate()
    assert seconds == pytest.approx(printed["audio_seconds"], abs=0.01)
    assert starts[-1] <= seconds * 1000 + 1
    assert json.loads(cues.read_text(encoding="utf-8"))["cues"] == printed["cues"]


def test_marks_are_heard_where_they_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line, seconds = 'Breathe in. <break time="3s"/> And out.', []
    for marks in ([], ["--marks"]):
        assert main(["say", line, "--json", "--out", str(tmp_path / "a.wav"), *marks]) == 0
        seconds.append(json.loads(capsys.readouterr().out)["audio_seconds"])
    assert seconds[1] > seconds[0] + 1.5


def test_without_json_it_tells_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.wav"
    assert main(["say", TEXT, "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "espeak" in told
    assert str(out) in told


@pytest.mark.parametrize("text", ["", "  ", "😀"])
def test_nothing_to_say_is_said(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.wav"
    assert main(["say", text, "--out", str(out)]) == 3
    assert "nothing in this text that can be spoken" in capsys.readouterr().err
    assert not out.exists()


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, cues = tmp_path / "nowhere" / "a.wav", tmp_path / "a.json"
    assert main(["say", TEXT, "--out", str(out), "--cues", str(cues)]) == 4
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_cues_that_cannot_be_written_leave_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, cues = tmp_path / "a.wav", tmp_path / "nowhere" / "a.json"
    assert main(["say", TEXT, "--out", str(out), "--cues", str(cues)]) == 4
    assert "mouth cues cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_cues_onto_a_folder_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, cues = tmp_path / "a.wav", tmp_path / "folder"
    cues.mkdir()
    assert main(["say", TEXT, "--out", str(out), "--cues", str(cues)]) == 4
    assert "folder" in capsys.readouterr().err


def test_an_unknown_voice_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[tts]\nvoice = "xx-yy"\n', encoding="utf-8")
    assert main(["say", TEXT, "--settings", str(settings), "--out", str(tmp_path / "a.wav")]) == 6
    assert "xx-yy" in capsys.readouterr().err


def test_without_a_sound_card_it_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    monkeypatch.setenv("SDL_AUDIODRIVER", "pulseaudio")
    assert main(["say", "Hello"]) == 7
    assert "speaker" in capsys.readouterr().err.lower()

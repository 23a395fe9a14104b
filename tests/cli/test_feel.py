"""companion feel: what it prints, and what goes wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from companion.cli import main
from companion.emotion.taxonomy import LABELS

LONELY = "i feel a bit lonely today"


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings and no models of the machine's user."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "--text", LONELY, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) >= {"text", "label", "labels", "ekman", "valence", "certainty", "unsure", "scores"}
    assert (printed["text"], printed["label"], printed["ekman"]) == (LONELY, "sadness", "sadness")
    assert printed["valence"] < 0
    assert set(printed["scores"]) == set(LABELS)


def test_a_file_gives_one_object_a_line_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [LONELY, "", "thank you so much", "ich bin traurig"]
    file = tmp_path / "texts.txt"
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    assert main(["feel", "--file", str(file), "--json"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["text"] for one in printed] == texts
    assert [one["unsure"] for one in printed] == [False, True, False, True]


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("thank you so much\n"))
    assert main(["feel", "--file", "-"]) == 0
    assert capsys.readouterr().out.startswith("gratitude (joy), certainty ")


def test_plain_output_says_unsure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "--text", "yes"]) == 0
    assert capsys.readouterr().out.startswith("unsure, nothing here to judge by")


def test_bytes_that_are_no_text_are_shown_as_question_marks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "--text", "so \udcff sad"]) == 0
    assert "so ? sad" in capsys.readouterr().out


def test_voice_is_not_built_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "--audio", "a.wav"]) == 2
    assert "Emotion from voice is not built yet" in capsys.readouterr().err


def test_voice_is_absent_from_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["feel", "--help"])
    printed = capsys.readouterr().out
    assert "--audio" not in printed
    assert "example: companion feel" in printed


def test_nothing_given_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel"]) == 2
    assert "Nothing to feel" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "says"), [(b"", "is empty"), (b"\xff\xfe\xff", "is not UTF-8 text")])
def test_a_file_of_no_text_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    assert main(["feel", "--file", str(file)]) == 3
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["feel", "--file", str(tmp_path / name)]) == 3
    assert "cannot be read" in capsys.readouterr().err

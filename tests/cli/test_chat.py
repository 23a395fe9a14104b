"""companion chat: the real dialogue, typed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from companion.cli import main


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings or models of the person who runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))


def answers(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "answers.txt"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def chat(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main(["chat", "--json", "--at", "2026-03-02T08:30", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_script_is_played_with_answers_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = answers(tmp_path, "quite well", "no", "", "I am not sure")
    turns = chat(capsys, "--script", "morning", "--answers", file)
    assert [turn["state"] for turn in turns] == [
        "morning/hello",
        "morning/pain",
        "morning/tablets",
        "morning/tablets",
        "morning/breakfast",
    ]
    assert turns[3]["outcome"] == "no_reply"


def test_an_alert_is_shown_repeats_with_time_and_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, "!help", "!wait 61", "!ack Rose")
    turns = chat(capsys, "--answers", file)
    attempts = [alert["attempt"] for turn in turns for alert in turn["alerts"]]  # type: ignore[attr-defined]
    assert attempts == [1, 2]
    assert turns[-1]["state"] == "crisis/seen"


def test_it_reads_as_a_talk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--answers", answers(tmp_path, "!help")]) == 0
    out = capsys.readouterr().out
    assert "device: " in out
    assert "*** ALERT help_button emergency, call 1 ***" in out
    assert "[crisis/called red_flag]" in out


def test_it_reads_from_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\ngoodbye\n"))
    assert main(["chat"]) == 0
    assert "Goodbye." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--script", "lunch"], 5),
        (["--answers", "nowhere.txt"], 3),
        (["--answers", "EMPTY"], 3),
        (["--answers", "WAIT"], 3),
    ],
)
def test_wrong_use_is_one_plain_sentence(
    arguments: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    (tmp_path / "EMPTY").write_text("")
    (tmp_path / "WAIT").write_text("!wait for ever\n")
    monkeypatch.chdir(tmp_path)
    assert main(["chat", *arguments]) == code
    error = capsys.readouterr().err
    assert error.startswith("companion: ")
    assert error.count("\n") == 1


def test_a_script_of_ones_own_is_tried_from_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built_in = Path(__file__).parents[2] / "companion" / "dialogue" / "advice" / "morning.yaml"
    own = tmp_path / "mine.yaml"
    own.write_text(
        built_in.read_text(encoding="utf-8").replace("How did you sleep?", "Did you sleep?"), encoding="utf-8"
    )
    answers = tmp_path / "answers.txt"
    answers.write_text("well\n", encoding="utf-8")
    assert main(["chat", "--script", str(own), "--answers", str(answers)]) == 0
    assert "Did you sleep?" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "says"), [("id: [", "line"), ("id: mine\n", "mine.yaml"), (None, "mine.yaml")])
def test_a_broken_script_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
) -> None:
    own = tmp_path / "mine.yaml"
    if text is not None:
        own.write_text(text, encoding="utf-8")
    assert main(["chat", "--script", str(own)]) == 5
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1

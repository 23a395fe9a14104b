"""`companion scripts check`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from companion.cli import main
from companion.dialogue.authoring.starter import starter_text

GOOD = starter_text("knee").replace("author: your name", "author: Dr Hill")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    # Three built-in scripts do here: to read them all at every step takes longer than what is tested.
    monkeypatch.setattr("companion.dialogue.library.builtin_names", lambda: ("evening", "morning", "talk"))
    Path("settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    return ["scripts", "--settings", "settings.toml", "check"]


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_a_sound_script(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*settings, write("knee.yaml", GOOD)]) == 0
    assert capsys.readouterr().out.startswith("knee.yaml: knee version 1, 0 errors, 0 warnings; school grade ")


def test_an_error_is_exit_code_1_and_names_the_line(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    bad = GOOD.replace("Those were my questions.", "Help is coming.")
    assert main([*settings, write("knee.yaml", bad)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    line = next(number for number, one in enumerate(bad.splitlines(), 1) if "Help is coming" in one)
    assert first.startswith(f"knee.yaml:{line}: error: state bye: ")
    assert first.endswith("[promise]")


def test_a_warning_alone_is_exit_code_0(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*settings, write("knee.yaml", starter_text("knee"))]) == 0
    assert "1 warning;" in capsys.readouterr().out


def test_a_script_that_cannot_be_loaded_is_exit_code_5(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*settings, write("knee.yaml", GOOD.replace("start: pain", "start: pian"))]) == 5
    out = capsys.readouterr().out
    assert "there is no state called pian" in out
    assert "cannot be read as a script" in out


def test_a_file_that_is_not_there_is_exit_code_5(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*settings, "nothing.yaml"]) == 5
    assert "nothing.yaml cannot be read" in capsys.readouterr().err


def test_scripts_given_together_may_call_one_another(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    caller = GOOD.replace("id: knee", "id: day").replace("next: bye", "next: hip")
    caller = caller.replace("knee.", "day.").replace("  bye:", "  hip: {call: hip, next: bye}\n  bye:", 1)
    write("day.yaml", caller)
    assert main([*settings, "day.yaml"]) == 1
    assert "there is no script called hip" in capsys.readouterr().out
    other = GOOD.replace("id: knee", "id: hip").replace("knee.", "hip.")
    assert main([*settings, "day.yaml", write("hip.yaml", other)]) == 0


def test_json(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    bad = GOOD.replace("Those were my questions.", "Help is coming.")
    hip = GOOD.replace("id: knee", "id: hip").replace("knee.", "hip.")
    assert main([*settings, "--json", write("knee.yaml", bad), write("hip.yaml", hip)]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    finding = lines[0]
    knee, sound = (line for line in lines if "finding" not in line)
    assert (finding["rule"], finding["severity"], finding["state"], finding["file"]) == (
        "promise", "error", "bye", "knee.yaml",
    )  # fmt: skip
    assert (knee["file"], knee["id"], knee["ok"], knee["errors"], knee["states"]) == ("knee.yaml", "knee", False, 1, 5)
    assert (sound["id"], sound["ok"], sound["red_flags"]) == ("hip", True, None)


def test_p6_red_flags_are_tried_when_asked_for(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*settings, "--red-flags", write("knee.yaml", GOOD)]) == 0
    assert "red flags heard in 3 of 3 states that ask." in capsys.readouterr().out


def test_signs_that_command_a_terminal_are_not_printed(settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    bad = GOOD.replace("start: pain", 'start: "pain\\e[2J"')
    assert main([*settings, write("knee.yaml", bad)]) == 5
    assert "\x1b" not in capsys.readouterr().out

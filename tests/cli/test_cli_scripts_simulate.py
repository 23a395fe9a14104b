"""companion scripts simulate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from companion.cli import main


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_it_prints_who_completes_and_what_was_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scripts", "simulate", "evening", "--runs", "5"]) == 0
    shown = capsys.readouterr().out
    assert "hard of hearing" in shown
    assert "states that ask and were reached" in shown


def test_json_is_one_object_with_every_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scripts", "simulate", "evening", "--runs", "3", "--person", "clear", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [one["person"] for one in made["persons"]] == ["clear"]
    assert made["persons"][0]["runs"] == 3
    assert made["problems"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["lunch"], 5, "There is no advice script called lunch"),
        (["evening", "--runs", "0"], 2, "--runs needs a number"),
        (["evening", "--person", "grumpy"], 2, "There is no person called grumpy"),
        (["nowhere.yaml"], 5, "cannot be read"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scripts", "simulate", *words]) == code
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1

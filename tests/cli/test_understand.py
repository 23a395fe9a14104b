"""companion understand: JSON by the contract, and one plain sentence for wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from companion.cli import main


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_json_object_an_answer_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", "--expect", "yes_no", "--json", "not really", "Yes, please!", "I don't know"]) == 0
    found = lines(capsys)
    assert [set(one) for one in found] == [{"utterance", "value", "certainty", "unsure"}] * 3
    assert [(one["utterance"], one["value"], one["unsure"]) for one in found] == [
        ("not really", False, False),
        ("Yes, please!", True, False),
        ("I don't know", None, True),
    ]


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (["--expect", "time", "half past eight"], "08:30"),
        (["--expect", "date", "--today", "2026-03-04", "yesterday"], "2026-03-03"),
        (["--expect", "choice", "--options", "tea, coffee", "a coffee please"], "coffee"),
        (["--expect", "number", "--low", "0", "--high", "5", "three cups"], 3),
        (["--expect", "medicine", "i took them"], "taken"),
        (["--expect", "scale", "about a six maybe seven"], 6.5),
    ],
)
def test_every_kind(arguments: list[str], value: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", "--json", *arguments]) == 0
    assert lines(capsys)[0]["value"] == value


def test_a_file_holds_one_answer_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answers.txt").write_text("yes\nno\n", encoding="utf-8")
    assert main(["understand", "--expect", "yes_no", "--file", str(tmp_path / "answers.txt")]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["yes", "no"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--expect", "yes_no"], 2),
        (["--expect", "choice", "tea"], 2),
        (["--expect", "yes_no", "--file", "nowhere.txt"], 3),
    ],
)
def test_wrong_use_is_one_plain_sentence(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", *arguments]) == code
    error = capsys.readouterr().err
    assert error.startswith("companion: ")
    assert error.count("\n") == 1

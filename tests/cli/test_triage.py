"""companion triage: the fields of the contract, files and standard input, and wrong use."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from companion.cli import main


def test_one_json_object_an_utterance_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", "--json", "I can't breathe", "Lovely weather, isn't it?"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(one) for one in found] == [["utterance", "level", "category", "reason"]] * 2
    assert [(one["utterance"], one["level"], one["category"]) for one in found] == [
        ("I can't breathe", "emergency", "breathing"),
        ("Lovely weather, isn't it?", "none", "none"),
    ]


def test_plain_output_is_level_category_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", "I wish I was dead", "hello"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["urgent", "death_wish"]
    assert second.split()[:2] == ["none", "none"]
    assert first.index("death_wish") == second.index("none", 5)


def test_a_file_holds_one_utterance_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "said.txt").write_text("hello\n\nI've fallen and I can't get up\n", encoding="utf-8")
    assert main(["triage", "--file", str(tmp_path / "said.txt")]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["none", "emergency"]


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("he hit me again\n"))
    assert main(["triage", "--file", "-"]) == 0
    assert capsys.readouterr().out.startswith("emergency  abuse")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), (["hello", "--file", "x"], 2), (["--file", "no-such-file"], 3), (["--file", "BINARY"], 3)],
)
def test_wrong_use_is_one_sentence(
    arguments: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    words = [str(tmp_path / "binary") if word == "BINARY" else word for word in arguments]
    assert main(["triage", *words]) == code
    assert len(capsys.readouterr().err.strip().splitlines()) == 1

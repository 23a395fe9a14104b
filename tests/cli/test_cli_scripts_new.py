"""`companion scripts new`: a file that the check passes, and none is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.cli import main


def test_a_script_is_begun_and_passes_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["scripts", "new", "hip", "--title", "The hip"]) == 0
    assert "companion scripts check hip.yaml" in capsys.readouterr().out
    Path("settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    assert main(["scripts", "--settings", "settings.toml", "check", "hip.yaml"]) == 0
    assert 'title: "The hip"' in Path("hip.yaml").read_text(encoding="utf-8")


def test_the_file_can_be_named_and_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    assert main(["scripts", "new", "hip", "--out", str(path)]) == 0
    before = path.read_bytes()
    assert main(["scripts", "new", "knee", "--out", str(path)]) == 2
    assert "not overwritten" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_bad_id_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["scripts", "new", "My Hip"]) == 2
    assert list(tmp_path.iterdir()) == []

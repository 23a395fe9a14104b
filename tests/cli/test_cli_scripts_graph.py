"""`companion scripts graph`: Mermaid everywhere, a picture where Graphviz is, one sentence where it is not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from companion.cli import main
from companion.dialogue.authoring.starter import starter_text

needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed here")


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("companion.dialogue.library.builtin_names", lambda: ("evening", "talk"))
    Path("settings.toml").write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    Path("knee.yaml").write_text(starter_text("knee"), encoding="utf-8")
    return ["scripts", "--settings", "settings.toml", "graph"]


def test_mermaid_is_printed(graph: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*graph, "evening"]) == 0
    assert "stateDiagram-v2" in capsys.readouterr().out


def test_mermaid_of_a_file_into_a_file(graph: list[str]) -> None:
    assert main([*graph, "knee.yaml", "--out", "knee.mmd"]) == 0
    assert "[*] --> s0" in Path("knee.mmd").read_text(encoding="utf-8")


def test_without_graphviz_a_picture_is_one_sentence(
    graph: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path("empty").absolute()))
    assert main([*graph, "knee.yaml", "--out", "knee.svg"]) == 4
    assert "A picture needs Graphviz" in capsys.readouterr().err
    assert not Path("knee.svg").exists()


def dot_that(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program called dot, before any other."""
    folder = Path("bin").absolute()
    folder.mkdir()
    (folder / "dot").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_graphviz_is_given_the_drawing_and_fixed_arguments(graph: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    dot_that('echo "$@"; cat', monkeypatch)
    assert main([*graph, "knee.yaml", "--out", "knee.svg"]) == 0
    arguments, first, *_ = Path("knee.svg").read_text(encoding="utf-8").splitlines()
    assert (arguments, first) == ("-Tsvg", "digraph script {")


def test_a_graphviz_that_fails_leaves_no_file(
    graph: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dot_that("exit 3", monkeypatch)
    assert main([*graph, "knee.yaml", "--out", "knee.svg"]) == 4
    assert "Graphviz could not draw" in capsys.readouterr().err
    assert not Path("knee.svg").exists()


@needs_graphviz
def test_the_picture_is_svg(graph: list[str]) -> None:
    assert main([*graph, "knee.yaml", "--out", "knee.svg"]) == 0
    assert "<svg" in Path("knee.svg").read_text(encoding="utf-8")


def test_wrong_use(graph: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*graph, "knee.yaml", "--out", "knee.png"]) == 2
    assert main([*graph, "nothing"]) == 5
    assert main([*graph, "nothing.yaml"]) == 5
    assert main([*graph, "knee.yaml", "--out", "no folder/knee.mmd"]) == 4
    assert "cannot be written" in capsys.readouterr().err

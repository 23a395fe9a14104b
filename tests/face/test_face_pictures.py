"""companion face --picture and --sheet."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest

from companion.cli import main
from companion.messages import FaceState


def test_a_picture_of_any_state_and_size(tmp_path: Path) -> None:
    out = tmp_path / "face.png"
    words = ["face", "--picture", str(out), "--size", "480x320", "--state", "alert", "--expression", "concerned"]
    assert main(words) == 0
    assert pygame.image.load(out).get_size() == (480, 320)
    assert [path.name for path in tmp_path.iterdir()] == ["face.png"]


def test_a_picture_with_answers_differs_from_one_without(tmp_path: Path) -> None:
    pictures = []
    for answers in ("", "yes,no", "yes, no, not sure"):
        out = tmp_path / f"face{len(pictures)}.png"
        assert main(["face", "--picture", str(out), "--size", "480x320", f"--answers={answers}"]) == 0
        pictures.append(out.read_bytes())
    assert len(set(pictures)) == 3


def test_more_answers_than_fit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["face", "--picture", str(tmp_path / "face.png"), "--answers", ",".join("abcdefghijkl")])
    assert refused.value.code == 2


def test_a_sheet_of_all_states_and_expressions(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    assert main(["face", "--sheet", str(out), "--size", "160x120"]) == 0
    assert pygame.image.load(out).get_size() == (3 * 160, len(FaceState) * 120)


def test_a_picture_that_cannot_be_written_is_one_plain_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["face", "--picture", str(tmp_path / "none" / "face.png")]) == 4
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["big", "0x0", "800", "800x", "99999x99999", "-1x5"])
def test_a_size_that_is_none_is_refused(size: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["face", f"--size={size}", "--picture", str(tmp_path / "face.png")])
    assert refused.value.code == 2

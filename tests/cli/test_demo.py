"""companion demo: what it leaves, and one plain sentence with nothing half-written where it cannot."""

from __future__ import annotations

import builtins
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli import main
from companion.demo.journey import RECORDINGS

CALL = f"""
title = "A short call"
script = "talk"
starts_at = "2026-03-02T15:10:00+00:00"

[[turn]]
clip = "{RECORDINGS / "fall-1.flac"}"
text = "Help, I have fallen."
interrupts_after_s = 0.8

[[turn]]
press = "acknowledge"
wait_s = 0.0
"""
MADE = {
    "conversation.wav",
    "demo-caregiver.key",
    "demo-resident.key",
    "latency.json",
    "log.db",
    "summary.html",
    "turns.jsonl",
}
COMPANION = [sys.executable, "-m", "companion"]


@pytest.fixture
def journey(tmp_path: Path) -> Path:
    """A journey of one's own, of two turns."""
    file = tmp_path / "call.toml"
    file.write_text(CALL, encoding="utf-8")
    return file


def demo(journey: Path | str, out: Path, *more: str) -> int:
    return main(["demo", "--fast", "--no-film", "--journey", str(journey), "--out", str(out), *more])


def one_sentence(said: str) -> str:
    sentences = [line for line in said.splitlines() if line.startswith("companion: ")]
    assert len(sentences) == 1
    assert "Traceback" not in said
    return sentences[0]


def test_a_journey_of_ones_own_leaves_everything_but_the_film(
    journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made" / "here"
    assert demo(journey, out) == 0
    assert {path.name for path in out.iterdir()} - {"log.db.lock"} == MADE
    turns = [json.loads(line) for line in (out / "turns.jsonl").read_text().splitlines()]
    assert [turn["outcome"] for turn in turns] == ["started", "red_flag", "acknowledged"]
    assert sum(turn["alerts"] for turn in turns) == 1
    shown = capsys.readouterr().out
    assert "resident   help i have fallen" in shown
    assert all(name in shown for name in MADE)


def test_what_an_earlier_run_left_is_not_announced(
    journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "face.mp4").write_bytes(b"an older film")
    assert demo(journey, tmp_path) == 0
    assert "face.mp4" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("+00:00", ""), "starts_at"),
        (('title = "A short call"', "title = 3"), "title"),
        (('press = "acknowledge"', 'press = "sing"'), "turn.1.press"),
        (("fall-1.flac", "none.flac"), "none.flac does not exist"),
        (("[[turn]]", "[[turn"), "cannot be read"),
        ((CALL, ""), "title"),
    ],
)
def test_a_wrong_journey_is_one_sentence(
    change: tuple[str, str], found: str, journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journey.write_text(CALL.replace(*change), encoding="utf-8")
    assert demo(journey, tmp_path / "out") == 3
    assert found in one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "out").exists()


def test_an_unknown_journey_names_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo("noon", tmp_path / "out") == 3
    assert "evening, fall, morning" in one_sentence(capsys.readouterr().err)


def test_an_unknown_script_leaves_nothing(journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journey.write_text(CALL.replace('"talk"', '"noon"'), encoding="utf-8")
    assert demo(journey, tmp_path / "out") == 5
    assert "noon" in one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "out").exists()


def test_a_file_as_the_folder_is_refused(journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "file"
    out.write_text("mine", encoding="utf-8")
    assert demo(journey, out) == 4
    assert "is a file" in one_sentence(capsys.readouterr().err)
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_refused(
    journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert demo(journey, tmp_path / "file" / "out") == 4
    assert "cannot be written" in one_sentence(capsys.readouterr().err)


def test_a_full_disk_leaves_nothing_half_written(
    journey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    out = tmp_path / "out"
    out.mkdir()
    (out / "summary.html").write_text("of the last time", encoding="utf-8")
    monkeypatch.setattr("wave.Wave_write.writeframes", full)
    assert demo(journey, out) == 4
    assert "No space left" in one_sentence(capsys.readouterr().err)
    assert [path.name for path in out.iterdir()] == ["summary.html"]
    assert (out / "summary.html").read_text(encoding="utf-8") == "of the last time"


def test_a_film_that_cannot_be_made_is_told_before_anything_is_played(
    journey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without_av(name: str, *rest: object) -> object:
        if name == "av":
            raise ImportError("No module named 'av'", name="av")
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_av)
    out = tmp_path / "out"
    assert main(["demo", "--fast", "--journey", str(journey), "--out", str(out)]) == 2
    shown = capsys.readouterr()
    assert "--no-film" in one_sentence(shown.err)
    assert "companion  " not in shown.out
    assert not out.exists()


def test_a_reader_that_leaves_early_gets_the_files_all_the_same(journey: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*COMPANION, "demo", "--fast", "--no-film", "--journey", str(journey), "--out", str(out)]
    playing = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with playing:
        assert playing.stdout is not None
        assert playing.stderr is not None
        assert "companion" in playing.stdout.readline()
        playing.stdout.close()
        said = playing.stderr.read()
    assert playing.returncode == 0, said
    assert {path.name for path in out.iterdir()} >= MADE
    assert "BrokenPipe" not in said


def test_ctrl_c_leaves_nothing_half_written(journey: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*COMPANION, "demo", "--no-film", "--journey", str(journey), "--out", str(out)]
    # A test run put in the background ignores Ctrl-C, and so would all that it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        playing = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with playing:
        assert playing.stdout is not None
        assert playing.stderr is not None
        assert "companion" in playing.stdout.readline()
        playing.send_signal(signal.SIGINT)
        said = playing.stderr.read()
    assert playing.returncode == 130, said
    assert "Traceback" not in said
    assert not out.exists()


@pytest.mark.parametrize(("size", "code"), [("40k", 9), ("300k", 4)])
def test_a_disk_that_is_really_full(
    size: str, code: int, journey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    made = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if subprocess.run(made, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        assert demo(journey, disk / "out") == code
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run([umount, str(disk)], check=True)
    assert re.search("No space left|no room left", one_sentence(capsys.readouterr().err))

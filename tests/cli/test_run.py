"""companion run and start, where there is no microphone, no face, no place to write, or already a companion."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.cli import main
from companion.cli.run import JournalObserver, face_socket, recorded
from companion.errors import OutputError
from companion.messages import Outcome, Record, Scope, TurnReport
from companion.settings import Settings
from privacy.keys import new_key, register
from privacy.verify import verify

RUN = [sys.executable, "-m", "companion", "run"]


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings with a state folder of their own."""
    file = tmp_path / "settings.toml"
    # No quiet hours: what a start says must not depend on when the tests run.
    never = '[initiative]\nquiet_from = "00:00"\nquiet_to = "00:00"\n'
    file.write_text(f'state_dir = "{tmp_path / "state"}"\n{never}', encoding="utf-8")
    return file


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with neither sound nor screen: its sound server is nowhere."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    nowhere = {"SDL_AUDIODRIVER": "pulseaudio", "PULSE_SERVER": f"unix:{tmp_path / 'nowhere'}"}
    return {**kept, **nowhere, "SDL_VIDEODRIVER": "dummy", "XDG_RUNTIME_DIR": str(runtime), "HOME": str(tmp_path)}


@contextmanager
def running(arguments: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A live run, ended at the latest with the test."""
    with subprocess.Popen([*RUN, *arguments], env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def journal_until(process: subprocess.Popen[str], words: str) -> str:
    """The journal's lines up to the first with these words in it."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if words in line:
            break
    said = "".join(lines)
    assert words in said
    return said


def faces(socket: Path) -> list[int]:
    """The processes that show a face at this socket."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"--socket\0{socket}".encode() in command.read_bytes():
                found.append(int(command.parent.name))
        except OSError:
            continue  # it has just ended
    return found


def test_p9_without_a_microphone_a_run_says_that_it_cannot_hear(settings: Path, bare: dict[str, str]) -> None:
    with running(["--no-face", "--settings", str(settings)], bare) as process:
        said = journal_until(process, "cannot hear")
        assert "Nothing is recorded: no caregiver's key is registered" in said
        assert "No sound for a second from the microphone" in said
        assert "There is no speaker" in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_ctrl_c_ends_a_run_in_order(settings: Path, bare: dict[str, str]) -> None:
    with running(["--no-face", "--settings", str(settings)], bare) as process:
        journal_until(process, "cannot hear")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_second_run_is_refused(settings: Path, bare: dict[str, str]) -> None:
    with running(["--no-face", "--settings", str(settings)], bare) as first:
        journal_until(first, "cannot hear")
        second = subprocess.run(
            [*RUN, "--no-face", "--settings", str(settings)], env=bare, capture_output=True, text=True, check=False
        )
        assert second.returncode == 7
        assert "already runs" in second.stderr
        assert second.stderr.count("\n") == 1
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 0


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are found in /proc")
def test_a_run_goes_on_without_its_face_and_leaves_none_behind(settings: Path, bare: dict[str, str]) -> None:
    socket = Path(bare["XDG_RUNTIME_DIR"]) / "companion-face.sock"
    with running(["--settings", str(settings)], bare) as process:
        journal_until(process, "No sound")
        (face,) = faces(socket)
        os.kill(face, signal.SIGKILL)
        journal_until(process, "cannot hear")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert faces(socket) == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are found in /proc")
def test_a_run_stopped_while_it_starts_leaves_no_face_behind(settings: Path, bare: dict[str, str]) -> None:
    # The first line of the journal comes when the board is open and the face has been started.
    with running(["--settings", str(settings)], bare) as process:
        journal_until(process, "Nothing is recorded")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert faces(Path(bare["XDG_RUNTIME_DIR"]) / "companion-face.sock") == []


@pytest.mark.parametrize(("profile", "why"), [("fake", "never opens by name"), ("moon", "choose one of")])
def test_a_wrong_profile_is_one_sentence(
    profile: str, why: str, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--no-face", "--profile", profile, "--settings", str(settings)]) == 5
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1


def test_a_pretended_sound_card_is_refused(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert main(["run", "--no-face", "--settings", str(settings)]) == 7
    assert "only pretends" in capsys.readouterr().err


def test_a_state_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    file = tmp_path / "settings.toml"
    file.write_text(f'state_dir = "{tmp_path / "file" / "state"}"\n', encoding="utf-8")
    assert main(["run", "--no-face", "--settings", str(file)]) == 4
    said = capsys.readouterr().err
    assert "cannot be made" in said
    assert said.count("\n") == 1


def test_the_signals_are_the_callers_again_after_a_run(settings: Path) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    assert main(["run", "--no-face", "--profile", "moon", "--settings", str(settings)]) == 5
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_core_and_face_meet_where_there_is_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert face_socket(tmp_path / "state").parent == tmp_path
    # A variable left over from another session names a folder that is gone.
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone"))
    assert face_socket(tmp_path / "state").parent == tmp_path / "state"
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be made"):
        face_socket(tmp_path / "file" / "state")


def test_p3_the_journal_does_not_say_how_somebody_is(caplog: pytest.LogCaptureFixture) -> None:
    report = TurnReport(
        number=4,
        cause="speech",
        state_before="morning/pain_now",
        state="crisis/fall",
        outcome=Outcome.RED_FLAG,
        at_s=9.0,
    )
    with caplog.at_level("INFO"):
        JournalObserver().turn(report)
    (line,) = caplog.messages
    assert re.fullmatch(r"turn 4 speech: red_flag, \d+ ms of work, 0 alerts", line)


def test_start_without_a_microphone_plays_the_demo(settings: Path, tmp_path: Path, bare: dict[str, str]) -> None:
    (tmp_path / "file").touch()
    command = [sys.executable, "-m", "companion", "start", "--settings", str(settings), "--out", str(tmp_path / "file")]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert "Not going live: no microphone and no speaker and no screen found." in done.stderr
    # The demo itself is tested elsewhere: here it only gets as far as its folder.
    assert done.returncode == 4
    assert "is a file, not a folder" in done.stderr


def test_p8_a_script_nobody_signed_does_not_go_live(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--script", "mine.yaml"]) == 2
    assert "nobody has signed it" in capsys.readouterr().err


def test_a_damaged_log_does_not_keep_the_device_from_talking(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(state_dir=tmp_path)
    register(settings.recipients_dir, new_key(role="caregiver", name="Anna").recipient)
    settings.log_path.write_bytes(b"no database at all" * 100)
    log = recorded(settings)
    log.append(Record(kind="turn", scope=Scope.SAFETY, body={}), datetime(2026, 3, 2, tzinfo=UTC))
    log.close()
    assert "log.db.damaged-1" in caplog.text
    aside = settings.log_path.with_name("log.db.damaged-1")
    assert aside.read_bytes().startswith(b"no database"), "what is there is left for whoever mends it"
    assert verify(settings.log_path).ok

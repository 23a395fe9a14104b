"""Promises that only the whole can keep: no network, no audio kept, no words outside the sealed log.

One real conversation (recogniser, voice, face messages, sealed log) runs in a process and a home of its own, watched
from outside. Other promises are tested beside the code that keeps them, under names that bear their number.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import onnxruntime
import pytest

from companion.demo.journey import load_journey

CHILD = """
import sys
import time
def watch(event, args):
    if event == "socket.__new__" and args[1] != 1:
        print("INTERNET SOCKET", args[1], flush=True)
    if event == "open" and isinstance(args[0], str) and set(str(args[1])) & set("wax+"):
        print("WRITES", args[0], flush=True)
sys.addaudithook(watch)
from companion.cli import main
sys.exit(main(sys.argv[1:]))
"""
WORDS_TO_FIND = ("porridge", "lonely", "knee")
"""Words the recorded resident says."""

UNSHARED = ("unshare", "--map-root-user", "--net")


def can_unshare() -> bool:
    """Whether this machine lets us have a network namespace of our own, with nothing in it."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARED, "true"], check=False, capture_output=True).returncode == 0


@dataclass(frozen=True)
class Watched:
    """What one conversation printed, wrote and asked of the kernel."""

    printed: str
    home: Path
    out: Path
    system_calls: str | None


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    home = tmp_path_factory.mktemp("home")
    out, trace = home / "out", home / "trace"
    command = [sys.executable, "-c", CHILD, "demo", "--fast", "--no-film", "--journey", "morning", "--out", str(out)]
    strace = shutil.which("strace")
    if strace:
        command = [strace, "-f", "-qq", "-e", "trace=socket,connect,sendto,bind", "-o", str(trace), *command]
    if can_unshare():
        command = [*UNSHARED, *command]
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home), "XDG_STATE_HOME": str(home / "state")}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=110)
    assert done.returncode == 0, done.stderr
    calls = trace.read_text() if strace else None
    trace.unlink(missing_ok=True)
    return Watched(printed=done.stdout + done.stderr, home=home, out=out, system_calls=calls)


def test_p1_a_whole_conversation_opens_no_internet_socket(talk: Watched) -> None:
    assert "INTERNET SOCKET" not in talk.printed
    if talk.system_calls is None:
        pytest.skip("strace is not installed: only Python's own sockets were watched")
    assert "AF_INET" not in talk.system_calls


def test_p1_the_library_that_runs_the_models_has_nobody_to_report_to() -> None:
    """ONNX Runtime from 1.29 on looks up its maker's telemetry host, now and then, from a thread of its own."""
    folder = Path(onnxruntime.__file__).parent
    libraries = [path for path in folder.rglob("*.so*") if path.is_file()]
    assert libraries
    assert [path.name for path in libraries if b"events.data.microsoft.com" in path.read_bytes()] == []


def test_p2_no_audio_is_kept(talk: Watched) -> None:
    # The demo's own sound file is what it was asked for; nothing else may hold as much as a second of 16-bit audio.
    kept = {path: path.stat().st_size for path in talk.home.rglob("*") if path.is_file()}
    assert kept.pop(talk.out / "conversation.wav") > 100_000
    assert [path.name for path, size in kept.items() if size > 32_000 and path.name != "log.db"] == []
    log = (talk.out / "log.db").read_bytes()
    resident = [line for line in load_journey("morning").lines if line.samples is not None]
    for line in resident:
        assert line.samples is not None
        middle = len(line.samples) // 2
        assert line.samples[middle : middle + 64].tobytes() not in log


def test_p3_no_word_reaches_a_file_in_clear(talk: Watched) -> None:
    # The summary is what the caregiver opened with a key: it is the one place where words may stand.
    for path in talk.home.rglob("*"):
        if path.is_file() and path.name != "summary.html":
            content = path.read_bytes().lower()
            found = [word for word in WORDS_TO_FIND if word.encode() in content]
            assert not found, f"{path.name} holds {found}"


def test_p3_nothing_is_written_outside_the_folder_that_was_asked_for(talk: Watched) -> None:
    written = {line.split(" ", 1)[1] for line in talk.printed.splitlines() if line.startswith("WRITES ")}
    strays = [name for name in written if str(talk.out) not in name and not name.startswith(("/dev/", "/proc/"))]
    assert strays == []


def test_p1_the_face_opens_no_internet_socket(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed; the core's test still watches Python's own sockets")
    trace, socket = tmp_path / "trace", tmp_path / "face.sock"
    command = [strace, "-f", "-qq", "-e", "trace=socket", "-o", str(trace)]
    command += [sys.executable, "-m", "companion", "face", "--socket", str(socket)]
    environment = {**os.environ, "HOME": str(tmp_path), "SDL_VIDEODRIVER": "dummy"}
    face = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        until = time.monotonic() + 30
        while not socket.exists() and time.monotonic() < until:
            assert face.poll() is None
            select.select([], [], [], 0.05)
        assert socket.exists()
    finally:
        os.killpg(face.pid, signal.SIGTERM)
        face.wait(timeout=20)
    calls = trace.read_text(encoding="utf-8")
    assert "AF_UNIX" in calls
    assert "AF_INET" not in calls

"""The recogniser's own process: it may die, hang or be killed, and the turn goes on; it never outlives its parent."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.asr.worker_recogniser import REVIVALS, WorkerRecogniser
from companion.demo.journey import journey_names, load_journey
from companion.errors import ModelError, RecogniserLost
from companion.messages import FRAME_SAMPLES, Expectation, Samples, Transcript

ANSWERS = Expectation(phrases=("help i have fallen", "good night", "i am scared"))


@pytest.fixture(scope="module")
def help_sound() -> Samples:
    lines = [line for name in journey_names() for line in load_journey(name).lines]
    return next(line.samples for line in lines if line.text == "Help, I have fallen." and line.samples is not None)


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerRecogniser]:
    made = WorkerRecogniser(["pocketsphinx"])
    yield made
    made.close()


def frames(samples: Samples) -> list[Samples]:
    return [samples[start : start + FRAME_SAMPLES] for start in range(0, len(samples), FRAME_SAMPLES)]


def pid_of(worker: WorkerRecogniser) -> int:
    assert worker.pid is not None
    return worker.pid


def hear_with(worker: WorkerRecogniser, samples: Samples, number: signal.Signals | None = None) -> list[Transcript]:
    """Every transcript on the way and the last; in mid-utterance the process gets that signal."""
    worker.start(ANSWERS)
    pieces = frames(samples)
    found = []
    for index, piece in enumerate(pieces):
        if number is not None and index == len(pieces) // 2:
            os.kill(pid_of(worker), number)
        found.append(worker.accept(piece))
    return [*found, worker.finish()]


def test_it_says_what_the_recogniser_says_one_frame_later(worker: WorkerRecogniser, help_sound: Samples) -> None:
    here = PocketSphinxRecogniser()
    here.start(ANSWERS)
    partials = [here.accept(piece) for piece in frames(help_sound)]
    worker.forget()
    *late, final = hear_with(worker, help_sound)
    assert late[1:] == partials[:-1]
    assert late[0].text == ""
    assert final == here.finish()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGSTOP], ids=["crash", "hang"])
def test_a_process_that_is_lost_is_replaced_within_the_utterance(
    help_sound: Samples, caplog: pytest.LogCaptureFixture, number: signal.Signals
) -> None:
    worker = WorkerRecogniser(["pocketsphinx"], patience_s=0.5)
    stranger, known = hear_with(worker, help_sound), hear_with(worker, help_sound)
    assert stranger != known
    worker.forget()
    hear_with(worker, help_sound)
    before = pid_of(worker)
    caplog.set_level(logging.DEBUG)
    disturbed = hear_with(worker, help_sound, number)
    assert pid_of(worker) != before
    assert disturbed == known
    assert disturbed[-1].text == "help i have fallen"
    assert "started anew" in caplog.text
    assert "fallen" not in caplog.text
    worker.close()


def test_one_that_dies_again_and_again_is_lost_and_the_next_utterance_tries_again(
    help_sound: Samples, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = WorkerRecogniser(["pocketsphinx"])
    worker.start(ANSWERS)
    worker.accept(help_sound)
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/bin/false")
        os.kill(pid_of(worker), signal.SIGKILL)
        with pytest.raises(RecogniserLost, match="again and again"):
            worker.finish()
    assert len(caplog.records) == 1 + REVIVALS
    assert worker.pid is None
    assert hear_with(worker, help_sound)[-1].text == "help i have fallen"
    worker.close()


def test_a_model_that_cannot_be_loaded_is_named_here(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a whole Vosk model"):
        WorkerRecogniser(["vosk", str(tmp_path)])


def test_one_that_was_not_waited_for_says_at_the_first_start_what_is_wrong(tmp_path: Path) -> None:
    worker = WorkerRecogniser(["vosk", str(tmp_path)], wait=False)
    with pytest.raises(ModelError, match="not a whole Vosk model"):
        worker.start(ANSWERS)
    worker.close()


def test_one_that_has_ended_before_anything_was_asked_of_it_still_says_why(tmp_path: Path) -> None:
    worker = WorkerRecogniser(["vosk", str(tmp_path)], wait=False)
    ended = os.pidfd_open(pid_of(worker))
    assert select.select([ended], [], [], 60)[0]
    os.close(ended)
    with pytest.raises(ModelError, match="not a whole Vosk model"):
        worker.learn({"metformin": ("M EH T F AO R M IH N",)})
    worker.close()


def test_one_that_was_not_waited_for_misses_nothing(help_sound: Samples) -> None:
    worker = WorkerRecogniser(["pocketsphinx"], wait=False)
    worker.forget()
    assert hear_with(worker, help_sound)[-1].text == "help i have fallen"
    worker.close()


def test_closing_ends_the_process_and_may_come_twice() -> None:
    worker = WorkerRecogniser(["pocketsphinx"])
    pid = pid_of(worker)
    worker.close()
    worker.close()
    assert not Path(f"/proc/{pid}").exists()


def test_it_ends_with_whoever_started_it() -> None:
    program = (
        "from companion.asr.worker_recogniser import WorkerRecogniser\n"
        "import signal, os\n"
        "worker = WorkerRecogniser(['pocketsphinx'])\n"
        "os.kill(worker.pid, signal.SIGSTOP)\n"  # one that hangs does not read the end of its socket
        "print(worker.pid, flush=True)\n"
        "signal.pause()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        orphan = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([orphan], [], [], 10)
    os.close(orphan)
    assert ended


def test_asking_it_to_stop_stops_nothing(worker: WorkerRecogniser, help_sound: Samples) -> None:
    pid = pid_of(worker)
    os.kill(pid, signal.SIGTERM)
    os.kill(pid, signal.SIGINT)
    assert hear_with(worker, help_sound)[-1].text == "help i have fallen"
    assert pid_of(worker) == pid


def test_it_shows_no_words(worker: WorkerRecogniser, help_sound: Samples) -> None:
    hear_with(worker, help_sound)
    of_it = Path(f"/proc/{pid_of(worker)}")
    assert b"fallen" not in (of_it / "cmdline").read_bytes()
    if os.geteuid() == 0:  # to everybody else these are closed
        assert b"fallen" not in (of_it / "environ").read_bytes()
        opened = {str(entry.readlink()) for entry in (of_it / "fd").iterdir()}
        assert not any(name.startswith(("/dev/shm", "/tmp", "pipe:")) for name in opened)  # noqa: S108
        assert sum(name.startswith("socket:") for name in opened) == 1


def test_it_leaves_no_core() -> None:
    program = (
        "import ctypes, os, resource\n"
        "from companion.asr.worker import set_apart\n"
        "set_apart(os.getppid())\n"
        "print(*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"  # PR_GET_DUMPABLE
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["0", "0", "0"]


def test_the_parent_loads_no_decoder() -> None:
    program = (
        "import sys\n"
        "from companion.asr.choose import make_recogniser\n"
        "from companion.settings import AsrSettings\n"
        "make_recogniser(AsrSettings(), None).close()\n"
        "print(*sys.modules)\n"
    )
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "companion.asr.worker_recogniser" in loaded
    assert not {"pocketsphinx", "vosk"} & set(loaded)


def test_a_piece_longer_than_the_socket_holds_is_taken_whole(worker: WorkerRecogniser) -> None:
    worker.start(ANSWERS)
    for _ in range(2):
        worker.accept(np.zeros(120_000, dtype=np.int16))
    assert worker.finish().text == ""


def test_the_process_loads_nothing_that_it_does_not_need() -> None:
    # It is started anew in mid-utterance, and is half of the device's memory.
    program = (
        "import sys\n"
        "from companion.asr import worker\n"
        "from companion.asr.worker import _load\n"
        "_load('pocketsphinx', None).finish()\n"
        "print(*sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "pocketsphinx" in told
    assert {"pydantic", "onnxruntime", "sqlite3", "ssl", "companion.dialogue"} & set(told) == set()

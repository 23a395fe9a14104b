"""A recogniser keeps no word of an utterance once it has told it, run as the unit runs it (P3, P4)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest
from features_kit import cepstra_of, frames_found_in
from process_memory import found_in, ways_to_write
from test_nothing_in_clear_memory import UNIT, environment_of

from companion.audiofile import read_audio
from companion.messages import Samples
from models.build.vosk_from_pocketsphinx import build_vosk_model

ROOT = Path(__file__).parents[2]
VICTIM = Path(__file__).with_name("hearing_victim.py")
APART = Path(__file__).with_name("apart_victim.py")
SAID = "yes i had some porridge and tea"
RECORDING = "morning-5.flac"

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc: not a Linux system")


@pytest.mark.parametrize("engine", ["pocketsphinx", "vosk"])
def test_p4_what_was_heard_is_not_left_in_the_recogniser(tmp_path: Path, engine: str) -> None:
    model = [build_vosk_model(tmp_path / "model", sorted(set(SAID.split())))] if engine == "vosk" else []
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment_of(UNIT)}
    with as_file(files("companion.demo") / "recordings" / RECORDING) as recording:
        words = [sys.executable, str(VICTIM), str(recording), *map(str, model)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare, bufsize=0) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            heard = running.stdout.readline().decode().strip()[::-1]
            assert len(heard.split()) >= 5
            assert searched(running.pid, ways_to_write(heard)) == {"utf-8"}, "the search finds what is there"
            running.stdin.write(b"\n")
            assert running.stdout.readline() == b"let go\n"
            found = searched(running.pid, ways_to_write(heard))
            running.stdin.write(b"\n")
    assert found == set()


def test_p4_what_was_heard_is_not_left_in_the_recognisers_own_process() -> None:
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment_of(UNIT)}
    with as_file(files("companion.demo") / "recordings" / RECORDING) as recording:
        samples = read_audio(recording)
        sound, cepstra = pieces_of(samples), cepstra_of(samples)
        words = [sys.executable, str(APART), str(recording)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare, bufsize=0) as running:
            process, partial = told_by(running).split(" ", 1)
            found = searched(int(process), {**written([partial[::-1]]), **sound})
            assert any(name in sound for name in found), "the search finds sound while it is needed"
            assert found - set(sound), "the search finds words while they are needed"
            assert frames_found_in(int(process), cepstra), "the search finds features while they are needed"
            tell(running)
            texts = {partial[::-1], *(text[::-1] for text in told_by(running).split("|"))}
            assert max(len(text.split()) for text in texts) >= 5
            # The process has sent it and needs it no more; the conversation still has it.
            left = {"process": searched(int(process), {**written(texts), **sound})}
            assert not frames_found_in(int(process), cepstra)
            tell(running)
            assert told_by(running) == "let go"
            left["conversation"] = searched(running.pid, {**written(texts), **sound})
            tell(running)
    assert left == {"process": set(), "conversation": set()}


def pieces_of(samples: Samples) -> dict[str, bytes]:
    """Short stretches of the sound, loud ones, as they came and as the engines hold them."""
    loud = sorted(range(0, len(samples) - 64, 64), key=lambda at: -int(np.abs(samples[at : at + 64].astype(int)).sum()))
    chosen = {at: samples[at : at + 64] for at in loud[:2]}
    return {
        **{f"sound at {at}": piece.tobytes() for at, piece in chosen.items()},
        **{f"float at {at}": piece.astype(np.float32).tobytes() for at, piece in chosen.items()},
        **{f"scaled at {at}": (piece / 32768).astype(np.float32).tobytes() for at, piece in chosen.items()},
        **{f"double at {at}": piece.astype(np.float64).tobytes() for at, piece in chosen.items()},
    }


def written(texts: Iterable[str]) -> dict[str, bytes]:
    """Texts of four words and more: shorter ones lie in the dictionary, too."""
    long = [text for text in texts if len(text.split()) >= 4]
    return {f"{text} {way}": form for text in long for way, form in ways_to_write(text).items()}


def told_by(running: subprocess.Popen[bytes]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().decode().rstrip("\n")


def tell(running: subprocess.Popen[bytes]) -> None:
    assert running.stdin is not None
    running.stdin.write(b"\n")


def searched(pid: int, wanted: Mapping[str, bytes]) -> set[str]:
    try:
        return found_in(pid, wanted)
    except PermissionError:
        pytest.skip("this system lets nobody read a child's memory")

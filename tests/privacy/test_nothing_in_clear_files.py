"""What was said lies in no file in clear: database, write-ahead log, temporary files, memory, journal (P3)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from process_memory import ways_to_write

from privacy.keys import PrivateKey, new_key, register
from privacy.reader import read_log

ROOT = Path(__file__).parents[2]
VICTIM = Path(__file__).with_name("talking_victim.py")
SAID = ("my neighbour zobradil brought quivermint soup", "i feel so lonely since yankelbert died")
CANARIES = ("zobradil", "quivermint", "yankelbert")


@dataclass(frozen=True)
class Traces:
    """Everything a conversation could leave behind."""

    home: Path
    reader: PrivateKey

    def files(self) -> dict[str, bytes]:
        return {str(one.relative_to(self.home)): one.read_bytes() for one in self.home.rglob("*") if one.is_file()}

    def in_clear(self) -> set[tuple[str, str]]:
        """(file, word) wherever a word stands as it is, in small or in capital letters."""
        forms = {word: [*ways_to_write(word).values(), word.upper().encode()] for word in CANARIES}
        return {
            (name, word)
            for name, content in self.files().items()
            for word, written in forms.items()
            if any(form in content or form in content.lower() for form in written)
        }


@dataclass(frozen=True)
class Talking:
    """The process that talked, with its log still open."""

    process: subprocess.Popen[str]
    out: IO[bytes]

    def erase(self) -> None:
        """Erase everything; the log stays open."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("erase\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "erased\n"

    def end(self) -> None:
        rest, _ = self.process.communicate("\n", timeout=30)
        self.out.write(rest.encode())
        assert self.process.returncode == 0


def sealed_records(log: Path) -> list[bytes]:
    """Every record's ciphertext, read beside the writer."""
    with closing(sqlite3.connect(f"file:{log}?mode=ro", uri=True)) as database:
        return [content for (content,) in database.execute("SELECT sealed FROM record WHERE length(sealed) > 32")]


@pytest.fixture
def traces(tmp_path: Path) -> Traces:
    reader = new_key(role="resident", name="Edith")
    for folder in ("tmp", "state", "home"):
        (tmp_path / folder).mkdir(mode=0o700)
    register(tmp_path / "state" / "recipients", reader.recipient)
    return Traces(tmp_path, reader)


@pytest.fixture
def talking(traces: Traces) -> Iterator[Talking]:
    """A conversation that has just been had; `erase` erases its log, calling it ends the process."""
    places = {name: str(traces.home / "tmp") for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP")}
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(traces.home / "home"), **places}
    with (
        (traces.home / "stdout").open("wb") as out,
        (traces.home / "stderr").open("wb") as errors,
        subprocess.Popen(
            [sys.executable, str(VICTIM), str(traces.home / "state")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=bare,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("|".join(SAID) + "\n")
        process.stdin.flush()
        said = process.stdout.readline()
        assert said == "talked\n", (traces.home / "stderr").read_text(encoding="utf-8")[-2000:]

        yield Talking(process, out)
        if process.poll() is None:
            process.kill()


def test_p3_what_was_said_is_in_the_log_and_in_no_file_in_clear(traces: Traces, talking: Talking) -> None:
    assert {"state/log.db", "state/log.db-wal", "state/memory.sealed", "stderr"} <= set(traces.files())
    assert traces.in_clear() == set()
    talking.end()
    assert traces.in_clear() == set()
    heard = " ".join(str(one.body) for one in read_log(traces.home / "state" / "log.db", traces.reader))
    assert all(word in heard for word in CANARIES)
    assert "turn" in (traces.home / "stderr").read_text(encoding="utf-8")


def test_the_search_finds_what_lies_in_clear(traces: Traces) -> None:
    (traces.home / "tmp" / "one").write_bytes(b"..." + SAID[0].encode("utf-16-le") + b"...")
    (traces.home / "state" / "two").write_text(SAID[1].upper(), encoding="utf-8")
    assert traces.in_clear() == {("tmp/one", "zobradil"), ("tmp/one", "quivermint"), ("state/two", "yankelbert")}


def test_p4_what_was_erased_lies_nowhere_while_the_log_is_open_and_after(traces: Traces, talking: Talking) -> None:
    log = traces.home / "state" / "log.db"
    before = sealed_records(log)
    assert all(any(one in content for content in traces.files().values()) for one in before)
    talking.erase()
    assert "state/log.db-wal" in traces.files(), "the log is still open"
    gone = set(before) - set(sealed_records(log))
    assert len(gone) >= len(SAID)
    for _ in range(2):
        assert traces.in_clear() == set()
        lying = {name for name, content in traces.files().items() if any(one in content for one in gone)}
        assert lying == set()
        if talking.process.poll() is None:
            talking.end()
    heard = " ".join(str(one.body) for one in read_log(log, traces.reader))
    assert not any(word in heard for word in CANARIES)

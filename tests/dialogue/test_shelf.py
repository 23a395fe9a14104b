"""Installed scripts on disk: whole or not at all, three versions, and no crash that leaves anything in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from companion.dialogue.shelf import MOST_KEPT, Shelf
from companion.errors import InputError, OutputError

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from companion.dialogue.shelf import Shelf
folder, steps, work = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
seen = 0
def count(event, args):
    global seen
    if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        seen += 1
        if seen == steps:
            os.kill(os.getpid(), signal.SIGKILL)
shelf = Shelf(folder)
sys.addaudithook(count)
match work:
    case "install":
        shelf.install("pain", 4, script=b"script 4", signature=b"signature 4")
    case "use":
        shelf.use("pain", 2)
    case "remove":
        shelf.remove("pain")
"""
AFTER = {"install": (2, 3, 4), "use": (1, 3, 2), "remove": ()}
BEFORE = (1, 2, 3)
MOST_STEPS = 60
NO_VERSIONS = ("1", "[]", "[1, 1]", "[0]", "[true]", '"123"', "[1, 2, 3, 4]", '["../.."]', "null")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "scripts")


def install(shelf: Shelf, version: int, name: str = "pain") -> None:
    shelf.install(name, version, script=b"script %d" % version, signature=b"signature %d" % version)


def state(shelf: Shelf, name: str = "pain") -> tuple[int, ...]:
    """What is kept, once it is seen that every kept version is whole."""
    kept = shelf.kept(name)
    for version in kept:
        assert shelf.script_path(name, version).read_bytes() == b"script %d" % version
        assert shelf.signature_path(name, version).read_bytes() == b"signature %d" % version
    return kept


@pytest.mark.parametrize("work", AFTER)
def test_a_kill_at_any_point_leaves_the_old_scripts_or_the_new_ones(work: str, tmp_path: Path) -> None:
    template = tmp_path / "template"
    for version in BEFORE:
        install(Shelf(template), version)
    seen = set[tuple[int, ...]]()
    for steps in range(1, MOST_STEPS):
        folder = tmp_path / f"killed at {steps}"
        shutil.copytree(template, folder)
        command = [sys.executable, "-c", KILLED_AT, str(folder), str(steps), work]
        done = subprocess.run(command, check=False, capture_output=True, timeout=30)
        found = state(Shelf(folder))
        assert found in (BEFORE, AFTER[work]), f"killed at step {steps}"
        seen.add(found)
        # And whatever was left behind is no hindrance.
        install(Shelf(folder), 9)
        assert state(Shelf(folder))[-1] == 9
        assert len(list((folder / "pain").iterdir())) == len(state(Shelf(folder))) + 1
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.returncode == 0
    assert steps > 3
    assert seen == {BEFORE, AFTER[work]}


class Changes(RuleBasedStateMachine):
    """Any order of installing, going back, renewing and removing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.shelf = Shelf(self.folder / "scripts")
        self.kept: list[int] = []

    @rule(version=st.integers(1, 9))
    def install(self, version: int) -> None:
        if version in self.kept:
            with pytest.raises(InputError):
                install(self.shelf, version)
            return
        install(self.shelf, version)
        self.kept = [*self.kept, version][-MOST_KEPT:]

    @rule(version=st.integers(1, 9))
    def use(self, version: int) -> None:
        if version not in self.kept:
            with pytest.raises(InputError, match="is not kept"):
                self.shelf.use("pain", version)
            return
        self.shelf.use("pain", version)
        self.kept = [one for one in self.kept if one != version] + [version]

    @rule(version=st.integers(1, 9))
    def renew(self, version: int) -> None:
        if version in self.kept:
            renewed = {"script": b"script %d" % version, "signature": b"signature %d" % version}
            self.shelf.script_path("pain", version).write_bytes(b"altered")
            self.shelf.renew("pain", version, **renewed)

    @rule()
    def remove(self) -> None:
        self.shelf.remove("pain")
        self.kept = []

    @invariant()
    def what_is_kept_is_whole_and_nothing_else_is_there(self) -> None:
        assert list(state(self.shelf)) == self.kept
        assert len(self.kept) <= MOST_KEPT
        assert self.shelf.ids() == (("pain",) if self.kept else ())
        home = self.folder / "scripts" / "pain"
        if home.exists():
            assert {path.name for path in home.iterdir()} == {"installed.json", *map(str, self.kept)}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)


@pytest.mark.parametrize("name", ["builtin", "../pain", "Pain", "", "a/b", ".", "a" * 101, "pain\n"])
def test_no_id_leads_out_of_the_folder(name: str, shelf: Shelf) -> None:
    with pytest.raises(InputError, match="is no id"):
        install(shelf, 1, name)
    with pytest.raises(InputError, match="is no id"):
        shelf.remove(name)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", *(f'{{"kept": {kept}}}' for kept in NO_VERSIONS), "[" * 4000],
)
def test_a_damaged_pointer_is_told_with_the_way_out(content: str, shelf: Shelf, tmp_path: Path) -> None:
    install(shelf, 1)
    (tmp_path / "scripts" / "pain" / "installed.json").write_text(content, encoding="utf-8")
    assert shelf.ids() == ("pain",)
    for change in (lambda: shelf.kept("pain"), lambda: install(shelf, 2), lambda: shelf.use("pain", 1)):
        with pytest.raises(InputError, match="companion scripts remove pain"):
            change()
    shelf.remove("pain")
    install(shelf, 2)
    assert state(shelf) == (2,)


def test_the_folder_is_for_this_user_alone(shelf: Shelf, tmp_path: Path) -> None:
    install(shelf, 1)
    shelf.keep_builtin_signature("morning", b"signature")
    assert shelf.builtin_signature_path("morning").read_bytes() == b"signature"
    for folder in (tmp_path / "scripts", tmp_path / "scripts" / "pain", tmp_path / "scripts" / "builtin"):
        assert folder.stat().st_mode & 0o077 == 0
    assert shelf.ids() == ("pain",)


def test_what_cannot_be_written_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "scripts").write_text("in the way", encoding="utf-8")
    shelf = Shelf(tmp_path / "scripts")
    with pytest.raises(OutputError, match="cannot be written"):
        install(shelf, 1)
    with pytest.raises(OutputError, match="cannot be written"):
        shelf.keep_builtin_signature("morning", b"signature")
    with pytest.raises(InputError, match="cannot be read"):
        shelf.ids()


def test_a_full_disk_leaves_what_was_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    install(shelf, 1)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="No space left"):
            install(shelf, 2)
    assert state(shelf) == (1,)
    install(shelf, 2)
    assert state(shelf) == (1, 2)

"""What outlives a restart: the same promises over the file and the memory that forgets, and all a disk can do."""

from __future__ import annotations

import errno
import json
import os
import random
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import OutputError
from companion.memory import Box, FileMemory, NoMemory, Remembering
from companion.messages import Kept, OpenCall, TriageLevel, Unfinished
from companion.ports import Memory
from doubles import TestClock
from privacy.keys.device import DeviceKey

VICTIM = Path(__file__).with_name("memory_victim.py")
LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
FULL = Kept(
    calls=(OpenCall(identifier="a1", level=TriageLevel.EMERGENCY, raised=AT, attempt=3),),
    agenda={"morning@2026-11-22T08:30": "done"},
    last_asked={"morning": AT},
    unfinished=Unfinished(script="pain", state="where", since=datetime(2026, 7, 1, 9, 0, tzinfo=LONDON)),
    consents={"diary": True, "share": False},
    disclosed=AT,
    muted_until=AT + timedelta(hours=1),
)

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(timezones=zones)
names = st.text(max_size=20)
kepts = st.builds(
    Kept,
    calls=st.lists(
        st.builds(
            OpenCall,
            identifier=names,
            level=st.sampled_from(TriageLevel),
            raised=times,
            attempt=st.integers(1, 10**6),
        ),
        max_size=3,
    ).map(tuple),
    agenda=st.dictionaries(names, names, max_size=4),
    last_asked=st.dictionaries(names, times, max_size=4),
    unfinished=st.none() | st.builds(Unfinished, script=names, state=names, since=times),
    consents=st.dictionaries(names, st.booleans(), max_size=4),
    disclosed=st.none() | times,
    muted_until=st.none() | times,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.json"


@pytest.fixture
def box() -> Box:
    return DeviceKey(bytes(range(32)), "file").box("memory")


@pytest.fixture(params=["file", "sealed", "none"])
def memory(request: pytest.FixtureRequest, path: Path, box: Box) -> Memory:
    if request.param == "none":
        return NoMemory()
    return FileMemory(path, box=box if request.param == "sealed" else None)


def test_a_new_memory_is_empty(memory: Memory) -> None:
    assert memory.recall() == Kept()


def test_what_was_kept_last_is_recalled(memory: Memory) -> None:
    memory.keep(FULL)
    memory.keep(Kept(consents={"diary": False}))
    assert memory.recall() == Kept(consents={"diary": False})
    memory.keep(FULL)
    assert memory.recall() == FULL
    assert memory.recall() == FULL


@settings(max_examples=60, deadline=None)
@given(kepts)
def test_anything_kept_survives_a_restart_unchanged(kept: Kept) -> None:
    with TemporaryDirectory() as folder:
        FileMemory(Path(folder) / "memory.json").keep(kept)
        recalled = FileMemory(Path(folder) / "memory.json").recall()
    assert recalled == kept
    # Equal moments are not enough: which day it was depends on the offset.
    assert {name: at.utcoffset() for name, at in recalled.last_asked.items()} == {
        name: at.utcoffset() for name, at in kept.last_asked.items()
    }


def test_the_file_is_for_its_owner_alone_and_nothing_is_left_beside_it(path: Path) -> None:
    before = os.umask(0)
    try:
        FileMemory(path).keep(FULL)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert json.loads(path.read_bytes())["version"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"\x00" * 300,
        b'{"kept": {}, "version": 2}',
        b'{"version": 1}',
        b'{"version": 1, "kept": {"calls": 3}}',
        b'{"version": 1, "kept": {"consents": {"a": "yes"}}}',
        b'{"version": 1, "kept": {"disclosed": "2026-11-22T08:30:00"}}',
    ],
)
def test_a_damaged_or_newer_memory_is_moved_aside_and_said_so(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    memory = FileMemory(path)
    assert memory.recall() == Kept()
    assert path.with_name("memory.json.damaged").read_bytes() == content
    (message,) = caplog.messages
    assert "memory.json.damaged" in message
    assert "no longer repeated" in message
    memory.keep(FULL)
    assert memory.recall() == FULL


@given(st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_a_memory_or_none(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "memory.json"
        path.write_bytes(content)
        assert FileMemory(path).recall() == Kept()


def test_a_half_written_draft_of_an_earlier_life_is_no_trouble(path: Path) -> None:
    memory = FileMemory(path)
    memory.keep(FULL)
    path.with_name(".memory.json.part").write_text('{"version": 1, "ke')
    assert memory.recall() == FULL
    memory.keep(Kept())
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"What must be remembered cannot be written to .* \(No such file") as caught:
        FileMemory(tmp_path / "none" / "memory.json").keep(FULL)
    assert "\n" not in str(caught.value)


def test_a_memory_that_cannot_be_read_is_one_plain_sentence(path: Path) -> None:
    path.mkdir()
    with pytest.raises(OutputError, match=r"cannot be read \(Is a directory\)"):
        FileMemory(path).recall()


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_failing_disk_leaves_the_old_memory_whole(path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = FileMemory(path)
    memory.keep(FULL)

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(Path if step == "replace" else os, step, fails)
        with pytest.raises(OutputError, match="No space left on device"):
            memory.keep(Kept())
    assert memory.recall() == FULL
    memory.keep(Kept())
    assert memory.recall() == Kept()


def test_p6_a_disk_that_hangs_is_given_up_on_and_not_given_a_second_job(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = FileMemory(path, disk_answers_within_s=0.05)
    answers, asked = threading.Event(), []

    def hangs(handle: int) -> None:
        asked.append(handle)
        answers.wait(10)

    monkeypatch.setattr(os, "fsync", hangs)
    for _ in range(3):
        with pytest.raises(OutputError, match="does not answer"):
            memory.keep(FULL)
    assert len(asked) == 1
    answers.set()
    assert memory._writing is not None
    memory._writing.join(10)
    memory.keep(Kept())
    assert memory.recall() == Kept()


def test_p5_what_was_kept_survives_kill_9_at_any_moment(path: Path) -> None:
    moments = random.Random(5)
    for _ in range(4):
        path.unlink(missing_ok=True)
        with subprocess.Popen([sys.executable, str(VICTIM), str(path)], stdout=subprocess.PIPE, text=True) as victim:
            assert victim.stdout is not None
            said = [victim.stdout.readline() for _ in range(moments.randint(1, 60))]
            victim.kill()
            said += [line for line in victim.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        found = int(FileMemory(path).recall().agenda["number"])
        assert found >= int(said[-1])
        assert not path.with_name("memory.json.damaged").exists()


@settings(max_examples=30, deadline=None)
@given(kepts)
def test_anything_kept_survives_sealed(kept: Kept) -> None:
    sealing = DeviceKey(bytes(32), "file").box("memory")
    with TemporaryDirectory() as folder:
        FileMemory(Path(folder) / "memory.sealed", box=sealing).keep(kept)
        assert FileMemory(Path(folder) / "memory.sealed", box=sealing).recall() == kept


def test_p3_a_sealed_memory_tells_nothing_to_who_reads_the_file(path: Path, box: Box) -> None:
    FileMemory(path, box=box).keep(FULL)
    content = path.read_bytes()
    for word in (b"kept", b"morning", b"diary", b"share", b"pain", b"2026"):
        assert word not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "other", [DeviceKey(bytes(32), "file").box("memory"), DeviceKey(bytes(range(32)), "file").box("sign")]
)
def test_a_memory_of_another_device_or_purpose_is_moved_aside_and_said_so(
    path: Path, box: Box, other: Box, caplog: pytest.LogCaptureFixture
) -> None:
    FileMemory(path, box=other).keep(FULL)
    assert FileMemory(path, box=box).recall() == Kept()
    assert FileMemory(path.with_name(f"{path.name}.damaged"), box=other).recall() == FULL
    assert "sealed under another device key" in caplog.text


@given(st.binary(max_size=80), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_any_bytes_and_any_changed_byte_are_no_sealed_memory(content: bytes, place: int) -> None:
    sealing = DeviceKey(bytes(32), "file").box("memory")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sealed"
        path.write_bytes(content)
        assert FileMemory(path, box=sealing).recall() == Kept()
        FileMemory(path, box=sealing).keep(FULL)
        changed = bytearray(path.read_bytes())
        changed[place % len(changed)] ^= 1
        path.write_bytes(changed)
        assert FileMemory(path, box=sealing).recall() == Kept()


def test_the_plain_memory_of_an_earlier_version_is_taken_over_once_and_removed(tmp_path: Path, box: Box) -> None:
    plain, sealed = tmp_path / "memory.json", tmp_path / "memory.sealed"
    FileMemory(plain).keep(FULL)
    (tmp_path / ".memory.json.part").write_text('{"kept": ')
    with plain.open("rb") as still_open:
        assert FileMemory(sealed, box=box, plain_before=plain).recall() == FULL
        assert set(still_open.read()) == {0}
    assert list(tmp_path.iterdir()) == [sealed]
    assert FileMemory(sealed, box=box, plain_before=plain).recall() == FULL


def test_a_power_cut_before_the_old_memory_was_removed_brings_nothing_old_back(tmp_path: Path, box: Box) -> None:
    plain, sealed = tmp_path / "memory.json", tmp_path / "memory.sealed"
    FileMemory(sealed, box=box).keep(FULL)
    FileMemory(plain).keep(Kept())
    assert FileMemory(sealed, box=box, plain_before=plain).recall() == FULL
    assert list(tmp_path.iterdir()) == [sealed]


def test_an_old_memory_is_not_removed_before_it_is_sealed(
    tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plain, sealed = tmp_path / "memory.json", tmp_path / "memory.sealed"
    FileMemory(plain).keep(FULL)

    def fails(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fails)
        assert FileMemory(sealed, box=box, plain_before=plain).recall() == FULL
    assert "in clear" in caplog.text
    assert FileMemory(plain).recall() == FULL
    assert FileMemory(sealed, box=box, plain_before=plain).recall() == FULL
    assert not plain.exists()


def test_a_damaged_old_memory_is_removed_and_said_so(
    tmp_path: Path, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    plain = tmp_path / "memory.json"
    plain.write_text('{"kept": ')
    assert FileMemory(tmp_path / "memory.sealed", box=box, plain_before=plain).recall() == Kept()
    assert "no longer repeated" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_the_old_memory_goes_and_what_it_leads_to_stays(tmp_path: Path, box: Box) -> None:
    elsewhere, plain = tmp_path / "elsewhere", tmp_path / "memory.json"
    FileMemory(elsewhere).keep(FULL)
    plain.symlink_to(elsewhere)
    assert FileMemory(tmp_path / "memory.sealed", box=box, plain_before=plain).recall() == FULL
    assert not plain.is_symlink()
    assert FileMemory(elsewhere).recall() == FULL


class ShakyMemory(NoMemory):
    """A memory that fails while it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: Callable[[], Exception] | None = None
        self.tries = 0

    def keep(self, kept: Kept) -> None:
        self.tries += 1
        if self.fails is not None:
            raise self.fails()
        super().keep(kept)


@pytest.mark.parametrize("error", [OutputError("Full."), RuntimeError("a defect")])
def test_what_could_not_be_kept_is_tried_again_now_and_then(error: Exception) -> None:
    clock, memory = TestClock(), ShakyMemory()
    remembering = Remembering(memory, clock)
    memory.fails = lambda: error
    remembering.take(FULL)
    for _ in range(30):
        remembering.settle()
        clock.seconds += 0.032
    assert remembering.failing
    assert memory.tries == 1
    remembering.take(Kept(consents={"diary": True}))
    remembering.take(None)
    memory.fails = None
    clock.seconds += 1.0
    remembering.settle()
    assert not remembering.failing
    assert memory.recall() == Kept(consents={"diary": True})
    remembering.settle()
    assert memory.tries == 2

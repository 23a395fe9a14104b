"""What was learned of a person's pauses outlives a restart, can be taken back, and holds nobody up."""

from __future__ import annotations

import errno
import json
import os
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.asr.patience import LONGEST_S, Learned, Patience
from companion.errors import InputError, OutputError
from companion.messages import AnswerKind
from companion.pauses import ENOUGH, WRITE_EVERY_S, LastingPatience, NoPauseFile, PauseFile, PauseStore, page
from doubles import TestClock

SLOW = {AnswerKind.FREE: Learned(1.2, 6), AnswerKind.YES_NO: Learned(0.31, 2)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pauses.json"


@pytest.fixture
def file(path: Path) -> PauseFile:
    return PauseFile(path)


class Life:
    """A companion from its start to its end."""

    def __init__(self, store: PauseStore) -> None:
        self.clock = TestClock()
        self.patience = Patience()
        self.lasting = LastingPatience(self.patience, store, self.clock)

    def pauses(self, seconds: float, *, times: int = 6, kind: AnswerKind = AnswerKind.FREE) -> None:
        for _ in range(times):
            self.patience.paused(kind, seconds)

    def later(self, seconds: float = WRITE_EVERY_S) -> None:
        """Time passes, and what was begun meanwhile is done."""
        self.clock.seconds += seconds
        self.lasting.tend()
        self.written()

    def written(self) -> None:
        writing = next((one for one in threading.enumerate() if one.name == "pauses"), None)
        if writing is not None:
            writing.join(10)


kinds = st.sampled_from(AnswerKind)
learneds = st.dictionaries(kinds, st.builds(Learned, st.floats(0, LONGEST_S), st.integers(0, 10**9)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(learneds)
def test_what_is_written_is_read_again(file: PauseFile, learned: Mapping[AnswerKind, Learned]) -> None:
    file.write(learned)
    read = file.read()
    assert read.keys() == learned.keys()
    for kind, one in learned.items():
        assert read[kind].mean_s == pytest.approx(one.mean_s, abs=0.0051)
        assert read[kind].count == min(one.count, ENOUGH)


def test_a_count_that_is_cut_learns_no_faster() -> None:
    assert Learned(1.0, ENOUGH).after(2.0).mean_s == Learned(1.0, 5000).after(2.0).mean_s


def test_it_is_for_its_owner_alone_and_holds_figures_alone(file: PauseFile, path: Path) -> None:
    before = os.umask(0)
    try:
        file.write(SLOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert json.loads(path.read_bytes()) == {
        "version": 1,
        "pauses": {"free": {"mean_s": 1.2, "count": 6}, "yes_no": {"mean_s": 0.31, "count": 2}},
    }


def test_without_a_file_nothing_is_known(file: PauseFile) -> None:
    assert file.read() == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"\x00" * 300,
        b'{"version": 2, "pauses": {}}',
        b'{"version": 1}',
        b'{"version": 1, "pauses": {"chat": {"mean_s": 1, "count": 1}}}',
        b'{"version": 1, "pauses": {"free": {"mean_s": -1, "count": 1}}}',
        b'{"version": 1, "pauses": {"free": {"mean_s": 1e9, "count": 1}}}',
        b'{"version": 1, "pauses": {"free": {"mean_s": NaN, "count": 1}}}',
        b'{"version": 1, "pauses": {"free": {"mean_s": "1", "count": 1}}}',
        b'{"version": 1, "pauses": {"free": {"mean_s": 1, "count": -1}}}',
    ],
)
def test_what_is_damaged_is_refused_in_one_sentence_and_costs_a_live_run_nothing(
    file: PauseFile, path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match="companion pauses reset"):
        file.read()
    life = Life(file)
    assert life.patience.learned == {}
    assert "learned anew" in caplog.text
    life.pauses(1.0)
    life.later()
    assert Life(file).patience.factor(AnswerKind.FREE) > 1


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_content_is_met_with_anything_but_a_sentence(file: PauseFile, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        file.read()


def test_a_folder_in_its_place_is_no_end_of_the_world(file: PauseFile, path: Path) -> None:
    path.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        file.read()
    with pytest.raises(OutputError, match="cannot be written"):
        file.write(SLOW)
    with pytest.raises(OutputError, match="cannot be removed"):
        file.reset()
    assert Life(file).patience.learned == {}


def test_the_next_life_is_as_patient_as_this_one(file: PauseFile) -> None:
    first = Life(file)
    first.pauses(1.4)
    first.pauses(0.3, kind=AnswerKind.YES_NO)
    first.lasting.settle()
    second = Life(file)
    for kind in AnswerKind:
        assert second.patience.factor(kind) == pytest.approx(first.patience.factor(kind), abs=0.01)


def test_it_is_written_once_a_minute_at_most_and_only_what_is_new(file: PauseFile, path: Path) -> None:
    life = Life(file)
    life.later()
    assert not path.exists()
    life.pauses(1.4, times=1)
    life.later(1)
    first = path.stat().st_mtime_ns
    life.pauses(1.4, times=1)
    life.later(WRITE_EVERY_S / 2)
    assert path.stat().st_mtime_ns == first
    life.later(WRITE_EVERY_S / 2)
    second = path.stat().st_mtime_ns
    assert second > first
    life.later()
    assert path.stat().st_mtime_ns == second


def test_a_reset_while_it_runs_is_heeded(file: PauseFile) -> None:
    life = Life(file)
    life.pauses(1.4)
    life.later()
    life.pauses(1.4, times=1)
    file.reset()
    life.later(1)
    assert life.patience.learned == {}
    life.lasting.settle()
    assert file.read() == {}


def test_what_somebody_writes_while_it_runs_is_gone_by(file: PauseFile) -> None:
    life = Life(file)
    life.pauses(1.4)
    life.later()
    file.write({AnswerKind.TIME: Learned(1.0, 5)})
    life.later(1)
    assert life.patience.learned == {AnswerKind.TIME: Learned(1.0, 5)}


def test_a_reset_just_before_the_end_is_not_undone_by_the_end(file: PauseFile, path: Path) -> None:
    life = Life(file)
    life.pauses(1.4)
    life.later()
    life.pauses(1.4, times=1)
    file.reset()
    life.lasting.settle()
    assert not path.exists()


def test_who_wants_to_be_forgotten_is_forgotten_here_and_on_disk(file: PauseFile) -> None:
    life = Life(file)
    life.pauses(1.4)
    life.later()
    life.lasting.forget()
    life.written()
    assert life.patience.factor(AnswerKind.FREE) == 1.0
    assert file.read() == {}


def test_a_disk_that_refuses_is_told_of_once_and_tried_again(
    file: PauseFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    life = Life(file)
    life.pauses(1.4)

    def fails(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        life.later()
        life.later()
    assert caplog.text.count("No space left on device") == 1
    assert life.patience.factor(AnswerKind.FREE) > 1
    life.later()
    assert file.read() != {}


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """A disk that does not answer before the test is over; how often it was asked."""
    answers, asked = threading.Event(), []

    def hangs(handle: int) -> None:
        asked.append(handle)
        answers.wait(10)

    monkeypatch.setattr(os, "fsync", hangs)
    monkeypatch.setattr("companion.pauses.DISK_ANSWERS_WITHIN_S", 0.02)
    yield lambda: len(asked)
    answers.set()
    for one in threading.enumerate():
        if one.name == "pauses":
            one.join(10)


def test_a_disk_that_hangs_holds_nobody_up(file: PauseFile, hanging: Callable[[], int]) -> None:
    life = Life(file)
    life.pauses(1.4)
    for _ in range(3):
        life.clock.seconds += WRITE_EVERY_S
        life.lasting.tend()
    life.lasting.settle()
    assert hanging() == 1
    assert not file.path.exists()


def test_nothing_new_is_nothing_to_write() -> None:
    assert page({AnswerKind.FREE: Learned(1.2001, 40)}) == page({AnswerKind.FREE: Learned(1.2, 90)})


def test_without_a_file_it_is_learned_and_not_kept() -> None:
    life = Life(NoPauseFile())
    life.pauses(1.4)
    life.later()
    life.lasting.settle()
    assert life.patience.factor(AnswerKind.FREE) > 1
    assert Life(NoPauseFile()).patience.factor(AnswerKind.FREE) == 1.0

"""Liveness: what counts as hearing, and what must starve the watchdog."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import CompanionError, ModelError, StageDied
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, AudioFrame, Samples
from companion.supervise import Liveness, stage
from device.fake import FakeClock


class Beats:
    """Counts what the watchdog gets."""

    def __init__(self) -> None:
        self.count = 0

    def beat(self) -> None:
        self.count += 1


class Ward:
    """A device whose microphone gives what a test says."""

    def __init__(self) -> None:
        self.clock, self.beats = FakeClock(), Beats()
        self.liveness = Liveness(self.clock, self.beats)
        self._room = np.random.default_rng(1)

    def room(self) -> Samples:
        """A silent room: no two frames alike."""
        return np.rint(self._room.normal(0, 0.7, FRAME_SAMPLES)).astype(np.int16)

    def hears(self, seconds: float, give: Callable[[], Samples] | None = None, *, mute: bool = False) -> int:
        """Beats within so many seconds."""
        before = self.beats.count
        for _ in range(round(seconds / FRAME_SECONDS)):
            frame = AudioFrame(samples=(give or self.room)(), start_s=self.clock.now_s())
            self.clock.advance(FRAME_SECONDS)
            self.liveness.heard(frame, mute=mute)
        return self.beats.count - before


def test_a_silent_room_is_life_once_a_second() -> None:
    ward = Ward()
    assert 9 <= ward.hears(10.0) <= 11
    assert not ward.liveness.deaf


@pytest.mark.parametrize("value", [0, -1, 1234, -32768])
def test_one_value_throughout_is_deafness_after_three_seconds(value: int) -> None:
    ward = Ward()
    ward.hears(5.0)
    stuck = np.full(FRAME_SAMPLES, value, dtype=np.int16)
    ward.hears(2.5, lambda: stuck)
    assert not ward.liveness.deaf
    ward.hears(1.0, lambda: stuck)
    assert ward.liveness.deaf
    assert ward.hears(30.0, lambda: stuck) == 0


def test_a_gate_in_the_microphone_that_cuts_pauses_to_zeros_is_no_deafness() -> None:
    ward = Ward()
    for _ in range(10):
        ward.hears(2.0, lambda: np.zeros(FRAME_SAMPLES, dtype=np.int16))
        ward.hears(0.1)
        assert not ward.liveness.deaf


def test_who_comes_back_is_alive_at_once() -> None:
    ward = Ward()
    ward.hears(5.0)
    ward.liveness.lost()
    assert ward.liveness.deaf
    assert ward.hears(1.1) >= 1
    assert not ward.liveness.deaf


def test_frames_that_nobody_worked_off_are_no_life() -> None:
    """The recogniser hangs: the loop never says `heard`, whatever the microphone gives."""
    ward = Ward()
    ward.hears(2.0)
    ward.clock.advance(3.5)
    assert ward.liveness.deaf


def test_a_device_that_cannot_speak_starves_the_watchdog_too() -> None:
    ward = Ward()
    assert ward.hears(10.0, mute=True) == 0
    assert not ward.liveness.deaf


@given(st.lists(st.tuples(st.sampled_from(["room", "zeros", "lost", "mute"]), st.integers(1, 150)), max_size=12))
def test_no_beat_without_sound_in_the_last_three_seconds(stretches: list[tuple[str, int]]) -> None:
    ward = Ward()
    zeros = np.zeros(FRAME_SAMPLES, dtype=np.int16)
    silent_s = 0.0
    for kind, frames in stretches:
        for _ in range(frames):
            if kind == "lost":
                ward.clock.advance(1.0)
                ward.liveness.lost()
                silent_s += 1.0
                assert ward.liveness.deaf
                continue
            silent_s = 0.0 if kind in ("room", "mute") else silent_s + FRAME_SECONDS
            beats = ward.hears(FRAME_SECONDS, (lambda: zeros) if kind == "zeros" else None, mute=kind == "mute")
            assert beats == 0 or (kind != "mute" and silent_s <= Liveness.ZEROS_MEAN_DEAF_S + 0.04)


def test_a_dying_stage_is_named_and_quotes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    words = " ".join(["what", "was", "said"])
    with pytest.raises(StageDied, match="asr stage stopped: ValueError") as died, stage("asr"):
        raise ValueError(words)
    assert died.value.stage == "asr"
    assert words not in caplog.text + str(died.value)


def test_an_error_of_ours_passes_as_it_is() -> None:
    with pytest.raises(CompanionError, match="a model"), stage("asr"):
        raise ModelError("a model")

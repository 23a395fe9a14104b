"""What every board must keep: the same tests over the fake and the live one (in a PulseAudio room)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pytest

from companion.errors import MicrophoneLost, SpeakerLost
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    Alert,
    AudioFrame,
    Button,
    Samples,
    SpeechChunk,
    TriageLevel,
)
from companion.ports import Buttons, Clock, Microphone, NurseCall, Speaker
from device import open_device
from device.fake import FakeButtons, FakeClock, FakeMicrophone, FakeNurseCall, FakeSpeaker, tone
from device.nursecall import RoomNurseCall
from device.pulse_room import PulseRoom

RATE_HZ = 22_050


@dataclass
class Board:
    """What a test needs of a board, whatever it is made of."""

    clock: Clock
    microphone: Microphone
    speaker: Speaker
    exact_s: float
    """How closely it keeps its word about times."""

    def until(self, at_s: float) -> list[AudioFrame]:
        """Let time pass the way it does on a board: by reading frames."""
        frames = []
        while self.clock.now_s() < at_s:
            frame = self.microphone.read()
            assert frame is not None
            frames.append(frame)
        return frames


@pytest.fixture(scope="module")
def room() -> Iterator[PulseRoom]:
    if why := PulseRoom.missing():
        pytest.skip(why)
    with PulseRoom() as room:
        yield room


@pytest.fixture(params=["fake", "live"])
def board(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    if request.param == "fake":
        clock = FakeClock()
        yield Board(clock, FakeMicrophone(clock, repeat(tone(FRAME_SECONDS))), FakeSpeaker(clock), exact_s=1e-6)
        return
    room: PulseRoom = request.getfixturevalue("room")
    for name, value in room.environment.items():
        monkeypatch.setenv(name, value)
    with open_device("desktop") as device:
        yield Board(device.clock, device.microphone, device.speaker, exact_s=0.05)


def chunk(seconds: float, rate_hz: int = RATE_HZ) -> SpeechChunk:
    return SpeechChunk(samples=tone(seconds, rate_hz=rate_hz), sample_rate_hz=rate_hz)


def test_frames_are_whole_and_follow_each_other(board: Board) -> None:
    frames = board.until(board.clock.now_s() + 0.4)
    assert len(frames) >= 8
    assert {frame.samples.shape for frame in frames} == {(FRAME_SAMPLES,)}
    assert {frame.samples.dtype for frame in frames} == {np.dtype(np.int16)}
    steps = np.diff([frame.start_s for frame in frames])
    assert np.all(np.abs(steps - FRAME_SECONDS) <= 0.0011)


def test_a_frame_is_over_when_it_is_given(board: Board) -> None:
    frames = board.until(board.clock.now_s() + 0.2)
    assert frames[-1].end_s <= board.clock.now_s() + board.exact_s


def test_a_chunk_sounds_at_once_and_for_its_length(board: Board) -> None:
    asked_s = board.clock.now_s()
    start_s = board.speaker.play(chunk(0.3))
    assert asked_s <= start_s <= asked_s + board.exact_s
    assert board.speaker.busy_until_s() == pytest.approx(start_s + 0.3, abs=0.001)


def test_chunks_follow_without_a_gap(board: Board) -> None:
    first_s = board.speaker.play(chunk(0.1))
    second_s = board.speaker.play(chunk(0.2))
    third_s = board.speaker.play(chunk(0.1))
    assert second_s == pytest.approx(first_s + 0.1, abs=0.001)
    assert third_s == pytest.approx(second_s + 0.2, abs=0.001)


def test_another_rate_keeps_its_length(board: Board) -> None:
    board.speaker.play(chunk(0.1))
    start_s = board.speaker.play(chunk(0.2, rate_hz=16_000))
    assert board.speaker.busy_until_s() == pytest.approx(start_s + 0.2, abs=0.001)


def test_silence_is_not_busy(board: Board) -> None:
    assert board.speaker.busy_until_s() <= board.clock.now_s()
    board.until(board.speaker.play(chunk(0.1)) + 0.2)
    assert board.speaker.busy_until_s() <= board.clock.now_s()


def test_stop_is_silent_now(board: Board) -> None:
    board.speaker.play(chunk(5.0))
    board.until(board.clock.now_s() + 0.1)
    board.speaker.stop()
    assert board.speaker.busy_until_s() <= board.clock.now_s() + board.exact_s
    again_s = board.speaker.play(chunk(0.1))
    assert again_s <= board.clock.now_s() + 2 * board.exact_s


def test_no_samples_take_no_time(board: Board) -> None:
    start_s = board.speaker.play(SpeechChunk(samples=np.zeros(0, dtype=np.int16), sample_rate_hz=RATE_HZ))
    assert board.speaker.busy_until_s() == pytest.approx(start_s, abs=0.001)


def test_closing_twice_is_fine_and_final(board: Board) -> None:
    for part in (board.microphone, board.speaker, board.microphone, board.speaker):
        part.close()
    with pytest.raises(MicrophoneLost):
        board.microphone.read()
    with pytest.raises(SpeakerLost):
        board.speaker.play(chunk(0.1))


def test_the_clock_goes_forward_and_knows_its_zone(board: Board) -> None:
    before_s, before = board.clock.now_s(), board.clock.wall()
    board.until(before_s + 0.1)
    assert board.clock.now_s() > before_s
    assert board.clock.wall() > before
    assert before.tzinfo is not None


@pytest.mark.parametrize("call", [FakeNurseCall, RoomNurseCall])
def test_a_call_stands_until_it_is_acknowledged(call: type[FakeNurseCall | RoomNurseCall]) -> None:
    nurse_call = call()
    as_port: NurseCall = nurse_call
    first = Alert(identifier="a", level=TriageLevel.EMERGENCY, category="fall", at_s=1.0)
    milder = Alert(identifier="b", level=TriageLevel.WATCH, category="pain", at_s=2.0)
    as_port.call(first)
    as_port.call(milder)
    assert nurse_call.alert == first
    as_port.clear()
    as_port.clear()
    assert nurse_call.alert is None


def test_presses_are_given_once_in_order() -> None:
    fake = FakeButtons()
    buttons: Buttons = fake
    fake.press(Button.HELP)
    fake.press(Button.ACKNOWLEDGE)
    assert buttons.presses() == (Button.HELP, Button.ACKNOWLEDGE)
    assert buttons.presses() == ()


def heard_at_s(frames: list[AudioFrame], said: Samples) -> float:
    """Session time at which `said` (16 kHz) begins in the frames: the peak of the cross-correlation."""
    sound = np.concatenate([frame.samples for frame in frames]).astype(np.float64)
    place = int(np.argmax(np.correlate(sound, said.astype(np.float64), "valid")))
    return frames[0].start_s + place / 16_000


def test_what_is_played_is_heard_when_it_was_promised(room: PulseRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in room.environment.items():
        monkeypatch.setenv(name, value)
    with open_device("desktop") as device:
        board = Board(device.clock, device.microphone, device.speaker, exact_s=0.05)
        board.until(board.clock.now_s() + 0.2)
        at = np.arange(int(0.2 * 16_000)) / 16_000
        chirp = np.rint(8000 * np.sin(2 * np.pi * (500 * at + 7000 * at**2))).astype(np.int16)
        offsets = []
        for _ in range(5):
            start_s = board.speaker.play(SpeechChunk(samples=chirp, sample_rate_hz=16_000))
            offsets.append(heard_at_s(board.until(start_s + 0.35), chirp) - start_s)
        assert abs(float(np.median(offsets))) < 0.04

"""The device's own voice is taken out of what it hears, in simulated rooms."""

from __future__ import annotations

import numpy as np
import pytest
from rooms_kit import RATE_HZ, Scene, level_db, murmur, scene

from companion.bench.rooms_air import Room
from companion.errors import MicrophoneLost
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, AudioFrame
from device.echo import EchoCanceller, EchoFreeMicrophone, NoSuppressor, WebRtc
from device.echo_filter import EchoFilter
from device.echo_gate import STARTS_FRAMES, ResidualGate
from device.echo_reference import EchoReference
from device.fake import FakeClock, FakeMicrophone

LAST = (10.3, 11.8)
"""Seconds: within the fourth sentence."""


def canceller(heard: Scene) -> EchoCanceller:
    return EchoCanceller(heard.reference(), WebRtc(), EchoFilter())


def cleaned(by: EchoCanceller, heard: Scene) -> np.ndarray:
    return np.concatenate([by.clean(frame).samples for frame in heard.frames()])


def taken_away_db(room: Room) -> float:
    heard = scene(room)
    left = cleaned(canceller(heard), heard)
    return level_db(heard.heard, *LAST) - level_db(left, *LAST)


@pytest.mark.parametrize(
    "room",
    [
        Room(name="dry", own_db=0, reverberation_s=0.2, noise_db=-40),
        Room(name="reverberant", own_db=0, reverberation_s=0.6, noise_db=-40),
        Room(name="clocks apart", own_db=0, drift_ppm=200, noise_db=-40),
        Room(name="clocks apart the other way", own_db=0, drift_ppm=-200, noise_db=-40),
        Room(name="distorting", own_db=0, drive=3.0, noise_db=-40),
        Room(name="late", own_db=0, late_s=0.15, noise_db=-40),
        Room(name="early", own_db=0, late_s=-0.02, wavers_s=0.0, noise_db=-40),
    ],
    ids=lambda room: room.name,
)
def test_own_speech_is_taken_away(room: Room) -> None:
    assert taken_away_db(room) > 15


def test_a_canceller_that_is_told_nothing_takes_nothing_away() -> None:
    heard = scene(Room(name="untold", own_db=0, noise_db=-40))
    untold = EchoCanceller(EchoReference(), WebRtc(), EchoFilter())
    left = cleaned(untold, heard)
    assert level_db(heard.heard, *LAST) - level_db(left, *LAST) < 3
    assert not untold.meter.working


def test_who_speaks_alone_is_left_as_they_are() -> None:
    voice = murmur(2.0, seed=99, rate_hz=SAMPLE_RATE_HZ)
    heard = scene(Room(name="resident", own_db=-60, noise_db=-40), sentences=0, said=((0.5, voice),))
    spoken = scene(Room(name="resident", own_db=-60, noise_db=-40), sentences=2, said=((0.5, voice),))
    assert len(heard.heard) < len(spoken.heard)
    left = cleaned(canceller(spoken), spoken)
    assert level_db(left, 0.6, 0.95) == pytest.approx(level_db(spoken.heard, 0.6, 0.95), abs=2)


def test_who_speaks_over_it_is_still_heard() -> None:
    voice = murmur(1.0, seed=99, rate_hz=SAMPLE_RATE_HZ)
    room = Room(name="over", own_db=-5, noise_db=-40)
    over, alone = scene(room, said=((10.4, voice),)), scene(room)
    left, nothing = cleaned(canceller(over), over), cleaned(canceller(alone), alone)
    assert level_db(left, 10.5, 11.3) > level_db(nothing, 10.5, 11.3) + 10


def test_every_frame_in_is_a_frame_out_and_its_time_is_that_of_its_sound() -> None:
    click = np.zeros(FRAME_SAMPLES * 40, dtype=np.int16)
    click[16_000:16_040] = 12_000
    heard = Scene((), click)
    by = canceller(heard)
    out = [by.clean(frame) for frame in heard.frames()]
    assert all(len(frame.samples) == FRAME_SAMPLES for frame in out)
    loudest = max(out, key=lambda frame: int(np.abs(frame.samples).max()))
    at_s = loudest.start_s + int(np.argmax(np.abs(loudest.samples))) / SAMPLE_RATE_HZ
    assert at_s == pytest.approx(1.0, abs=0.003)


def test_after_a_gap_it_finds_the_echo_again() -> None:
    heard = scene(Room(name="gap", own_db=0, noise_db=-40))
    by, frames = canceller(heard), heard.frames()
    for frame in frames[:200]:
        by.clean(frame)
    left = np.concatenate([by.clean(frame).samples for frame in frames[240:]])
    from_s = 240 * 0.032
    assert level_db(heard.heard, *LAST) - level_db(left, LAST[0] - from_s, LAST[1] - from_s) > 15


def test_it_knows_when_it_works_and_forgets_it_with_the_microphone() -> None:
    heard = scene(Room(name="known", own_db=0, noise_db=-40))
    by = canceller(heard)
    assert not by.meter.working
    cleaned(by, heard)
    assert by.meter.working
    assert by.meter.enhancement_db is not None
    assert by.meter.enhancement_db > 15
    by.forget()
    assert not by.meter.working


def test_a_microphone_that_does_not_hear_the_speaker_needs_no_canceller() -> None:
    heard = scene(Room(name="headset", own_db=-60, noise_db=-30))
    by = EchoCanceller(heard.reference(), NoSuppressor())
    cleaned(by, heard)
    assert by.meter.working


def test_a_lost_microphone_is_lost_and_what_was_known_of_its_room_with_it() -> None:
    heard = scene(Room(name="lost", own_db=0, noise_db=-40))
    by = canceller(heard)
    frames: list[np.ndarray | None] = [frame.samples for frame in heard.frames()]
    microphone = EchoFreeMicrophone(FakeMicrophone(FakeClock(), [*frames, None, frames[0]]), by)
    for _ in frames:
        assert microphone.read() is not None
    assert by.meter.working
    with pytest.raises(MicrophoneLost):
        microphone.read()
    assert not by.meter.working
    again = microphone.read()
    assert isinstance(again, AudioFrame)
    assert microphone.read() is None


def test_scraps_of_its_own_voice_are_silenced_and_voices_are_not() -> None:
    gate, loud = ResidualGate(), np.full(FRAME_SAMPLES, 1000, dtype=np.int16)
    voice, scrap = (loud * 0.4).astype(np.int16), (loud * 0.1).astype(np.int16)
    assert np.array_equal(gate.pass_on(loud, scrap, sounding=False), scrap)
    assert np.abs(gate.pass_on(loud, scrap, sounding=True)).max() < 10
    assert np.abs(gate.pass_on(loud, scrap, sounding=False)).max() < 10, "it still echoes"
    assert np.abs(gate.pass_on(loud, voice, sounding=True)).max() < 20, "its sentence has only just begun"
    for _ in range(STARTS_FRAMES):
        passed = gate.pass_on(loud, voice, sounding=True)
    assert np.array_equal(passed, voice)


def test_murmur_is_what_the_kit_says() -> None:
    assert len(murmur(1.0)) == RATE_HZ

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
from device.echo_follow import EchoFollower
from device.echo_gate import DEAF_FRAMES, ECHOES_ON_FRAMES, GOES_ON_FRAMES, EchoGate, Float, to_samples
from device.echo_meter import EchoMeter
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
    heard = scene(Room(name="known", own_db=0), sentences=8)
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
    heard = scene(Room(name="lost", own_db=0), sentences=8)
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


def sound(level: float, seed: int = 0) -> Float:
    noise: Float = np.random.default_rng(seed).normal(0, level, FRAME_SAMPLES).astype(np.float32)
    return noise


def quiet_gate() -> EchoGate:
    """A gate that knows the room."""
    gate = EchoGate()
    for number in range(30):
        room = sound(10, number)
        gate.pass_on(filtered=room, echo=0 * room, suppressed=to_samples(room), sounding=False, found=False)
    return gate


def passed(gate: EchoGate, level: float, other: float = 7, *, found: bool = True, sounding: bool = True) -> str:
    """What is passed on where filter and suppressor have left so much of an echo of 3000."""
    filtered, suppressed = sound(level, 1), to_samples(sound(other, 2))
    out = gate.pass_on(filtered=filtered, echo=sound(3000, 3), suppressed=suppressed, sounding=sounding, found=found)
    if np.array_equal(out, to_samples(filtered)):
        return "filtered"
    return "suppressed" if np.array_equal(out, suppressed) else "silence"


def test_a_voice_over_the_echo_is_passed_on_whole_and_what_is_left_of_the_echo_suppressed() -> None:
    gate = quiet_gate()
    assert passed(gate, 100) == "suppressed"
    assert passed(gate, 2000, 200) == "filtered"
    assert [passed(gate, 100) for _ in range(GOES_ON_FRAMES)][-2:] == ["filtered", "suppressed"]


def test_what_the_suppressor_does_not_hear_at_all_is_no_voice() -> None:
    assert passed(quiet_gate(), 2000, 9) == "suppressed"


def test_the_filter_is_listened_to_where_it_leaves_less() -> None:
    assert passed(quiet_gate(), 20, 300) == "filtered"


def test_a_sentence_whose_echo_has_not_been_found_is_kept_silent_for_a_moment() -> None:
    gate = quiet_gate()
    assert {passed(gate, 2000, 200, found=False) for _ in range(DEAF_FRAMES)} == {"silence"}
    assert passed(gate, 2000, 200, found=False) == "suppressed"
    assert passed(gate, 2000, 200) == "filtered"


def test_the_gate_is_open_when_the_echo_has_died_away() -> None:
    gate = quiet_gate()
    passed(gate, 100)
    assert {passed(gate, 100, sounding=False) for _ in range(ECHOES_ON_FRAMES + 2)} == {"suppressed"}


def room_and_speech(meter: EchoMeter, left: list[float]) -> EchoMeter:
    for number in range(40):
        meter.take(to_samples(sound(10, number)), to_samples(sound(10, number)), sounding=False)
    for number, level in enumerate(left):
        meter.take(to_samples(sound(3000, number)), to_samples(sound(level, number)), sounding=True)
    return meter


@pytest.mark.parametrize(
    ("left", "works"),
    [
        ([12.0] * 400, True),
        ([12.0] * 50, False),  # too little was heard
        ([300.0] * 400, False),  # 20 dB less of a loud voice is a voice
        (([12.0] * 45 + [300.0] * 16) * 6, False),  # every fourth half second
        ([12.0] * 380 + [300.0] * 16, True),  # once
        ([12.0] * 200 + [300.0] * 300, False),  # it has become bad
        ([300.0] * 100 + [12.0] * 400, True),  # it has become good
    ],
)
def test_it_counts_as_working_only_where_hardly_anything_is_left_nearly_always(
    left: list[float], *, works: bool
) -> None:
    assert room_and_speech(EchoMeter(), left).working is works


def test_without_knowing_the_room_nothing_is_known() -> None:
    meter = EchoMeter()
    for number in range(400):
        meter.take(to_samples(sound(3000, number)), to_samples(sound(1, number)), sounding=True)
    assert not meter.working


@pytest.mark.parametrize("ppm", [-100, 100])
def test_clocks_apart_cost_the_filter_little(ppm: float) -> None:
    heard = scene(Room(name="drift", own_db=0, drift_ppm=ppm, noise_db=-40, drive=0, wavers_s=0), sentences=8)
    follower, frames = EchoFollower(heard.reference(), EchoFilter()), heard.frames()
    follower.begin(frames[0].start_s)
    left = np.concatenate([follower.take(frame)[0] for frame in frames])
    last = (22.5, 23.8)
    assert level_db(heard.heard, *last) - level_db(to_samples(left), *last) > 20


def test_a_loudspeaker_a_quarter_of_a_second_late_is_found_and_told() -> None:
    heard = scene(Room(name="bluetooth", own_db=0, late_s=0.25, wavers_s=0.0, noise_db=-40), sentences=4)
    by = canceller(heard)
    left = cleaned(by, heard)
    assert level_db(heard.heard, *LAST) - level_db(left, *LAST) > 15
    assert by.echo_after_s == pytest.approx(0.25, abs=0.01)


def test_murmur_is_what_the_kit_says() -> None:
    assert len(murmur(1.0)) == RATE_HZ

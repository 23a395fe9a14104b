"""The live microphone and speaker on a real PulseAudio: its death, and a microphone pulled out."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from companion.errors import MicrophoneLost, SpeakerLost
from companion.messages import AudioFrame, SpeechChunk
from device import Device, open_device, probe
from device.fake import tone
from device.pulse_room import MICROPHONE, SPEAKER, PulseRoom

PATIENCE_S = 5.0


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseRoom]:
    if why := PulseRoom.missing():
        pytest.skip(why)
    with PulseRoom() as room:
        for name, value in room.environment.items():
            monkeypatch.setenv(name, value)
        yield room


@pytest.fixture
def device(room: PulseRoom) -> Iterator[Device]:
    with open_device("desktop") as device:
        yield device


def read_on(device: Device) -> AudioFrame:
    """Read as the frame loop does: a loss is not the end."""
    late_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < late_s:
        try:
            frame = device.microphone.read()
        except MicrophoneLost:
            continue
        assert frame is not None
        return frame
    raise AssertionError("the microphone did not come back")


def read_until_lost(device: Device) -> float:
    """Seconds until the microphone says that it is lost."""
    began_s = time.monotonic()
    while time.monotonic() - began_s < PATIENCE_S:
        try:
            device.microphone.read()
        except MicrophoneLost:
            return time.monotonic() - began_s
    raise AssertionError("the microphone was not missed")


def chunk(seconds: float) -> SpeechChunk:
    return SpeechChunk(samples=tone(seconds, rate_hz=22_050), sample_rate_hz=22_050)


def test_the_sound_server_dies_and_comes_back(room: PulseRoom, device: Device) -> None:
    read_on(device)
    device.speaker.play(chunk(3.0))
    room.kill()
    assert read_until_lost(device) < 1.5
    with pytest.raises(SpeakerLost, match="mid-sentence"):
        device.speaker.play(chunk(0.1))
    assert device.speaker.busy_until_s() <= device.clock.now_s()
    with pytest.raises(SpeakerLost, match="switched on"):
        device.speaker.play(chunk(0.1))
    room.start()
    before = read_on(device)
    start_s = device.speaker.play(chunk(0.3))
    loudest = 0
    while device.clock.now_s() < start_s + 0.3:
        frame = read_on(device)
        assert frame.start_s > before.start_s
        before = frame
        loudest = max(loudest, int(abs(frame.samples).max()))
    assert loudest > 4000


def test_a_microphone_is_pulled_out_and_plugged_in_again(room: PulseRoom, device: Device) -> None:
    read_on(device)
    room.pull_out()
    assert read_until_lost(device) < 1.5
    start_s = device.speaker.play(chunk(0.2))
    assert start_s < device.clock.now_s() + 0.1
    room.plug_in()
    assert read_on(device).end_s <= device.clock.now_s()


def test_absent_at_the_start_and_plugged_in_later(room: PulseRoom) -> None:
    room.pull_out()
    assert probe().missing[:1] == ("microphone",)
    with open_device("desktop") as device:
        with pytest.raises(MicrophoneLost):
            device.microphone.read()
        room.plug_in()
        assert read_on(device).end_s <= device.clock.now_s()


def test_probe_names_what_it_found(room: PulseRoom) -> None:
    presence = probe()
    assert (presence.microphone, presence.speaker) == (MICROPHONE, SPEAKER)

"""Echo cancellation by the sound server: PulseAudio's and PipeWire's own module, with real daemons and null sinks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from rooms_kit import RATE_HZ, murmur

from companion.cli.doctor_echo import told
from companion.doctor.check import Status
from companion.messages import SAMPLE_RATE_HZ, Samples, SpeechChunk
from device import Device
from device.echo_check import EchoTrial, try_echo
from device.pipewire_room import PipeWireRoom
from device.profile import EchoProfile, Profile
from device.pulse_room import PulseRoom
from device.sdl import SdlAudio

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
SERVERS: dict[str, tuple[type[PulseRoom], float]] = {"pulseaudio": (PulseRoom, 300), "pipewire": (PipeWireRoom, 20)}
"""And the noise of the room: of a quieter one PulseAudio's canceller makes digital silence, a muted microphone's."""
SAYS_S = 8.0


@pytest.fixture(params=SERVERS)
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseRoom]:
    kind, noise = SERVERS[request.param]
    if why := kind.missing():
        pytest.skip(why)
    with kind() as room:
        for name, value in room.environment.items():
            monkeypatch.setenv(name, value)
        room.part()
        room.rustle(room_noise(noise))
        yield room


def room_noise(level: float) -> Samples:
    noise: Samples = np.random.default_rng(0).normal(0, level, 60 * SAMPLE_RATE_HZ).astype(np.int16)
    return noise


def tried(canceller: str) -> tuple[EchoTrial, Device]:
    profile = Profile(name="board", about="for a test", echo=EchoProfile.model_validate({"canceller": canceller}))
    speech = SpeechChunk(samples=murmur(SAYS_S, seed=1), sample_rate_hz=RATE_HZ)
    with Device(profile, SdlAudio()) as device:
        return try_echo(device, (speech,)), device


def test_the_servers_canceller_is_found_and_found_to_work(room: PulseRoom) -> None:
    room.cancel_echo()
    trial, device = tried("server")
    assert "echo" in device.echo.microphone.name
    assert trial.working, f"{trial.residual_db} dB above the room"
    assert told(trial).status is Status.OK


def test_without_its_module_the_device_keeps_to_half_duplex_and_the_doctor_says_so(room: PulseRoom) -> None:
    trial, _ = tried("server")
    assert not trial.working
    assert told(trial).status is Status.WARN


def test_in_process_it_works_on_the_same_server(room: PulseRoom) -> None:
    trial, _ = tried("webrtc")
    assert trial.working, f"{trial.residual_db} dB above the room"

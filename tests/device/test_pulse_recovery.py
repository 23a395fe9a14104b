"""The live microphone and speaker on real sound servers: their death, a microphone pulled out, muted, put to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from companion.errors import MicrophoneLost, SpeakerLost
from companion.messages import SAMPLE_RATE_HZ, AudioFrame, Samples, SpeechChunk
from companion.supervise import Liveness
from device import Device, open_device, probe
from device.clock import LiveClock
from device.fake import tone
from device.microphone import SdlMicrophone
from device.pipewire_room import PipeWireRoom
from device.profile import MicrophoneProfile, SpeakerProfile
from device.pulse_room import MICROPHONE, SPEAKER, PulseRoom
from device.sdl import SdlAudio
from device.speaker import SdlSpeaker

PATIENCE_S = 8.0


def pipewire_natively() -> PipeWireRoom:
    return PipeWireRoom(driver="pipewire")


SERVERS: dict[str, tuple[type[PulseRoom], Callable[[], PulseRoom]]] = {
    "pulseaudio": (PulseRoom, PulseRoom),
    "pipewire's pulse": (PipeWireRoom, PipeWireRoom),
    "pipewire": (PipeWireRoom, pipewire_natively),
}


@pytest.fixture(
    params=[
        "pulseaudio",
        pytest.param("pipewire's pulse", marks=pytest.mark.slow),
        pytest.param("pipewire", marks=pytest.mark.slow),
    ]
)
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseRoom]:
    kind, make = SERVERS[request.param]
    yield from entered(kind, make, monkeypatch)


def entered(
    kind: type[PulseRoom], make: Callable[[], PulseRoom], monkeypatch: pytest.MonkeyPatch
) -> Iterator[PulseRoom]:
    if why := kind.missing():
        pytest.skip(why)
    with make() as room:
        for name, value in room.environment.items():
            monkeypatch.setenv(name, value)
        yield room


class Plain:
    """Microphone and speaker as a board has them, without echo cancellation, which takes away what is listened for."""

    def __init__(self) -> None:
        self.clock = LiveClock()
        self._audio = SdlAudio()
        self.microphone = SdlMicrophone(self._audio, self.clock, MicrophoneProfile())
        self.speaker = SdlSpeaker(self._audio, self.clock, SpeakerProfile())

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *_: object) -> None:
        self.speaker.close()
        self.microphone.close()
        self._audio.close()


@pytest.fixture
def device(room: PulseRoom) -> Iterator[Plain]:
    with Plain() as device:
        yield device


def read_on(device: Plain) -> AudioFrame:
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


def read_until_lost(device: Plain) -> float:
    """Seconds until the microphone says that it is lost."""
    began_s = time.monotonic()
    while time.monotonic() - began_s < PATIENCE_S:
        try:
            device.microphone.read()
        except MicrophoneLost:
            return time.monotonic() - began_s
    raise AssertionError("the microphone was not missed")


def heard_of(device: Plain, sound: Samples) -> Samples:
    """What the microphone gives from the moment at which a sound is in the air until it is over."""
    end_s = device.speaker.play(SpeechChunk(samples=sound, sample_rate_hz=22_050)) + len(sound) / 22_050
    heard = [np.zeros(0, dtype=np.int16)]
    while device.clock.now_s() < end_s + 0.1:
        heard.append(read_on(device).samples)
    return np.concatenate(heard)


def is_heard(device: Plain) -> bool:
    """Whether a tone from the loudspeaker arrives at the microphone."""
    return int(np.abs(heard_of(device, tone(0.3, rate_hz=22_050))).max()) > 4000


def chunk(seconds: float) -> SpeechChunk:
    return SpeechChunk(samples=tone(seconds, rate_hz=22_050), sample_rate_hz=22_050)


def test_the_sound_server_dies_and_comes_back(room: PulseRoom, device: Plain) -> None:
    before = read_on(device)
    device.speaker.play(chunk(3.0))
    room.kill()
    assert read_until_lost(device) < 2.5
    with pytest.raises(SpeakerLost, match="mid-sentence"):
        device.speaker.play(chunk(0.1))
    assert device.speaker.busy_until_s() <= device.clock.now_s()
    with pytest.raises(SpeakerLost, match="switched on"):
        device.speaker.play(chunk(0.1))
    room.start()
    assert read_on(device).start_s > before.end_s
    assert is_heard(device)


def test_a_microphone_is_pulled_out_and_plugged_in_again(room: PulseRoom, device: Plain) -> None:
    read_on(device)
    room.pull_out()
    assert read_until_lost(device) < 2.5
    start_s = device.speaker.play(chunk(0.2))
    assert start_s < device.clock.now_s() + 0.2
    room.plug_in()
    assert read_on(device).end_s <= device.clock.now_s()
    assert is_heard(device)


def test_absent_at_the_start_and_plugged_in_later(room: PulseRoom) -> None:
    room.pull_out()
    assert probe().missing[:1] == ("microphone",)
    with Plain() as device:
        with pytest.raises(MicrophoneLost):
            device.microphone.read()
        room.plug_in()
        assert read_on(device).end_s <= device.clock.now_s()


def test_probe_names_what_it_found(room: PulseRoom) -> None:
    presence = probe()
    assert (presence.microphone, presence.speaker) == (MICROPHONE, SPEAKER)


class Beats:
    """Counts what the watchdog would get."""

    def __init__(self) -> None:
        self.count = 0

    def beat(self) -> None:
        self.count += 1


def listen(device: Plain | Device, liveness: Liveness, until: Callable[[], bool]) -> None:
    """The frame loop's part of hearing, until something is so."""
    late_s = time.monotonic() + PATIENCE_S
    while not until():
        assert time.monotonic() < late_s, "it did not happen"
        # The room hums: what it gives is never zero unless somebody mutes it.
        if device.speaker.busy_until_s() - device.clock.now_s() < 0.5:
            device.speaker.play(chunk(1.0))
        try:
            frame = device.microphone.read()
        except MicrophoneLost:
            liveness.lost()
            continue
        assert frame is not None
        liveness.heard(frame)


def test_a_muted_microphone_is_a_deaf_device_until_it_is_heard_again(room: PulseRoom, device: Plain) -> None:
    beats = Beats()
    liveness = Liveness(device.clock, beats)
    listen(device, liveness, until=lambda: beats.count > 0)
    room.mute(muted=True)
    listen(device, liveness, until=lambda: liveness.deaf)
    starved = beats.count
    enough_s = time.monotonic() + 1.5
    listen(device, liveness, until=lambda: time.monotonic() > enough_s)
    assert (liveness.deaf, beats.count) == (True, starved)
    room.mute(muted=False)
    listen(device, liveness, until=lambda: not liveness.deaf)


def test_an_echo_canceller_s_comfort_noise_does_not_hide_a_muted_microphone(room: PulseRoom) -> None:
    with open_device("desktop") as device:
        beats = Beats()
        liveness = Liveness(device.clock, beats)
        listen(device, liveness, until=lambda: beats.count > 0)
        room.mute(muted=True)
        listen(device, liveness, until=lambda: liveness.deaf)
        room.mute(muted=False)
        listen(device, liveness, until=lambda: not liveness.deaf)


def test_a_microphone_that_the_server_puts_to_rest_is_missed_and_comes_back(room: PulseRoom, device: Plain) -> None:
    if isinstance(room, PipeWireRoom):
        pytest.skip("PipeWire wakes a resting source for whoever listens to it")
    beats = Beats()
    liveness = Liveness(device.clock, beats)
    listen(device, liveness, until=lambda: beats.count > 0)
    room.suspend(resting=True)
    listen(device, liveness, until=lambda: liveness.deaf)
    room.suspend(resting=False)
    listen(device, liveness, until=lambda: not liveness.deaf)


def test_who_chooses_another_default_microphone_is_heard_through_it(room: PulseRoom, device: Plain) -> None:
    room.choose()
    assert is_heard(device)
    room.hang_another()
    late_s = time.monotonic() + PATIENCE_S
    while is_heard(device):
        assert time.monotonic() < late_s, "it goes on hearing through the old one"
    room.choose()
    late_s = time.monotonic() + PATIENCE_S
    while not is_heard(device):
        assert time.monotonic() < late_s, "it does not come back"


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("server", ["pulseaudio", pytest.param("pipewire", marks=pytest.mark.slow)])
def test_a_card_that_knows_one_rate_only_gives_16_khz_all_the_same(
    server: str, rate_hz: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, _ = SERVERS[server]
    for _ in entered(kind, lambda: kind(rate_hz=rate_hz), monkeypatch):
        with Plain() as device:
            heard = heard_of(device, tone(1.5, hz=1000.0, rate_hz=22_050))[SAMPLE_RATE_HZ // 2 : SAMPLE_RATE_HZ]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    loudest_hz = int(np.argmax(spectrum)) * SAMPLE_RATE_HZ / len(heard)
    assert loudest_hz == pytest.approx(1000.0, abs=5)
    others = np.abs(np.fft.rfftfreq(len(heard), 1 / SAMPLE_RATE_HZ) - 1000) > 100
    assert spectrum[others].max() < spectrum.max() / 50

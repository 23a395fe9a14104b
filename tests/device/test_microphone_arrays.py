"""Microphones of several channels on a real PulseAudio: mixed, or one of them taken, whatever the server calls them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from companion.errors import MicrophoneLost
from companion.messages import SAMPLE_RATE_HZ, Samples
from device import probe
from device.clock import LiveClock
from device.microphone import SdlMicrophone
from device.profile import MicrophoneProfile
from device.pulse_room import PulseRoom
from device.sdl import SdlAudio

RATE_HZ = 48_000
PAPLAY = shutil.which("paplay") or ""
TONES_HZ = (500, 800, 1100, 1400, 1700, 2000)
"""What each channel hears."""
LOUD = 4000
SOON, LATE = 16, 110
"""Frames until what is heard counts; by the later nothing but silence has been told."""
ARRAYS = {
    "stereo": (2, "front-left,front-right"),
    "two without places": (2, "aux0,aux1"),
    "four": (4, "front-left,front-right,rear-left,rear-right"),
    "six, as ALSA names a ReSpeaker": (6, "front-left,front-right,rear-left,rear-right,front-center,lfe"),
    "six without places": (6, "aux0,aux1,aux2,aux3,aux4,aux5"),
}


Hear = Callable[..., dict[int, float]]


class ArrayRoom(PulseRoom):
    """A microphone of several channels, the system's default."""

    def hang_array(self, channels: int, places: str) -> None:
        shape = (f"channels={channels}", f"channel_map={places}", f"rate={RATE_HZ}", "norewinds=1")
        self._control("load-module", "module-null-sink", "sink_name=array", *shape)
        given = ("source_name=mics", "master=array.monitor", *shape[:2], "remix=no")
        named = f"master_channel_map={places}"
        self._control("load-module", "module-remap-source", *given, named, "source_properties=device.description=Array")
        self._control("set-default-source", "mics")

    def take_one(self, place: str) -> None:
        """As device/README.md says."""
        given = ("source_name=processed", "master=mics", "channels=1", f"master_channel_map={place}")
        named = ("channel_map=mono", "remix=no", "source_properties=device.description=Processed")
        self._control("load-module", "module-remap-source", *given, *named)

    def play(self, file: Path, channels: int, places: str) -> subprocess.Popen[bytes]:
        words = ("--raw", "--format=s16le", f"--rate={RATE_HZ}", f"--channels={channels}", f"--channel-map={places}")
        return subprocess.Popen([PAPLAY, *words, "--device=array", str(file)], env={**self.environment})


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[ArrayRoom]:
    if why := PulseRoom.missing() or ("" if PAPLAY else "paplay is not installed"):
        pytest.skip(why)
    with ArrayRoom() as room:
        for name, value in room.environment.items():
            monkeypatch.setenv(name, value)
        yield room


def tones(channels: int, seconds: float = 6.0) -> Samples:
    at_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    every = [LOUD * np.sin(2 * np.pi * hz * at_s) for hz in TONES_HZ[:channels]]
    return np.stack(every, axis=1).astype(np.int16)


def heard(profile: MicrophoneProfile, frames: int = SOON) -> dict[int, float]:
    """Tone -> its amplitude, over a second, after the first `frames`."""
    audio = SdlAudio()
    microphone = SdlMicrophone(audio, LiveClock(), profile)
    try:
        pieces = [frame.samples for _ in range(frames + 31) if (frame := microphone.read()) is not None]
    finally:
        microphone.close()
        audio.close()
    sound = np.concatenate(pieces[frames:]).astype(np.float64)
    at_s = np.arange(len(sound)) / SAMPLE_RATE_HZ
    return {hz: float(2 * np.abs(np.mean(sound * np.exp(-2j * np.pi * hz * at_s)))) for hz in TONES_HZ}


@pytest.fixture
def heard_in(room: ArrayRoom, tmp_path: Path) -> Hear:
    """What is heard of an array that hears a tone in each of its channels."""

    def hear(name: str, profile: MicrophoneProfile, frames: int = SOON) -> dict[int, float]:
        channels, places = ARRAYS[name]
        (tmp_path / "sound").write_bytes(tones(channels).tobytes())
        room.hang_array(channels, places)
        with room.play(tmp_path / "sound", channels, places) as playing:
            try:
                return heard(profile, frames)
            finally:
                playing.kill()

    return hear


def alone(found: dict[int, float]) -> int | None:
    """The one tone that is heard as loud as it is, and no other; None where there is no such."""
    tone = max(found, key=lambda hz: found[hz])
    others = max(value for hz, value in found.items() if hz != tone)
    return tone if abs(found[tone] - LOUD) < LOUD / 10 and others < LOUD / 50 else None


@pytest.mark.parametrize(
    ("name", "channel"), [("stereo", 0), ("stereo", 1), ("four", 0), ("six, as ALSA names a ReSpeaker", 0)]
)
def test_one_channel_of_an_array_is_taken_and_no_other(heard_in: Hear, name: str, channel: int) -> None:
    profile = MicrophoneProfile(channels=ARRAYS[name][0], channel=channel)
    assert alone(heard_in(name, profile)) == TONES_HZ[channel]


@pytest.mark.parametrize("name", ["stereo", "six, as ALSA names a ReSpeaker"])
def test_asked_for_nothing_the_server_gives_the_mean(heard_in: Hear, name: str) -> None:
    channels = ARRAYS[name][0]
    found = heard_in(name, MicrophoneProfile())
    for hz in TONES_HZ[:channels]:
        assert found[hz] == pytest.approx(LOUD / channels, rel=0.1)


@pytest.mark.parametrize("name", [pytest.param("two without places", marks=pytest.mark.slow), "six without places"])
def test_channels_without_places_are_loudly_silent(heard_in: Hear, name: str) -> None:
    with pytest.raises(MicrophoneLost, match="only silence"):
        heard_in(name, MicrophoneProfile(channels=ARRAYS[name][0]), LATE)


def test_of_those_the_server_can_give_one_as_a_microphone_of_its_own(room: ArrayRoom, tmp_path: Path) -> None:
    channels, places = ARRAYS["six without places"]
    (tmp_path / "sound").write_bytes(tones(channels).tobytes())
    room.hang_array(channels, places)
    room.take_one("aux0")
    with room.play(tmp_path / "sound", channels, places) as playing:
        found = heard(MicrophoneProfile(name="Processed"))
        playing.kill()
    assert alone(found) == TONES_HZ[0]


def test_how_many_channels_there_are_is_found_out(room: ArrayRoom) -> None:
    room.hang_array(*ARRAYS["six without places"])
    presence = probe()
    assert (presence.microphone, presence.channels) == ("Array", 6)


@pytest.mark.parametrize(("channels", "channel"), [(1, 1), (6, 1)])
def test_a_channel_that_cannot_be_told_apart_is_refused(channels: int, channel: int) -> None:
    with pytest.raises(ValidationError, match="only the first"):
        MicrophoneProfile(channels=channels, channel=channel)

"""The echo cancellation a profile asks for, as far as it is there; and what the speaker tells it."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from companion.cli.doctor_echo import told
from companion.doctor.check import Status
from companion.messages import SpeechChunk
from device.echo import EchoFreeMicrophone
from device.echo_check import EchoTrial
from device.echo_choice import SERVERS_OWN, choose_echo
from device.echo_reference import EchoReference
from device.fake import FakeClock, FakeMicrophone, tone
from device.profile import EchoProfile, MicrophoneProfile, Profile, SpeakerProfile
from device.sdl import Direction
from device.speaker import RATE_HZ, SdlSpeaker


@dataclass(frozen=True)
class Offered:
    """A sound server with these devices."""

    microphones: tuple[str, ...] = ("Built-in",)
    speakers: tuple[str, ...] = ("Built-in",)

    def find(self, direction: Direction, pattern: str) -> str | None:
        assert pattern == SERVERS_OWN
        names = self.microphones if direction is Direction.IN else self.speakers
        return next((name for name in names if "echo" in name.lower()), None)


def board(canceller: str) -> Profile:
    return Profile(
        name="board",
        about="for a test",
        microphone=MicrophoneProfile(name="*usb*"),
        speaker=SpeakerProfile(name="*usb*"),
        echo=EchoProfile.model_validate({"canceller": canceller}),
    )


def test_in_process_the_microphone_is_cleaned_and_the_speaker_tapped() -> None:
    echo = choose_echo(board("webrtc"), Offered())
    assert echo.reference is not None
    assert isinstance(echo.listening(FakeMicrophone(FakeClock(), [])), EchoFreeMicrophone)
    assert not echo.working, "nothing has been measured yet"


def test_without_the_library_it_keeps_to_half_duplex_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    microphone = FakeMicrophone(FakeClock(), [])
    with caplog.at_level(logging.WARNING):
        echo = choose_echo(board("webrtc"), Offered())
    assert "pywebrtc-audio" in caplog.text
    assert echo.reference is None
    assert not echo.working
    assert echo.listening(microphone) is microphone


def test_the_servers_own_microphone_and_speaker_are_taken_where_it_has_them() -> None:
    both = choose_echo(board("server"), Offered(("Built-in", "Echo-Cancel Source"), ("Echo-Cancel Sink",)))
    assert (both.microphone.name, both.speaker.name) == (SERVERS_OWN, SERVERS_OWN)
    one = choose_echo(board("server"), Offered(("Webcam (echo cancelled with TV)",)))
    assert (one.microphone.name, one.speaker.name) == (SERVERS_OWN, "*usb*")
    assert not one.working, "nothing has been measured yet"


def test_a_server_without_one_is_told_how_to_get_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        echo = choose_echo(board("server"), Offered())
    assert "echo-cancel module" in caplog.text
    assert echo.microphone.name == "*usb*"
    assert echo.reference is None


def test_none_is_none() -> None:
    assert choose_echo(board("none"), Offered()).reference is None


class _Queue:
    """A sound card that plays nothing by itself."""

    rate_hz = RATE_HZ
    alive = True

    def __init__(self) -> None:
        self.waiting = 0

    def queued(self) -> int:
        return self.waiting

    def put(self, samples: np.ndarray) -> None:
        self.waiting += len(samples)

    def clear(self) -> None:
        self.waiting = 0

    def close(self) -> None:
        self.alive = False


class _Audio:
    def __init__(self) -> None:
        self.opened: list[_Queue] = []

    def open(self, wanted: object) -> _Queue:
        self.opened.append(_Queue())
        return self.opened[-1]


def test_the_speaker_tells_what_sounds_when_and_what_does_not_after_all() -> None:
    clock, reference = FakeClock(), EchoReference()
    speaker = SdlSpeaker(_Audio(), clock, SpeakerProfile(latency_s=0.02), reference)  # type: ignore[arg-type]
    starts_s = speaker.play(SpeechChunk(samples=tone(1.0, rate_hz=RATE_HZ), sample_rate_hz=RATE_HZ))
    follows_s = speaker.play(SpeechChunk(samples=tone(1.0, rate_hz=RATE_HZ), sample_rate_hz=RATE_HZ))
    assert follows_s == pytest.approx(starts_s + 1.0)
    assert not reference.sounds(0.0, starts_s - 0.001)
    assert reference.sounds(1.5, 1.6)
    clock.advance(0.5)
    speaker.stop()
    assert reference.sounds(0.4, 0.5)
    assert not reference.sounds(0.6, 3.0)


def test_words_queued_in_a_speaker_that_went_away_do_not_sound() -> None:
    clock, reference, audio = FakeClock(), EchoReference(), _Audio()
    speaker = SdlSpeaker(audio, clock, SpeakerProfile(), reference)  # type: ignore[arg-type]
    speaker.play(SpeechChunk(samples=tone(2.0, rate_hz=RATE_HZ), sample_rate_hz=RATE_HZ))
    clock.advance(0.5)
    audio.opened[-1].alive = False
    speaker.busy_until_s()
    assert not reference.sounds(0.51, 3.0)


TRIALS = {
    "works": (
        EchoTrial(canceller="webrtc", working=True, enhancement_db=25, residual_db=2, echo_after_s=0.06),
        "25 dB",
    ),
    "too little": (
        EchoTrial(canceller="webrtc", working=False, enhancement_db=4, residual_db=20, echo_after_s=None),
        "too little",
    ),
    "unheard": (
        EchoTrial(canceller="server", working=False, enhancement_db=None, residual_db=None, echo_after_s=None),
        "could not be measured",
    ),
    "none": (
        EchoTrial(canceller="none", working=False, enhancement_db=None, residual_db=None, echo_after_s=None),
        "none",
    ),
    "headset": (
        EchoTrial(canceller="none", working=True, enhancement_db=None, residual_db=None, echo_after_s=None),
        "not needed",
    ),
}


@pytest.mark.parametrize(
    ("late_s", "way", "fitting"), [(0.085, "85 ms later", "0.105"), (-0.07, "70 ms earlier", "0.000")]
)
def test_a_speaker_that_is_later_than_its_profile_says_is_told_with_the_figure_to_set(
    late_s: float, way: str, fitting: str
) -> None:
    trial = EchoTrial(
        canceller="none", working=True, enhancement_db=None, residual_db=None, echo_after_s=late_s, latency_s=0.02
    )
    finding = told(trial)
    assert finding.status is Status.WARN
    assert way in finding.found
    assert f"latency_s = {fitting}" in finding.do


@pytest.mark.parametrize("name", TRIALS)
def test_the_doctor_says_it_in_a_sentence_and_what_to_do(name: str) -> None:
    trial, says = TRIALS[name]
    finding = told(trial)
    assert says in finding.found
    assert finding.status is (Status.OK if trial.working else Status.WARN)
    assert bool(finding.do) is not trial.working

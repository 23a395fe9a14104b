"""Sets up the echo cancellation that the board's profile asks for, as far as it is there."""

from __future__ import annotations

import logging
from typing import Protocol

from companion.errors import DeviceError
from companion.ports import Microphone
from device.echo import EchoCanceller, EchoFreeMicrophone, NoSuppressor, WebRtc
from device.echo_filter import EchoFilter
from device.echo_reference import EchoReference
from device.profile import MicrophoneProfile, Profile, SpeakerProfile
from device.sdl import Direction

log = logging.getLogger(__name__)
SERVERS_OWN = "*echo*cancel*"
"""PulseAudio's "... (echo cancelled with ...)" and PipeWire's "Echo-Cancel Source" and "Echo-Cancel Sink"."""


class Finder(Protocol):
    """Who knows which devices there are."""

    def find(self, direction: Direction, pattern: str) -> str | None:
        """The name of the device that a pattern means now; None when it is not there."""
        ...


class Echo:
    """What was set up. Without a canceller the device never hears while it speaks, unless its profile says so."""

    def __init__(
        self, microphone: MicrophoneProfile, speaker: SpeakerProfile, canceller: EchoCanceller | None = None
    ) -> None:
        self.microphone = microphone
        self.speaker = speaker
        self.canceller = canceller

    @property
    def reference(self) -> EchoReference | None:
        """Who has to be told what the speaker plays."""
        return None if self.canceller is None else self.canceller.reference

    @property
    def working(self) -> bool:
        """It has been measured that the device does not hear itself."""
        return self.canceller is not None and self.canceller.meter.working

    def listening(self, microphone: Microphone) -> Microphone:
        """The microphone, without the device's own voice."""
        return microphone if self.canceller is None else EchoFreeMicrophone(microphone, self.canceller)


def choose_echo(profile: Profile, finder: Finder) -> Echo:
    """Never raises: where what is asked for is missing, the device keeps to half duplex, and the log says why."""
    match profile.echo.canceller:
        case "webrtc":
            return _in_process(profile)
        case "server":
            return _by_server(profile, finder)
        case "none":
            return Echo(profile.microphone, profile.speaker)


def _in_process(profile: Profile) -> Echo:
    try:
        suppressor = WebRtc()
    except DeviceError as error:
        log.warning("%s Until then the device does not listen while it speaks.", error)
        return Echo(profile.microphone, profile.speaker)
    return Echo(profile.microphone, profile.speaker, EchoCanceller(EchoReference(), suppressor, EchoFilter()))


def _by_server(profile: Profile, finder: Finder) -> Echo:
    if finder.find(Direction.IN, SERVERS_OWN) is None:
        log.warning(
            "The sound server offers no echo-cancelled microphone: load its echo-cancel module, or set canceller = "
            "'webrtc' in the profile. Until then the device does not listen while it speaks."
        )
        return Echo(profile.microphone, profile.speaker)
    microphone = profile.microphone.model_copy(update={"name": SERVERS_OWN})
    # PulseAudio and PipeWire cancel what is played through the module's own sink.
    through = SERVERS_OWN if finder.find(Direction.OUT, SERVERS_OWN) else profile.speaker.name
    speaker = profile.speaker.model_copy(update={"name": through})
    return Echo(microphone, speaker, EchoCanceller(EchoReference(), NoSuppressor()))

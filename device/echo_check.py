"""Tries out echo cancellation: the device speaks, and listens how much of itself it hears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.errors import MicrophoneLost
from companion.messages import AudioFrame, SpeechChunk
from device.lateness import Lateness

if TYPE_CHECKING:
    from device import Device

LISTENS_FIRST_S = 1.5
"""The room without the device."""
ECHOES_ON_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoTrial:
    """What was found."""

    canceller: str
    """As the profile asks for it."""
    working: bool
    enhancement_db: float | None
    """How much of the echo was taken away; None where nothing cancels, or too little was heard."""
    residual_db: float | None
    """How far what is left stands out of the room."""
    echo_after_s: float | None
    """How long after the speaker's word the sound was heard; None where it was not."""
    latency_s: float = 0.0
    """What the profile says of the speaker."""


def try_echo(device: Device, speech: Iterable[SpeechChunk]) -> EchoTrial:
    """Say this aloud and listen. Raises MicrophoneLost, SpeakerLost."""
    _listen(device, until_s=device.clock.now_s() + LISTENS_FIRST_S)
    lateness = Lateness()
    for chunk in speech:
        lateness.played(chunk, device.speaker.play(chunk))
    while device.speaker.busy_until_s() + ECHOES_ON_S > device.clock.now_s():
        lateness.heard(_listen(device, until_s=device.clock.now_s()))
    canceller = device.echo.canceller
    return EchoTrial(
        canceller=device.profile.echo.canceller,
        working=device.hears_while_speaking,
        enhancement_db=None if canceller is None else canceller.meter.enhancement_db,
        residual_db=None if canceller is None else canceller.meter.residual_db,
        echo_after_s=lateness.measured_s() if canceller is None else canceller.echo_after_s,
        latency_s=device.profile.speaker.latency_s,
    )


def _listen(device: Device, *, until_s: float) -> AudioFrame:
    """At least one frame, and on until then; the last."""
    while True:
        frame = device.microphone.read()
        if frame is None:
            raise MicrophoneLost("The microphone gives no more sound.")
        if device.clock.now_s() >= until_s:
            return frame

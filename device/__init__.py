"""The board: one door, `open_device`, to microphone, speaker, nurse call, buttons and clock.

Nothing here pretends by itself: the simulators (`device.fake`, `device.pulse_room`) are reached only by importing
them by name.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from companion.errors import SettingsError

if TYPE_CHECKING:
    from companion.ports import Buttons, Clock, Microphone, NurseCall, Speaker
    from device.presence import Presence
    from device.profile import Profile
    from device.sdl import SdlAudio

__all__ = ["Device", "open_device", "probe"]


class Device:
    """An opened board. Closing it twice is fine."""

    def __init__(self, profile: Profile, audio: SdlAudio) -> None:
        from device.buttons import NoButtons
        from device.clock import LiveClock
        from device.echo_choice import choose_echo
        from device.microphone import SdlMicrophone
        from device.nursecall import RoomNurseCall
        from device.speaker import SdlSpeaker

        self.profile = profile
        self.clock: Clock = LiveClock()
        self.echo = choose_echo(profile, audio)
        self.microphone: Microphone = self.echo.listening(SdlMicrophone(audio, self.clock, self.echo.microphone))
        self.speaker: Speaker = SdlSpeaker(audio, self.clock, self.echo.speaker, self.echo.reference)
        self.nurse_call: NurseCall = RoomNurseCall()
        self.buttons: Buttons = NoButtons()
        self._audio = audio

    @property
    def hears_while_speaking(self) -> bool:
        """It does not hear itself now: known of the board, or measured on its own speech. May change at any time."""
        return self.profile.microphone.hears_while_speaking or self.echo.working

    def close(self) -> None:
        """Let go of the hardware."""
        self.speaker.close()
        self.microphone.close()
        self._audio.close()

    def __enter__(self) -> Device:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_device(profile: str) -> Device:
    """Open the board called `profile`. One at a time in a process.

    A microphone or speaker that is not there does not stop it: reading and playing say so until it is plugged in.
    Raises SettingsError for a profile that is not known, DeviceError when SDL is told to pretend.
    """
    from device.profile import load_profile
    from device.sdl import SdlAudio

    if profile == "fake":
        raise SettingsError(
            "A fake device never opens by name: a bedside device that only pretends to hear is a danger."
        )
    board = load_profile(profile)
    audio = SdlAudio()
    audio.refuse_pretenders()
    return Device(board, audio)


def probe() -> Presence:
    """What is there to go live with. Before `open_device`, not while a device is open."""
    from device.presence import look_around

    return look_around()

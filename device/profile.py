"""What is known of a board: one TOML file each in device/profiles."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from companion.errors import SettingsError

PROFILES = Path(__file__).parent / "profiles"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MicrophoneProfile(_Frozen):
    """The microphone."""

    name: str = ""
    """Pattern of its name (`*` any, `?` one, case ignored); empty: the system's default."""
    latency_s: float = Field(default=0.0, ge=0, le=2)
    """How long a sound has been in the air when SDL hands it over."""
    channels: int = Field(default=1, ge=1, le=8)
    """1: the sound system gives the mean of all the microphone's channels, as is right for a stereo one. An array that
    has its own mixture, or the speaker's sound, among its channels is opened with all it has (ReSpeaker: 6 or 2)."""
    channel: int = Field(default=0, ge=0, le=1)
    """Which of several is listened to, from 0; 0 is what arrays have processed themselves. Sound systems agree on the
    order of the first only, and of both of two (device/README.md)."""
    hears_while_speaking: bool = False
    """True where it does not hear the speaker: headset, or echo cancellation in hardware or sound server."""

    @model_validator(mode="after")
    def _a_channel_that_is_there(self) -> MicrophoneProfile:
        if self.channel and self.channels != 2:
            raise ValueError(f"of {self.channels} channels only the first, 0, can be told apart")
        return self


class SpeakerProfile(_Frozen):
    """The speaker."""

    name: str = ""
    """Pattern of its name, as for the microphone."""
    latency_s: float = Field(default=0.0, ge=0, le=2)
    """From handing a sample to SDL's empty queue until it is in the air."""
    wake_up_s: float = Field(default=0.0, ge=0, le=5)
    """Played as one-bit noise before the first word after a long silence, where the amplifier falls asleep.

    Measured by others: USB speakers swallow 0.05 to 0.5 s, Bluetooth ones 0.5 to 1 s, HDMI screens 1 to 1.5 s.
    """
    keep_awake: bool = False
    """Never let it fall asleep: the same noise in every silence. For sinks whose wake-up is too long to wait for."""


class EchoProfile(_Frozen):
    """How the device's own voice is kept out of what it hears."""

    canceller: Literal["webrtc", "server", "none"] = "none"
    """webrtc: in this process (AEC3). server: PulseAudio's or PipeWire's echo-cancelled microphone. none: not at all.

    Either way the device listens while it speaks only as long as it has measured that it does not hear itself.
    """


class ScreenProfile(_Frozen):
    """The screen; hints for the face."""

    present: bool = True
    width_px: int = Field(default=1280, ge=320, le=7680)
    height_px: int = Field(default=720, ge=240, le=7680)
    fullscreen: bool = True


class Profile(_Frozen):
    """One board."""

    name: str
    about: str
    """One line for the person choosing."""
    microphone: MicrophoneProfile = MicrophoneProfile()
    speaker: SpeakerProfile = SpeakerProfile()
    echo: EchoProfile = EchoProfile()
    screen: ScreenProfile = ScreenProfile()


def profile_names() -> tuple[str, ...]:
    """The boards there is a profile for."""
    return tuple(sorted(file.stem for file in PROFILES.glob("*.toml")))


def load_profile(name: str) -> Profile:
    """The profile called `name`. Raises SettingsError when there is none, or when its file is wrong."""
    if name not in profile_names():
        raise SettingsError(f"There is no device profile called {name!r}; choose one of {', '.join(profile_names())}.")
    file = PROFILES / f"{name}.toml"
    try:
        return Profile.model_validate({"name": name, **tomllib.loads(file.read_text(encoding="utf-8"))})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The device profile {file} is not valid TOML: {error}. Correct that line.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"The device profile {file} has a wrong value at {where}: {first['msg']}.") from None

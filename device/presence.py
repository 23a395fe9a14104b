"""What is there: a microphone, a speaker, a screen? Asked before anything is opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from device.sdl import Direction, SdlAudio

NO_SPEAKER = ("dummy output", "auto_null")
"""How PulseAudio and PipeWire (in English) name the sink they invent where there is no hardware."""
PRETENDED_SCREENS = ("dummy", "offscreen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What a session can be run on."""

    microphone: str | None
    """Name of the one that would be used."""
    speaker: str | None
    screen: str | None
    channels: int = 1
    """Of the microphone."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there, in plain words; empty when the device can go live."""
        parts = {"microphone": self.microphone, "speaker": self.speaker, "screen": self.screen}
        return tuple(name for name, found in parts.items() if found is None)


class Sound(NamedTuple):
    """The sound devices there are."""

    microphone: str | None
    speaker: str | None
    channels: int = 1


def look_around(
    root: Path = Path("/"),
    environment: Mapping[str, str] = os.environ,
    hears_and_speaks: Callable[[], Sound] | None = None,
) -> Presence:
    """What is there now. `root`, `environment` and the sound can be given for another machine's."""
    found = (hears_and_speaks or sound)()
    shown = screen(root, environment)
    return Presence(microphone=found.microphone, speaker=found.speaker, screen=shown, channels=found.channels)


def sound() -> Sound:
    """The default microphone and speaker. Ends SDL's sound: not while a device is open."""
    audio = SdlAudio()
    try:
        speaker = audio.find(Direction.OUT, "")
        real = speaker if speaker is not None and speaker.lower() not in NO_SPEAKER else None
        microphone = audio.find(Direction.IN, "")
        return Sound(microphone, real, audio.channels(Direction.IN, microphone) if microphone else 1)
    finally:
        audio.close()


def screen(root: Path, environment: Mapping[str, str]) -> str | None:
    """The display server or the connected screen the face would be shown on."""
    if environment.get("SDL_VIDEODRIVER") in PRETENDED_SCREENS:
        return None
    return _wayland(root, environment) or _x11(root, environment) or _kernel(root)


def _wayland(root: Path, environment: Mapping[str, str]) -> str | None:
    display = environment.get("WAYLAND_DISPLAY")
    folder = environment.get("XDG_RUNTIME_DIR", "")
    if not display or not _exists(root / folder.lstrip("/") / display.lstrip("/")):
        return None
    return f"Wayland {display}"


def _x11(root: Path, environment: Mapping[str, str]) -> str | None:
    display = environment.get("DISPLAY", "")
    host, _, number = display.partition(":")
    if not number:
        return None
    # A variable left over from a closed session names a server that is gone.
    local = host in ("", "unix")
    if local and not _exists(root / "tmp" / ".X11-unix" / f"X{number.split('.')[0]}"):
        return None
    return f"X11 {display}"


def _kernel(root: Path) -> str | None:
    for status in sorted((root / "sys/class/drm").glob("card*-*/status")):
        card, _, connector = status.parent.name.partition("-")
        if _text(status) == "connected" and _exists(root / "dev/dri" / card):
            return f"{card} {connector}"
    return "framebuffer fb0" if _exists(root / "dev/fb0") else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""

"""Finding a screen, and saying what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from device.presence import Sound, look_around, screen

ROOT = Path(__file__).parents[2]


def silent() -> Sound:
    return Sound(None, None)


def heard() -> Sound:
    return Sound("USB microphone", "USB speaker", 2)


def test_looking_where_there_is_no_sound_card_says_nothing_of_its_own() -> None:
    """One plain line is the caller's to say; sound libraries like to add twenty."""
    environment = {**os.environ, "PULSE_SERVER": "unix:/nowhere", "SDL_AUDIODRIVER": "alsa"}
    command = [sys.executable, "-W", "error", "-c", "from device import probe; probe()"]
    result = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def touch(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_nothing_is_there(tmp_path: Path) -> None:
    presence = look_around(tmp_path, {}, silent)
    assert presence.missing == ("microphone", "speaker", "screen")


def test_everything_is_there(tmp_path: Path) -> None:
    touch(tmp_path / "tmp/.X11-unix/X1")
    presence = look_around(tmp_path, {"DISPLAY": ":1.0"}, heard)
    assert presence.missing == ()
    assert (presence.microphone, presence.speaker, presence.screen) == ("USB microphone", "USB speaker", "X11 :1.0")
    assert presence.channels == 2


def test_a_display_that_is_gone_is_no_screen(tmp_path: Path) -> None:
    assert screen(tmp_path, {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/1"}) is None


def test_a_display_elsewhere_is_trusted(tmp_path: Path) -> None:
    assert screen(tmp_path, {"DISPLAY": "bed:10"}) == "X11 bed:10"


def test_wayland(tmp_path: Path) -> None:
    touch(tmp_path / "run/user/1/wayland-0")
    assert screen(tmp_path, {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/1"}) == "Wayland wayland-0"


@pytest.mark.parametrize(("status", "found"), [("connected\n", "card1 HDMI-A-1"), ("disconnected\n", None)])
def test_a_screen_without_a_display_server(tmp_path: Path, status: str, found: str | None) -> None:
    touch(tmp_path / "sys/class/drm/card1-HDMI-A-1/status", status)
    touch(tmp_path / "dev/dri/card1")
    assert screen(tmp_path, {}) == found


def test_a_framebuffer_is_a_screen(tmp_path: Path) -> None:
    touch(tmp_path / "dev/fb0")
    assert screen(tmp_path, {}) == "framebuffer fb0"


def test_a_pretended_screen_is_none(tmp_path: Path) -> None:
    touch(tmp_path / "dev/fb0")
    assert screen(tmp_path, {"SDL_VIDEODRIVER": "dummy"}) is None

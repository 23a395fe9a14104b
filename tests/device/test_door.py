"""The one door, and what it refuses."""

from __future__ import annotations

import pytest

from companion.errors import DeviceError, SettingsError
from device import open_device, probe
from device.profile import load_profile, profile_names


def test_an_unknown_profile_is_told_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"desktop, headless, raspberry-pi-4") as refused:
        open_device("toaster")
    assert "toaster" in str(refused.value)


def test_no_path_is_a_profile() -> None:
    with pytest.raises(SettingsError):
        load_profile("../profiles/desktop")


def test_a_fake_never_opens_by_name() -> None:
    with pytest.raises(SettingsError, match="never opens by name"):
        open_device("fake")


@pytest.mark.parametrize("driver", ["dummy", "disk"])
def test_a_pretended_sound_card_is_refused(driver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    with pytest.raises(DeviceError, match=f"SDL_AUDIODRIVER={driver}"):
        open_device("desktop")
    assert probe().missing[:2] == ("microphone", "speaker")


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_is_valid_and_says_what_it_is(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.about


def test_a_headless_board_has_no_screen() -> None:
    assert not load_profile("headless").screen.present
    assert load_profile("desktop").screen.present

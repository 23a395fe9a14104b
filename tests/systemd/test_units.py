"""systemd's own opinion of the units, and the promises that hang on a line of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from companion.settings import load_settings

UNITS = Path(__file__).parents[2] / "systemd"
PROGRAM = "/opt/companion/.venv/bin/companion"
SERVICES = ("companion.service", "companion-face.service")


def lines(unit: str) -> list[str]:
    """The unit's settings, without comments."""
    text = (UNITS / unit).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def analyze(*arguments: str, units: Path) -> subprocess.CompletedProcess[str]:
    """systemd-analyze, which sees our units beside the system's own."""
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed (sudo apt install systemd)")
    return subprocess.run(
        [tool, *arguments],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they are, but for the program, which is not installed here: it becomes one that is."""
    for file in (*SERVICES, "companion.target"):
        text = (UNITS / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace(f"ExecStart={PROGRAM} ", "ExecStart=/bin/true "), encoding="utf-8")
    return tmp_path


def test_systemd_accepts_the_units_without_a_word(installed: Path) -> None:
    result = analyze("verify", "--man=no", *(str(file) for file in sorted(installed.iterdir())), units=installed)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(("unit", "tenths"), [("companion.service", 15), ("companion-face.service", 20)])
def test_exposure_stays_low(unit: str, tenths: int, installed: Path) -> None:
    options = ("--offline=yes", f"--threshold={tenths}", "--no-pager")
    result = analyze("security", *options, str(installed / unit), units=installed)
    assert "Overall exposure level" in result.stdout
    assert result.returncode == 0, result.stdout.splitlines()[-1]


@pytest.mark.parametrize("unit", SERVICES)
def test_no_service_has_a_network(unit: str) -> None:
    assert "PrivateNetwork=yes" in lines(unit)
    families = [line for line in lines(unit) if line.startswith("RestrictAddressFamilies=")]
    assert len(families) == 1
    assert "AF_INET" not in families[0]


@pytest.mark.parametrize("unit", SERVICES)
def test_no_service_leaves_a_core_dump(unit: str) -> None:
    assert "LimitCORE=0" in lines(unit)


def test_the_core_reaches_the_sound_card_and_nothing_else() -> None:
    assert [line for line in lines("companion.service") if line.startswith("Device")] == [
        "DevicePolicy=closed",
        "DeviceAllow=char-alsa rw",
    ]


def test_the_face_finds_neither_log_nor_sound_card() -> None:
    face = lines("companion-face.service")
    assert "InaccessiblePaths=-/var/lib/companion" in face
    assert "DevicePolicy=closed" in face
    assert not any("alsa" in line or "snd" in line for line in face)


def test_the_core_is_watched() -> None:
    assert {"Type=notify", "WatchdogSec=30", "Restart=on-failure"} <= set(lines("companion.service"))


@pytest.mark.parametrize("unit", SERVICES)
def test_every_service_starts_our_program(unit: str) -> None:
    starts = [line.split()[0] for line in lines(unit) if line.startswith("ExecStart=")]
    assert starts == [f"ExecStart={PROGRAM}"]


def test_users_and_directories_are_made_in_an_empty_root(tmp_path: Path) -> None:
    users, files = shutil.which("systemd-sysusers"), shutil.which("systemd-tmpfiles")
    if users is None or files is None or os.geteuid() != 0:
        pytest.skip("needs systemd-sysusers and systemd-tmpfiles, and root to give files away")
    (tmp_path / "etc").mkdir()
    root = f"--root={tmp_path}"
    subprocess.run([users, root, UNITS / "companion.sysusers"], check=True, capture_output=True)
    subprocess.run([files, root, "--create", UNITS / "companion.tmpfiles"], check=True, capture_output=True)
    assert "companion:" in (tmp_path / "etc/passwd").read_text(encoding="utf-8")
    settings = tmp_path / "etc/companion/settings.toml"
    assert load_settings(settings).profile == "raspberry-pi-4"

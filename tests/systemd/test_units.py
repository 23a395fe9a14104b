"""systemd's own opinion of the units, and the promises that hang on a line of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from companion.cli import main
from companion.settings import load_settings
from privacy.keys.device import CREDENTIAL

UNITS = Path(__file__).parents[2] / "systemd"
PROGRAM = "/opt/companion/.venv/bin/companion"
SERVICES = ("companion.service", "companion-face.service", "companion-purge.service")
OTHERS = ("companion.target", "companion-purge.timer")
WITH_WORDS = ("companion.service", "companion-purge.service")


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
    for file in (*SERVICES, *OTHERS):
        text = (UNITS / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace(f"ExecStart={PROGRAM} ", "ExecStart=/bin/true "), encoding="utf-8")
    return tmp_path


def test_systemd_accepts_the_units_without_a_word(installed: Path) -> None:
    result = analyze("verify", "--man=no", *(str(file) for file in sorted(installed.iterdir())), units=installed)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("unit", "tenths"), [("companion.service", 15), ("companion-face.service", 20), ("companion-purge.service", 15)]
)
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


@pytest.mark.parametrize("unit", WITH_WORDS)
def test_p3_what_is_freed_is_overwritten_and_nothing_swapped_out(unit: str) -> None:
    assert {
        "Environment=PYTHONMALLOC=malloc",
        "Environment=GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
        "Environment=LD_BIND_NOW=1",
        "MemorySwapMax=0",
    } <= set(lines(unit))


@pytest.mark.parametrize("unit", ["companion.service", "companion-face.service"])
def test_p3_who_holds_words_may_hold_its_memory_and_overwrites_it(unit: str) -> None:
    assert {"LimitMEMLOCK=infinity", "MemorySwapMax=0", "Environment=PYTHONMALLOC=malloc"} <= set(lines(unit))


@pytest.mark.parametrize("unit", WITH_WORDS)
def test_a_device_without_a_credential_starts_all_the_same(unit: str) -> None:
    # systemd.exec(5): only a name is looked for in the credential stores; a path must exist.
    (credential,) = [line for line in lines(unit) if "Credential" in line]
    name, _, source = credential.removeprefix("LoadCredentialEncrypted=").partition(":")
    assert name == CREDENTIAL
    assert source
    assert "/" not in source


def test_the_purge_comes_once_a_night_and_is_made_up_for() -> None:
    timer = lines("companion-purge.timer")
    assert "Persistent=yes" in timer
    (when,) = [line.partition("=")[2] for line in timer if line.startswith("OnCalendar=")]
    told = analyze("calendar", when, units=UNITS)
    assert told.returncode == 0, told.stderr
    assert "03:30:00" in told.stdout


def test_the_purge_runs_a_command_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (start,) = [line for line in lines("companion-purge.service") if line.startswith("ExecStart=")]
    words = start.partition("=")[2].split()[1:]
    assert words[:2] == ["log", "--settings"]
    settings = tmp_path / "settings.toml"
    settings.write_text(f'state_dir = "{tmp_path / "state"}"\n', encoding="utf-8")
    assert main([str(settings) if word.startswith("/etc/") else word for word in words]) == 0
    assert capsys.readouterr().out.startswith("Erased for their age: nothing.\n")


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

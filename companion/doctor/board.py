"""Checks of the computer itself: Python, clock, disk, memory, temperature."""

from __future__ import annotations

import platform
import shutil
import sys
from datetime import datetime
from pathlib import Path

from companion.doctor.check import Finding, fail, ok, warn

FIRST_PLAUSIBLE_YEAR = 2026
"""The program is not older than this, so no right clock is."""
ARCHITECTURES = ("x86_64", "aarch64", "arm64")
"""Those the engines' wheels are built for."""
DISK_FULL_MB = 50
DISK_LOW_MB = 500
"""A year of sealed log takes less than this; an official voice model about a tenth."""
MEMORY_LOW_MB = 400
"""What the whole device may take at most (design.md, Budgets)."""
WARM_C = 75
"""Near the 80 degrees Celsius at which a Raspberry Pi begins to slow down."""
HOT_C = 85
"""The highest a Raspberry Pi's processor is allowed."""

ROOT = Path("/")


def python() -> Finding:
    """Version, and a 64-bit processor and system the engines are built for."""
    machine, bits = platform.machine(), 64 if sys.maxsize > 2**32 else 32
    found = f"Python {platform.python_version()}, {machine}, {bits} bit"
    if bits == 32:
        return fail(found, "Install a 64-bit system: the engines are not built for 32 bits.")
    if machine not in ARCHITECTURES:
        return warn(found, f"The engines are built for {', '.join(ARCHITECTURES)}; others are untried.")
    return ok(found)


def clock(now: datetime, root: Path = ROOT) -> Finding:
    """A plausible date, and a clock that keeps it without power."""
    found = f"{now:%Y-%m-%d %H:%M %Z}".rstrip()
    if now.year < FIRST_PLAUSIBLE_YEAR:
        return fail(f"{found} cannot be right.", "Set the clock: sudo timedatectl set-time 'YYYY-MM-DD HH:MM'.")
    if not any((root / "dev").glob("rtc*")):
        return warn(
            f"{found}; no clock chip keeps it through a power cut.",
            "Fit a real-time clock (a Raspberry Pi 5 needs only its battery), or set the time after each power cut.",
        )
    return ok(found)


def disk(folder: Path) -> Finding:
    """Room where the sealed log and the models lie; `folder` need not exist yet."""
    free_mb = shutil.disk_usage(nearest(folder)).free // 1_000_000
    found = f"{free_mb} MB free for {folder}"
    if free_mb < DISK_FULL_MB:
        return fail(found, "Make room: the sealed log must be written before an answer ends.")
    if free_mb < DISK_LOW_MB:
        return warn(found, "Make room soon.")
    return ok(found)


def nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())


def memory(root: Path = ROOT) -> Finding:
    """What is left for the conversation."""
    amounts = _meminfo(root / "proc" / "meminfo")
    if "MemAvailable" not in amounts:
        return warn("This system does not tell how much memory is free.", "Look for yourself: 400 MB are enough.")
    available_mb, total_mb = amounts["MemAvailable"] // 1000, amounts.get("MemTotal", 0) // 1000
    found = f"{available_mb} of {total_mb} MB free"
    if available_mb < MEMORY_LOW_MB:
        return warn(found, "Stop other programs: the companion may take 400 MB.")
    return ok(found)


def temperature(root: Path = ROOT) -> Finding:
    """The warmest sensor of the board."""
    degrees = [one for path in (root / "sys/class/thermal").glob("thermal_zone*/temp") for one in _degrees(path)]
    if not degrees:
        return ok("no sensor on this machine")
    found = f"{max(degrees):.0f} °C at the warmest sensor"
    if max(degrees) >= HOT_C:
        return fail(found, "Let it cool: move it from the sun and the radiator, clean its fan.")
    if max(degrees) >= WARM_C:
        return warn(found, "Give it air: near 80 °C the processor slows down and hearing lags.")
    return ok(found)


def _meminfo(path: Path) -> dict[str, int]:
    """Field -> kB, as proc(5) says; empty where there is no such file."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    parts = [line.replace(":", " ").split() for line in lines]
    return {part[0]: int(part[1]) for part in parts if len(part) >= 2 and part[1].isdecimal()}


def _degrees(path: Path) -> list[float]:
    """One sensor in degrees Celsius, or nothing: a sensor that is off answers with an error or with nonsense."""
    try:
        celsius = int(path.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):
        return []
    return [celsius] if 0 < celsius < 150 else []

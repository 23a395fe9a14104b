"""How far the time of day can be trusted: a time server, a clock with its own battery, or nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

SYNCHRONISED, RTC, UNKNOWN = "synchronised", "rtc", "unknown"
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock that says it is earlier has lost its battery."""


def clock_trust(run: Path = Path("/run"), rtc: Path = Path("/sys/class/rtc")) -> str:
    """synchronised: systemd-timesyncd has set the time since the start. rtc: a battery kept it. Else unknown."""
    if (run / "systemd" / "timesync" / "synchronized").exists():
        return SYNCHRONISED
    return RTC if any(_keeps_time(one) for one in sorted(rtc.glob("rtc*"))) else UNKNOWN


def _keeps_time(one: Path) -> bool:
    try:
        return int((one / "since_epoch").read_text()) >= BUILT.timestamp()
    except (OSError, ValueError):
        return False

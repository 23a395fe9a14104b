"""How far the time of day can be trusted, on boards with and without a clock of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.clock_trust import clock_trust


@pytest.mark.parametrize(
    ("server", "battery", "trust"),
    [
        (True, None, "synchronised"),
        (True, "1795000000", "synchronised"),
        (False, "1795000000", "rtc"),
        (False, "0", "unknown"),
        (False, "-3600", "unknown"),
        (False, "no number", "unknown"),
        (False, None, "unknown"),
    ],
)
def test_the_best_clock_there_is_decides(tmp_path: Path, server: bool, battery: str | None, trust: str) -> None:
    run, rtc = tmp_path / "run", tmp_path / "rtc"
    (run / "systemd" / "timesync").mkdir(parents=True)
    if server:
        (run / "systemd" / "timesync" / "synchronized").touch()
    if battery is not None:
        (rtc / "rtc0").mkdir(parents=True)
        (rtc / "rtc0" / "since_epoch").write_text(f"{battery}\n")
    assert clock_trust(run, rtc) == trust

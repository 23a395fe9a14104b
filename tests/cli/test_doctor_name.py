"""The doctor on the device's name."""

from __future__ import annotations

import pytest

from companion.doctor.check import Status
from companion.doctor.name import name
from companion.settings import AsrSettings, Settings


@pytest.mark.parametrize(
    ("chosen", "status", "why"),
    [
        ("companion", Status.OK, "9 sounds"),
        ("Mister Jones", Status.OK, "sounds"),
        ("Anna", Status.WARN, "only"),
        ("Repeat", Status.WARN, "sounds like"),
        ("Stopped", Status.WARN, "sounds like"),
        ("Ambulances", Status.WARN, "sounds like"),
    ],
)
def test_a_name_is_long_and_like_nothing_that_is_said_anyway(chosen: str, status: Status, why: str) -> None:
    finding = name(Settings(asr=AsrSettings(name=chosen)))
    assert finding.status is status
    assert why in finding.found
    assert bool(finding.do) is (status is Status.WARN)

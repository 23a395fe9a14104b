"""The nurse call without hardware: honest in the journal, silent about words."""

from __future__ import annotations

import logging

import pytest

from companion.messages import Alert, TriageLevel
from device.nursecall import RoomNurseCall


def test_each_attempt_is_one_line_in_the_journal(caplog: pytest.LogCaptureFixture) -> None:
    call = RoomNurseCall()
    with caplog.at_level(logging.WARNING, logger="device.nursecall"):
        for attempt in (1, 2):
            call.call(Alert(identifier="x", level=TriageLevel.EMERGENCY, category="fall", at_s=1.0, attempt=attempt))
        call.clear()
        call.clear()
    assert caplog.messages == [
        "alert emergency attempt 1",
        "alert emergency attempt 2",
        "alert emergency acknowledged",
    ]

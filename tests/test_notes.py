"""The log with manners: what fails is said while it fails, and no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from companion.errors import LogError
from companion.notes import Notes
from doubles import ListLog, TestClock


@dataclass
class SlowLog(ListLog):
    """Its disk did not answer once, at midnight."""

    slow: bool = False

    def tend(self, at: datetime) -> None:
        if self.slow:
            raise LogError("The disk does not answer.")


def test_p7_a_disk_that_answers_again_is_no_trouble_any_more() -> None:
    log = SlowLog([])
    notes = Notes(log, TestClock())
    log.slow = True
    notes.tend()
    assert notes.failing
    log.slow = False
    notes.tend()
    assert not notes.failing

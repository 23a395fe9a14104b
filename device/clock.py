"""The live clock: the machine's own, which every process on the board shares."""

from __future__ import annotations

import time
from datetime import datetime


class LiveClock:
    """Session time is the system's monotonic time, so that core and face agree on it without a word."""

    def now_s(self) -> float:
        """Seconds since the machine started; never goes back, whatever is done to the date."""
        return time.monotonic()

    def wall(self) -> datetime:
        """The time of day, in the machine's zone."""
        return datetime.now().astimezone()

"""The sealed log with manners: when it cannot be written the conversation goes on, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from companion.errors import LogError
from companion.messages import Record
from companion.ports import Clock, SealedLog
from companion.supervise import stage

RETRY_S = 1.0


class Notes:
    """Keeps what a turn recorded; `failing` while it cannot. Nothing is ever written in clear instead."""

    def __init__(self, log: SealedLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._waiting = False
        self._retry_s = 0.0
        self._day: date | None = None
        self.failing = False

    def seal(self, records: Sequence[Record]) -> None:
        """Queue records; the disk is not waited for."""
        for record in records:
            self._waiting = True
            try:
                with stage("sealed log"):
                    self._log.append(record, self._clock.wall())
            except LogError:
                self.failing = True

    def keep_day(self) -> None:
        """At midnight yesterday is closed, although nobody may have spoken yet (P4)."""
        today = self._clock.wall().date()
        if today != self._day:
            self._day = today
            self._log.begin_day(today)

    def flush(self) -> None:
        """Wait until all that was sealed is on disk (P5); after a failure try again once a second, not every frame."""
        if not self._waiting or (self.failing and self._clock.now_s() < self._retry_s):
            return
        try:
            with stage("sealed log"):
                self._log.flush()
        except LogError:
            self.failing = True
            self._retry_s = self._clock.now_s() + RETRY_S
        else:
            self._waiting = False
            self.failing = False

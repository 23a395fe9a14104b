"""The sealed log with manners: when it cannot be written the conversation goes on, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import ParamSpec

from companion.errors import LogError, StageDied
from companion.messages import Record
from companion.ports import Clock, SealedLog
from companion.supervise import stage

log = logging.getLogger(__name__)
P = ParamSpec("P")
RETRY_S = 1.0
"""At least so long from a failed attempt to the next."""
RETRY_SHARE = 5
"""A disk that does not answer is waited for at most one sixth of the time: the rest is for the resident."""


class Notes:
    """Keeps what a turn recorded; `failing` while it cannot. Nothing is ever written in clear instead.

    Never raises: not even a log that has died may stand between a call for help and those who must hear it (P6).
    """

    def __init__(self, log: SealedLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._waiting = False
        self._refused = False
        self._retry_s = 0.0
        self.failing = False

    def seal(self, records: Sequence[Record]) -> None:
        """Queue records; the disk is not waited for."""
        if not records:
            return
        self._waiting = True
        taken = [self._done(self._log.append, record, self._clock.wall()) for record in records]
        self._refused = not all(taken)

    def tend(self) -> None:
        """Once a second: at midnight yesterday is closed, although nobody may have spoken yet (P4)."""
        self._done(self._log.tend, self._clock.wall())

    def flush(self) -> None:
        """Wait until all that was sealed is on disk (P5); after a failure try again later, not every frame."""
        began_s = self._clock.now_s()
        if not self._waiting or (self.failing and began_s < self._retry_s):
            return
        if self._done(self._log.flush):
            self._waiting = False
            # What was refused is not on disk, though all else be: that ends with the next record that is taken.
            self.failing = self._refused
        else:
            now_s = self._clock.now_s()
            self._retry_s = now_s + max(RETRY_S, RETRY_SHARE * (now_s - began_s))

    def _done(self, work: Callable[P, None], *args: P.args, **named: P.kwargs) -> bool:
        try:
            with stage("sealed log"):
                work(*args, **named)
        except (LogError, StageDied) as error:
            if not self.failing:
                log.warning("%s", error)
            self.failing = True
            return False
        return True

"""The sealed log with manners: when it cannot be written the conversation goes on, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import ParamSpec

from companion.errors import LogError, LogNotErasable, StageDied
from companion.messages import Erasure, Forget, Record
from companion.ports import Clock, SealedLog
from companion.supervise import stage

log = logging.getLogger(__name__)
P = ParamSpec("P")
ASKED = "asked"
RETRY_S = 1.0
"""At least so long from a failed attempt to the next."""
RETRY_SHARE = 5
"""A disk that does not answer is waited for at most one sixth of the time: the rest is for the resident."""


class Forgotten(StrEnum):
    """What became of a wish to have something forgotten."""

    DONE = "done"
    LATER = "later"
    NOTHING = "nothing"
    """There was nothing kept to forget."""
    BEFORE = "before"
    """It was said before this start, and is known by its day alone."""
    NEVER = "never"
    """It lies in a damaged log: only everything can be forgotten there."""


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
        self._last_turn: list[int] | None = None
        """None before the first one since the start."""
        self._shared_with: frozenset[str] | None = None
        self.failing = False

    def seal(self, records: Sequence[Record]) -> None:
        """Queue records; the disk is not waited for."""
        if not records:
            return
        self._waiting = True
        places: list[int] = []
        taken = [self._append(record, places) for record in records]
        self._refused = not all(taken)
        if any(map(_is_heard, records)):
            self._last_turn = places

    def forget(self, what: Forget) -> Forgotten:
        """Erase what was sealed before; what cannot be erased now the log erases as soon as it can."""
        today = self._clock.wall().date()
        match what:
            case Forget.LAST_TURN:
                if self._last_turn is None:
                    return Forgotten.BEFORE
                erasure = Erasure(why=ASKED, sequences=tuple(place for place in self._last_turn if place))
            case Forget.TODAY:
                erasure = Erasure(why=ASKED, since=today, until=today)
            case Forget.EVERYTHING:
                erasure = Erasure(why=ASKED)
        self._last_turn = []
        if erasure.sequences == ():
            return Forgotten.NOTHING
        try:
            done = self._done(self._log.erase, erasure, self._clock.wall())
        except LogNotErasable as error:
            log.warning("%s", error)
            return Forgotten.NEVER
        return Forgotten.DONE if done else Forgotten.LATER

    def share_with(self, names: frozenset[str] | None) -> None:
        """Whom the summary is sealed to from now on; None: nobody is left out."""
        if names is not None and names != self._shared_with and self._done(self._log.share_with, names):
            self._shared_with = names

    def tend(self) -> None:
        """Once a second: at midnight yesterday is closed, although nobody may have spoken yet (P4)."""
        if self._done(self._log.tend, self._clock.wall()) and not self._waiting:
            self.failing = self._refused

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

    def _append(self, record: Record, places: list[int]) -> bool:
        return self._done(lambda: places.append(self._log.append(record, self._clock.wall())))

    def _done(self, work: Callable[P, object], *args: P.args, **named: P.kwargs) -> bool:
        try:
            with stage("sealed log"):
                work(*args, **named)
        except LogNotErasable:
            raise
        except (LogError, StageDied) as error:
            if not self.failing:
                log.warning("%s", error)
            self.failing = True
            return False
        return True


def _is_heard(record: Record) -> bool:
    """A turn in which the resident said or pressed something; the device's own words alone are none to forget."""
    return record.kind == "turn" and bool(record.body.get("heard") or record.body.get("confidence"))

"""Does somebody talk on in the room who does not talk to the device? The television never waits for an answer.

Told of every utterance, and whether it was ours. It is slow to begin and slower to end, so that one remark to a visitor
is no television, and a pause in the film is no end of it.
"""

from __future__ import annotations

from collections import deque

LOOKED_BACK_S = 60.0
BEGINS_S, ENDS_S = 12.0, 4.0
"""Speech within that time that is not for the device: from so much on somebody talks, and from so little no more."""
FEWEST = 2
"""One utterance may be anything."""
LONG_S = 20.0
"""But nobody speaks for so long to a device that has not asked."""
THROUGH_S = 0.5
"""Who speaks so soon after the device has spoken did not wait for it to finish."""
THROUGH_TIMES = 2
"""Once may be haste."""


class BackgroundTalk:
    """Times only, no words."""

    def __init__(self) -> None:
        self._others: deque[tuple[float, float]] = deque()
        self._through = 0
        self._on = False

    def going_on(self, at_s: float) -> bool:
        """Whether somebody talks on, at this session time."""
        while self._others and self._others[0][1] < at_s - LOOKED_BACK_S:
            self._others.popleft()
        if not self._others:
            self._through = 0
        spoken_s = sum(ended_s - max(started_s, at_s - LOOKED_BACK_S) for started_s, ended_s in self._others)
        if self._on:
            self._on = spoken_s >= ENDS_S
        else:
            long = any(ended_s - started_s >= LONG_S for started_s, ended_s in self._others)
            self._on = spoken_s >= BEGINS_S and (long or len(self._others) >= FEWEST)
        return self._on or self._through >= THROUGH_TIMES

    def heard(self, started_s: float, ended_s: float, *, ours: bool, spoke_until_s: float) -> None:
        """An utterance; `ours`: it was surely meant for the device. `spoke_until_s`: when that last fell silent."""
        if ours:
            self._through = 0
            return
        self._through = self._through + 1 if 0 <= started_s - spoke_until_s < THROUGH_S else self._through
        self._others.append((started_s, ended_s))

    def forget(self) -> None:
        """Somebody touched the device: whatever was heard before, now they are there."""
        self._others.clear()
        self._through = 0
        self._on = False

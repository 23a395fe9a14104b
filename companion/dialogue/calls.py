"""Calls for a human that nobody has acknowledged yet: repeated until somebody does (P6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from companion.dialogue import records
from companion.messages import Alert, OpenCall, Record, TriageLevel
from companion.ports import Clock

REPEAT_EMERGENCY_S = 60.0
"""Telecare's aim is an answer within 60 s (TSA: 97.5 %)."""

RESTORED = "help"
"""Category of a call that was open when the device stopped: what it was about is in the sealed log alone."""

NEXT_CONTACT_S = 180.0
"""Without an answer for so long it is the next contact's turn (TSA: 99 % of calls are answered by then)."""

REPEAT_URGENT_S = (60.0, 180.0)
"""An urgent call repeats after the first, then always after the second."""


@dataclass(slots=True)
class _Open:
    alert: Alert
    raised: datetime
    raised_s: float
    due_s: float


class Calls:
    """Raises, repeats and closes alerts; the only place that makes one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: list[_Open] = []
        self._made = 0

    @property
    def waiting(self) -> bool:
        """Somebody has been called and nobody has answered."""
        return bool(self._open)

    def call(self, level: TriageLevel, category: str) -> tuple[Alert, Record]:
        """Raise an alert; it repeats until `acknowledge`."""
        alert = self._alert(level, category, attempt=1)
        self._open.append(_Open(alert, self._clock.wall(), alert.at_s, alert.at_s + REPEAT_EMERGENCY_S))
        return alert, records.alert(alert)

    def kept(self) -> tuple[OpenCall, ...]:
        """What must outlive a restart. The category does not: why somebody was called is for the sealed log alone."""
        return tuple(
            OpenCall(
                identifier=one.alert.identifier, level=one.alert.level, raised=one.raised, attempt=one.alert.attempt
            )
            for one in self._open
        )

    def restore(self, calls: Sequence[OpenCall]) -> tuple[Alert, ...]:
        """After a restart: open again, and repeated at once."""
        now_s, now = self._clock.now_s(), self._clock.wall()
        for call in calls:
            # The wall clock may have been put back meanwhile.
            ago_s = max(0.0, (now - call.raised).total_seconds())
            alert = Alert(
                identifier=call.identifier, level=call.level, category=RESTORED, at_s=now_s, attempt=call.attempt
            )
            self._open.append(_Open(alert, call.raised, now_s - ago_s, now_s))
        return self.due(now_s)

    def note(self, level: TriageLevel, category: str) -> Record:
        """For the safety log only: nobody is called."""
        return records.alert(self._alert(level, category, attempt=0))

    def due(self, at_s: float) -> tuple[Alert, ...]:
        """Every alert whose time to be repeated has come, with its attempt counted up."""
        return tuple(self._repeat(one, at_s) for one in self._open if at_s >= one.due_s)

    def again(self, at_s: float) -> tuple[Alert, ...]:
        """Repeat every open alert now."""
        return tuple(self._repeat(one, at_s) for one in self._open)

    def acknowledge(self, by: str, at_s: float) -> tuple[Record, ...]:
        """Somebody has seen the calls: they stop."""
        closed = tuple(records.acknowledge(one.alert.identifier, by, at_s - one.raised_s) for one in self._open)
        self._open.clear()
        return closed

    def _alert(self, level: TriageLevel, category: str, *, attempt: int) -> Alert:
        self._made += 1
        # Wall time makes it unique across restarts, the count within one.
        identifier = f"{self._clock.wall():%Y%m%dT%H%M%S}-{self._made}"
        return Alert(identifier=identifier, level=level, category=category, at_s=self._clock.now_s(), attempt=attempt)

    def _repeat(self, one: _Open, at_s: float) -> Alert:
        contact = 1 + int(max(0.0, at_s - one.raised_s) // NEXT_CONTACT_S)
        one.alert = replace(one.alert, at_s=at_s, attempt=one.alert.attempt + 1, contact=contact)
        wait_s = REPEAT_EMERGENCY_S
        if one.alert.level < TriageLevel.EMERGENCY:
            wait_s = REPEAT_URGENT_S[min(one.alert.attempt - 1, 1)]
        # Counted from now, not from when it was due: after a jump of the clock it repeats once, not in a burst.
        one.due_s = at_s + wait_s
        return one.alert

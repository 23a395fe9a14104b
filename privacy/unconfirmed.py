"""What was said and is not on disk for sure: held while there is no log, given while a writer has it, then let go.

Every record goes by a number below zero, given to it once; where it lies in which log is looked up when it is asked
for. A log may be set aside while somebody still holds a number of a record in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from companion.errors import LogFull
from companion.messages import Erasure, Record

MOST = 2000
"""Records, held and given together."""
AT_ONCE = 200
"""So many are given between two flushes: a writer's own queue is bounded too."""
PLACES = 4 * MOST
"""So many places are remembered; what was said longer ago is asked for by its day."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies."""

    log_id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class _One:
    """A record, and the number it goes by."""

    record: Record = field(repr=False)
    at: datetime
    number: int


class Unconfirmed:
    """In the order in which it was said. In clear, in memory, as it is when it is said; never anywhere else."""

    def __init__(self) -> None:
        self._held: deque[_One] = deque()
        self._given: deque[_One] = deque()
        self._last = 0
        self._places: dict[int, tuple[Place, ...]] = {}
        """The last is the newest: what was not on disk for sure may lie in two places."""

    @property
    def waiting(self) -> bool:
        """Something was said that no writer has yet."""
        return bool(self._held)

    @property
    def any(self) -> bool:
        """Something was said that is not on disk for sure."""
        return bool(self._held or self._given)

    def hold(self, record: Record, at: datetime) -> int:
        """Keep it for later; returns its number. Raises LogFull when there is no room."""
        if len(self._held) + len(self._given) >= MOST:
            raise LogFull("Too much waits to be written, and this record is not kept.")
        self._held.append(one := _One(record, at, self._next()))
        return one.number

    def given(self, record: Record, at: datetime, place: Place) -> int:
        """A writer has it, in this place; it is kept until it is confirmed. Returns its number."""
        one = _One(record, at, self._next())
        self._lies(one.number, place)
        if len(self._held) + len(self._given) < MOST:  # what finds no room here is in the writer's hands alone
            self._given.append(one)
        return one.number

    def give(self, append: Callable[[Record, datetime], Place], flush: Callable[[], None]) -> None:
        """Give everything held to a writer, in order. What it raises leaves the rest held."""
        while self._held:
            for _ in range(min(AT_ONCE, len(self._held))):
                one = self._held[0]
                self._lies(one.number, append(one.record, one.at))
                self._given.append(self._held.popleft())
            flush()
            self.confirm()

    def confirm(self) -> None:
        """Everything given is on disk."""
        self._given.clear()

    def take_back(self) -> None:
        """The writer that had it is gone: all of it waits for another one."""
        self._held.extendleft(reversed(self._given))
        self._given.clear()

    def replaced(self, log_id: str, last: int) -> None:
        """The file is gone, and this log, whole up to `last`, is in its place: what it holds waits no more."""
        self._held = deque(one for one in self._held if not self._lies_in(one, log_id, last))
        for one in self._held:
            self._places.pop(one.number, None)

    def forget(self, erasure: Erasure) -> None:
        """Let go of what the erasure is about, and of nothing else."""
        self._held = deque(one for one in self._held if not self._covers(erasure, one))
        self._given = deque(one for one in self._given if not self._covers(erasure, one))

    def placed(self, erasure: Erasure) -> tuple[Erasure, bool]:
        """The same by places in its log (none named: in the newest), and whether something of it lies in another."""
        if erasure.sequences is None:
            return erasure, False
        found = [place for number in erasure.sequences for place in self._places.get(number, ())]
        log_id = erasure.log_id or (found[-1].log_id if found else None)
        here = {number for number in erasure.sequences if number > 0}
        here |= {place.sequence for place in found if place.log_id == log_id}
        elsewhere = any(place.log_id != log_id for place in found)
        return replace(erasure, sequences=tuple(sorted(here)), log_id=log_id), elsewhere

    def _lies_in(self, one: _One, log_id: str, last: int) -> bool:
        return any(place.log_id == log_id and place.sequence <= last for place in self._places.get(one.number, ()))

    def _next(self) -> int:
        self._last -= 1
        return self._last

    def _lies(self, number: int, place: Place) -> None:
        self._places[number] = (*self._places.get(number, ()), place)
        while len(self._places) > PLACES:
            del self._places[next(iter(self._places))]

    def _covers(self, erasure: Erasure, one: _One) -> bool:
        day = one.at.date()
        if erasure.sequences is not None and one.number not in erasure.sequences:
            named = {place.sequence for place in self._places.get(one.number, ()) if place.log_id == erasure.log_id}
            if named.isdisjoint(erasure.sequences):
                return False
        within = (erasure.since or day) <= day <= (erasure.until or day)
        return within and one.record.scope in erasure.scopes

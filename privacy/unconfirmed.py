"""What was said and is not on disk for sure: held while there is no log, given while a writer has it, then let go."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from companion.errors import LogFull
from companion.messages import Erasure, Record

MOST = 2000
"""Records, held and given together."""
AT_ONCE = 200
"""So many are given between two flushes: a writer's own queue is bounded too."""


@dataclass(slots=True)
class _One:
    """A record, and the names it goes by: its place in the log, and a number below zero from before it had one."""

    record: Record = field(repr=False)
    at: datetime
    places: set[int]


class Unconfirmed:
    """In the order in which it was said. In clear, in memory, as it is when it is said; never anywhere else."""

    def __init__(self) -> None:
        self._held: deque[_One] = deque()
        self._given: deque[_One] = deque()
        self._numbered = 0
        self._named: dict[int, int] = {}

    @property
    def waiting(self) -> bool:
        """Something was said that no writer has yet."""
        return bool(self._held)

    @property
    def any(self) -> bool:
        """Something was said that is not on disk for sure."""
        return bool(self._held or self._given)

    def hold(self, record: Record, at: datetime) -> int:
        """Keep it for later; returns a number below zero to forget it by. Raises LogFull when there is no room."""
        if len(self._held) + len(self._given) >= MOST:
            raise LogFull("Too much waits to be written, and this record is not kept.")
        self._numbered -= 1
        self._held.append(_One(record, at, {self._numbered}))
        return self._numbered

    def given(self, record: Record, at: datetime, place: int) -> None:
        """A writer has it, in this place; it is kept until it is confirmed."""
        if len(self._held) + len(self._given) < MOST:  # what finds no room here is in the writer's hands alone
            self._given.append(_One(record, at, {place}))

    def give(self, append: Callable[[Record, datetime], int], flush: Callable[[], None]) -> None:
        """Give everything held to a writer, in order. What it raises leaves the rest held."""
        while self._held:
            for _ in range(min(AT_ONCE, len(self._held))):
                one = self._held[0]
                place = append(one.record, one.at)
                self._held.popleft()
                self._named |= dict.fromkeys((number for number in one.places if number < 0), place)
                one.places.add(place)
                self._given.append(one)
            flush()
            self.confirm()

    def confirm(self) -> None:
        """Everything given is on disk."""
        self._given.clear()

    def take_back(self) -> None:
        """The writer that had it is gone: all of it waits for another one."""
        self._held.extendleft(reversed(self._given))
        self._given.clear()

    def forget(self, erasure: Erasure) -> None:
        """Let go of what the erasure is about, and of nothing else."""
        self._held = deque(one for one in self._held if not _covers(erasure, one))
        self._given = deque(one for one in self._given if not _covers(erasure, one))

    def place_of(self, number: int) -> int:
        """The place in the log of what was given a number below zero; other numbers are places."""
        return self._named.get(number, number)


def _covers(erasure: Erasure, one: _One) -> bool:
    day = one.at.date()
    if erasure.sequences is not None and one.places.isdisjoint(erasure.sequences):
        return False
    within = (erasure.since or day) <= day <= (erasure.until or day)
    return within and one.record.scope in erasure.scopes

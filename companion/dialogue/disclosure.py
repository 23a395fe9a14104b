"""Says that it is a program: at first use, each morning, and after three hours of talk (P7).

New York's General Business Law, article 47, asks for the notice at the start and every three hours of continuing use.
"""

from __future__ import annotations

from datetime import datetime

from companion.ports import Clock

NOTICE = "I am a computer program, not a person."
EVERY_S = 3 * 3600.0
"""Of talk, in seconds, between two notices."""
PAUSE_S = 600.0
"""A silence longer than this is no talk."""


class Disclosure:
    """Knows when the notice is due."""

    def __init__(self, clock: Clock, disclosed: datetime | None) -> None:
        """`disclosed`: when it was last said, before a restart."""
        self._clock = clock
        self._said = disclosed
        self._talked_s = 0.0
        self._turn_s: float | None = None

    @property
    def last(self) -> datetime | None:
        """When it was last said."""
        return self._said

    @property
    def due(self) -> bool:
        """It should be said with the next words."""
        if self._said is None or self._talked_s >= EVERY_S:
            return True
        return self._said.astimezone(self._clock.wall().tzinfo).date() < self._clock.wall().date()

    @property
    def slot(self) -> str:
        """What stands for {notice} in a wording."""
        return NOTICE if self.due else ""

    def turn(self) -> None:
        """A turn was taken: the time since the last one was talk, unless it was a long silence."""
        now_s = self._clock.now_s()
        if self._turn_s is not None and now_s - self._turn_s <= PAUSE_S:
            self._talked_s += now_s - self._turn_s
        self._turn_s = now_s

    def with_notice(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """The lines, the notice before them where it is due and not said in them already; then it counts as said."""
        if not lines or not self.due:
            return lines
        told = any(NOTICE in line for line in lines)
        self._said = self._clock.wall()
        self._talked_s = 0.0
        return lines if told else (NOTICE, *lines)

"""Tells what a finger meant from what it did: an unsteady one that hits twice has pressed once."""

from __future__ import annotations

from collections.abc import Callable

from companion.messages import Button, Press

DEBOUNCE_S = 0.5
"""Hits within this of one another are one press."""


class Steady:
    """Which presses count. All answers are one to it: a second hit may land on another, or in the next question."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pressed_s: dict[Button | type[Press], float] = {}
        self._answers: tuple[str, ...] = ()
        self._new_s = float("-inf")

    def offered(self, answers: tuple[str, ...]) -> None:
        """These answers are on the screen now; nobody can have read new ones at once."""
        if answers != self._answers:
            self._answers, self._new_s = answers, self._clock()

    def meant(self, button: Button | Press) -> bool:
        """Whether this hit counts as a press."""
        now_s = self._clock()
        which = Press if isinstance(button, Press) else button
        last_s = self._pressed_s.get(which, float("-inf"))
        self._pressed_s[which] = now_s
        if which is Press:
            last_s = max(last_s, self._new_s)
        return now_s - last_s >= DEBOUNCE_S

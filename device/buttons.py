"""The box's own buttons; a desktop has none."""

from __future__ import annotations

from companion.messages import Button


class NoButtons:
    """A board without buttons: help and acknowledge are pressed on the screen, which the face reports."""

    def presses(self) -> tuple[Button, ...]:
        """Never anything."""
        return ()

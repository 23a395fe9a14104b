"""Calling a human from the room itself; a board with a relay will have more to offer."""

from __future__ import annotations

import logging

from companion.messages import Alert

log = logging.getLogger("device.nursecall")


class RoomNurseCall:
    """A nurse call without hardware: it keeps the alert and puts one line in the journal for each attempt.

    It reaches nobody outside the room. There, the face shows the alert and the voice repeats it, which is the path's
    doing; what is kept here is what `doctor` and the next start of the face can ask for. The line names level
    and attempt; what kind of danger it is stays in the sealed log (P3).
    """

    def __init__(self) -> None:
        self._alert: Alert | None = None

    @property
    def alert(self) -> Alert | None:
        """The call that no human has acknowledged yet."""
        return self._alert

    def call(self, alert: Alert) -> None:
        """Raise the alert; calling again repeats it. A milder call does not replace one that still stands."""
        if self._alert is None or alert.level >= self._alert.level:
            self._alert = alert
        log.warning("alert %s attempt %d", alert.level.word, alert.attempt)

    def clear(self) -> None:
        """A human has acknowledged."""
        if self._alert is not None:
            log.warning("alert %s acknowledged", self._alert.level.word)
        self._alert = None

"""Messages from the family that wait to be read out."""

from __future__ import annotations

from collections import deque

from companion.messages import FamilyMessage


class Inbox:
    """First come, first read; a message goes only when it has been read out."""

    def __init__(self) -> None:
        self._waiting: deque[FamilyMessage] = deque()
        self._seen: set[str] = set()

    @property
    def waiting(self) -> int:
        """How many there are."""
        return len(self._waiting)

    @property
    def first(self) -> str | None:
        """Identifier of the one that is read next."""
        return self._waiting[0].identifier if self._waiting else None

    @property
    def slots(self) -> dict[str, str]:
        """The first one's sender and words."""
        if not self._waiting:
            return {}
        first = self._waiting[0]
        return {"message_from": first.sender, "message": first.text}

    def arrived(self, message: FamilyMessage) -> None:
        """One more; the same one twice counts once."""
        if message.identifier not in self._seen:
            self._seen.add(message.identifier)
            self._waiting.append(message)

    def delivered(self) -> str | None:
        """The first one has been read out; its identifier."""
        return self._waiting.popleft().identifier if self._waiting else None

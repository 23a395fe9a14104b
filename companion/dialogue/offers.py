"""A yes or no that is waited for and belongs to no script: would you like this talk, would you like to go on."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.dialogue.layer import Step
from companion.dialogue.readback import CONFIRMING


@dataclass(frozen=True, slots=True)
class _Offer:
    words: str = field(repr=False)
    proposed: str | None
    """The script that a yes begins; None: it goes on with the talk beneath."""


class Offers:
    """The offer that is open, if one is; and one that a talk covers, which is asked again when that talk is over."""

    def __init__(self) -> None:
        self._open: _Offer | None = None
        self._covered: tuple[_Offer, int] | None = None

    @property
    def waiting(self) -> bool:
        """An offer has been made and not been answered."""
        return self._open is not None

    @property
    def words(self) -> str:
        """The words of the open offer, or ""."""
        return self._open.words if self._open else ""

    def make(self, words: str, *, proposed: str | None = None) -> Step:
        """Ask it."""
        self._open = _Offer(words, proposed)
        return Step(say=(words,), expect=CONFIRMING, buttons=("yes", "no"))

    def take(self) -> str | None:
        """It is answered. Returns the script that a yes begins, if one was proposed."""
        answered, self._open = self._open, None
        return answered.proposed if answered else None

    def withdraw(self) -> None:
        """Nothing is offered any more."""
        self._open = self._covered = None

    def cover(self, under: int) -> None:
        """Another talk goes first, on top of so many talks."""
        if self._open is not None:
            self._covered, self._open = (self._open, under), None

    def uncovered(self, left: int) -> Step | None:
        """So many talks are left: what was waiting there is asked again; None where nothing was."""
        if self._covered is None or self._covered[1] != left:
            return None
        (again, _), self._covered = self._covered, None
        return self.make(again.words, proposed=again.proposed)

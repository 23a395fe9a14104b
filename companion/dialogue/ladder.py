"""The patience of one question: other words, then fewer answers, then big buttons; then it is left kindly."""

from __future__ import annotations

from collections import Counter

from companion.dialogue.layer import Said
from companion.dialogue.script import Rung, State, answers_of

HARD_MOODS = frozenset({"sadness", "fear", "anger"})
BREAK_AT = 0.7
"""Certainty of a hard mood from which a break is offered, once in a script, and only between many questions."""
LONG_SCRIPT = 5


class Ladders:
    """How often the open question has failed, in each way it can fail."""

    def __init__(self) -> None:
        self._tries: Counter[str] = Counter()

    def next(self, way: str, rungs: tuple[Rung, ...]) -> Rung | None:
        """The rung after one more failure of this kind; None when there is none left."""
        count = self._tries[way]
        self._tries[way] += 1
        return rungs[count] if count < len(rungs) else None

    def buttons(self, way: str, rung: Rung, state: State) -> tuple[str, ...]:
        """From the second failure on the answers stand on the screen, too."""
        everything = answers_of(state) if rung.buttons or self._tries[way] > 1 else ()
        return rung.offer or everything

    def heard(self, way: str) -> None:
        """No longer failing in this way."""
        self._tries[way] = 0

    def over(self) -> None:
        """Another question."""
        self._tries.clear()


class Breaks:
    """Offers a break in a hard moment, once."""

    def __init__(self, questions: int) -> None:
        self._left = questions >= LONG_SCRIPT

    def wanted(self, said: Said, *, asking: bool) -> bool:
        """Whether to offer one now; then it has been offered."""
        feeling = said.feeling
        hard = not feeling.unsure and feeling.ekman in HARD_MOODS and feeling.certainty >= BREAK_AT
        if not (hard and asking and self._left):
            return False
        self._left = False
        return True

"""How long this person pauses in mid-sentence, learned while they talk, and what that does to the waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from companion.messages import AnswerKind

USUAL_S = 0.5
"""What people pause within a sentence, in the middle of many studies; waits are made for this and scaled from it."""
SHORTEST_S = 0.2
"""Shorter silences belong to the sounds of speech (the closure of a t), not to its speaker."""
LONGEST_S = 3.0
"""A pause is counted as at most so long."""
LEAST, MOST = 0.9, 2.5
"""Waits are never scaled below or above this."""
_WEIGHT = 0.1
"""Of the newest pause, once there are many: the last ten or so count."""
_FIRST = 4.0
"""The usual pause counts as so many when nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of one kind of question."""

    mean_s: float = USUAL_S
    """Exponential average of the pauses."""
    count: int = 0
    """Pauses seen."""

    def after(self, pause_s: float) -> Learned:
        """With one more pause."""
        weight = max(_WEIGHT, 1.0 / (self.count + 1 + _FIRST))
        return Learned(self.mean_s + (min(pause_s, LONGEST_S) - self.mean_s) * weight, self.count + 1)


class Patience:
    """Scales the waits for one person. Holds figures only, no words."""

    def __init__(
        self,
        learned: Mapping[AnswerKind, Learned] | None = None,
        *,
        fixed: float | None = None,
        takes_time: bool = False,
    ) -> None:
        """`fixed`: a factor that goes before anything learned. `takes_time`: nothing below twice the usual."""
        self._learned = dict(learned or {})
        self._fixed = fixed
        self._least = 2.0 if takes_time else LEAST

    @property
    def learned(self) -> Mapping[AnswerKind, Learned]:
        """What is known, by kind of question."""
        return dict(self._learned)

    def relearn(self, learned: Mapping[AnswerKind, Learned]) -> None:
        """Know this from now on and nothing else: somebody has reset it, or it comes from the time before."""
        self._learned = dict(learned)

    def paused(self, kind: AnswerKind, seconds: float) -> None:
        """Somebody paused for so long in answering a question of this kind, and went on."""
        if seconds >= SHORTEST_S:
            self._learned[kind] = self._learned.get(kind, Learned()).after(seconds)

    def factor(self, kind: AnswerKind) -> float:
        """What the waits after a question of this kind are multiplied by."""
        if self._fixed is not None:
            return self._fixed
        return min(MOST, max(self._least, self._learned.get(kind, Learned()).mean_s / USUAL_S))

"""Lips: mouth cues and a time in, the shape of the mouth out, each shape flowing into the next.

Speech already starts its cues early, as lips do (late lips look wrong: Rhubarb Lip Sync issue 22); here each change is
only spread around its cue, so that it is half done as the cue begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from companion.face.motion import smooth
from companion.messages import MouthCue, MouthShape

EARLY_S = 0.04
"""The lips leave the last shape this long before a cue."""
ARRIVE_S = 0.03
"""And stand in the new one this long after it."""
HOLD_S = 0.6
"""A cue that nothing follows is let go after this: a lost message must not leave the mouth open."""
KEPT_S = 2.0
"""Cues older than this are forgotten."""


class Lips(NamedTuple):
    """The mouth's shape, each 0 to 1."""

    width: float
    open: float
    round: float
    teeth: float
    tongue: float


SHAPES = {
    MouthShape.A: Lips(0.66, 0.0, 0.1, 0.0, 0.0),
    MouthShape.B: Lips(0.80, 0.30, 0.1, 1.0, 0.0),
    MouthShape.C: Lips(0.84, 0.55, 0.2, 0.7, 0.3),
    MouthShape.D: Lips(0.88, 1.0, 0.3, 0.6, 0.6),
    MouthShape.E: Lips(0.62, 0.66, 0.8, 0.2, 0.3),
    MouthShape.F: Lips(0.36, 0.38, 1.0, 0.0, 0.0),
    MouthShape.G: Lips(0.68, 0.26, 0.1, 1.0, 0.0),
    MouthShape.H: Lips(0.76, 0.50, 0.3, 0.6, 1.0),
    MouthShape.X: Lips(0.74, 0.0, 0.0, 0.0, 0.0),
}
REST = SHAPES[MouthShape.X]


@dataclass(frozen=True, slots=True)
class Cue:
    """A mouth shape at a session time."""

    at_s: float
    shape: MouthShape
    opening: float = 1.0

    @property
    def lips(self) -> Lips:
        """The shape, opened as far as it is said."""
        drawn = SHAPES[self.shape]
        return drawn if self.opening == 1.0 else drawn._replace(open=drawn.open * self.opening)


class Timeline:
    """The cues that are known, on the session's clock; old ones are forgotten."""

    def __init__(self) -> None:
        self._cues: list[Cue] = []

    def speech(self, at_s: float, cues: Sequence[MouthCue]) -> None:
        """Add cues that count from `at_s`; they replace what was known from the first of them on."""
        new = sorted((Cue(at_s + cue.start_s, cue.shape, cue.opening) for cue in cues), key=lambda cue: cue.at_s)
        if new:
            self._cues = [cue for cue in self._cues if cue.at_s < new[0].at_s] + new

    def stop(self, at_s: float) -> None:
        """Forget what comes after `at_s` and close the mouth."""
        self._cues = [cue for cue in self._cues if cue.at_s < at_s] + [Cue(at_s, MouthShape.X)]

    def forget(self, now_s: float) -> None:
        """Drop what has long been spoken; the last cue before that still holds."""
        old = bisect_right(self._cues, now_s - KEPT_S, key=lambda cue: cue.at_s) - 1
        if old > 0:
            del self._cues[:old]

    def at(self, time_s: float) -> tuple[Lips, float]:
        """The lips at this time, and how much of the mouth is theirs (0: at rest, the mood shapes it).

        Changes that overlap add up: each cue weighs what its own change has reached less what the next one's has, so
        the lips never jump, however fast the cues come.
        """
        first = max(0, bisect_right(self._cues, time_s - ARRIVE_S, key=_time) - 1)
        last = bisect_right(self._cues, time_s + EARLY_S, key=_time)
        # What nothing follows is let go after a while.
        later = _share(time_s, self._cues[-1].at_s + HOLD_S) if last and last == len(self._cues) else 0.0
        lips, said = [later * rest for rest in REST], 0.0
        for cue in reversed(self._cues[first:last]):
            share = _share(time_s, cue.at_s)
            weight, later = share - later, share
            lips = [total + weight * part for total, part in zip(lips, cue.lips, strict=True)]
            said += 0.0 if cue.shape is MouthShape.X else weight
        rest = 1.0 - later
        return Lips(*(min(1.0, max(0.0, total + rest * part)) for total, part in zip(lips, REST, strict=True))), said


def _time(cue: Cue) -> float:
    return cue.at_s


def _share(time_s: float, at_s: float) -> float:
    """How far the change at `at_s` has come."""
    return smooth((time_s - at_s + EARLY_S) / (EARLY_S + ARRIVE_S))

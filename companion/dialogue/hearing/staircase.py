"""How soft speech may be: an adaptive staircase, a step softer after each triplet heard, louder after each missed.

After the digit triplet test (Smits, Kapteyn and Houtgast 2004; the WHO's hearWHO): a simple up-down procedure comes to
stand where half of all triplets are heard. Theirs measures ears, in noise; this one only finds how loud the voice must
be at this bed, in the sound of this room. Levels are decibels against the voice as it is set up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

STEP_DB = 4.0
FIRST_DB, SOFTEST_DB, LOUDEST_DB = 0.0, -12.0, 8.0
"""It begins as loud as the voice is set up; softer and louder than these the voice cannot be made."""
MOST_TRIPLETS = 10
ENOUGH_REVERSALS = 6
"""Turns from softer to louder or back, after which the mean of their levels hardly changes any more."""
AT_THE_EDGE = 2
"""So many heard at the softest, or missed at the loudest, and there is no further to go."""

ABOVE_THRESHOLD_DB = 12.0
"""Speech is easy to follow so far above the level at which half of it is heard."""
LEAST_GAIN_DB, MOST_GAIN_DB = -6.0, 9.0
SLIGHT_DB, CLEAR_DB = -9.0, -3.0
"""Thresholds above which the high tones are raised, by 3 and by 6 dB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staircase:
    """How the test has gone so far; each answer makes the next one."""

    level_db: float = FIRST_DB
    """Of the next triplet."""
    said: tuple[tuple[float, bool], ...] = ()
    """(level, heard) of every triplet so far."""

    def after(self, *, heard: bool) -> Staircase:
        """The staircase once the triplet at `level_db` was heard, or missed."""
        wanted = self.level_db - STEP_DB if heard else self.level_db + STEP_DB
        level_db = min(max(wanted, SOFTEST_DB), LOUDEST_DB)
        return replace(self, level_db=level_db, said=(*self.said, (self.level_db, heard)))

    @property
    def done(self) -> bool:
        """Nothing more need be asked."""
        return len(self.said) >= MOST_TRIPLETS or len(self._reversals) >= ENOUGH_REVERSALS or self._edge is not None

    @property
    def threshold_db(self) -> float:
        """The level at which about half is heard: the mean level at the turns, or the edge where there was none left.

        As it stands now; it means something once the staircase is done.
        """
        if self._edge is not None:
            return self._edge
        turns = self._reversals
        return sum(turns) / len(turns) if turns else self.level_db

    @property
    def _reversals(self) -> tuple[float, ...]:
        """Levels of the triplets that were heard after one that was missed, or missed after one that was heard."""
        return tuple(level for (_, before), (level, heard) in pairwise(self.said) if heard is not before)

    @property
    def _edge(self) -> float | None:
        for edge, heard in ((SOFTEST_DB, True), (LOUDEST_DB, False)):
            if self.said[-AT_THE_EDGE:] == ((edge, heard),) * AT_THE_EDGE:
                return edge
        return None


def fitting_gain_db(threshold_db: float) -> float:
    """How much louder than set up the voice should be for somebody with this threshold."""
    return float(round(min(max(threshold_db + ABOVE_THRESHOLD_DB, LEAST_GAIN_DB), MOST_GAIN_DB)))


def fitting_lift_db(threshold_db: float) -> float:
    """How much the high tones should be raised.

    Hearing that goes with age goes first and furthest above 2 kHz (ISO 7029): whoever needs more level than usual has
    most probably lost more there. Below SLIGHT_DB nothing is missing; above CLEAR_DB level alone can no longer be
    raised by all that is missing.
    """
    if threshold_db <= SLIGHT_DB:
        return 0.0
    return 3.0 if threshold_db <= CLEAR_DB else 6.0

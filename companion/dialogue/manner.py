"""How the device speaks to this person: slower, louder or softer when asked, calmer in a hard moment."""

from __future__ import annotations

from companion.dialogue.commands import Command
from companion.messages import Feeling, Manner

PACE_STEP = 0.9
SLOWEST, FASTEST = 0.73, 1.27
"""110 and 190 words a minute at the default of 150."""
GAIN_STEP_DB = 3.0
SOFTEST_DB, LOUDEST_DB = -9.0, 9.0
HARD_PACE = 0.94
"""Pace, times the usual, in answer to a sad, fearful or angry mood that is certain enough (P10)."""
_HARD = frozenset({"sadness", "fear", "anger"})


class SpeakingManner:
    """Changes by command and stays so; a mood changes it for one reply."""

    def __init__(self) -> None:
        self._manner = Manner()

    def asked(self, command: Command) -> None:
        """Slower, louder or softer by one step, within what can be understood."""
        pace, gain_db = self._manner.pace, self._manner.gain_db
        match command:
            case Command.SLOWER:
                pace = max(SLOWEST, pace * PACE_STEP)
            case Command.LOUDER:
                gain_db = min(LOUDEST_DB, gain_db + GAIN_STEP_DB)
            case Command.SOFTER:
                gain_db = max(SOFTEST_DB, gain_db - GAIN_STEP_DB)
            case _:
                return
        self._manner = Manner(pace=pace, gain_db=gain_db)

    def for_reply(self, feeling: Feeling | None = None) -> Manner:
        """How to say the next words."""
        hard = feeling is not None and not feeling.unsure and feeling.ekman in _HARD
        pace = self._manner.pace * HARD_PACE if hard else self._manner.pace
        return Manner(pace=max(SLOWEST, pace), gain_db=self._manner.gain_db)

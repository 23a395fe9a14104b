"""How the device speaks to this person: slower, louder, in a whisper when asked, calmer in a hard moment."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from companion.dialogue.commands import Command
from companion.messages import AS_USUAL, Feeling, Manner

PACE_STEP = 0.9
SLOWEST, FASTEST = 0.73, 1.27
"""110 and 190 words a minute at the default of 150."""
GAIN_STEP_DB = 3.0
SOFTEST_DB, LOUDEST_DB = -9.0, 9.0
MOST_LIFT_DB = 6.0
HARD_PACE = 0.94
"""Pace, times the usual, in answer to a sad, fearful or angry mood that is certain enough (P10)."""
AGAIN_PACE = 0.88
"""Pace, times the usual, of what is said again: for one reply, however often it is asked for."""
_HARD = frozenset({"sadness", "fear", "anger"})


class SpeakingManner:
    """Changes by command, or by the hearing test, and stays so; a mood or an "again" changes it for one reply."""

    def __init__(self, kept: Manner = AS_USUAL) -> None:
        """`kept`: from before a restart."""
        self._manner = replace(_within_reason(kept), whisper=False)

    @property
    def lasting(self) -> Manner:
        """What outlives a restart, and "forget everything" too: a setting for these ears is nothing that was said.

        A whisper is for this night alone.
        """
        return replace(self._manner, whisper=False)

    @property
    def now(self) -> Manner:
        """How the next words are said when nothing is special about them."""
        return self._manner

    def put(self, manner: Manner) -> None:
        """Speak so from now on."""
        self._manner = _within_reason(manner)

    def asked(self, command: Command) -> None:
        """One step in the direction that was asked for, within what can be understood; or back to the usual."""
        before = self._manner
        changed = before
        match command:
            case Command.SLOWER:
                changed = replace(before, pace=before.pace * PACE_STEP)
            case Command.FASTER:
                changed = replace(before, pace=before.pace / PACE_STEP)
            case Command.LOUDER if before.whisper:
                # With voice again is louder by far.
                changed = replace(before, whisper=False)
            case Command.LOUDER:
                changed = replace(before, gain_db=before.gain_db + GAIN_STEP_DB)
            case Command.SOFTER:
                changed = replace(before, gain_db=before.gain_db - GAIN_STEP_DB)
            case Command.WHISPER:
                changed = replace(before, whisper=True)
            case Command.USUAL:
                # The ears stay as they are: what the hearing test found of high tones is kept.
                changed = Manner(lift_db=before.lift_db)
        self.put(changed)

    def for_reply(self, feeling: Feeling | None = None) -> Manner:
        """How to say the next words."""
        hard = feeling is not None and not feeling.unsure and feeling.ekman in _HARD
        return self._paced(HARD_PACE if hard else 1.0)

    def for_again(self) -> Manner:
        """How to say once more what was not caught."""
        return self._paced(AGAIN_PACE)

    def _paced(self, share: float) -> Manner:
        return replace(self._manner, pace=max(SLOWEST, self._manner.pace * share))


def unsoftened(manner: Manner) -> Manner:
    """The same for a call for help, or a stop: never in a whisper, never softer than usual (P6)."""
    return replace(manner, gain_db=max(0.0, manner.gain_db), whisper=False)


def _within_reason(manner: Manner) -> Manner:
    """What can be heard and understood, whatever an old or damaged file says."""
    if not all(map(isfinite, (manner.pace, manner.gain_db, manner.lift_db))):
        return AS_USUAL
    return replace(
        manner,
        pace=min(max(manner.pace, SLOWEST), FASTEST),
        gain_db=min(max(manner.gain_db, SOFTEST_DB), LOUDEST_DB),
        lift_db=min(max(manner.lift_db, 0.0), MOST_LIFT_DB),
    )

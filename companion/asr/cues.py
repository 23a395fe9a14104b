"""What tells an end from a pause where no expected answer does: how the words sound, and how the voice does."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.asr.cadence import Cadence
from companion.asr.completeness import EndingsModel
from companion.asr.melody import ROWS_PER_FRAME, Melody
from companion.messages import Samples

ASKED_AFTER_FRAMES = 2
"""After so many frames of silence (64 ms) the voice is judged, once for each pause."""


@dataclass(frozen=True, slots=True)
class Cues:
    """The models at hand; without one its cue says nothing."""

    words: EndingsModel | None = None
    voice: Cadence | None = None


@dataclass(slots=True)
class VoiceCue:
    """Follows the voice through one utterance."""

    cadence: Cadence | None
    _melody: Melody = field(default_factory=Melody)
    _silent: int = 0
    _judged: float = 0.0

    def hear(self, samples: Samples, *, speech: bool) -> float:
        """Take one frame; how finished the voice sounded where this silence began, log-odds. 0: nothing is known."""
        if self.cadence is None:
            return 0.0
        self._melody.take(samples)
        self._silent = 0 if speech else self._silent + 1
        if speech:
            self._judged = 0.0
        elif self._silent == ASKED_AFTER_FRAMES:
            heard = self._melody.heard()
            self._judged = self.cadence.log_odds(heard, len(heard.level_db) - ASKED_AFTER_FRAMES * ROWS_PER_FRAME)
        return self._judged

"""What one turn took: states, timings, outcomes, and no words."""

from __future__ import annotations

from dataclasses import dataclass

from companion.messages.dialogue import Outcome
from companion.messages.hearing import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnReport:
    """One turn for the figures: written to turns.jsonl, summed up by the bench."""

    number: int
    cause: str
    """Began the turn: started, speech, touch, silence, time, presence, message, help button, acknowledge button."""
    state_before: str
    state: str
    outcome: Outcome
    alerts: int = 0
    at_s: float
    """Session time of the cause."""
    speech_started_s: float | None = None
    speech_ended_s: float | None = None
    """Session time of the last speech, as the voice activity detector saw it."""
    decided_s: float | None = None
    """Session time at which the end of the turn was decided."""
    ending: Ending | None = None
    """Why the utterance was taken to be over."""
    confidence: float | None = None
    unsure: bool | None = None
    """Whether the emotion stage was unsure."""
    transcript_ms: float = 0.0
    """Work from the frame that ended the turn to the transcript."""
    feel_ms: float = 0.0
    decide_ms: float = 0.0
    sound_ms: float = 0.0
    """Work from the decision to the first sound handed to the speaker."""
    first_sound_s: float | None = None
    """Session time at which the first sound reaches the air; None when nothing was said."""

    @property
    def work_ms(self) -> float:
        """Everything the machine did between the end of the turn and the first sound."""
        return self.transcript_ms + self.feel_ms + self.decide_ms + self.sound_ms

"""How loud the voice is at which time of day, and when it whispers: set for one resident and room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from companion.messages import Prompt, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The settings' `tts.levels` and `tts.whisper`."""

    levels: Mapping[time, float]
    """From this time on it is so many decibels louder than usual, until the next; the last holds over midnight."""
    whisper: tuple[time, time] | None = None
    """From the first time to the second it whispers."""

    @classmethod
    def of(cls, levels: Mapping[str, float], whisper: str | None) -> Hours:
        """From `HH:MM` and `HH:MM-HH:MM`."""
        start, _, end = (whisper or "").partition("-")
        return cls(
            levels={time.fromisoformat(at): gain_db for at, gain_db in levels.items()},
            whisper=(time.fromisoformat(start), time.fromisoformat(end)) if whisper else None,
        )

    def at(self, prompt: Prompt, now: datetime) -> Prompt:
        """The prompt as it is said at this time. An alert or a stop is never softer than by day, nor whispered (P6)."""
        gain_db = self._gain_db(now.time())
        whisper = prompt.manner.whisper or self._whispers(now.time())
        if prompt.urgency >= Urgency.STOP:
            gain_db, whisper = max(0.0, gain_db), False
        manner = replace(prompt.manner, gain_db=prompt.manner.gain_db + gain_db, whisper=whisper)
        return prompt if manner == prompt.manner else replace(prompt, manner=manner)

    def _gain_db(self, now: time) -> float:
        if not self.levels:
            return 0.0
        begun = [at for at in self.levels if at <= now]
        return self.levels[max(begun or self.levels)]

    def _whispers(self, now: time) -> bool:
        if self.whisper is None:
            return False
        start, end = self.whisper
        return start <= now < end if start <= end else now >= start or now < end

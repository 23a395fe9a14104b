"""The same complaint again within three days rises one level (NHS 111: a repeated contact hides a graver illness)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from companion.messages import TriageLevel, Verdict

WITHIN_S = 72 * 3600.0
"""How long a complaint is remembered, in seconds."""

SAME_TELLING_S = 600.0
"""Said again so soon, in seconds, it is the same telling and not a new complaint."""


@dataclass(slots=True)
class Repetition:
    """Remembers when each category was last raised; deterministic, given the times.

    Watch rises to urgent and urgent to emergency; an emergency stays one. Times are seconds on any clock that never
    runs backwards and outlives the session.
    """

    _told_at_s: dict[str, float] = field(default_factory=dict, repr=False)

    def weigh(self, verdict: Verdict, at_s: float) -> Verdict:
        """The verdict, one level higher where the same category was raised in the last 72 hours."""
        if verdict.level is TriageLevel.NONE:
            return verdict
        before = self._told_at_s.get(verdict.category)
        if before is None or at_s - before > WITHIN_S:
            self._told_at_s[verdict.category] = at_s
            return verdict
        if at_s - before < SAME_TELLING_S:
            return verdict
        self._told_at_s[verdict.category] = at_s
        level = TriageLevel(min(TriageLevel.EMERGENCY, verdict.level + 1))
        hours = round((at_s - before) / 3600)
        return replace(verdict, level=level, reason=f"{verdict.reason}; told before, {hours} hours ago")

    def remembered(self) -> dict[str, float]:
        """Category -> when it was last raised, for keeping across a restart."""
        return dict(self._told_at_s)

    @classmethod
    def recalled(cls, told_at_s: dict[str, float]) -> Repetition:
        """What `remembered` gave, back again."""
        return cls(dict(told_at_s))

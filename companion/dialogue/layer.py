"""What one layer of the talk (a script, the crisis protocol) is told, and what it decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from companion.messages import Alert, Expectation, Expression, Feeling, Heard, Outcome, Record, Verdict


class Judge(Protocol):
    """Triage, as the dialogue uses it."""

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        """The red-flag level of an utterance; other hypotheses may raise it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the resident said: the best hypothesis, the others, and the feeling in it."""

    text: str = field(repr=False)
    others: tuple[str, ...] = field(default=(), repr=False)
    confidence: float = 1.0
    feeling: Feeling

    @classmethod
    def of(cls, event: Heard) -> Said:
        """The words of a heard event."""
        transcript = event.utterance.transcript
        return cls(
            text=transcript.text,
            others=transcript.alternatives,
            confidence=transcript.confidence,
            feeling=event.feeling,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a layer decided for one event."""

    say: tuple[str, ...] = field(default=(), repr=False)
    expect: Expectation | None = None
    records: tuple[Record, ...] = field(default=(), repr=False)
    alerts: tuple[Alert, ...] = ()
    outcome: Outcome = Outcome.NOTHING
    expression: Expression = Expression.NEUTRAL
    interrupts: bool = False
    done: bool = False
    """The layer is over; what lies beneath it goes on."""
    flag: Verdict | None = None
    """The script itself calls for the crisis protocol."""

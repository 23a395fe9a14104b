"""What one layer of the talk (a script, the crisis protocol) is told, and what it decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from companion.messages import (
    UNSURE,
    Alert,
    Expectation,
    Expression,
    Feeling,
    Forget,
    Heard,
    Manner,
    Outcome,
    Record,
    Touched,
    Verdict,
)


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
    touched: bool = False
    """Pressed on the screen, so there is no doubt about it."""

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

    @classmethod
    def pressed(cls, event: Touched) -> Said:
        """The answer on a button."""
        return cls(text=event.answer.lower(), feeling=UNSURE, touched=True)


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
    buttons: tuple[str, ...] = field(default=(), repr=False)
    """Answers to show as big buttons."""
    consents: Mapping[str, bool] = field(default_factory=dict, repr=False)
    """Purposes that the resident has just agreed to or refused."""
    forget: Forget | None = None
    """What the resident wants erased."""
    delivered: bool = False
    """The family message in {message} has been read out."""
    done: bool = False
    """The layer is over; what lies beneath it goes on."""
    snooze_min: int | None = None
    """The layer is over and wants to begin again so many minutes later."""
    unanswered: bool = False
    """The layer is over because nobody answered."""
    call: str | None = None
    """The layer wants this script run in between."""
    offers_break: bool = False
    """The layer has asked whether to go on at all."""
    flag: Verdict | None = None
    """The script itself calls for the crisis protocol."""
    otherwise: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Line -> another wording of the same, for whoever did not catch it; a line without one has only its own words."""
    manners: Mapping[str, Manner] = field(default_factory=dict, repr=False)
    """Line -> how it is said, where that is not as the resident is spoken to otherwise."""
    large: bool = False
    """The words stand on the screen as large as they go."""
    unseen: frozenset[str] = frozenset()
    """Lines that are only heard."""


def joined(first: Step, second: Step) -> Step:
    """Two steps that one event led to: said and recorded one after the other."""
    return replace(
        second,
        say=(*first.say, *second.say),
        records=(*first.records, *second.records),
        alerts=(*first.alerts, *second.alerts),
        consents={**first.consents, **second.consents},
        forget=first.forget or second.forget,
        delivered=first.delivered or second.delivered,
        outcome=first.outcome,
        interrupts=first.interrupts or second.interrupts,
        otherwise={**first.otherwise, **second.otherwise},
        manners={**first.manners, **second.manners},
        large=first.large or second.large,
        unseen=first.unseen | second.unseen,
    )

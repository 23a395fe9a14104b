"""Measures the work of each turn and tells an observer, without words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

from companion.messages import (
    AlertAcknowledged,
    DialogueEvent,
    FamilyMessage,
    Heard,
    HelpPressed,
    NoReply,
    PresenceChanged,
    Reply,
    SessionStarted,
    TimePassed,
    Touched,
    TurnReport,
)
from companion.ports import TurnObserver


class Figures:
    """The only stopwatch of the conversation: session time counts audio, this counts the machine's work."""

    def __init__(self, observer: TurnObserver) -> None:
        self._observer = observer
        self._turns = 0
        self._work_ms: defaultdict[str, float] = defaultdict(float)
        self._waiting: TurnReport | None = None

    @contextmanager
    def work(self, part: str) -> Iterator[None]:
        """Count what is done inside towards `part` of the turn: transcript, feel, decide or sound."""
        started = perf_counter()
        try:
            yield
        finally:
            self._work_ms[part] += (perf_counter() - started) * 1000

    def taken(self, part: str) -> float:
        """The ms counted for `part` so far, which then counts from nothing again."""
        return self._work_ms.pop(part, 0.0)

    def add(self, part: str, work_ms: float) -> None:
        """Count work for `part` that was measured before."""
        self._work_ms[part] += work_ms

    def turn(self, event: DialogueEvent, reply: Reply, *, before: str, after: str, at_s: float) -> None:
        """A turn has been decided; it is reported when it is first heard, or at once when it says nothing."""
        self.heard_at(None)
        self._turns += 1
        report = TurnReport(
            number=self._turns,
            cause=_cause(event),
            state_before=before,
            state=after,
            outcome=reply.outcome,
            alerts=len(reply.alerts),
            at_s=at_s,
        )
        if isinstance(event, Heard):
            report = replace(
                report,
                speech_started_s=event.utterance.started_s,
                speech_ended_s=event.utterance.ended_s,
                decided_s=event.utterance.decided_s,
                ending=event.utterance.ending,
                confidence=event.utterance.transcript.confidence,
                unsure=event.feeling.unsure,
            )
        self._waiting = replace(
            report,
            transcript_ms=self.taken("transcript"),
            feel_ms=self.taken("feel"),
            decide_ms=self.taken("decide"),
        )
        self._work_ms.clear()
        if not reply.say:
            self.heard_at(None)

    def heard_at(self, first_sound_s: float | None) -> None:
        """The waiting turn's first sound reaches the air then; None: it was never heard."""
        if self._waiting is None:
            return
        self._observer.turn(replace(self._waiting, first_sound_s=first_sound_s, sound_ms=self.taken("sound")))
        self._waiting = None


def _cause(event: DialogueEvent) -> str:
    return _CAUSES[type(event)]


_CAUSES: dict[type[DialogueEvent], str] = {
    SessionStarted: "started",
    Heard: "speech",
    Touched: "touch",
    NoReply: "silence",
    TimePassed: "time",
    PresenceChanged: "presence",
    FamilyMessage: "message",
    HelpPressed: "help button",
    AlertAcknowledged: "acknowledge button",
}

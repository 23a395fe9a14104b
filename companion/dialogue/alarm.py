"""Red flags, the help button and open calls: what goes before all talk (P6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.calls import Calls
from companion.dialogue.crisis import Crisis
from companion.dialogue.layer import Said, Step
from companion.dialogue.protocol import Protocol
from companion.messages import (
    Alert,
    AlertAcknowledged,
    HelpPressed,
    OpenCall,
    Outcome,
    Record,
    TriageLevel,
    Verdict,
)
from companion.ports import Clock

ABUSE = "abuse"
HELP = Verdict(level=TriageLevel.EMERGENCY, category="help", reason="asked for help")
BUTTON = Verdict(level=TriageLevel.EMERGENCY, category="help_button", reason="the help button was pressed")


class Alarm:
    """The crisis protocol, if one runs, and every call that nobody has acknowledged."""

    def __init__(self, protocol: Protocol, clock: Clock, *, name: str) -> None:
        self._protocol = protocol
        self._clock = clock
        self._name = name
        self._calls = Calls(clock)
        self.crisis: Crisis | None = None

    @property
    def open_calls(self) -> tuple[OpenCall, ...]:
        """What must outlive a restart."""
        return self._calls.kept()

    @property
    def asking(self) -> bool:
        """A red flag that was heard well waits for an answer."""
        return self.crisis is not None and self.crisis.asking_for_sure

    @property
    def abuse_lines(self) -> tuple[str, ...]:
        """The default caregiver may be the one who does it: nobody is called, nothing but the diary hears of it."""
        return self._protocol.category(ABUSE).reflect

    def restore(self, calls: Sequence[OpenCall]) -> Step:
        """After a restart: what nobody had acknowledged is called for again."""
        alerts = self._calls.restore(calls)
        self.crisis = Crisis.restored(self._protocol, self._calls, name=self._name, at_s=self._clock.now_s())
        return replace(self.crisis.open_again(alerts), interrupts=True)

    def ask_again(self) -> Step:
        """After a restart in the middle of the question: it is put again, and silence still calls."""
        step = self.enter(HELP)
        lead = self._protocol.lines["restored_question"]
        asked = self._protocol.category(HELP.category).question.ask
        return replace(step, say=(*lead, asked))

    def flagged(self, verdict: Verdict, said: Said, *, doubtful: bool) -> Step:
        """A red flag: interrupts whatever is going on, in the same turn."""
        if self.crisis is not None:
            return replace(self.crisis.flagged(verdict, said, self._clock.now_s()), interrupts=True)
        return self.enter(verdict, doubtful=doubtful)

    def enter(self, verdict: Verdict, *, doubtful: bool = False) -> Step:
        """The protocol begins."""
        now_s = self._clock.now_s()
        self.crisis = Crisis(self._protocol, self._calls, verdict, name=self._name, at_s=now_s, doubtful=doubtful)
        return replace(self.crisis.open(), interrupts=True)

    def press(self, event: HelpPressed) -> Step:
        """The help button."""
        if self.crisis is not None:
            return replace(self.crisis.pressed(event), interrupts=True)
        return self.enter(BUTTON)

    def acknowledge(self, event: AlertAcknowledged) -> Step:
        """A human has seen the calls; they stop, whether or not anybody talks about them."""
        closed = self._calls.acknowledge(event.by, event.at_s)
        if not closed:
            return Step()
        if self.crisis is None:
            return Step(records=closed, outcome=Outcome.ACKNOWLEDGED)
        return self.crisis.acknowledged(closed, event.at_s)

    def passed(self, at_s: float) -> Step:
        """A second has gone by: what is due is called for again."""
        due = self._calls.due(at_s)
        if self.crisis is not None:
            return self.crisis.repeated(due) if due else self.crisis.passed(at_s)
        return _repeated(due) if due else Step()

    def call_quietly(self, level: TriageLevel, category: str) -> Step:
        """Call for a human without a word to the resident: nobody has answered a question that must be answered."""
        alert, record = self._calls.call(level, category)
        return Step(alerts=(alert,), records=(record,))

    def watch(self, category: str) -> Record:
        """Worth a look, no more: for the safety log, without a call."""
        return self._calls.note(TriageLevel.WATCH, category)

    def over(self) -> bool:
        """The protocol has ended. Returns whether anybody was called."""
        called = self.crisis is not None and self.crisis.called
        self.crisis = None
        return called


def _repeated(due: tuple[Alert, ...]) -> Step:
    return Step(alerts=due, records=tuple(map(records.alert, due)), outcome=Outcome.ALERT_REPEATED)

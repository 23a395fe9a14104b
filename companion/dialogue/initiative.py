"""Speaks first: begins what is due at a moment that suits, and keeps the agenda of what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from companion.dialogue.agenda import Agenda, Closed, Due
from companion.dialogue.alarm import Alarm
from companion.dialogue.consents import Consents
from companion.dialogue.conversation import Conversation, Ended
from companion.dialogue.inbox import Inbox
from companion.dialogue.layer import Step
from companion.dialogue.script import Purpose
from companion.messages import Outcome, Pause, TriageLevel
from companion.ports import Clock

MESSAGES, AFTERCARE, NEW_READER = "messages", "aftercare", "new_reader"
"""Scripts that begin for a reason of their own: a message has come, a crisis is over, somebody more could read."""

SETTLED_S = 20.0
"""Seconds without a turn before something that insists may interrupt a talk."""
LATE = timedelta(minutes=5)
"""So late, it interrupts although the talk goes on."""
AFTERCARE_MIN = 30
LONGEST_MUTE_S = 12 * 3600.0
LISTENING_AGAIN = "I am listening again. If you still have company, tell me."
FIRST = "One moment, please. Something else first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is going on when the device could speak first."""

    busy: bool
    """Somebody speaks."""
    turn_s: float
    """Session time of the last turn."""


class Initiative:
    """Decides once a second whether to begin something."""

    def __init__(
        self, agenda: Agenda, talk: Conversation, alarm: Alarm, *, clock: Clock, consents: Consents, inbox: Inbox
    ) -> None:
        self._agenda = agenda
        self._talk = talk
        self._alarm = alarm
        self._clock = clock
        self._consents = consents
        self._inbox = inbox
        self._present = True
        self._offered: str | None = None
        self._muted_until_s: float | None = None
        self.muted_until: datetime | None = None
        """The same by the clock on the wall, for a restart."""
        self.visitor = False
        """It is quiet for a visitor's sake."""
        self._asked_about: str | None = None

    def presence(self, present: bool) -> None:
        """Somebody came to the bedside, or everybody left."""
        self._present = present

    def mute(self, minutes: float | None, *, visitor: bool = False) -> None:
        """Be quiet for so long; None: no longer."""
        self.visitor = visitor and minutes is not None
        self._muted_until_s = None if minutes is None else self._clock.now_s() + 60 * minutes
        self.muted_until = None if minutes is None else self._clock.wall() + timedelta(minutes=minutes)

    def still_muted(self, until: datetime | None, *, visitor: bool = False) -> None:
        """Muted before a restart; a wall clock that was put back must not make it last for ever."""
        left_s = 0.0 if until is None else (until - self._clock.wall()).total_seconds()
        if 0 < left_s <= LONGEST_MUTE_S:
            self.mute(left_s / 60, visitor=visitor)

    @property
    def quiet(self) -> bool:
        """These are quiet hours, or quiet was asked for."""
        return self.muted or self._agenda.quiet(self._clock.wall())

    @property
    def muted(self) -> bool:
        """Asked to be quiet, and neither asked to listen again nor told that the time is over."""
        return self._muted_until_s is not None

    @property
    def pause(self) -> Pause:
        """Why nothing is kept now."""
        if not self.muted:
            return Pause.NONE
        return Pause.VISITOR if self.visitor else Pause.MUTED

    def passed(self, moment: Moment) -> Step:
        """A second has gone by outside a crisis."""
        now = self._clock.wall()
        if self._muted_until_s is not None:
            return self._listen_again(self._muted_until_s, moment, now)
        if (asking := self._ask_about_reader(moment)) is not None:
            return asking
        missed = self._agenda.missed(now)
        if not self._consents.given(Purpose.INITIATIVE):
            return Step()
        step = self._after(missed)
        due = self._agenda.due(now, present=self._present)
        if moment.busy or self.muted:
            return step
        if due is not None and self._suits(due, moment):
            return _with(step, self._begin(due, now))
        return _with(step, self._read_out(now)) if self._inbox.waiting and self._talk.resting else step

    def _listen_again(self, until_s: float, moment: Moment, now: datetime) -> Step:
        """When the time is over, and never without a word; at night it waits for the morning."""
        missed = self._after(self._agenda.missed(now)) if self._consents.given(Purpose.INITIATIVE) else Step()
        if self._clock.now_s() < until_s or moment.busy or self._agenda.quiet(now):
            return missed
        self.mute(None)
        return _with(missed, Step(say=(LISTENING_AGAIN,), outcome=Outcome.STARTED))

    def ended(self, talks: tuple[Ended, ...]) -> Step:
        """Talks that are over: answered, put off, or to be asked again."""
        now = self._clock.wall()
        step = Step()
        for one in talks:
            closed = self._agenda.ended(
                one.script, now, answered=one.answered, snooze_min=one.snooze_min, left=one.left
            )
            step = _with(step, self._after(closed))
        return step

    def crisis_over(self) -> None:
        """Somebody was called: ask later how things are."""
        self._agenda.later(AFTERCARE, self._clock.wall() + timedelta(minutes=AFTERCARE_MIN))

    def asked(self, script: str) -> None:
        """The resident asked for this talk."""
        self._agenda.asked(script, self._clock.wall())

    def _suits(self, due: Due, moment: Moment) -> bool:
        """Nothing is going on; or it must be answered, and the talk has paused, or it is late already."""
        if self._talk.resting:
            return True
        if not due.insists or self._talk.private or self._talk.offering or due.script in self._talk.running:
            return False
        return self._clock.now_s() - moment.turn_s >= SETTLED_S or due.late >= LATE

    def _begin(self, due: Due, now: datetime) -> Step:
        lead = () if self._talk.resting else (FIRST,)
        self._agenda.begun(due, now)
        step = self._talk.begin(due.script, attempt=due.attempt)
        return replace(step, say=(*lead, *step.say), outcome=Outcome.STARTED)

    def _read_out(self, now: datetime) -> Step:
        """A message from the family waits: once for each, at a decent hour."""
        first = self._inbox.first
        if first == self._offered or self._agenda.quiet(now) or not self._talk.has(MESSAGES):
            return Step()
        self._offered = first
        return self._talk.begin(MESSAGES)

    def _ask_about_reader(self, moment: Moment) -> Step | None:
        """Somebody more could read: nothing goes to them before the resident has said yes. Asked once a start."""
        name = self._consents.unasked
        wanted = name is not None and name != self._asked_about and self._talk.has(NEW_READER)
        if not wanted or moment.busy or self.quiet or not self._present or not self._talk.resting:
            return None
        self._asked_about = name
        return replace(self._talk.begin(NEW_READER), outcome=Outcome.STARTED)

    def _after(self, closed: Closed) -> Step:
        step = Step(records=closed.records)
        if closed.alert is None:
            return step
        call = self._alarm.call_quietly(TriageLevel[closed.alert.level.upper()], closed.alert.category)
        return _with(step, call)


def _with(first: Step, second: Step) -> Step:
    """Both steps of one second."""
    return replace(
        second,
        records=(*first.records, *second.records),
        alerts=(*first.alerts, *second.alerts),
    )

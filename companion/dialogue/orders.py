"""Carries out what the resident asks of the device at any time: repeat, slower, skip, be quiet, call somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.alarm import Alarm
from companion.dialogue.answering import Answering
from companion.dialogue.commands import Command, Request
from companion.dialogue.consents import Consents
from companion.dialogue.conversation import Conversation
from companion.dialogue.initiative import Initiative
from companion.dialogue.layer import Step
from companion.dialogue.readers import listed, who_reads
from companion.dialogue.replies import CommandReplies
from companion.dialogue.script import Notify, Who, Within
from companion.dialogue.wording import spoken_time
from companion.messages import Expectation, Forget, Outcome, Purpose
from companion.ports import Clock

VISIT_MIN = 120.0
MUTED_MIN = 60.0
"""Who says no time when asking for quiet is left alone for an hour, not for ever."""

COMMANDS = "commands@1"
PRIVATE_CALL = "I cannot ring anybody, and I pass nothing on from this talk. If you want help now, say help."

_ABOUT_READERS = frozenset({Command.NOT_TO, Command.MAY_SEE})
_LEAVING = frozenset({Command.GOOD_NIGHT, Command.GOODBYE, Command.STOP})
_SAID_AGAIN = frozenset({Command.REPEAT, Command.SLOWER, Command.LOUDER, Command.SOFTER})
_TALK_ONLY = frozenset({Command.SKIP, Command.BACK, Command.START_OVER, Command.HOW_MANY})
"""They are about a question; where none is open they are just talk."""


class Orders:
    """Commands outside the crisis protocol's own."""

    def __init__(
        self,
        clock: Clock,
        *,
        talk: Conversation,
        alarm: Alarm,
        answering: Answering,
        initiative: Initiative,
        consents: Consents,
        name: str,
    ) -> None:
        self._talk = talk
        self._alarm = alarm
        self._answering = answering
        self._initiative = initiative
        self._consents = consents
        self._replies = CommandReplies(clock, name=name)
        self._ways: Mapping[Command, Callable[[Request], Step]] = {
            Command.WAIT: lambda _: self._replies.patient(self._expectation),
            Command.FORGET: self._forget,
            Command.NOT_TO: lambda request: self._share(request, given=False),
            Command.MAY_SEE: lambda request: self._share(request, given=True),
            Command.READERS: self._tell_readers,
            Command.VISITOR: self._visit,
            Command.MUTE: self._mute,
            Command.UNMUTE: self._unmute,
            Command.CALL: self._call,
            Command.SKIP: lambda _: self._talk.skip(),
            Command.BACK: lambda _: self._talk.back(),
            Command.START_OVER: lambda _: self._talk.start_over(),
            **dict.fromkeys(_LEAVING, self._leave),
            **dict.fromkeys(_SAID_AGAIN, self._again),
        }

    def fits(self, request: Request) -> bool:
        """Whether it is a command here: "skip this" where nothing is asked is not, nor a name that nobody has."""
        command = request.command
        if command in _ABOUT_READERS:
            return bool(self._meant(request.name))
        asking = self._alarm.crisis is None and self._talk.questions_left is not None
        if command is Command.GREETING and self._talk.open_talk:
            return False
        return asking or command not in _TALK_ONLY

    def carry_out(self, request: Request) -> Step:
        """Do it, and say so."""
        return self._ways.get(request.command, self._inform)(request)

    def _leave(self, request: Request) -> Step:
        self._talk.leave(asleep=request.command is Command.GOOD_NIGHT)
        step = self._replies.to(request.command, expect=self._talk.expectation)
        return replace(step, interrupts=request.command is Command.STOP)

    def _again(self, request: Request) -> Step:
        """What was said last, once more; slower, louder or softer if that was asked."""
        self._answering.manner.asked(request.command)
        step = self._replies.to(request.command, expect=self._expectation)
        last_said = self._answering.last_said
        lead = () if request.command is Command.REPEAT and last_said else step.say
        return replace(step, say=(*lead, *last_said))

    def _inform(self, request: Request, **known: str) -> Step:
        """A short answer; an open question is asked again after it."""
        crisis = self._alarm.crisis
        question = crisis.question if crisis else self._talk.question
        step = self._replies.to(request.command, expect=self._expectation, left=self._talk.questions_left, **known)
        asked_again = question and not (crisis is None and self._talk.open_talk)
        return replace(step, say=(*step.say, question) if asked_again else step.say)

    def _mute(self, request: Request) -> Step:
        """Quiet, and deaf to all but a call for help; what was being asked is left."""
        self._initiative.mute(request.minutes or MUTED_MIN)
        return self._quiet(Command.MUTE)

    def _visit(self, request: Request) -> Step:
        """The same because somebody is there."""
        self._initiative.mute(request.minutes or VISIT_MIN, visitor=True)
        return self._quiet(Command.VISITOR)

    def _quiet(self, command: Command) -> Step:
        """What was being asked is left, and how long it lasts is told."""
        self._talk.leave()
        muted_until = self._initiative.muted_until
        until = spoken_time(muted_until) if muted_until else ""
        return replace(self._replies.to(command, expect=self._talk.expectation, until=until), interrupts=True)

    def _forget(self, request: Request) -> Step:
        """The turn before this one goes, with the answer that it gave to a question."""
        if self._answering.was_answer:
            self._talk.forget()
        return replace(self._inform(request), forget=Forget.LAST_TURN)

    def _share(self, request: Request, *, given: bool) -> Step:
        """Named by the resident: from this turn on, and on record."""
        names = self._meant(request.name)
        for name in names:
            self._consents.share(name, given)
        step = self._inform(request, who=listed(names))
        noted = tuple(records.consent(Purpose.SHARE_WITH.value, given, COMMANDS, person=name) for name in names)
        return replace(step, records=(*step.records, *noted))

    def _tell_readers(self, request: Request) -> Step:
        return self._inform(request, readers=who_reads(self._consents))

    def _meant(self, spoken: str) -> tuple[str, ...]:
        """The readers whose name holds everything that was said of it."""
        words = set(spoken.split())
        known = self._consents.readers or ()
        return tuple(name for name in known if words and words <= set(name.casefold().split()))

    def _unmute(self, _request: Request) -> Step:
        self._initiative.mute(None)
        return self._replies.to(Command.UNMUTE, expect=self._expectation)

    def _call(self, request: Request) -> Step:
        """It cannot phone; somebody should know that this person was asked for, unless the talk is private."""
        if self._talk.private:
            return Step(say=(PRIVATE_CALL,), expect=self._expectation, outcome=Outcome.COMMAND)
        step = self._inform(request)
        about = f"Asks for {request.name} to be called" if request.name else "Asks for somebody to be called"
        wanted = Notify(who=Who.CAREGIVER, within=Within.HOUR, about=about)
        return replace(step, records=(*step.records, records.notice(wanted, "commands")), outcome=Outcome.COMMAND)

    @property
    def _expectation(self) -> Expectation:
        return self._alarm.crisis.expectation if self._alarm.crisis else self._talk.expectation

"""Carries out what the resident asks of the device at any time: repeat, slower, skip, be quiet, call somebody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.answering import Answering
from companion.dialogue.commands import Command, Request
from companion.dialogue.consents import Consents
from companion.dialogue.delivery import Delivery
from companion.dialogue.floor import Floor
from companion.dialogue.initiative import Initiative
from companion.dialogue.layer import Said, Step, joined
from companion.dialogue.readers import listed, who_reads
from companion.dialogue.replies import CommandReplies
from companion.dialogue.script import Notify, Who, Within
from companion.dialogue.wording import spoken_time
from companion.messages import UNSURE, Expectation, Forget, Outcome, Purpose
from companion.ports import Clock

VISIT_MIN = 120.0
MUTED_MIN = 60.0
"""Who says no time when asking for quiet is left alone for an hour, not for ever."""

COMMANDS = "commands@1"
PRIVATE_CALL = "I cannot ring anybody, and I pass nothing on from this talk. If you want help now, say help."

DIARY_KEPT, NO_DIARY_KEPT = "I write your words into a diary.", "I keep none of your words."
NO_DIARY_ANYWAY = "There is no diary, so I keep none of your words. Calls for help are still noted."
BY_NAME = "To leave somebody out, say the name, like this: do not tell {name}. For everybody, say: no sharing."

_RIGHTS: Mapping[Command, Purpose | None] = {
    Command.NO_DIARY: Purpose.DIARY,
    Command.NO_SHARING: Purpose.SHARE,
    Command.NO_MOOD: Purpose.MOOD,
    Command.NO_FIRST_WORD: Purpose.INITIATIVE,
    Command.FORGET_TODAY: None,
    Command.FORGET_EVERYTHING: None,
    Command.CHOICES: None,
}
"""What begins a talk at any time, private talks included, and the consent that it takes back."""
_TALKS = {Command.CHOICES: "first_meeting"}
"""Scripts that do not bear the command's own name."""
_FAMILY = frozenset(
    "daughter son sister brother wife husband partner friend neighbour niece nephew grandson granddaughter aunt uncle "
    "cousin mother father family children kids carer nurse helper doctor".split()
)
_NO_NAME = _FAMILY | frozenset("my our the mr mrs miss ms dr in law".split())
"""Words before a name, or instead of one."""

YES, NO = Said(text="yes", feeling=UNSURE), Said(text="no", feeling=UNSURE)
"""A wish that is itself the answer to what is being asked."""

_ABOUT_READERS = frozenset({Command.NOT_TO, Command.MAY_SEE})
_LEAVING = frozenset({Command.GOOD_NIGHT, Command.GOODBYE, Command.STOP})
_TALK_ONLY = frozenset({Command.SKIP, Command.BACK, Command.START_OVER, Command.HOW_MANY})
"""They are about a question; where none is open they are just talk."""


class Orders:
    """Commands outside the crisis protocol's own."""

    def __init__(
        self,
        clock: Clock,
        *,
        floor: Floor,
        answering: Answering,
        initiative: Initiative,
        consents: Consents,
        name: str,
    ) -> None:
        self._floor = floor
        self._talk = floor.talk
        self._alarm = floor.alarm
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
            Command.KEPT: lambda request: self._inform(request, diary=self._diary),
            Command.PRIVATE: self._leave_out,
            Command.VISITOR: self._visit,
            Command.MUTE: self._mute,
            Command.UNMUTE: self._unmute,
            Command.CALL: self._call,
            Command.SKIP: lambda _: self._talk.skip(),
            Command.BACK: lambda _: self._talk.back(),
            Command.START_OVER: lambda _: self._talk.start_over(),
            **dict.fromkeys(_RIGHTS, self._right),
            **dict.fromkeys(_LEAVING, self._leave),
            **Delivery(floor, answering=answering, replies=self._replies, name=name).ways,
        }

    def fits(self, request: Request, said: Said) -> bool:
        """Whether it is a command here: "skip this" where nothing is asked is not, nor a name that nobody has."""
        command = request.command
        if command in _ABOUT_READERS:
            return bool(self._meant(request.name)) or self._relative(request.name)
        if command in _RIGHTS:
            return self._alarm.crisis is not None or self._free_for(command, said)
        if command is Command.HEARING_TEST:
            return self._alarm.crisis is not None or not self._talk.private
        if command is Command.WHY:
            return self._alarm.crisis is None and self._talk.about_consent
        asking = self._alarm.crisis is None and self._talk.questions_left is not None
        if command is Command.GREETING and self._talk.open_talk:
            return False
        return asking or command not in _TALK_ONLY

    def _free_for(self, command: Command, said: Said) -> bool:
        """The talk is there, does not run already, and the open question does not list just that as an answer."""
        script = _TALKS.get(command, command.value)
        return self._talk.has(script) and script not in self._talk.running and not self._talk.lists(said)

    def carry_out(self, request: Request) -> Step:
        """Do it, and say so."""
        return self._ways.get(request.command, self._inform)(request)

    def _right(self, request: Request) -> Step:
        """Taking back and forgetting go before whatever is being asked, but not before help."""
        if self._alarm.crisis is not None:
            return self._inform(request)
        asked = self._talk.asks_consent
        if asked is not None and asked is _RIGHTS[request.command]:
            return self._talk.heard(NO)
        # Nobody is asked about one person who has just said: nobody.
        before = (
            self._talk.heard(NO) if asked is Purpose.SHARE_WITH and request.command is Command.NO_SHARING else Step()
        )
        begun = self._talk.begin(_TALKS.get(request.command, request.command.value))
        return replace(joined(before, begun), outcome=Outcome.COMMAND)

    def _leave(self, request: Request) -> Step:
        self._talk.leave(asleep=request.command is Command.GOOD_NIGHT)
        step = self._replies.to(request.command, expect=self._talk.expectation)
        return replace(step, interrupts=request.command is Command.STOP)

    def _inform(self, request: Request, **known: str) -> Step:
        """A short answer; an open question is asked again after it."""
        left = self._talk.questions_left
        answer = self._replies.to(request.command, expect=self._expectation, left=left, **known)
        return self._floor.asking_again(answer)

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

    @property
    def _diary(self) -> str:
        return DIARY_KEPT if self._consents.given(Purpose.DIARY) else NO_DIARY_KEPT

    def _leave_out(self, request: Request) -> Step:
        """One turn is left out; that nothing else is written down either is said where it is so."""
        step = self._inform(request)
        if self._consents.given(Purpose.DIARY):
            return step
        return replace(step, say=(NO_DIARY_ANYWAY, *step.say[1:]))

    def _share(self, request: Request, *, given: bool) -> Step:
        """Named by the resident: from this turn on, and on record."""
        names = self._meant(request.name)
        if not names:
            return self._tell_readers(request)
        asked = None if self._alarm.crisis is not None else self._talk.asks_consent
        if asked is Purpose.SHARE_WITH and names == (self._consents.unasked,):
            return self._talk.heard(YES if given else NO)
        if given and not self._consents.given(Purpose.SHARE):
            return self._share_with_only(request, names)
        nobody_else = not given and set(self._consents.asked_about) <= set(names)
        for name in names:
            self._consents.share(name, given)
        noted = tuple(records.consent(Purpose.SHARE_WITH.value, given, COMMANDS, person=name) for name in names)
        if asked is Purpose.SHARE:
            step = self._talk.heard(NO) if nobody_else else self._named_anew(request, names)
        else:
            step = self._inform(request, who=listed(names))
        return replace(step, records=(*step.records, *noted))

    def _share_with_only(self, request: Request, names: Sequence[str]) -> Step:
        """Nothing was shared, and now it is with those who were named, and with nobody beside them."""
        everybody = self._consents.readers or ()
        for name in everybody:
            self._consents.share(name, name in names)
        refused = (name for name in everybody if name not in names)
        noted = (
            *(records.consent(Purpose.SHARE_WITH.value, False, COMMANDS, person=name) for name in refused),
            records.consent(Purpose.SHARE.value, True, COMMANDS),
        )
        step = self._inform(request, who=listed(names))
        return replace(step, records=(*step.records, *noted), consents={Purpose.SHARE.value: True})

    def _named_anew(self, request: Request, names: Sequence[str]) -> Step:
        """The question whom to share with, put again about those who are left."""
        told = self._replies.to(request.command, who=listed(names))
        return joined(told, self._talk.ask_again())

    def _tell_readers(self, request: Request) -> Step:
        """Who reads; and where somebody was meant whom it does not know by name, how to say who."""
        told = who_reads(self._consents)
        if request.command in _ABOUT_READERS and self._consents.shares_with:
            told = f"{told} {BY_NAME.format(name=min(self._consents.shares_with))}"
        return self._inform(Request(command=Command.READERS), readers=told)

    def _meant(self, spoken: str) -> tuple[str, ...]:
        """The readers whose name holds everything that was said of it: "rose", "my daughter rose"."""
        words = set(spoken.split())
        known = {name: set(re.findall(r"\w+", name.casefold())) for name in self._consents.readers or ()}
        whole = tuple(name for name, own in known.items() if words and words <= own)
        named = words - _NO_NAME
        return whole or tuple(name for name, own in known.items() if named and named <= own)

    @staticmethod
    def _relative(spoken: str) -> bool:
        """Somebody was meant who is not known under that word: "my daughter"."""
        return spoken.startswith(("my ", "our ")) and bool(_FAMILY & set(spoken.split()))

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
        return self._floor.expectation

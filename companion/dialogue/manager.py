"""Decides every turn: triage first, then commands, then whatever talk is on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from companion.dialogue import records
from companion.dialogue.agenda import Agenda
from companion.dialogue.ahead import Ahead
from companion.dialogue.alarm import ABUSE, HELP, Alarm
from companion.dialogue.answering import NOTHING_HEARD, UNASKED, Answering, Turn
from companion.dialogue.answers.languages import forget_heard
from companion.dialogue.circumstances import Bedside
from companion.dialogue.commands import Command, Request, asks_privacy, command_in, request_in
from companion.dialogue.consents import Consents
from companion.dialogue.conversation import Conversation
from companion.dialogue.disclosure import Disclosure
from companion.dialogue.floor import Floor
from companion.dialogue.hearing.trial import HearingTest
from companion.dialogue.household import Household
from companion.dialogue.inbox import Inbox
from companion.dialogue.initiative import Initiative, Moment
from companion.dialogue.keeping import Keeping
from companion.dialogue.layer import Judge, Said, Step, joined
from companion.dialogue.listening import Listening
from companion.dialogue.opening import Opening
from companion.dialogue.orders import Orders
from companion.dialogue.protocol import builtin_protocol
from companion.dialogue.script import Script
from companion.messages import (
    UNSURE,
    AlertAcknowledged,
    DialogueEvent,
    FamilyMessage,
    Forget,
    Heard,
    HelpPressed,
    Kept,
    NoReply,
    Outcome,
    Pause,
    PresenceChanged,
    Purpose,
    ReadersChanged,
    Record,
    Reply,
    Scope,
    SessionStarted,
    TimePassed,
    Touched,
    TriageLevel,
    Utterance,
    Verdict,
)
from companion.ports import Clock

MOOD_WORDS = 3
"""Fewer words than this carry no mood worth keeping; nor does a command, of any length."""

NOTHING_KEPT = Kept()

_THROUGH_SPEECH = frozenset({Command.HELP, Command.STOP})
_AT_ONCE = frozenset({Command.HELP, Command.STOP, Command.WAIT, Command.REPEAT})
_OWN_TO_CRISIS = frozenset(
    {
        Command.HELP,
        Command.STOP,
        Command.MUTE,
        Command.VISITOR,
        Command.THANKS,
        Command.GOODBYE,
        Command.GOOD_NIGHT,
        Command.GREETING,
    }
)
_ASIDE = frozenset({Command.FORGET_PART, Command.PRIVATE})
"""Commands about what was said, after which "forget that" still means that."""
_UNWRITTEN = _ASIDE | {Command.FORGET}
"""Commands whose own words are left out of the diary."""


class DialogueManager:
    """The dialogue port. Free of input and output: everything it wants done is in the Reply."""

    def __init__(
        self,
        *,
        scripts: Mapping[str, Script],
        clock: Clock,
        household: Household,
        triage: Judge,
        first_script: str | None = None,
        kept: Kept = NOTHING_KEPT,
        chance: Random | None = None,
    ) -> None:
        """`first_script` begins the session; None begins with what suits. Raises ScriptError for an unknown one.

        `chance` draws the digits of the hearing test; without it each start has its own.
        """
        resident = household.resident
        self._clock = clock
        self._ahead = Ahead(triage)
        self._listening = Listening(self._ahead, clock)
        self._buttons = resident.always_buttons
        self._consents = Consents(household.consent, kept.consents, household.readers)
        self._disclosure = Disclosure(clock, kept.disclosed)
        self._inbox = Inbox()
        self._answering = Answering(
            clock, consents=self._consents, disclosure=self._disclosure, inbox=self._inbox, manner=kept.manner
        )
        self._agenda = Agenda(scripts, household.initiative, ledger=kept.agenda, last_asked=kept.last_asked)
        bedside = Bedside(
            clock,
            resident,
            consents=self._consents,
            disclosure=self._disclosure,
            inbox=self._inbox,
            agenda=self._agenda,
        )
        # The protocol is read now: a call for help must not wait for a file.
        self._alarm = Alarm(builtin_protocol(), clock, name=resident.name)
        self._talk = Conversation(scripts, clock, around=bedside, first=first_script)
        self._initiative = Initiative(
            self._agenda, self._talk, self._alarm, clock=clock, consents=self._consents, inbox=self._inbox
        )
        self._initiative.still_muted(kept.muted_until, visitor=kept.visitor)
        self._opening = Opening(
            kept,
            first_script,
            clock=clock,
            talk=self._talk,
            alarm=self._alarm,
            initiative=self._initiative,
            consents=self._consents,
        )
        self._keeping = Keeping(kept)
        chance = chance or Random(clock.wall().isoformat())  # noqa: S311 - digits to be heard, no secret
        self._floor = Floor(self._alarm, HearingTest(self._answering.manner, clock, chance), self._talk)
        self._orders = Orders(
            clock,
            floor=self._floor,
            answering=self._answering,
            initiative=self._initiative,
            consents=self._consents,
            name=resident.name,
        )
        self._keep_private = False
        self._today = clock.wall().date()

    def prepare(self, text: str) -> None:
        """These words may soon have to be answered: what takes time and changes nothing is done now."""
        self._ahead.forget()
        self._ahead.judge(text, health_context=self._health)

    def handle(self, event: DialogueEvent) -> Reply:
        """Take one event, change state, and say what should happen.

        While nothing is to be kept, nothing is: but for calls for help.
        """
        before = self.pause
        reply = self._handled(event)
        paused = Pause.NONE not in {before, self.pause}
        today = self._clock.wall().date()
        if today != self._today or reply.forget is not None or reply.unshown:
            self._today = today
            forget_heard()
            self._ahead.forget()
        if reply.forget not in {None, Forget.LAST_TURN}:
            self._talk.forget_all()
        return replace(reply, records=_safety(reply.records), unshown=True) if paused else reply

    def _handled(self, event: DialogueEvent) -> Reply:
        match event:
            case Heard():
                return self._hear(event)
            case Touched():
                turn = Turn(heard=event.answer, confidence=1.0, wordless=self._floor.testing)
                return self._reply(self._settle(self._floor.heard(Said.pressed(event))), turn)
            case SessionStarted():
                step = self._opening.start()
            case NoReply():
                turn = Turn(wordless=self._floor.testing)
                return self._reply(self._settle(self._floor.silent()), turn)
            case TimePassed():
                return self._reply(self._settle(self._pass(event)), UNASKED)
            case PresenceChanged() | FamilyMessage() | ReadersChanged():
                self._note(event)
                step = Step()
            case AlertAcknowledged():
                step = self._alarm.acknowledge(event)
            case HelpPressed():
                step = self._alarm.press(event)
        return self._reply(self._settle(step), NOTHING_HEARD)

    def _note(self, event: PresenceChanged | FamilyMessage | ReadersChanged) -> None:
        """What is not answered at once."""
        match event:
            case PresenceChanged(present=present):
                self._initiative.presence(present)
            case FamilyMessage():
                self._inbox.arrived(event)
            case ReadersChanged(readers=readers):
                self._consents.readers = readers

    def allows(self, purpose: Purpose) -> bool:
        """Whether the resident has agreed to this, and nothing is paused."""
        return self.pause is Pause.NONE and self._consents.given(purpose)

    @property
    def pause(self) -> Pause:
        """Why nothing is kept or inferred now, if so."""
        return self._initiative.pause

    @property
    def shares_with(self) -> frozenset[str] | None:
        """Names of those the resident shares answers with; None: it is not known who reads."""
        return self._consents.shares_with

    def understands(self, utterance: Utterance) -> bool:
        """Whether the words alone tell that they are meant: a request, or an answer to what is asked. Changes nothing.

        Open talk, to which anything is an answer, understands only requests.
        """
        said = Said.of(Heard(utterance=utterance, feeling=UNSURE))
        if request_in(said.text) is not None:
            return True
        return self._floor.understands(said)

    def urgent(self, utterance: Utterance, *, plainly: bool = False) -> bool:
        """Whether this must be answered at once, without waiting for second thoughts. Changes nothing.

        `plainly`: only a red flag in so many words, as the best hypothesis has it.
        """
        heard = utterance.transcript
        others = () if plainly else heard.alternatives
        asked = self._answering.last_words
        verdict, _ = self._listening.judge(heard.text, others, heard.confidence, health=self._health, asked=asked)
        if plainly:
            return verdict.level >= TriageLevel.URGENT and verdict.plain
        return verdict.level >= TriageLevel.URGENT or command_in(heard.text) in _AT_ONCE

    def _hear(self, event: Heard) -> Reply:
        said = Said.of(event)
        if not self._consents.given(Purpose.MOOD):
            said = replace(said, feeling=UNSURE)
        in_crisis = self._alarm.crisis is not None
        tested = self._floor.testing
        # What the talk asks about is not what is being asked while something else goes on.
        elsewhere = in_crisis or tested
        verdict, doubtful = self._listening.hear(
            said,
            health=self._health,
            in_crisis=in_crisis,
            asks_about=None if elsewhere else self._talk.asks_about,
            taken_up=None if elsewhere else self._talk.takes_up(said),
            asked=self._answering.last_words,
        )
        flagged = verdict.level >= TriageLevel.URGENT
        request = None if flagged else request_in(said.text)
        command = request.command if request else None
        if (event.over_speech and self._drowned(verdict, command)) or self._muted(verdict, command):
            return Reply(unshown=True)
        wordless = self._wordless(command, said)
        # Asked before the turn, too: what ends a private talk still belongs to it.
        private = self._talk.private or (verdict.category == ABUSE and verdict.level > TriageLevel.NONE)
        if flagged:
            step = self._red_flag(verdict, said, doubtful=doubtful)
        else:
            step = self._watched(self._command(request, said) if request else self._floor.heard(said), verdict)
        step = self._settle(step)
        if private or wordless:
            step = replace(step, records=_safety(step.records))
        elif step.outcome is not Outcome.COMMAND and _carries_mood(said):
            step = replace(step, records=(*step.records, records.mood(said.feeling)))
        self._ahead.forget()
        turn = Turn(
            heard=said.text,
            confidence=said.confidence,
            feeling=said.feeling,
            wordless=wordless or (tested and self._alarm.crisis is None and not flagged),
            aside=command in _ASIDE,
        )
        return replace(self._reply(step, turn), unshown=private or wordless)

    def _drowned(self, verdict: Verdict, command: Command | None) -> bool:
        """Heard over the device's own speech: only a red flag, "help" and "stop" count, and not its own echo."""
        if verdict.level >= TriageLevel.URGENT:
            crisis = self._alarm.crisis
            return crisis is not None and crisis.category == verdict.category
        return command not in _THROUGH_SPEECH

    def _muted(self, verdict: Verdict, command: Command | None) -> bool:
        """Asked not to listen: then nothing is answered and nothing is kept but a call for help, or the end of it."""
        if not self._initiative.muted or self._alarm.crisis is not None:
            return False
        return verdict.level < TriageLevel.URGENT and command not in {Command.HELP, Command.UNMUTE}

    def _wordless(self, command: Command | None, said: Said) -> bool:
        """ "Forget that" leaves out this turn's words, "don't write this down" the next turn's as well."""
        asked = self._keep_private
        self._keep_private = command is Command.PRIVATE
        return asked or command in _UNWRITTEN or asks_privacy(said.text)

    def _red_flag(self, verdict: Verdict, said: Said, *, doubtful: bool) -> Step:
        """Interrupts whatever is going on, in the same turn (P6)."""
        if verdict.category != ABUSE:
            return self._alarm.flagged(verdict, said, doubtful=doubtful)
        crisis = self._alarm.crisis
        step = self._talk.listen_privately() if crisis is None else Step(expect=crisis.expectation)
        return replace(step, say=self._alarm.abuse_lines, outcome=Outcome.SMALL_TALK, interrupts=True)

    def _watched(self, step: Step, verdict: Verdict) -> Step:
        """Worth a look, no more: for the safety log, without a call; never about abuse."""
        if verdict.level is not TriageLevel.WATCH or verdict.category == ABUSE:
            return step
        return replace(step, records=(*step.records, self._alarm.watch(verdict.category)))

    def _command(self, request: Request, said: Said) -> Step:
        crisis = self._alarm.crisis
        if crisis is not None and request.command in _OWN_TO_CRISIS:
            # While help is being called, "be quiet" ends the talking and nothing else.
            quiet = request.command is Command.MUTE
            return crisis.command(Command.STOP if quiet else request.command, said)
        if request.command is Command.HELP:
            return self._alarm.enter(HELP)
        if (tested := self._floor.command(request.command)) is not None:
            return tested
        return self._orders.carry_out(request) if self._orders.fits(request, said) else self._floor.heard(said)

    @property
    def _health(self) -> bool:
        return self._alarm.crisis is not None or self._talk.health

    def _pass(self, event: TimePassed) -> Step:
        step = self._alarm.passed(event.at_s)
        if self._alarm.crisis is not None or step.alerts:
            return step
        if self._floor.testing:
            self._floor.hearing.passed()
            return step
        if (held_back := self._opening.passed(busy=event.busy)) is not None:
            return held_back
        return self._initiative.passed(Moment(busy=event.busy, turn_s=self._answering.turn_s))

    def _settle(self, step: Step) -> Step:
        """A script may call for the protocol, and the protocol may be over: then the talk goes on where it was."""
        if step.flag is not None:
            crisis = self._alarm.enter(step.flag)
            step = replace(crisis, say=(*step.say, *crisis.say), records=(*step.records, *crisis.records))
        elif self._alarm.crisis is not None and step.done:
            called = self._alarm.over()
            if called:
                self._initiative.crisis_over()
            step = joined(replace(step, done=False), self._talk.resume(ask_first=called))
        for script in self._talk.begun():
            self._initiative.asked(script)
        after = self._initiative.ended(self._talk.ended())
        return replace(step, records=(*step.records, *after.records), alerts=(*step.alerts, *after.alerts))

    def _reply(self, step: Step, turn: Turn) -> Reply:
        crisis = self._alarm.crisis
        self._floor.give_way()
        step = self._answering.prepared(step, in_crisis=crisis is not None)
        if step.say and crisis is not None:
            crisis.spoke_s = self._clock.now_s()
        return self._answering.reply(
            replace(step, buttons=self._offered(step)),
            turn,
            state=self._floor.state,
            in_crisis=crisis is not None,
            keep=self._kept(),
        )

    def _offered(self, step: Step) -> tuple[str, ...]:
        if step.buttons or not self._buttons or step.expect is None:
            return step.buttons
        return self._floor.answers

    def _kept(self) -> Kept | None:
        return self._keeping.changed(
            agenda=self._agenda,
            alarm=self._alarm,
            consents=self._consents,
            disclosure=self._disclosure,
            initiative=self._initiative,
            manner=self._answering.manner,
            talk=self._talk,
        )


def _carries_mood(said: Said) -> bool:
    return said.feeling.certainty > 0 and len(said.text.split()) >= MOOD_WORDS


def _safety(made: tuple[Record, ...]) -> tuple[Record, ...]:
    """What may be kept of a turn that was to stay private: calls for help, and nothing else."""
    return tuple(one for one in made if one.scope is Scope.SAFETY)

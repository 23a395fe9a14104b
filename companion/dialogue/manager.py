"""Decides every turn: triage first, then commands, then whatever talk is on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.calls import Calls
from companion.dialogue.commands import Command, asks_privacy, command_in
from companion.dialogue.conversation import Conversation
from companion.dialogue.crisis import HEARD_WELL, Crisis
from companion.dialogue.layer import Judge, Said, Step
from companion.dialogue.protocol import builtin_protocol
from companion.dialogue.replies import CommandReplies
from companion.dialogue.script import Script
from companion.messages import (
    AlertAcknowledged,
    DialogueEvent,
    Expectation,
    Heard,
    HelpPressed,
    NoReply,
    Outcome,
    Prompt,
    Record,
    Reply,
    Scope,
    SessionStarted,
    TimePassed,
    TriageLevel,
    Urgency,
    Utterance,
    Verdict,
)
from companion.ports import Clock
from companion.settings import ResidentSettings

MOOD_WORDS = 3
"""Fewer words than this carry no mood worth keeping."""

HEARD_FOR_CERTAIN = 0.95
"""An expected answer that the recogniser is so certain of has no other reading."""

_THROUGH_SPEECH = frozenset({Command.HELP, Command.STOP})
_AT_ONCE = frozenset({Command.HELP, Command.STOP, Command.WAIT, Command.REPEAT})
_OWN_TO_CRISIS = frozenset(
    {Command.HELP, Command.STOP, Command.THANKS, Command.GOODBYE, Command.GOOD_NIGHT, Command.GREETING}
)
_LEAVING = frozenset({Command.GOOD_NIGHT, Command.GOODBYE, Command.STOP})
_SAID_AGAIN = frozenset({Command.REPEAT, Command.SLOWER, Command.LOUDER})
_HELP = Verdict(level=TriageLevel.EMERGENCY, category="help", reason="asked for help")
_BUTTON = Verdict(level=TriageLevel.EMERGENCY, category="help_button", reason="the help button was pressed")
ABUSE = "abuse"


class DialogueManager:
    """The dialogue port. Free of input and output: everything it wants done is in the Reply."""

    def __init__(
        self,
        *,
        scripts: Mapping[str, Script],
        clock: Clock,
        resident: ResidentSettings,
        triage: Judge,
        first_script: str | None = None,
    ) -> None:
        """`first_script` begins the session; None begins with open talk. Raises ScriptError for an unknown one."""
        self._clock = clock
        self._name = resident.name
        self._triage = triage
        self._calls = Calls(clock)
        self._talk = Conversation(scripts, clock, name=resident.name, first=first_script)
        self._replies = CommandReplies(clock, name=resident.name)
        # Read now: a call for help must not wait for a file.
        self._protocol = builtin_protocol()
        self._crisis: Crisis | None = None
        self._last_said: tuple[str, ...] = ()
        self._keep_private = False

    def handle(self, event: DialogueEvent) -> Reply:
        """Take one event, change state, and say what should happen."""
        match event:
            case Heard():
                return self._hear(event)
            case SessionStarted():
                step = self._talk.open()
            case NoReply():
                step = self._crisis.silent() if self._crisis else self._talk.silent()
            case TimePassed():
                step = self._pass(event.at_s)
            case AlertAcknowledged():
                step = self._acknowledge(event)
            case HelpPressed():
                step = self._press(event)
        return self._reply(self._settle(step), heard="", confidence=0.0)

    def urgent(self, utterance: Utterance) -> bool:
        """Whether this must be answered at once, without waiting for second thoughts. Changes nothing."""
        heard = utterance.transcript
        verdict, _ = self._judge(heard.text, heard.alternatives, heard.confidence)
        return verdict.level >= TriageLevel.URGENT or command_in(heard.text) in _AT_ONCE

    def _judge(self, text: str, others: Sequence[str], confidence: float) -> tuple[Verdict, bool]:
        """Triage of what was heard, and whether it is doubtful that it was said.

        The recogniser's other hypotheses may raise a red flag too, but only to ask about it; beside words that were
        heard for certain they are leftovers of the search and count for nothing.
        """
        verdict = self._triage.judge(text, (), health_context=self._health)
        if verdict.level >= TriageLevel.URGENT or confidence >= HEARD_FOR_CERTAIN:
            return verdict, confidence < HEARD_WELL
        other = self._triage.judge(text, others, health_context=self._health)
        return (other, True) if other.level >= TriageLevel.URGENT else (verdict, False)

    def _hear(self, event: Heard) -> Reply:
        said = Said.of(event)
        verdict, doubtful = self._judge(said.text, said.others, said.confidence)
        flagged = verdict.level >= TriageLevel.URGENT
        command = None if flagged else command_in(said.text)
        if event.over_speech and self._drowned(verdict, command):
            return Reply()
        wordless = self._wordless(command, said)
        # Asked before the turn, too: what ends a private talk still belongs to it.
        private = self._talk.private or (verdict.category == ABUSE and verdict.level > TriageLevel.NONE)
        if flagged:
            step = self._red_flag(verdict, said, doubtful=doubtful)
        else:
            step = self._watched(self._command(command, said) if command else self._talk_on(said), verdict)
        step = self._settle(step)
        if private or wordless:
            step = replace(step, records=_safety(step.records))
        elif said.feeling.certainty > 0 and len(said.text.split()) >= MOOD_WORDS:
            step = replace(step, records=(*step.records, records.mood(said.feeling)))
        return self._reply(step, heard=said.text, confidence=said.confidence, wordless=wordless)

    def _drowned(self, verdict: Verdict, command: Command | None) -> bool:
        """Heard over the device's own speech: only a red flag, "help" and "stop" count, and not its own echo."""
        if verdict.level >= TriageLevel.URGENT:
            return self._crisis is not None and self._crisis.category == verdict.category
        return command not in _THROUGH_SPEECH

    def _wordless(self, command: Command | None, said: Said) -> bool:
        """ "Forget that" leaves out this turn's words, "don't write this down" the next turn's as well."""
        asked = self._keep_private
        self._keep_private = command is Command.PRIVATE
        return asked or command in {Command.FORGET, Command.PRIVATE} or asks_privacy(said.text)

    def _red_flag(self, verdict: Verdict, said: Said, *, doubtful: bool) -> Step:
        """Interrupts whatever is going on, in the same turn (P6)."""
        if verdict.category == ABUSE:
            # The default caregiver may be the one who does it: nobody is called, nothing but the diary hears of it.
            lines = self._protocol.category(ABUSE).reflect
            step = self._talk.listen_privately() if self._crisis is None else Step(expect=self._crisis.expectation)
            return replace(step, say=lines, outcome=Outcome.SMALL_TALK, interrupts=True)
        if self._crisis is not None:
            return replace(self._crisis.flagged(verdict, said), interrupts=True)
        return self._enter_crisis(verdict, doubtful=doubtful)

    def _enter_crisis(self, verdict: Verdict, *, doubtful: bool = False) -> Step:
        now_s = self._clock.now_s()
        self._crisis = Crisis(self._protocol, self._calls, verdict, name=self._name, at_s=now_s, doubtful=doubtful)
        return replace(self._crisis.open(), interrupts=True)

    def _watched(self, step: Step, verdict: Verdict) -> Step:
        """Worth a look, no more: for the safety log, without a call; never about abuse."""
        if verdict.level is not TriageLevel.WATCH or verdict.category == ABUSE:
            return step
        return replace(step, records=(*step.records, self._calls.note(TriageLevel.WATCH, verdict.category)))

    def _command(self, command: Command, said: Said) -> Step:
        if self._crisis is not None and command in _OWN_TO_CRISIS:
            return self._crisis.command(command, said)
        if command is Command.HELP:
            return self._enter_crisis(_HELP)
        if command is Command.GREETING and self._talk.open_talk:
            return self._talk_on(said)
        if command is Command.WAIT:
            return self._replies.patient(self._expectation)
        if command in _LEAVING:
            return self._leave(command)
        return self._again(command) if command in _SAID_AGAIN else self._inform(command)

    def _leave(self, command: Command) -> Step:
        self._talk.leave(asleep=command is Command.GOOD_NIGHT)
        step = self._replies.to(command, expect=self._talk.expectation)
        return replace(step, interrupts=command is Command.STOP)

    def _again(self, command: Command) -> Step:
        """What was said last; "slower" and "louder" are honest about what cannot be done yet."""
        step = self._replies.to(command, expect=self._expectation)
        lead = () if command is Command.REPEAT and self._last_said else step.say
        return replace(step, say=(*lead, *self._last_said))

    def _inform(self, command: Command) -> Step:
        """A short answer; an open question is asked again after it."""
        question = self._crisis.question if self._crisis else self._talk.question
        step = self._replies.to(command, expect=self._expectation)
        asked_again = question and not (self._crisis is None and self._talk.open_talk)
        return replace(step, say=(*step.say, question) if asked_again else step.say)

    def _talk_on(self, said: Said) -> Step:
        return self._crisis.heard(said) if self._crisis else self._talk.heard(said)

    @property
    def _expectation(self) -> Expectation:
        return self._crisis.expectation if self._crisis else self._talk.expectation

    @property
    def _health(self) -> bool:
        return self._crisis is not None or self._talk.health

    def _pass(self, at_s: float) -> Step:
        due = self._calls.due(at_s)
        if self._crisis is not None:
            return self._crisis.repeated(due) if due else self._crisis.passed(at_s)
        if not due:
            return Step()
        return Step(alerts=due, records=tuple(map(records.alert, due)), outcome=Outcome.ALERT_REPEATED)

    def _acknowledge(self, event: AlertAcknowledged) -> Step:
        closed = self._calls.acknowledge(event.by, event.at_s)
        if self._crisis is None or not closed:
            return Step()
        return self._crisis.acknowledged(closed, event.at_s)

    def _press(self, event: HelpPressed) -> Step:
        if self._crisis is not None:
            return replace(self._crisis.pressed(event), interrupts=True)
        return self._enter_crisis(_BUTTON)

    def _settle(self, step: Step) -> Step:
        """A script may call for the protocol, and the protocol may be over: then the talk goes on where it was."""
        if step.flag is not None:
            crisis = self._enter_crisis(step.flag)
            return replace(crisis, say=(*step.say, *crisis.say), records=(*step.records, *crisis.records))
        if self._crisis is None or not step.done:
            return step
        called, self._crisis = self._crisis.called, None
        back = self._talk.resume(ask_first=called)
        return replace(step, say=(*step.say, *back.say), expect=back.expect, done=False)

    def _reply(self, step: Step, *, heard: str, confidence: float, wordless: bool = False) -> Reply:
        state = self._crisis.state if self._crisis else self._talk.state
        made = step.records
        if step.say or heard:
            said = " ".join(step.say)
            self._last_said = step.say or self._last_said
            made = (
                *made,
                records.turn(
                    said="" if wordless else said,
                    heard="" if wordless else heard,
                    state=state,
                    outcome=step.outcome.value,
                    confidence=confidence,
                ),
            )
        if step.say and self._crisis is not None:
            self._crisis.spoke_s = self._clock.now_s()
        urgency = _urgency(step, in_crisis=self._crisis is not None)
        return Reply(
            say=tuple(Prompt(text=line, urgency=urgency) for line in step.say),
            expect=step.expect,
            expression=step.expression,
            alerts=step.alerts,
            records=made,
            outcome=step.outcome,
            state=state,
            interrupts=step.interrupts,
        )


def _urgency(step: Step, *, in_crisis: bool) -> Urgency:
    if in_crisis:
        return Urgency.ALERT
    return Urgency.STOP if step.interrupts and step.outcome is Outcome.COMMAND else Urgency.REPLY


def _safety(made: tuple[Record, ...]) -> tuple[Record, ...]:
    """What may be kept of a turn that was to stay private: calls for help, and nothing else."""
    return tuple(one for one in made if one.scope is Scope.SAFETY)

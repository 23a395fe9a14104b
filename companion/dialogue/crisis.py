"""The crisis protocol: say back, ask one closed question, call, stay, and never promise what nobody has promised.

Silence or an unclear answer counts as yes, unless the red flag itself was heard badly; where waiting could kill, the
call goes first and the question follows; the call is repeated until a human acknowledges it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.calls import RESTORED, Calls
from companion.dialogue.commands import Command
from companion.dialogue.crisiswords import CrisisWords
from companion.dialogue.layer import Said, Step
from companion.dialogue.machine import CrisisMachine
from companion.dialogue.protocol import CrisisQuestion, Protocol
from companion.dialogue.understand import understand
from companion.messages import (
    Alert,
    AnswerKind,
    Expectation,
    Expression,
    HelpPressed,
    Outcome,
    Record,
    TriageLevel,
    Verdict,
)

ASK_LIMIT_S = 20.0
"""Nobody has answered the question by then, nor has the ear reported silence: go on as if it were yes."""
CALM_S = 25.0
"""Between calm lines while somebody waits."""
CALL_AGAIN_S = 120.0
"""Seconds after the call was seen, from which the same red flag calls once more."""
STAY_S = 120.0
"""After the call was seen and the resident has gone quiet, the talk goes back to where it was."""
HEARD_WELL = 0.6
"""A red flag that the recogniser is less certain of is asked about first. In 28 minutes of read speech the embedded one
made nine that sounded like one, at 0.26 to 0.66, two of them above this; expected calls come at 0.9."""
TOLD_TWICE = 0.5
"""A red flag that was heard badly and is told again in answer to the question counts from this confidence on."""
SURE_ENOUGH = 0.4
"""A "no" that the recogniser is less certain of than this does not keep a call back."""


class Crisis:
    """One run of the protocol, from the red flag until the talk may go on."""

    script_id = "crisis"

    def __init__(
        self, protocol: Protocol, calls: Calls, verdict: Verdict, *, name: str, at_s: float, doubtful: bool = False
    ) -> None:
        """`doubtful`: the words were heard badly, so that only a clear yes calls anybody."""
        self._doubtful = doubtful
        self._protocol = protocol
        self._calls = calls
        self._words = CrisisWords(protocol, name=name)
        self._verdict = verdict
        self._category = protocol.category(verdict.category)
        self._called_for: dict[str, TriageLevel] = {}
        self._questions: list[CrisisQuestion] = []
        self._asked: CrisisQuestion | None = None
        self._told_cannot_phone = False
        self._silent = False
        self._entered_s = at_s
        self.spoke_s = at_s
        """When the device last said something; the manager keeps it."""
        self._machine = CrisisMachine()

    @classmethod
    def restored(cls, protocol: Protocol, calls: Calls, *, name: str, at_s: float) -> Crisis:
        """The protocol after a restart with a call still open: called, and nobody has answered."""
        verdict = Verdict(level=TriageLevel.EMERGENCY, category=RESTORED, reason="open when the device stopped")
        crisis = cls(protocol, calls, verdict, name=name, at_s=at_s)
        crisis._called_for[RESTORED] = TriageLevel.EMERGENCY
        crisis._machine.go("confirm")
        return crisis

    def open_again(self, alerts: Sequence[Alert]) -> Step:
        """Say that the call goes on."""
        self._told_cannot_phone = True
        made = tuple(records.alert(alert) for alert in alerts)
        say = (self._words.line("restored"), self._words.line("cannot_phone"))
        return self._step(say, alerts=tuple(alerts), made=made, outcome=Outcome.ALERT_REPEATED)

    @property
    def state(self) -> str:
        """`crisis/state`. The category is left out: states are shown and logged in clear."""
        return f"{self.script_id}/{self._machine.name}"

    @property
    def category(self) -> str:
        """What triage called it."""
        return self._verdict.category

    @property
    def asking_for_sure(self) -> bool:
        """It asks about something that was heard well: silence will call."""
        return self._machine.name == "asking" and not self._doubtful

    @property
    def called(self) -> bool:
        """Somebody was called."""
        return bool(self._called_for)

    @property
    def question(self) -> str:
        """What is being asked, or ""."""
        return self._asked.ask if self._asked else ""

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        return self._protocol.expectations[self.question]

    @property
    def _facts(self) -> tuple[CrisisQuestion, ...]:
        """For whoever comes; when it is less than an emergency there is time for a person to ask."""
        return self._category.facts if self._verdict.level is TriageLevel.EMERGENCY else ()

    def open(self) -> Step:
        """Say back what was heard; call first where that is the rule; ask."""
        if self._doubtful:
            self._asked = CrisisQuestion(ask=self._protocol.lines["ask_doubtful"][0])
            return self._step((self._asked.ask,), outcome=Outcome.RED_FLAG)
        reflected = self._words.reflect(self._category)
        question = self._category.question
        if self._category.calls_first(self._verdict.level):
            return self._call(reflected, ask=[question, *self._facts])
        if self._verdict.level is TriageLevel.URGENT and self._verdict.category != "help":
            question = CrisisQuestion(ask=self._protocol.lines["ask_urgent"][0])
        self._asked = question
        return self._step((*reflected, question.ask), outcome=Outcome.RED_FLAG)

    def heard(self, said: Said) -> Step:
        """What the resident said, when it is no new red flag."""
        match self._machine.name:
            case "asking":
                return self._decide(said)
            case "called":
                return self._wait_with(said)
            case _:
                return self._stay_with(said)

    def flagged(self, verdict: Verdict, said: Said, at_s: float) -> Step:
        """Another red flag while the protocol runs: it is a yes; a new kind of danger is a new call.

        So is the same danger told again a while after somebody has seen the call: perhaps nobody came.
        """
        if self._machine.name == "seen" and at_s - self._entered_s >= CALL_AGAIN_S:
            self._called_for.clear()
        told_twice = verdict.category == self._verdict.category and said.confidence >= TOLD_TWICE
        asking = self._machine.name == "asking"
        misheard = self._doubtful and asking and said.confidence < HEARD_WELL and not told_twice
        if misheard or verdict.level <= self._called_for.get(verdict.category, TriageLevel.NONE):
            return self.heard(said)
        waiting = self._verdict if self._machine.name == "asking" else None
        if waiting is not None and waiting.category == verdict.category:
            self._verdict = max(waiting, verdict, key=lambda one: one.level)
            return self._call([], ask=self._facts)
        self._verdict, self._category = verdict, self._protocol.category(verdict.category)
        reflected = self._words.reflect(self._category)
        # What was being asked about when something else came up was not denied, so it is called for as well.
        also = (waiting,) if waiting is not None and waiting.category != "help" else ()
        return self._call(reflected, ask=[self._category.question, *self._facts], also=also)

    def silent(self) -> Step:
        """Silence: go on."""
        if self._machine.name == "asking":
            return self._unanswered()
        if self._machine.name == "seen":
            return self._leave((), Outcome.NO_REPLY)
        if self._silent:
            return Step()
        return self._go_on(["" if self._asked else self._words.calm(self._category)], Outcome.NO_REPLY)

    def passed(self, at_s: float) -> Step:
        """A second has gone by."""
        state = self._machine.name
        if state == "asking" and at_s - self._entered_s >= ASK_LIMIT_S:
            return self._unanswered()
        if state == "called" and not self._silent and at_s - self.spoke_s >= CALM_S:
            return self._step((self._words.calm(self._category), *self._pending()), outcome=Outcome.NO_REPLY)
        if state == "seen" and at_s - max(self._entered_s, self.spoke_s) >= STAY_S:
            return self._leave((), Outcome.NO_REPLY)
        return Step()

    def repeated(self, alerts: Sequence[Alert]) -> Step:
        """The call has just been repeated."""
        made = tuple(records.alert(alert) for alert in alerts)
        # A call from before the question: it is repeated, and the question stands.
        quiet = self._silent or self._machine.name != "called"
        say = () if quiet else (self._words.line("again"), *self._pending())
        return self._step(say, alerts=tuple(alerts), made=made, outcome=Outcome.ALERT_REPEATED)

    def acknowledged(self, made: tuple[Record, ...], at_s: float) -> Step:
        """A human has seen the call; one from before a question that still waits answers nothing of it."""
        if self._machine.name != "called":
            return self._step(self._pending(), made=made, outcome=Outcome.ACKNOWLEDGED)
        self._machine.go("seen")
        self._asked = None
        self._questions.clear()
        self._silent = False
        self._entered_s = at_s
        return self._step((self._words.line("seen"),), made=made, outcome=Outcome.ACKNOWLEDGED)

    def pressed(self, event: HelpPressed) -> Step:
        """The help button while the protocol runs: call now, or call again."""
        if self._machine.name == "asking":
            return self._call([], ask=self._facts)
        if self._machine.name == "called":
            return self.repeated(self._calls.again(event.at_s))
        return self._call_again("help_button")

    def command(self, command: Command, said: Said) -> Step:
        """Commands that mean something else here: help is a yes; stop ends the talking and never the call."""
        state = self._machine.name
        if command is Command.HELP and state == "asking":
            return self._call([], ask=self._facts)
        if command is Command.HELP and state == "seen":
            return self._call_again("help")
        if command is Command.STOP and state == "called":
            self._silent = True
            return self._step((self._words.line("quiet"),), outcome=Outcome.COMMAND)
        if state == "seen" and command in {Command.STOP, Command.THANKS, Command.GOODBYE, Command.GOOD_NIGHT}:
            return self._leave((self._words.line("after"),), Outcome.COMMAND)
        return self.heard(said)

    def _decide(self, said: Said) -> Step:
        """ "No" keeps the call back; anything else, doubt included, does not."""
        assert self._asked is not None  # noqa: S101 - asking always asks
        answer = self._answer(said)
        if self._refused(said, answer) and said.confidence >= SURE_ENOUGH:
            return self._refuse("refused")
        if self._doubtful and answer is True and said.confidence >= SURE_ENOUGH:
            return self._call(list(self._words.reflect(self._category)), ask=[self._category.question, *self._facts])
        return self._unanswered()

    def _refused(self, said: Said, answer: bool | None) -> bool:
        """A no, and nothing beside it that speaks against it: "no, please hurry" is none."""
        assert self._asked is not None  # noqa: S101 - asking always asks
        if self._protocol.remark(said.text) == "mistake":
            return answer is not True
        # Under names that nobody says: a bare no is no own word of the question.
        own = understand(said.text, AnswerKind.CHOICE, options={"+": self._asked.yes, "-": self._asked.no}).value
        if answer is not False or own == "+":
            return False
        return own == "-" or said.text in self._asked.phrases or self._protocol.plainly_no(said.text)

    def _unanswered(self) -> Step:
        """No clear answer: go on as if it were a yes, but not on words that were heard badly."""
        return self._refuse("unheard") if self._doubtful else self._call([], ask=self._facts)

    def _refuse(self, line: str) -> Step:
        self._machine.go("refuse")
        self._asked = None
        noted = self._calls.note(TriageLevel.WATCH, self._verdict.category)
        return Step(say=(self._words.line(line),), records=(noted,), outcome=Outcome.ANSWERED, done=True)

    def _wait_with(self, said: Said) -> Step:
        """Called, and nobody has answered yet: take the answer, or answer the remark, and go on talking."""
        self._silent = False
        remark = self._protocol.remark(said.text)
        question, answer = self._asked, self._answer(said)
        if question is not None and remark in {None, "hurts", "mistake"} and answer is not None:
            return self._answered(question, answer, said)
        if remark is not None:
            return self._step((self._reply_to(remark), *self._pending()), outcome=Outcome.SMALL_TALK)
        if question is not None:
            return self._go_on([self._words.line("noted")], Outcome.UNSURE)
        return self._go_on([self._words.calm(self._category)], Outcome.SMALL_TALK)

    def _answered(self, question: CrisisQuestion, answer: bool, said: Said) -> Step:
        made: tuple[Record, ...] = ()
        if question.record is not None:
            made = (records.fact(question.record, self.script_id, answer, certainty=said.confidence),)
        if question.ask == self._category.question.ask and not answer:
            # The call is out and stays out; what is left to ask would not fit any more.
            self._questions.clear()
            noted = self._calls.note(TriageLevel.WATCH, self._verdict.category)
            return self._go_on([self._words.line("stands")], Outcome.ANSWERED, (*made, noted))
        after = question.after.get("yes" if answer else "no") or self._words.line("noted")
        return self._go_on([after], Outcome.ANSWERED, made)

    def _stay_with(self, said: Said) -> Step:
        remark = self._protocol.remark(said.text)
        if remark is None:
            say = self._words.line("with_you")
        else:
            say = self._words.line("seen_status") if remark in {"status", "mistake"} else self._reply_to(remark)
        return self._step((say,), outcome=Outcome.SMALL_TALK)

    def _call(self, say: list[str], *, ask: Sequence[CrisisQuestion], also: tuple[Verdict, ...] = ()) -> Step:
        if self._machine.name in {"asking", "seen"}:
            self._machine.go("confirm" if self._machine.name == "asking" else "again")
        called = [self._calls.call(one.level, one.category) for one in (*also, self._verdict)]
        self._called_for.update({one.category: one.level for one in (*also, self._verdict)})
        self._questions, self._asked = list(ask), None
        numbers = self._words.numbers(self._category)
        self._told_cannot_phone = self._told_cannot_phone or bool(numbers)
        made = tuple(record for _, record in called)
        step = self._go_on([*say, self._words.line("called"), *numbers], Outcome.RED_FLAG, made)
        return replace(step, alerts=tuple(alert for alert, _ in called), interrupts=True)

    def _call_again(self, category: str) -> Step:
        """Called, seen, and asked for once more."""
        self._verdict = Verdict(level=TriageLevel.EMERGENCY, category=category, reason="asked for again")
        return self._call([], ask=())

    def _go_on(self, say: Sequence[str], outcome: Outcome, made: tuple[Record, ...] = ()) -> Step:
        """The next question; once there is none, say that the device cannot phone."""
        self._asked = self._questions.pop(0) if self._questions else None
        lines = [line for line in say if line]
        if self._asked is not None:
            lines.append(self._asked.ask)
        elif not self._told_cannot_phone:
            self._told_cannot_phone = True
            lines.append(self._words.line("cannot_phone"))
        return self._step(tuple(lines) or (self._words.calm(self._category),), made=made, outcome=outcome)

    def _leave(self, say: tuple[str, ...], outcome: Outcome) -> Step:
        self._machine.go("leave")
        return Step(say=say, outcome=outcome, done=True)

    def _answer(self, said: Said) -> bool | None:
        """Yes, no or neither, to what is being asked; the question's own words count too."""
        if self._asked is None:
            return None
        plain = understand(said.text, AnswerKind.YES_NO, about=self._asked.ask)
        if isinstance(plain.value, bool):
            return plain.value
        own = {"yes": self._asked.yes, "no": self._asked.no}
        named = understand(said.text, AnswerKind.CHOICE, options=own)
        return named.value == "yes" if named.value in {"yes", "no"} else None

    def _reply_to(self, remark: str | None) -> str:
        return self._words.remark(remark) if remark else self._words.calm(self._category)

    def _pending(self) -> tuple[str, ...]:
        return (self._asked.ask,) if self._asked else ()

    def _step(
        self,
        say: Sequence[str],
        *,
        outcome: Outcome,
        alerts: tuple[Alert, ...] = (),
        made: tuple[Record, ...] = (),
    ) -> Step:
        return Step(
            say=tuple(say),
            expect=self.expectation,
            alerts=alerts,
            records=made,
            outcome=outcome,
            expression=Expression.CONCERNED,
            interrupts=bool(alerts),
        )

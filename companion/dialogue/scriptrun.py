"""Runs one advice script: asks, understands, records, goes on; patient with silence and with doubt."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.layer import Said, Step
from companion.dialogue.machine import DEFAULT, NO_REPLY, UNSURE, ScriptMachine, answer_key
from companion.dialogue.script import Script, State
from companion.dialogue.understand import understand
from companion.dialogue.wording import choose, expression_for, fill, mood_of
from companion.messages import AnswerKind, Expectation, Expression, Outcome, Record, TriageLevel, Verdict
from companion.ports import Clock

LEAVE_QUESTION = "That is all right. I will leave that question."
LEAVE_SCRIPT = "I will be quiet now. You can talk to me at any time."

DOUBTED_BELOW = 0.15
"""A transcript less certain than this is not taken as an answer to a question."""

OTHER_HYPOTHESIS = 0.7
"""Certainty of an answer found only in another hypothesis of the recogniser, relative to the best."""


class ScriptRun:
    """One run of one script."""

    def __init__(self, script: Script, clock: Clock, *, name: str, start: str | None = None) -> None:
        self.script = script
        self._clock = clock
        self._machine = ScriptMachine(script, start)
        self._known = {"name": name}
        self._noticed: set[str] = set()
        self._times_said: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self.question = ""
        """The words that asked what is being asked now."""

    @property
    def state(self) -> str:
        """`script/state`."""
        return f"{self.script.id}/{self._machine.name}"

    @property
    def resting(self) -> bool:
        """Nothing is asked: it waits to be spoken to."""
        return self._machine.state.rest

    @property
    def health(self) -> bool:
        """The question is about the body."""
        return self._machine.state.health

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        return self.script.expectations[self._machine.name]

    def open(self) -> Step:
        """Say the first thing."""
        return self._enter(Step(outcome=Outcome.STARTED), mood="")

    def move(self, state: str) -> None:
        """Stand in `state` as if the talk had led there; only for resting states and open talk."""
        self._machine.stand(state)
        self._tries.clear()
        self.question = ""

    def heard(self, said: Said) -> Step:
        """Take what was said as an answer."""
        state = self._machine.state
        self._tries[NO_REPLY] = 0
        noticed = self._notice(said)
        understood = self._understand(said)
        if understood is NOT_AN_ANSWER and state.expect.kind is not AnswerKind.FREE:
            return self._not_matched(said, noticed)
        if understood.unsure and UNSURE not in state.next and state.expect.kind is not AnswerKind.FREE:
            return self._doubted(said, noticed)
        taken = (*noticed, *self._record(understood, said.confidence))
        outcome = _outcome(state, understood)
        expression = state.expression if state.expression is not Expression.NEUTRAL else expression_for(said.feeling)
        self._go(answer_key(state, understood))
        return self._enter(Step(records=taken, outcome=outcome, expression=expression), mood=mood_of(said.feeling))

    def silent(self) -> Step:
        """Nobody answered: ask again in other words, then leave kindly."""
        state = self._machine.state
        if state.rest:
            return Step()
        rung = self._rung(NO_REPLY, state.no_input)
        if rung is not None:
            return self._ask(rung, Outcome.NO_REPLY)
        unanswered = self._record(NOT_AN_ANSWER, 0.0)
        if NO_REPLY in state.next:
            self._go(NO_REPLY)
            return self._enter(Step(records=unanswered, outcome=Outcome.NO_REPLY), mood="")
        return Step(say=(LEAVE_SCRIPT,), records=unanswered, outcome=Outcome.NO_REPLY, done=True)

    def _understand(self, said: Said) -> Understood:
        expect = self._machine.state.expect
        if said.confidence < DOUBTED_BELOW and expect.kind is not AnswerKind.FREE:
            return NOT_AN_ANSWER
        for count, text in enumerate((said.text, *said.others)):
            found = self._read(text)
            if found is not NOT_AN_ANSWER:
                return found if count == 0 else replace(found, certainty=found.certainty * OTHER_HYPOTHESIS)
        return NOT_AN_ANSWER

    def _read(self, text: str) -> Understood:
        expect = self._machine.state.expect
        today = self._clock.wall().date()
        found = understand(
            text,
            expect.kind,
            options=expect.synonyms,
            low=expect.low,
            high=expect.high,
            today=today,
            about=self.question,
        )
        if found is NOT_AN_ANSWER and expect.kind in {AnswerKind.YES_NO, AnswerKind.MEDICINE} and expect.options:
            named = understand(text, AnswerKind.CHOICE, options=expect.synonyms)
            return replace(named, value=named.value == "yes") if named.value in {"yes", "no"} else named
        return found

    def _notice(self, said: Said) -> tuple[Record, ...]:
        """Pick up what was told beside the question."""
        made = []
        for name, notice in self._machine.state.notice.items():
            found = understand(said.text, AnswerKind.CHOICE, options=notice.synonyms)
            if isinstance(found.value, str):
                value, label = records.value_of(found, notice.options)
                self._known[name] = label.replace("_", " ")
                self._noticed.add(name)
                certainty = found.certainty * said.confidence
                made.append(records.measure(notice.record, self.script.id, value, label=label, certainty=certainty))
        return tuple(made)

    def _record(self, understood: Understood, confidence: float) -> tuple[Record, ...]:
        state = self._machine.state
        if state.record is None:
            return ()
        value, label = records.value_of(understood, state.expect.options)
        certainty = understood.certainty * confidence
        return (records.measure(state.record, self.script.id, value, label=label, certainty=certainty),)

    def _not_matched(self, said: Said, noticed: tuple[Record, ...]) -> Step:
        what = "not understood" if said.text else "not heard"
        wrong = records.misunderstanding(what, self.state)
        return self._ladder("no_match", self._machine.state.no_match, (*noticed, wrong), Outcome.NO_MATCH)

    def _doubted(self, said: Said, noticed: tuple[Record, ...]) -> Step:
        step = self._ladder(UNSURE, self._machine.state.unsure, noticed, Outcome.UNSURE)
        return replace(step, expression=expression_for(said.feeling))

    def _ladder(self, name: str, rungs: tuple[str, ...], made: tuple[Record, ...], outcome: Outcome) -> Step:
        """Ask in other words as often as there are rungs; then leave the question and go on."""
        state = self._machine.state
        rung = self._rung(name, rungs)
        if rung is not None:
            return replace(self._ask(rung, outcome), records=made)
        left = Understood(unsure=outcome is Outcome.UNSURE)
        made = (*made, *self._record(left, 0.0))
        say = tuple(fill(line, self._known) for line in state.leave) or (LEAVE_QUESTION,)
        self._go(DEFAULT)
        return self._enter(Step(say=say, records=made, outcome=outcome), mood="")

    def _rung(self, name: str, rungs: tuple[str, ...]) -> str | None:
        count = self._tries[name]
        self._tries[name] += 1
        return fill(rungs[count], self._known) if count < len(rungs) else None

    def _ask(self, words: str, outcome: Outcome) -> Step:
        self.question = words
        return Step(say=(words,), expect=self.expectation, outcome=outcome)

    def _go(self, answer: str) -> None:
        self._machine.go(answer)
        self._tries.clear()

    def _enter(self, so_far: Step, *, mood: str) -> Step:
        """Say what the state says; pass through states that ask nothing."""
        say = list(so_far.say)
        for _ in range(len(self.script.states) + 1):
            state = self._machine.state
            if state.skip_if in self._noticed:
                self._go(DEFAULT)
                continue
            words = self._words(state, mood)
            say += [words] if words else []
            so_far = replace(so_far, expression=_expression(state, so_far))
            step = replace(so_far, say=tuple(say))
            if state.end:
                return replace(step, done=True)
            if state.alert is not None:
                verdict = _verdict(state)
                self._go(DEFAULT)
                return replace(step, flag=verdict)
            if state.branch is not None:
                self._go(self._known.get(state.branch, DEFAULT))
                continue
            if state.expect.kind is not AnswerKind.NONE:
                self.question = words
                return replace(step, expect=self.expectation)
            self._go(DEFAULT)
        return replace(so_far, say=tuple(say), done=True)

    def ask_now(self) -> Step:
        """Ask (again) what this state asks: on coming back from an interruption."""
        return self._enter(Step(), mood="")

    def _words(self, state: State, mood: str) -> str:
        name = self._machine.name
        words = choose(state.say, self._clock.wall(), mood=mood, turn=self._times_said[name], known=self._known)
        self._times_said[name] += 1
        return words


def _expression(state: State, so_far: Step) -> Expression:
    return state.expression if state.expression is not Expression.NEUTRAL else so_far.expression


def _outcome(state: State, understood: Understood) -> Outcome:
    if state.expect.kind is AnswerKind.FREE and state.record is None:
        return Outcome.SMALL_TALK
    return Outcome.UNSURE if understood.unsure else Outcome.ANSWERED


def _verdict(state: State) -> Verdict:
    wanted = state.alert
    assert wanted is not None  # noqa: S101 - the caller has looked
    return Verdict(
        level=TriageLevel[wanted.level.upper()], category=wanted.category, reason="the script asks for a person"
    )

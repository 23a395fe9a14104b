"""Runs one advice script: asks, understands, records, goes on; patient with silence and with doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from companion.dialogue import records
from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.ladder import Breaks, Ladders
from companion.dialogue.layer import Said, Step
from companion.dialogue.machine import NO_REPLY, UNSURE, ScriptMachine, answer_key
from companion.dialogue.notebook import Circumstances, Notebook
from companion.dialogue.readback import CONFIRMING, Readback
from companion.dialogue.reading import read_answer, read_correction
from companion.dialogue.script import Fact, Rung, Script, State, answers_of
from companion.dialogue.wording import choose, expression_for, fill, mood_of, otherwise
from companion.messages import AnswerKind, Expectation, Expression, Outcome, Purpose, Record, TriageLevel, Verdict
from companion.ports import Clock

LEAVE_QUESTION = "That is all right. I will leave that question."
LEAVE_SCRIPT = "I will be quiet now. You can talk to me at any time."
BREAK = "Thank you for telling me. You can stop here for now. Would you like to go on with the questions?"


class ScriptRun:
    """One run of one script."""

    def __init__(
        self, script: Script, clock: Clock, *, around: Circumstances, start: str | None = None, attempt: int = 0
    ) -> None:
        """`start` is the state to begin in; `attempt` counts earlier runs that nobody answered: other words then."""
        self.script = script
        self._clock = clock
        self._machine = ScriptMachine(script, start)
        self._book = Notebook(script, around)
        self._times_said: Counter[str] = Counter(dict.fromkeys(script.states, attempt))
        self._ladders = Ladders()
        # Nobody needs a break from open talk.
        resting = any(state.rest for state in script.states.values())
        self._breaks = Breaks(0 if resting else len(script.questions))
        self._readback = Readback()
        self._passed = script.start if script.scores else self._machine.name
        self.heard_anything = False
        """Somebody has answered, whatever it was."""
        self._asked: list[str] = []
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
    def asks_about(self) -> str | None:
        """The danger that is being asked about, if one is."""
        return self._machine.state.asks_about

    @property
    def consent(self) -> Purpose | None:
        """What the resident is being asked to agree to, if to anything."""
        return self._machine.state.consent

    @property
    def calling(self) -> str | None:
        """The script that runs in between, if one does."""
        return self._machine.state.call

    @property
    def milestone(self) -> str:
        """The last state passed through which every way leads; the start, where answers add up to a score."""
        return self._passed

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        return CONFIRMING if self._readback.waiting else self.script.expectations[self._machine.name]

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that could stand on buttons now."""
        return ("yes", "no") if self._readback.waiting else answers_of(self._machine.state)

    @property
    def results(self) -> Mapping[str, Fact]:
        """What the script that called this one may ask about."""
        return self._book.results

    def open(self) -> Step:
        """Say the first thing."""
        return self._enter(Step(outcome=Outcome.STARTED), mood="")

    def move(self, state: str) -> None:
        """Stand in `state` as if the talk had led there; only for resting states and open talk."""
        self._machine.stand(state)
        self._ladders.over()
        self.question = ""

    def heard(self, said: Said) -> Step:
        """Take what was said as an answer."""
        self.heard_anything = True
        self._ladders.heard(NO_REPLY)
        noticed = self._book.told(self._machine.state, said)
        if self._readback.waiting:
            return self._read_back(said, noticed)
        state = self._machine.state
        understood = self._understand(said)
        free = state.expect.kind is AnswerKind.FREE
        if understood.refused:
            return self._left(Outcome.ANSWERED, noticed, understood)
        if understood is NOT_AN_ANSWER and not free:
            return self._not_matched(said, noticed)
        if understood.unsure and UNSURE not in state.next and not free:
            return self._doubted(said, noticed)
        if self._readback.wanted(state, understood, said):
            words = self._readback.ask(state, understood, said, self._book.slots)
            return replace(self._ask(words, Outcome.ANSWERED), records=noticed)
        return self._take(understood, said, noticed)

    def understands(self, said: Said) -> bool:
        """Whether this answers what is being asked. Changes nothing."""
        return self._machine.state.expect.kind is AnswerKind.FREE or self._understand(said) is not NOT_AN_ANSWER

    def lists(self, said: Said) -> bool:
        """Whether the question lists just these words among its answers."""
        plain = " ".join(re.findall(r"[a-z']+", said.text.lower()))
        return any(plain in known for known in self._machine.state.expect.synonyms.values())

    def has_topic(self, said: Said) -> bool:
        """Whether an open question has something to say to this."""
        return self._understand(said).value is not None

    def _read_back(self, said: Said, noticed: tuple[Record, ...]) -> Step:
        """Right: it counts. Not right: the correction counts, or the question is asked once more."""
        understood, answered = self._readback.settle(said, self._correction(said))
        if understood is not None:
            return self._take(understood, answered, noticed)
        again, _ = self._words(self._machine.state, "")
        return replace(self._ask(again, Outcome.ANSWERED), records=noticed, buttons=answers_of(self._machine.state))

    def _take(self, understood: Understood, said: Said, noticed: tuple[Record, ...]) -> Step:
        """The answer stands: record it and go on."""
        state = self._machine.state
        self._readback.forget()
        answered = self._book.answered(self._machine.name, understood, confidence=said.confidence, touched=said.touched)
        agreed = self._book.agreed(state, understood, touched=said.touched)
        step = Step(
            records=(*noticed, *answered, *agreed),
            outcome=_outcome(state, understood),
            expression=expression_for(said.feeling) if state.expression is Expression.NEUTRAL else state.expression,
            consents={str(one.body["purpose"]): bool(one.body["given"]) for one in agreed},
        )
        self._go(answer_key(state, understood))
        if self._breaks.wanted(said, asking=self._machine.state.asks):
            return replace(step, say=(BREAK,), offers_break=True, expression=Expression.CONCERNED)
        return self._enter(step, mood=mood_of(said.feeling))

    def silent(self) -> Step:
        """Nobody answered: ask again in other words, then leave kindly."""
        state = self._machine.state
        if state.rest:
            return Step()
        self._readback.forget()
        rung = self._ladders.next(NO_REPLY, state.no_input)
        if rung is not None:
            return self._climb(rung, Outcome.NO_REPLY, NO_REPLY)
        unanswered = self._book.answered(self._machine.name, NOT_AN_ANSWER, confidence=0.0)
        if NO_REPLY in state.next:
            self._go(NO_REPLY)
            return self._enter(Step(records=unanswered, outcome=Outcome.NO_REPLY), mood="")
        return Step(
            say=(LEAVE_SCRIPT,),
            records=unanswered,
            outcome=Outcome.NO_REPLY,
            done=True,
            unanswered=not self.heard_anything,
        )

    def back(self) -> Step:
        """The question before once more: a second answer is recorded after the first."""
        self._readback.forget()
        self._ladders.over()
        if len(self._asked) > 1:
            self._asked.pop()
            self._machine.stand(self._asked.pop())
        return self._enter(Step(outcome=Outcome.COMMAND), mood="")

    def forget(self) -> None:
        """The last answer counts as not given."""
        answered = [name for name in self._asked if name != self._machine.name]
        if answered:
            self._book.forget(answered[-1])

    def forget_all(self) -> None:
        """No answer was given so far."""
        self._book.forget_all()

    @property
    def questions_left(self) -> int:
        """The longest way to an end from here, in questions; the open one included."""
        return self.script.longest[self._machine.name]

    def skip(self) -> Step:
        """The resident does not want this question: it counts as not asked, never as zero."""
        self._readback.forget()
        return self._left(Outcome.COMMAND, (), NOT_AN_ANSWER)

    def returned(self, results: Mapping[str, Fact], *, say: tuple[str, ...] = ()) -> Step:
        """The script this one had called is over."""
        self._book.learn(results)
        self._go("")
        return self._enter(Step(say=say, outcome=Outcome.ANSWERED), mood="")

    def _understand(self, said: Said) -> Understood:
        today = self._clock.wall().date()
        return read_answer(self._machine.state, said, today=today, question=self.question)

    def _correction(self, said: Said) -> Understood:
        today = self._clock.wall().date()
        return read_correction(self._machine.state, said, today=today, question=self.question)

    def _not_matched(self, said: Said, noticed: tuple[Record, ...]) -> Step:
        what = "not understood" if said.text else "not heard"
        wrong = records.misunderstanding(what, self.state)
        return self._ladder("no_match", self._machine.state.no_match, (*noticed, wrong), Outcome.NO_MATCH)

    def _doubted(self, said: Said, noticed: tuple[Record, ...]) -> Step:
        step = self._ladder(UNSURE, self._machine.state.unsure, noticed, Outcome.UNSURE)
        return replace(step, expression=expression_for(said.feeling))

    def _ladder(self, name: str, rungs: tuple[Rung, ...], made: tuple[Record, ...], outcome: Outcome) -> Step:
        """Ask in other words as often as there are rungs; then leave the question and go on."""
        rung = self._ladders.next(name, rungs)
        if rung is not None:
            return replace(self._climb(rung, outcome, name), records=made)
        return self._left(outcome, made, Understood(unsure=outcome is Outcome.UNSURE))

    def _left(self, outcome: Outcome, made: tuple[Record, ...], without: Understood) -> Step:
        state = self._machine.state
        refused = self._book.not_renewed(state)
        made = (*made, *self._book.answered(self._machine.name, without, confidence=0.0), *refused)
        say = tuple(fill(line, self._book.slots) for line in state.leave) or (LEAVE_QUESTION,)
        self._go("")
        consents = {str(one.body["purpose"]): False for one in refused}
        return self._enter(Step(say=say, records=made, outcome=outcome, consents=consents), mood="")

    def _climb(self, rung: Rung, outcome: Outcome, way: str) -> Step:
        """The question in other words, its answers on the screen where it has failed before."""
        step = self._ask(fill(rung.say, self._book.slots), outcome)
        return replace(step, buttons=self._ladders.buttons(way, rung, self._machine.state))

    def _ask(self, words: str, outcome: Outcome) -> Step:
        self.question = words
        return Step(say=(words,), expect=self.expectation, outcome=outcome)

    def _go(self, answer: str) -> None:
        self._machine.go(answer, self._book.facts)
        self._ladders.over()
        if self._machine.name in self.script.milestones and not self.script.scores:
            self._passed = self._machine.name

    def _enter(self, so_far: Step, *, mood: str) -> Step:
        """Say what the state says; pass through states that ask nothing."""
        step = so_far
        for _ in range(len(self.script.states) + 1):
            state = self._machine.state
            if state.skip_if is not None and self._book.noticed(state.skip_if) is not None:
                self._go("")
                continue
            step = self._say(state, step, mood)
            if state.end or state.snooze_min is not None:
                return replace(step, done=True, snooze_min=state.snooze_min)
            if state.call is not None:
                return replace(step, call=state.call)
            if state.alert is not None:
                self._go("")
                return replace(step, flag=_verdict(state))
            if state.branch is not None:
                self._go(self._book.noticed(state.branch) or "")
            elif state.asks:
                return replace(step, expect=self.expectation)
            else:
                self._go("")
        return replace(step, done=True)

    def _say(self, state: State, step: Step, mood: str) -> Step:
        """The words of a state, its scores and its notices, added to the step."""
        words, other = self._words(state, mood)
        if state.asks:
            self.question = words
            if self._asked[-1:] != [self._machine.name]:
                self._asked.append(self._machine.name)
        neutral = state.expression is Expression.NEUTRAL
        return replace(
            step,
            say=(*step.say, words) if words else step.say,
            records=(*step.records, *self._book.come_to(state)),
            consents={**step.consents, state.withdraws.value: False} if state.withdraws else step.consents,
            expression=step.expression if neutral else state.expression,
            forget=step.forget or state.forget,
            delivered=step.delivered or state.delivers,
            otherwise={**step.otherwise, words: other} if other else step.otherwise,
        )

    def ask_now(self) -> Step:
        """Ask (again) what this state asks: on coming back from an interruption."""
        self._readback.forget()
        return self._enter(Step(), mood="")

    def _words(self, state: State, mood: str) -> tuple[str, str]:
        """The state's words, and another wording of the same; the wordings of open talk are turns of it instead."""
        moment, slots, turn = self._clock.wall(), self._book.slots, self._times_said[self._machine.name]
        self._times_said[self._machine.name] += 1
        words = choose(state.say, moment, mood=mood, turn=turn, known=slots)
        if state.expect.kind is AnswerKind.FREE:
            return words, ""
        return words, otherwise(state.say, moment, mood=mood, turn=turn, known=slots)


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

"""Who has the floor: help first, then a hearing test that runs, then the talk."""

from __future__ import annotations

from dataclasses import replace

from companion.dialogue.alarm import Alarm
from companion.dialogue.commands import Command
from companion.dialogue.conversation import Conversation
from companion.dialogue.hearing.trial import HearingTest
from companion.dialogue.layer import Said, Step, joined
from companion.dialogue.understand import understand
from companion.messages import AnswerKind, Expectation


class Floor:
    """What is heard, and silence, go to whoever has it; whatever it covers goes on afterwards."""

    def __init__(self, alarm: Alarm, hearing: HearingTest, talk: Conversation) -> None:
        self.alarm = alarm
        self.hearing = hearing
        self.talk = talk

    @property
    def testing(self) -> bool:
        """The hearing test has it."""
        return self.alarm.crisis is None and self.hearing.running

    @property
    def state(self) -> str:
        """`layer/state`."""
        if self.alarm.crisis is not None:
            return self.alarm.crisis.state
        return self.hearing.state if self.hearing.running else self.talk.state

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        if self.alarm.crisis is not None:
            return self.alarm.crisis.expectation
        return self.hearing.expectation if self.hearing.running else self.talk.expectation

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that could stand on buttons now; only those of the talk are offered unasked."""
        elsewhere = self.alarm.crisis is not None or self.hearing.running
        return () if elsewhere else self.talk.answers

    def heard(self, said: Said) -> Step:
        """What was said, and is neither a red flag nor a command."""
        if self.alarm.crisis is not None:
            return self.alarm.crisis.heard(said)
        return self._after_test(self.hearing.heard(said)) if self.hearing.running else self.talk.heard(said)

    def silent(self) -> Step:
        """Nobody spoke."""
        if self.alarm.crisis is not None:
            return self.alarm.crisis.silent()
        return self._after_test(self.hearing.silent()) if self.hearing.running else self.talk.silent()

    def command(self, command: Command) -> Step | None:
        """What a command means to the hearing test; None where it means what it means everywhere."""
        step = self.hearing.command(command) if self.testing else None
        return None if step is None else self._after_test(step)

    def understands(self, said: Said) -> bool:
        """Whether these words alone answer what is asked. Changes nothing."""
        if self.alarm.crisis is not None:
            return understand(said.text, AnswerKind.YES_NO).value is not None
        return self.hearing.understands(said) if self.hearing.running else self.talk.understands(said)

    def asking_again(self, step: Step) -> Step:
        """The step, and after it the question that is open."""
        crisis = self.alarm.crisis
        if crisis is None and self.hearing.running:
            return joined(step, self.hearing.again())
        question = crisis.question if crisis else self.talk.question
        asked_again = question and not (crisis is None and self.talk.open_talk)
        return replace(step, say=(*step.say, question) if asked_again else step.say)

    def give_way(self) -> None:
        """Help, and what is told in confidence, end a hearing test: what was not set by then stays as it was."""
        if self.alarm.crisis is not None or self.talk.private:
            self.hearing.end()

    def _after_test(self, step: Step) -> Step:
        """Where the test is over, the talk goes on where it was; an offer that was open is made again."""
        if not step.done:
            return step
        if self.talk.offering:
            back = Step(say=(self.talk.question,), expect=self.talk.expectation, buttons=self.talk.answers)
        else:
            back = self.talk.resume(ask_first=False)
        return joined(replace(step, done=False), back)

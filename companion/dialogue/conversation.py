"""The stack of talks: open talk at the bottom, scripts on top; what was interrupted goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from companion.dialogue.layer import Said, Step
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique
from companion.dialogue.script import Script, builtin_scripts, find_script
from companion.dialogue.scriptrun import ScriptRun
from companion.dialogue.understand import understand
from companion.messages import AnswerKind, Expectation, Outcome
from companion.ports import Clock

TALK = "talk"
QUIET, ASLEEP, LISTEN = "quiet", "asleep", "listen"

GO_ON = "Would you like to go on with the questions?"
NOT_NOW = "All right. You can talk to me at any time."

_OFFER = Expectation(
    kind=AnswerKind.YES_NO,
    phrases=unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(AnswerKind.YES_NO))),
    no_reply_s=10.0,
)


class Conversation:
    """Everything that is talked about outside a crisis."""

    def __init__(self, scripts: Mapping[str, Script], clock: Clock, *, name: str, first: str | None) -> None:
        self._clock = clock
        self._name = name
        self._open_talk = scripts[TALK] if TALK in scripts else builtin_scripts()[TALK]
        for script in scripts.values():
            _ = script.expectations  # made now, not in the middle of a talk
        self._runs = [ScriptRun(self._open_talk, clock, name=name)]
        self._private = False
        self._offering = False
        if first is not None and first != TALK:
            self._runs[0].move(QUIET)
            self._runs.append(ScriptRun(find_script(scripts, first), clock, name=name))

    @property
    def state(self) -> str:
        """`script/state` of the talk on top."""
        return f"{TALK}/offer" if self._offering else self._top.state

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        return _OFFER if self._offering else self._top.expectation

    @property
    def question(self) -> str:
        """The words of the open question, or ""."""
        return GO_ON if self._offering else self._top.question

    @property
    def health(self) -> bool:
        """The question is about the body."""
        return not self._offering and self._top.health

    @property
    def private(self) -> bool:
        """What is said here goes into the diary and nowhere else."""
        return self._private

    @property
    def open_talk(self) -> bool:
        """Nothing is being asked by a script."""
        return not self._offering and self._top.script is self._open_talk

    @property
    def _top(self) -> ScriptRun:
        return self._runs[-1]

    def open(self) -> Step:
        """The first words of a session."""
        return self._settle(self._top.open())

    def heard(self, said: Said) -> Step:
        """What was said, to the talk on top."""
        return self._decide(said) if self._offering else self._settle(self._top.heard(said))

    def silent(self) -> Step:
        """Nobody spoke."""
        if self._offering:
            return replace(self._end(), outcome=Outcome.NO_REPLY)
        return self._settle(self._top.silent())

    def leave(self, *, asleep: bool = False) -> None:
        """End every script; open talk stands quiet, or asleep."""
        del self._runs[1:]
        self._offering = self._private = False
        self._top.move(ASLEEP if asleep else QUIET)

    def listen_privately(self) -> Step:
        """Put open talk on top, for the diary alone; whatever it covers goes on when the resident has finished."""
        self._offering = False
        if not self._private:
            self._private = True
            self._runs.append(ScriptRun(self._open_talk, self._clock, name=self._name, start=LISTEN))
        return Step(expect=self._top.expectation)

    def resume(self, *, ask_first: bool) -> Step:
        """Back from a crisis: ask the open question again, or ask whether to go on at all."""
        if self._top.resting:
            return Step(expect=self.expectation)
        if self.open_talk:
            self._top.move(QUIET)
            return Step(expect=self.expectation)
        if ask_first:
            self._offering = True
            return Step(say=(GO_ON,), expect=_OFFER)
        return self._settle(self._top.ask_now())

    def _decide(self, said: Said) -> Step:
        """Only a yes goes on."""
        self._offering = False
        if understand(said.text, AnswerKind.YES_NO).value is True:
            return replace(self._settle(self._top.ask_now()), outcome=Outcome.ANSWERED)
        return replace(self._end(), say=(NOT_NOW,), outcome=Outcome.ANSWERED)

    def _end(self) -> Step:
        self.leave()
        return Step(expect=self.expectation)

    def _settle(self, step: Step) -> Step:
        """A script that is over uncovers what lies beneath it."""
        if self._private and self._top.resting:
            self._runs.pop()
            self._private = False
            back = self.resume(ask_first=True)
            return replace(step, say=(*step.say, *back.say), expect=back.expect)
        if not step.done:
            return step
        if len(self._runs) > 1:
            self._runs.pop()
        if self.open_talk:
            self._top.move(QUIET)
        return replace(step, expect=self._top.expectation, done=False)

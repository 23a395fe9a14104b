"""The stack of talks: open talk at the bottom, scripts on top; what was interrupted goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from companion.dialogue.intents import NO_INTENT, Band
from companion.dialogue.layer import Said, Step, joined
from companion.dialogue.notebook import Circumstances
from companion.dialogue.offers import Offers
from companion.dialogue.readback import CONFIRMING
from companion.dialogue.script import Script, builtin_folder, find_script, load_script
from companion.dialogue.scriptrun import ScriptRun
from companion.dialogue.understand import understand
from companion.dialogue.wishes import Wishes
from companion.messages import AnswerKind, Expectation, Outcome, Purpose, Unfinished
from companion.ports import Clock

TALK = "talk"
QUIET, ASLEEP, LISTEN = "quiet", "asleep", "listen"

WOULD_YOU_LIKE = "Would you like this: {title}?"
INTERRUPTED = "The talk was cut short before. Would you like to go on with it?"
GO_ON = "Would you like to go on with the questions?"
NOT_NOW = "All right. You can talk to me at any time."
BACK = "Now back to the question before."


@dataclass(frozen=True, slots=True)
class Ended:
    """A script that was run has come to its end, or was left."""

    script: str
    answered: bool
    """Somebody was there."""
    snooze_min: int | None
    left: bool = False
    """It was broken off on purpose: stop, good night."""


class Conversation:
    """Everything that is talked about outside a crisis."""

    def __init__(
        self, scripts: Mapping[str, Script], clock: Clock, *, around: Circumstances, first: str | None
    ) -> None:
        self._clock = clock
        self._around = around
        self._scripts = scripts
        self._open_talk = scripts[TALK] if TALK in scripts else load_script(builtin_folder() / f"{TALK}.yaml")
        self._runs = [ScriptRun(self._open_talk, clock, around=around)]
        self._private = False
        self._offers = Offers()
        self._wishes = Wishes(scripts)
        self._ended: list[Ended] = []
        self._begun: list[str] = []
        if first is not None and first != TALK:
            self._runs[0].move(QUIET)
            self._runs.append(ScriptRun(find_script(scripts, first), clock, around=around))

    @property
    def state(self) -> str:
        """`script/state` of the talk on top."""
        return f"{TALK}/offer" if self.offering else self._top.state

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        return CONFIRMING if self.offering else self._top.expectation

    @property
    def question(self) -> str:
        """The words of the open question, or ""."""
        return self._offers.words or self._top.question

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that could stand on buttons now."""
        return ("yes", "no") if self.offering else self._top.answers

    @property
    def health(self) -> bool:
        """The question is about the body."""
        return not self.offering and self._top.health

    @property
    def asks_about(self) -> str | None:
        """The danger that is being asked about, if one is."""
        return None if self.offering else self._top.asks_about

    def takes_up(self, said: Said) -> str | None:
        """The danger whose milder form was asked about in so many words, where a script deals with just that."""
        return self._wishes.takes_up(said)

    @property
    def asks_consent(self) -> Purpose | None:
        """What the resident is being asked to agree to, if to anything."""
        return None if self.offering else self._top.consent

    @property
    def about_consent(self) -> bool:
        """The talk on top asks for the resident's leave."""
        return not self.offering and any(state.consent for state in self._top.script.states.values())

    def lists(self, said: Said) -> bool:
        """The open question lists just these words among its answers."""
        return not self.offering and self._top.lists(said)

    @property
    def private(self) -> bool:
        """What is said here goes into the diary and nowhere else."""
        return self._private

    @property
    def open_talk(self) -> bool:
        """Nothing is being asked by a script."""
        return not self.offering and self._top.script is self._open_talk

    @property
    def resting(self) -> bool:
        """Nobody is being asked anything, and nothing private is being told."""
        return self.open_talk and self._top.resting and not self._private

    @property
    def offering(self) -> bool:
        """A yes or no is waited for that belongs to no script."""
        return self._offers.waiting

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of the scripts that have begun and not ended, the one on top last."""
        return tuple(run.script.id for run in self._runs if run.script is not self._open_talk)

    @property
    def _top(self) -> ScriptRun:
        return self._runs[-1]

    def has(self, script: str) -> bool:
        """Whether there is such a script."""
        return script in self._scripts

    def open(self) -> Step:
        """The first words of a session."""
        return self._settle(self._top.open())

    def begin(self, script: str, *, attempt: int = 0, at: str | None = None) -> Step:
        """Put a script on top; whatever it covers goes on afterwards. `at` is the state to go on in."""
        found = find_script(self._scripts, script)
        self._offers.cover(len(self._runs))
        self._begun.append(script)
        known = at if at in found.states else None
        run = ScriptRun(found, self._clock, around=self._around, start=known, attempt=attempt)
        if self.open_talk and not self._private:
            self._top.move(QUIET)
        self._runs.append(run)
        return self._settle(run.open())

    def put_back(self, unfinished: Unfinished) -> bool:
        """Put a talk that a restart broke off on top, without a word. Returns whether there is such a talk."""
        script = self._scripts.get(unfinished.script)
        if script is None or unfinished.state not in script.states:
            return False
        self._offers.withdraw()
        self._top.move(QUIET)
        self._runs.append(ScriptRun(script, self._clock, around=self._around, start=unfinished.state))
        return True

    def take_up(self) -> Step:
        """Ask whether to go on with what was put back."""
        return replace(self._offers.make(INTERRUPTED), outcome=Outcome.STARTED)

    def rest(self) -> None:
        """Say nothing until somebody speaks."""
        self._top.move(QUIET)

    def begun(self) -> tuple[str, ...]:
        """The scripts that began since this was last asked."""
        begun, self._begun = tuple(self._begun), []
        return begun

    def heard(self, said: Said) -> Step:
        """What was said, to the talk on top; in open talk it may be a wish for another talk."""
        if self.offering:
            return self._decide(said)
        wanted = self._wanted(said)
        return self._settle(self._top.heard(said)) if wanted is None else wanted

    def _wanted(self, said: Said) -> Step | None:
        """The talk that was asked for; below a certainty it asks, and below another it does not guess."""
        intent = NO_INTENT if self._private else self._wishes.of(said, self._top, open_talk=self.open_talk)
        if intent.name is None or intent.name in self.running:
            return None
        if intent.band is Band.START:
            return replace(self.begin(intent.name), outcome=Outcome.COMMAND)
        offer = WOULD_YOU_LIKE.format(title=self._scripts[intent.name].title.lower())
        return replace(self._offers.make(offer, proposed=intent.name), outcome=Outcome.UNSURE)

    def understands(self, said: Said) -> bool:
        """Whether these words alone answer what is asked, or ask for a talk. Changes nothing."""
        if self.offering:
            return understand(said.text, AnswerKind.YES_NO).value is not None
        if not self.open_talk and self.expectation.kind is not AnswerKind.FREE and self._top.understands(said):
            return True
        return self._wishes.of(said, self._top, open_talk=self.open_talk).band is Band.START

    def silent(self) -> Step:
        """Nobody spoke."""
        if self.offering:
            return replace(self._end(), outcome=Outcome.NO_REPLY)
        return self._settle(self._top.silent())

    def skip(self) -> Step:
        """Leave the question that is open; there is none in open talk."""
        if self.offering or self.open_talk:
            return Step(expect=self.expectation)
        return self._settle(self._top.skip())

    def back(self) -> Step:
        """Ask the question before once more; the first one stays the first."""
        return self._settle(replace(self._top.back(), outcome=Outcome.COMMAND))

    def ask_again(self) -> Step:
        """The open question in words that fit what is so now."""
        return self._settle(self._top.ask_now())

    def forget(self) -> None:
        """The last answer counts as not given."""
        self._top.forget()

    def forget_all(self) -> None:
        """No answer was given so far, in any talk that is not over."""
        for run in self._runs:
            run.forget_all()

    def start_over(self) -> Step:
        """The script on top from its first question; what was recorded stays recorded."""
        self._offers.withdraw()
        over = self._runs.pop()
        self._runs.append(ScriptRun(over.script, self._clock, around=self._around))
        return self._settle(replace(self._top.open(), outcome=Outcome.COMMAND))

    @property
    def questions_left(self) -> int | None:
        """How many questions there may still be, the open one included; None in open talk."""
        return None if self.open_talk or self.offering else self._top.questions_left

    def leave(self, *, asleep: bool = False) -> None:
        """End every script; open talk stands quiet, or asleep."""
        self._note_ended(self._runs[1:], answered=True, left=True)
        del self._runs[1:]
        self._private = False
        self._offers.withdraw()
        self._top.move(ASLEEP if asleep else QUIET)

    def ended(self) -> tuple[Ended, ...]:
        """The scripts that ended since this was last asked."""
        ended, self._ended = tuple(self._ended), []
        return ended

    def unfinished(self) -> Unfinished | None:
        """How far the talk on top of open talk has got, for a restart."""
        begun = [run for run in self._runs if run.script is not self._open_talk]
        if not begun:
            return None
        return Unfinished(script=begun[0].script.id, state=begun[0].milestone, since=self._clock.wall())

    def listen_privately(self) -> Step:
        """Put open talk on top, for the diary alone; whatever it covers goes on when the resident has finished."""
        self._offers.withdraw()
        if not self._private:
            self._private = True
            self._runs.append(ScriptRun(self._open_talk, self._clock, around=self._around, start=LISTEN))
        return Step(expect=self._top.expectation)

    def resume(self, *, ask_first: bool) -> Step:
        """Back from a crisis: ask the open question again, or ask whether to go on at all."""
        self._offers.withdraw()
        if self._private:
            self._runs.pop()
            self._private = False
        if self._top.resting:
            return Step(expect=self.expectation)
        if self.open_talk:
            self._top.move(QUIET)
            return Step(expect=self.expectation)
        # Where only a last word is left to say, there is nothing to go on with.
        if ask_first and self._top.questions_left:
            return self._offers.make(GO_ON)
        return self._settle(self._top.ask_now())

    def _decide(self, said: Said) -> Step:
        """Only a yes goes on."""
        proposed = self._offers.take()
        agreed = understand(said.text, AnswerKind.YES_NO).value is True
        if proposed is not None:
            self._top.move(QUIET)
            step = self.begin(proposed) if agreed else Step(say=(NOT_NOW,), expect=self.expectation)
            return replace(step, outcome=Outcome.ANSWERED)
        if agreed:
            return replace(self._settle(self._top.ask_now()), outcome=Outcome.ANSWERED)
        return replace(self._end(), say=(NOT_NOW,), outcome=Outcome.ANSWERED)

    def _end(self) -> Step:
        self.leave()
        return Step(expect=self.expectation)

    def _settle(self, step: Step) -> Step:
        """A script that is over uncovers what lies beneath it; one that calls another is covered by it."""
        if step.offers_break:
            offer = self._offers.make(GO_ON)
            return replace(step, expect=offer.expect, buttons=offer.buttons)
        if step.call is not None:
            return self._settle(self._called(step, step.call))
        if self._private and self._top.resting:
            return joined(step, self.resume(ask_first=True))
        return self._uncover(step) if step.done else step

    def _called(self, step: Step, script: str) -> Step:
        """The step of a script that was called, or of its caller where there is no such script to be had."""
        caller = self._top
        if script not in self._scripts or script in self.running:
            return joined(step, caller.returned({}))
        self._runs.append(ScriptRun(self._scripts[script], self._clock, around=self._around))
        return joined(step, self._top.open())

    def _uncover(self, step: Step) -> Step:
        if len(self._runs) > 1:
            over = self._runs.pop()
            below = self._top
            calls = below.calling == over.script.id
            if not calls or step.unanswered:
                self._note_ended([over], answered=not step.unanswered, snooze_min=step.snooze_min)
            if calls and step.unanswered:
                return self._uncover(replace(step, unanswered=not below.heard_anything))
            if calls:
                return self._settle(joined(step, below.returned(over.results)))
            if (again := self._offers.uncovered(len(self._runs))) is not None:
                return joined(step, again)
            if not self.open_talk:
                back = below.ask_now()
                return self._settle(joined(step, replace(back, say=(BACK, *back.say))))
        if self.open_talk and not self._private:
            self._top.move(QUIET)
        return replace(step, expect=self._top.expectation, done=False)

    def _note_ended(
        self, runs: list[ScriptRun], *, answered: bool, snooze_min: int | None = None, left: bool = False
    ) -> None:
        over = [run for run in runs if run.script is not self._open_talk]
        self._ended += [Ended(run.script.id, answered, snooze_min, left) for run in over]

"""Turns what was decided into the Reply: in the right manner, recorded as far as was agreed, kept for a restart."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from companion.dialogue import records
from companion.dialogue.consents import Consents
from companion.dialogue.conversation import TALK
from companion.dialogue.disclosure import Disclosure
from companion.dialogue.inbox import Inbox
from companion.dialogue.layer import Step
from companion.dialogue.manner import SpeakingManner, unsoftened
from companion.marks import plain
from companion.messages import AS_USUAL, UNSURE, Feeling, Kept, Manner, Outcome, Prompt, Record, Reply, Urgency
from companion.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was heard in the turn that is answered."""

    heard: str = field(default="", repr=False)
    confidence: float = 0.0
    feeling: Feeling = UNSURE
    wordless: bool = False
    """The words of both sides are left out of the diary."""
    unasked: bool = False
    """The device speaks first."""
    aside: bool = False
    """It was about what was said before: "forget that" still means the turn before it."""


NOTHING_HEARD, UNASKED = Turn(), Turn(unasked=True)
_ANSWERS = frozenset({Outcome.ANSWERED, Outcome.UNSURE})


class Answering:
    """Remembers what was said last, and when."""

    def __init__(
        self,
        clock: Clock,
        *,
        consents: Consents,
        disclosure: Disclosure,
        inbox: Inbox,
        manner: Manner = AS_USUAL,
    ) -> None:
        """`manner`: how the resident wanted to be spoken to before a restart."""
        self._clock = clock
        self._consents = consents
        self._disclosure = disclosure
        self._inbox = inbox
        self.manner = SpeakingManner(manner)
        self.last_said: tuple[str, ...] = ()
        self._otherwise: dict[str, str] = {}
        self.turn_s = clock.now_s()
        """Session time of the last turn."""
        self.was_answer = False
        """The last turn in which something was heard was an answer to a question."""

    def prepared(self, step: Step, *, in_crisis: bool) -> Step:
        """Consents count from here on; and the notice that it is a program goes with the next words of a talk."""
        step = replace(step, records=self._consents.by_name(step.records))
        self._consents.take(step.consents)
        if in_crisis or step.outcome is Outcome.COMMAND:
            return step
        return replace(step, say=self._disclosure.with_notice(step.say))

    def reply(self, step: Step, turn: Turn, *, state: str, in_crisis: bool, keep: Kept | None) -> Reply:
        """The reply to one event; `state` is where the dialogue stands after it."""
        if step.say or turn.heard:
            self.turn_s = self._clock.now_s()
            self.was_answer = step.outcome in _ANSWERS if turn.heard and not turn.aside else self.was_answer
            self._disclosure.turn()
            self.last_said = self._to_repeat(step.say)
            known = {**self._otherwise, **step.otherwise}
            self._otherwise = {line: known[line] for line in self.last_said if line in known}
            step = replace(step, records=(*step.records, _turn_record(step, turn, state)))
        urgency = _urgency(step, turn, state=state, in_crisis=in_crisis)
        usual = self.manner.for_reply(turn.feeling)
        delivered = self._inbox.delivered() if step.delivered else None
        return Reply(
            say=tuple(_prompt(line, step, urgency, usual) for line in step.say),
            expect=step.expect,
            expression=step.expression,
            alerts=step.alerts,
            records=self._consents.allowed(step.records),
            outcome=step.outcome,
            state=state,
            interrupts=step.interrupts,
            buttons=step.buttons,
            delivered=(delivered,) if delivered else (),
            forget=step.forget,
            keep=keep,
        )

    @property
    def last_words(self) -> tuple[str, ...]:
        """What was said last, as it is shown."""
        return tuple(map(plain, self.last_said))

    @property
    def said_otherwise(self) -> tuple[str, ...]:
        """What was said last in other words, line by line; a line that has only its own words comes in these.

        What is said so has no third wording: asked again, it comes in the same words.
        """
        return tuple(self._otherwise.get(line, line) for line in self.last_said)

    def _to_repeat(self, said: tuple[str, ...]) -> tuple[str, ...]:
        """What "say that again" means from now on: "I will speak louder now" before it is no part of it."""
        before = self.last_said
        return before if not said or (before and said[-len(before) :] == before) else said


def _turn_record(step: Step, turn: Turn, state: str) -> Record:
    return records.turn(
        said="" if turn.wordless else plain(" ".join(step.say)),
        heard="" if turn.wordless else turn.heard,
        state=state,
        outcome=step.outcome.value,
        # With neither words nor a certainty it is no turn that could be forgotten.
        confidence=0.0 if turn.aside else turn.confidence,
    )


def _prompt(line: str, step: Step, urgency: Urgency, usual: Manner) -> Prompt:
    manner = step.manners.get(line, usual)
    text = plain(line)
    return Prompt(
        text=text,
        marked=line if line != text else "",
        urgency=urgency,
        manner=unsoftened(manner) if urgency >= Urgency.STOP else manner,
        large=step.large,
        shown=line not in step.unseen,
    )


def _urgency(step: Step, turn: Turn, *, state: str, in_crisis: bool) -> Urgency:
    if in_crisis:
        return Urgency.ALERT
    if step.outcome is Outcome.COMMAND:
        return Urgency.STOP if step.interrupts else Urgency.REPLY
    if turn.unasked:
        return Urgency.REMINDER
    return Urgency.CHAT if state.partition("/")[0] == TALK else Urgency.REPLY

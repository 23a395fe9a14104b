"""Plays one script against one person who does not exist, with the real manager, until the talk is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random

import numpy as np

from companion.dialogue.household import Household
from companion.dialogue.layer import Judge
from companion.dialogue.manager import DialogueManager
from companion.dialogue.rehearsal.persons import SILENCE, Answer, Person
from companion.dialogue.script import Script
from companion.messages import (
    UNSURE,
    DialogueEvent,
    Heard,
    NoReply,
    Outcome,
    Reply,
    SessionStarted,
    Transcript,
    Utterance,
)
from companion.settings import ConsentSettings, InitiativeSettings, ResidentSettings

LONGEST = 150
"""Turns after which a talk counts as one that does not end."""
WORDS_A_SECOND = 2.5
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOURS = (0, 2, 6, 12)
"""Hours after eight in the morning at which talks begin."""
_EVERYTHING = ConsentSettings(diary=True, share=True, mood=True, voice_mood=False, initiative=True)


class Ending(StrEnum):
    """How a talk came to its end."""

    COMPLETED = "completed"
    """The script reached an end of its own."""
    LEFT = "left"
    """Nobody answered any more, or asked to stop, and it was left kindly."""
    CRISIS = "crisis"
    """A red flag was said and the protocol followed at once."""
    MISSED = "missed"
    """A red flag was said and the protocol did not follow."""
    ENDLESS = "endless"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One talk: figures and names of states, no words."""

    ending: Ending
    turns: int
    spoken_s: float
    """Seconds the device spoke."""
    states: tuple[str, ...]
    """`script/state`, in the order they were asked in."""
    asked: int
    answered: int
    """Questions that have a record, and those of them that got an answer."""


@dataclass(slots=True)
class StepClock:
    """A clock that passes as the talk goes on."""

    start: datetime = START
    seconds: float = field(default=0.0)

    def now_s(self) -> float:
        """Session time, seconds."""
        return self.seconds

    def wall(self) -> datetime:
        """The time of day."""
        return self.start + timedelta(seconds=self.seconds)


def simulate(
    script: str, scripts: Mapping[str, Script], person: Person, *, triage: Judge, runs: int, seed: int
) -> Iterator[Run]:
    """So many talks; the same seed gives the same talks. Raises ScriptError for an unknown script."""
    for number in range(runs):
        dice = Random(f"{seed} {script} {person.name} {number}")  # noqa: S311 - dice, no secrets
        yield rehearse(script, scripts, person, triage=triage, dice=dice)


def rehearse(script: str, scripts: Mapping[str, Script], person: Person, *, triage: Judge, dice: Random) -> Run:
    """One talk from the first word to the last."""
    start = START + timedelta(days=dice.randrange(7), hours=dice.choice(HOURS))
    # Some have let their helpers see the answers, some were never asked: scripts differ between the two.
    consent = _EVERYTHING.model_copy(update={"share": dice.choice((True, None))})
    return _Talk(script, scripts, triage, start=start, consent=consent).play(person, dice)


class _Talk:
    def __init__(
        self,
        script: str,
        scripts: Mapping[str, Script],
        triage: Judge,
        *,
        start: datetime,
        consent: ConsentSettings,
    ) -> None:
        self._scripts = scripts
        self._clock = StepClock(start)
        household = Household(
            resident=ResidentSettings(name="Sam", human_reachable=True),
            consent=consent,
            initiative=InitiativeSettings(scripts=()),
        )
        self._manager = DialogueManager(
            scripts=scripts, clock=self._clock, household=household, triage=triage, first_script=script
        )
        self._states: list[str] = []
        self._spoken_s = 0.0
        self._records: list[object] = []
        self._ended_itself = False

    def play(self, person: Person, dice: Random) -> Run:
        reply = self._handle(SessionStarted(at_s=0.0))
        for turn in range(LONGEST):
            over = _over(reply, self._ended_itself)
            if over is not None:
                return self._run(over, turn)
            name, _, state = reply.state.partition("/")
            answer = SILENCE
            if name in self._scripts:
                answer = person.answer(self._scripts[name].states[state], turn, dice)
            elif state == "offer":
                answer = Answer(text="yes")
            reply = self._hear(answer) if answer.text else self._silence(reply)
            if answer.flag:
                return self._run(Ending.CRISIS if reply.state.startswith("crisis/") else Ending.MISSED, turn + 1)
        return self._run(Ending.ENDLESS, LONGEST)

    def _hear(self, answer: Answer) -> Reply:
        begun_s = self._clock.seconds
        self._clock.seconds += 2.0 + 0.4 * len(answer.text.split())
        transcript = Transcript(text=answer.text, confidence=answer.confidence, engine="rehearsal")
        utterance = Utterance(
            transcript=transcript,
            started_s=begun_s,
            ended_s=self._clock.seconds,
            decided_s=self._clock.seconds,
            samples=np.zeros(0, np.int16),
        )
        return self._handle(Heard(utterance=utterance, feeling=UNSURE))

    def _silence(self, reply: Reply) -> Reply:
        waited_s = (reply.expect.no_reply_s if reply.expect else 0.0) or 10.0
        self._clock.seconds += waited_s
        return self._handle(NoReply(at_s=self._clock.seconds, waited_s=waited_s))

    def _handle(self, event: DialogueEvent) -> Reply:
        reply = self._manager.handle(event)
        said_s = sum(len(prompt.text.split()) for prompt in reply.say) / WORDS_A_SECOND
        self._spoken_s += said_s
        self._clock.seconds += said_s
        self._states.append(reply.state)
        self._records += [record.body.get("value") for record in reply.records if record.kind == "measure"]
        self._ended_itself = isinstance(event, Heard | SessionStarted) and reply.outcome is not Outcome.COMMAND
        return reply

    def _run(self, ending: Ending, turns: int) -> Run:
        return Run(
            ending=ending,
            turns=turns,
            spoken_s=self._spoken_s,
            states=tuple(state for state in self._states if state.partition("/")[0] in self._scripts),
            asked=len(self._records),
            answered=sum(value is not None for value in self._records),
        )


def _over(reply: Reply, itself: bool) -> Ending | None:
    """How the talk has ended, if it has."""
    script, _, state = reply.state.partition("/")
    if script == "crisis":
        return Ending.CRISIS
    if script == "talk" and state in {"quiet", "asleep"}:
        return Ending.COMPLETED if itself else Ending.LEFT
    return None

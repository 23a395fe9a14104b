"""Opens a real talk in every state of a script that waits for an answer, says red flags there, and sees what follows.

That a red flag is heard in every state is built into the manager and no script can undo it; here it is tried, with the
real triage, for this script. Slower than the other rules by far, so it is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from companion.dialogue.authoring.findings import Finding, Severity
from companion.dialogue.household import Household
from companion.dialogue.layer import Judge
from companion.dialogue.manager import DialogueManager
from companion.dialogue.script import Script
from companion.dialogue.triage import Triage
from companion.messages import (
    UNSURE,
    Heard,
    Kept,
    Reply,
    SessionStarted,
    Transcript,
    Unfinished,
    Utterance,
)
from companion.settings import ConsentSettings, InitiativeSettings, ResidentSettings

RED_FLAGS = (
    "i have fallen and i am on the floor",
    "i have a terrible pain in my chest",
    "i cannot breathe",
    "i want to kill myself",
    "i have taken all my tablets at once",
    "my face is drooping and my arm is weak",
)
"""One for each kind of emergency that anybody would know for one; how well triage hears is measured elsewhere."""

_CRISIS = "crisis/"
_START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_TURN_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of it."""

    states: tuple[str, ...]
    """The states in which every red flag was said."""
    findings: tuple[Finding, ...] = ()
    """Those in which one did not lead to the crisis protocol in the same turn."""


def try_red_flags(
    script: Script, *, others: Mapping[str, Script], name: str, triage: Judge | None = None, line: int = 0
) -> Tried:
    """Say every red flag in every state of a sound script that waits for an answer.

    `name` and `line` say where the findings are; `others` must hold the open talk, which every talk ends in.
    """
    judge = triage or Triage()
    scripts = {**others, script.id: script}
    waiting = tuple(one for one in script.questions if not script.states[one].rest)
    wrong = [
        _finding(name, line, state, flag)
        for state in waiting
        for flag in RED_FLAGS
        if not _heard(_Talk(scripts, judge, script.id, state), flag)
    ]
    return Tried(states=waiting, findings=tuple(wrong))


def _heard(talk: _Talk, flag: str) -> bool:
    """The protocol has begun in the same turn: it interrupts, and says something."""
    reply = talk.say(flag)
    return talk.there and reply.state.startswith(_CRISIS) and reply.interrupts and bool(reply.say)


def _finding(name: str, line: int, state: str, flag: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        rule="red-flag",
        file=name,
        line=line,
        state=state,
        what=f'"{flag}" did not lead to the crisis protocol',
        advice="This is a fault of the program and not of the script: do not install either, and report it.",
    )


@dataclass(slots=True)
class _Clock:
    """Passes as the talk goes on."""

    seconds: float = field(default=0.0)

    def now_s(self) -> float:
        return self.seconds

    def wall(self) -> datetime:
        return _START + timedelta(seconds=self.seconds)


class _Talk:
    """Stands in one state of a script: as if a restart had broken the talk off there, and it was taken up again."""

    def __init__(self, scripts: Mapping[str, Script], judge: Judge, script: str, state: str) -> None:
        self._clock = _Clock()
        agreed = ConsentSettings(diary=True, share=True, mood=True, voice_mood=False, initiative=True)
        household = Household(
            resident=ResidentSettings(name="Sam", human_reachable=True),
            consent=agreed,
            initiative=InitiativeSettings(scripts=()),
        )
        kept = Kept(unfinished=Unfinished(script=script, state=state, since=self._clock.wall()))
        self._manager = DialogueManager(
            scripts=scripts, clock=self._clock, household=household, triage=judge, kept=kept
        )
        self._manager.handle(SessionStarted(at_s=0.0))
        self.there = self.say("yes please").state == f"{script}/{state}"
        """The talk really stands in that state."""

    def say(self, text: str) -> Reply:
        begun_s = self._clock.seconds
        self._clock.seconds += _TURN_S
        utterance = Utterance(
            transcript=Transcript(text=text, confidence=0.95, engine="typed"),
            started_s=begun_s,
            ended_s=self._clock.seconds,
            decided_s=self._clock.seconds,
            samples=np.zeros(0, np.int16),
        )
        return self._manager.handle(Heard(utterance=utterance, feeling=UNSURE))

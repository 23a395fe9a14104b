"""Talks with the dialogue in tests: a clock that is passed, and triage that knows a few plain sentences."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from companion.dialogue.household import Household
from companion.dialogue.manager import DialogueManager
from companion.dialogue.script import Script, builtin_scripts
from companion.messages import (
    UNSURE,
    Alert,
    AlertAcknowledged,
    AnswerKind,
    DialogueEvent,
    FamilyMessage,
    Feeling,
    Heard,
    HelpPressed,
    Kept,
    NoReply,
    PresenceChanged,
    Record,
    Reply,
    SessionStarted,
    TimePassed,
    Touched,
    Transcript,
    TriageLevel,
    Unfinished,
    Utterance,
    Verdict,
)
from companion.settings import ConsentSettings, InitiativeSettings, ResidentSettings

SCRIPTS = builtin_scripts()
START = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)

FLAGS = {
    "i have fallen and i am on the floor": (TriageLevel.EMERGENCY, "fall"),
    "i fell over last night": (TriageLevel.URGENT, "fall"),
    "my chest is very tight": (TriageLevel.EMERGENCY, "chest_heart"),
    "i am choking": (TriageLevel.EMERGENCY, "breathing"),
    "my face is drooping": (TriageLevel.EMERGENCY, "stroke"),
    "i want to kill myself": (TriageLevel.EMERGENCY, "suicidal"),
    "i wish i were dead": (TriageLevel.URGENT, "death_wish"),
    "i took all the tablets": (TriageLevel.EMERGENCY, "overdose"),
    "i am shaking all over with fever": (TriageLevel.EMERGENCY, "sepsis"),
    "i do not know where i am": (TriageLevel.EMERGENCY, "confusion"),
    "my son hits me": (TriageLevel.URGENT, "abuse"),
    "i am a bit dizzy": (TriageLevel.WATCH, "confusion"),
}
RED_FLAGS = [text for text, (level, category) in FLAGS.items() if level >= TriageLevel.URGENT and category != "abuse"]
NOTHING_WRONG = Verdict(level=TriageLevel.NONE, category="none", reason="nothing")


AGREED = ConsentSettings(diary=True, share=True, mood=True, initiative=True)


def agreed(name: str = "Margaret", *, scripts: tuple[str, ...] = ()) -> Household:
    """Somebody who has agreed to everything usual; nothing begins by itself unless it is named."""
    return Household(
        resident=ResidentSettings(name=name), consent=AGREED, initiative=InitiativeSettings(scripts=scripts)
    )


class PlainTriage:
    """Knows the sentences of FLAGS and nothing else."""

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        found = [FLAGS[one] for one in (text, *alternatives) if one in FLAGS]
        if not found:
            return NOTHING_WRONG
        level, category = max(found)
        return Verdict(level=level, category=category, reason="told so")


class HandClock:
    """A clock that the test moves."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.seconds = 0.0

    def now_s(self) -> float:
        return self.seconds

    def jump(self, seconds: float) -> None:
        """The time of day is put forward or back; session time knows nothing of it."""
        self.start += timedelta(seconds=seconds)

    def wall(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


class Talk:
    """One session with the dialogue; keeps everything it did."""

    def __init__(
        self,
        script: str | None = None,
        *,
        name: str = "Margaret",
        triage: object = None,
        household: Household | None = None,
        scripts: Mapping[str, Script] = SCRIPTS,
        kept: Kept | None = None,
    ) -> None:
        self.clock = HandClock()
        self.kept = kept or Kept()
        self.replies: list[Reply] = []
        self._household = household or agreed(name)
        self._triage = triage or PlainTriage()
        self._scripts = scripts
        self.manager = self._made(script)

    def _made(self, script: str | None) -> DialogueManager:
        return DialogueManager(
            scripts=self._scripts,
            clock=self.clock,
            household=self._household,
            triage=self._triage,  # type: ignore[arg-type]
            first_script=script,
            kept=self.kept,
        )

    def start(self) -> Reply:
        return self._handle(SessionStarted(at_s=0.0))

    @classmethod
    def standing(cls, script: str, state: str, **named: Any) -> Talk:
        """A talk that stands in any state of a script: broken off there, and taken up again."""
        broken_off = Unfinished(script=script, state=state, since=HandClock().wall())
        talk = cls(kept=Kept(unfinished=broken_off), **named)
        talk.start()
        talk.say("yes please")
        return talk

    def say(
        self,
        text: str,
        *others: str,
        feeling: Feeling = UNSURE,
        confidence: float = 0.9,
        over_speech: bool = False,
    ) -> Reply:
        started_s = self.clock.seconds
        self.clock.seconds += 3.0
        transcript = Transcript(text=text, confidence=confidence, engine="test", alternatives=others)
        utterance = Utterance(
            transcript=transcript,
            started_s=started_s,
            ended_s=self.clock.seconds,
            decided_s=self.clock.seconds,
            samples=np.zeros(0, np.int16),
        )
        return self._handle(Heard(utterance=utterance, feeling=feeling, over_speech=over_speech))

    def silence(self, seconds: float = 10.0) -> Reply:
        self.clock.seconds += seconds
        return self._handle(NoReply(at_s=self.clock.seconds, waited_s=seconds))

    def touch(self, answer: str) -> Reply:
        self.clock.seconds += 2.0
        return self._handle(Touched(at_s=self.clock.seconds, answer=answer))

    def message(self, sender: str, text: str) -> Reply:
        return self._handle(FamilyMessage(identifier=f"{sender} {text}", sender=sender, text=text))

    def presence(self, present: bool) -> Reply:
        return self._handle(PresenceChanged(at_s=self.clock.seconds, present=present))

    def restart(self, off_s: float = 5.0) -> Reply:
        """The device stops, stays off for so long, and starts with nothing but what it had kept."""
        self.clock.start = self.clock.wall() + timedelta(seconds=off_s)
        self.clock.seconds = 0.0
        self.manager = self._made(None)
        return self.start()

    def press_help(self) -> Reply:
        return self._handle(HelpPressed(at_s=self.clock.seconds))

    def acknowledge(self, by: str = "Rose") -> Reply:
        return self._handle(AlertAcknowledged(at_s=self.clock.seconds, by=by))

    def wait(self, seconds: int) -> list[Reply]:
        """Let time pass; the replies that said or did something."""
        made = []
        for _ in range(seconds):
            self.clock.seconds += 1.0
            reply = self._handle(TimePassed(at_s=self.clock.seconds))
            if reply.say or reply.alerts or reply.records:
                made.append(reply)
        return made

    def follow(self, *lines: str) -> Reply:
        """Say each line; "" is silence, "(ack)" an acknowledgement, "(help)" the button."""
        reply = self.replies[-1]
        for line in lines:
            reply = {"": self.silence, "(ack)": self.acknowledge, "(help)": self.press_help}.get(
                line, lambda line=line: self.say(line)
            )()
        return reply

    def _handle(self, event: DialogueEvent) -> Reply:
        reply = self.manager.handle(event)
        self.replies.append(reply)
        self.kept = reply.keep or self.kept
        return reply

    @property
    def alerts(self) -> list[Alert]:
        return [alert for reply in self.replies for alert in reply.alerts]

    @property
    def records(self) -> list[Record]:
        return [record for reply in self.replies for record in reply.records]

    def kinds(self, *kinds: str) -> list[Record]:
        return [record for record in self.records if record.kind in kinds]


def words(reply: Reply) -> str:
    return " ".join(prompt.text for prompt in reply.say)


def answers_for(script: Script, state: str) -> list[str]:
    """Enough answers to go every way on from a state."""
    here = script.states[state.split("/")[1]]
    places = [name for notice in here.notice.values() for name in notice.options]
    named = [name.replace("_", " ") for name in (*here.expect.options, *places)]
    return [
        "yes",
        "no",
        "i am not sure",
        "blue elephants",
        "",
        "goodbye",
        "good night",
        "i took them",
        "not yet",
        *named,
    ]


def ways_to_states(script: str) -> dict[str, tuple[str, ...]]:
    """State -> lines that lead there from the start of the script: a breadth-first walk through the public door."""
    start = Talk(script)
    first = start.start().state
    found: dict[str, tuple[str, ...]] = {first: ()}
    waiting = deque([((), first)])
    while waiting:
        way, standing = waiting.popleft()
        for line in answers_for(SCRIPTS[script], standing):
            talk = Talk(script)
            talk.start()
            state = talk.follow(*way, line).state
            if state not in found:
                found[state] = (*way, line)
                if state.startswith(f"{script}/"):
                    waiting.append(((*way, line), state))
    return found


def asking_states(script: Script) -> set[str]:
    """States in which something is expected, as `script/state`."""
    return {f"{script.id}/{name}" for name, state in script.states.items() if state.expect.kind is not AnswerKind.NONE}

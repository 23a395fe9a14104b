"""companion chat: the same dialogue, typed in a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.messages import DialogueEvent, Feeling, Reply, Utterance
    from companion.ports import Dialogue
    from companion.settings import Settings

HELP = """The same dialogue, typed in a terminal: one line is what the resident says.

An empty line is silence. !help presses the help button, !ack [NAME] answers an alert, !wait SECONDS lets time pass.
Triage, scripts and alerts are the real ones; nothing is recorded and nobody is called."""
EXAMPLE = "companion chat --script morning --answers answers.txt"

SECONDS_A_TURN = 2.0
"""Session time that an answer takes before its words are counted."""
SECONDS_A_WORD = 0.4
SILENCE_S = 10.0
"""What an empty line stands for where nothing else is expected."""


class TypedClock:
    """Session time that passes with what is typed; the wall clock starts at a given moment."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._seconds = 0.0

    def now_s(self) -> float:
        """Session time, seconds."""
        return self._seconds

    def wall(self) -> datetime:
        """The time of day."""
        return self._start + timedelta(seconds=self._seconds)

    def second(self, length_s: float = 1.0) -> None:
        """Let up to a second pass."""
        self._seconds += length_s


@dataclass(slots=True)
class Chat:
    """A dialogue, its clock, and somebody who types."""

    dialogue: Dialogue
    clock: TypedClock
    feel: Callable[[Utterance], Feeling]
    show: Callable[[str, Reply], None]
    waits_s: float = SILENCE_S

    def start(self) -> None:
        """The first words of the session."""
        from companion.messages import SessionStarted

        self._handle("", SessionStarted(at_s=self.clock.now_s()))

    def take(self, line: str) -> None:
        """One typed line."""
        from companion.messages import AlertAcknowledged, HelpPressed, NoReply

        words = line.split()
        if not words:
            self._pass(self.waits_s)
            self._handle(line, NoReply(at_s=self.clock.now_s(), waited_s=self.waits_s))
        elif words[0] == "!wait":
            self._pass(_seconds(words))
        elif words[0] == "!help":
            self._handle(line, HelpPressed(at_s=self.clock.now_s()))
        elif words[0] == "!ack":
            self._handle(line, AlertAcknowledged(at_s=self.clock.now_s(), by=" ".join(words[1:]) or "button"))
        else:
            self._say(line)

    def _say(self, line: str) -> None:
        from companion.messages import Heard

        started_s = self.clock.now_s()
        self._pass(SECONDS_A_TURN + SECONDS_A_WORD * len(line.split()))
        utterance = _utterance(line, started_s, self.clock.now_s())
        self._handle(line, Heard(utterance=utterance, feeling=self.feel(utterance)))

    def _pass(self, seconds: float) -> None:
        """Time passes second by second, so that alerts repeat as they would."""
        from companion.messages import TimePassed

        while seconds > 0:
            self.clock.second(min(1.0, seconds))
            seconds -= 1.0
            self._handle("", TimePassed(at_s=self.clock.now_s()))

    def _handle(self, line: str, event: DialogueEvent) -> None:
        reply = self.dialogue.handle(event)
        if reply.expect is not None:
            self.waits_s = reply.expect.no_reply_s or SILENCE_S
        if reply.say or reply.alerts or line:
            self.show(line, reply)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--script", metavar="ID|FILE", help="advice script to begin with, or a YAML file to try")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="answers, one a line, instead of the keyboard")
    parser.add_argument("--at", type=_moment, metavar="TIME", help="pretend that it is this time, 2026-03-02T08:30")
    parser.add_argument("--json", action="store_true", help="one JSON object a turn")


def run(options: argparse.Namespace) -> int:
    """Talk until the answers end. Raises ScriptError, InputError, SettingsError."""
    from companion.app import make_dialogue, make_emotion, make_registry
    from companion.cli import settings_of
    from companion.device_scripts import scripts_to_try

    lines = _answers(options.answers)
    settings = settings_of(options)
    clock = TypedClock(options.at or datetime.now().astimezone())
    script, scripts = scripts_to_try(settings, options.script)
    dialogue = make_dialogue(_agreed(settings), clock, script, scripts=scripts)
    emotion = make_emotion(make_registry(settings))
    chat = Chat(dialogue, clock, feel=emotion.feel, show=_print_json if options.json else _print)
    chat.start()
    for line in lines:
        chat.take(line)
    return 0


def _agreed(settings: Settings) -> Settings:
    """Nothing is recorded in a chat, so nobody has to agree to it first."""
    agreed = {purpose: True for purpose, given in settings.consent.model_dump().items() if given is None}
    return settings.model_copy(update={"consent": settings.consent.model_copy(update=agreed)})


def _answers(path: Path | None) -> Iterable[str]:
    from companion.cli.understand import read_lines
    from companion.errors import InputError

    if path is None:
        return _typed()
    lines = read_lines(path)
    if not lines:
        raise InputError(f"The file {path} is empty; write one answer a line, an empty line for silence.")
    return lines


def _typed() -> Iterator[str]:
    """Lines from the keyboard or a pipe; the prompt appears only before a person."""
    asks = sys.stdin.isatty()
    while True:
        if asks:
            print("you: ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\n")


def _utterance(text: str, started_s: float, ended_s: float) -> Utterance:
    import numpy as np

    from companion.messages import Transcript, Utterance

    transcript = Transcript(text=text.lower(), confidence=1.0, engine="typed")
    return Utterance(
        transcript=transcript,
        started_s=started_s,
        ended_s=ended_s,
        decided_s=ended_s,
        samples=np.zeros(0, np.int16),
    )


def _print(line: str, reply: Reply) -> None:
    if line and not sys.stdin.isatty():
        print(f"resident: {line}")
    for alert in reply.alerts:
        print(f"  *** ALERT {alert.category} {alert.level.word}, call {alert.attempt} ***")
    if reply.say:
        print(f"device: {' '.join(prompt.text for prompt in reply.say)}")
    print(f"  [{reply.state} {reply.outcome.value}]")


def _print_json(line: str, reply: Reply) -> None:
    alerts = [{"category": one.category, "level": one.level.word, "attempt": one.attempt} for one in reply.alerts]
    print(
        json.dumps(
            {
                "heard": line,
                "said": " ".join(prompt.text for prompt in reply.say),
                "state": reply.state,
                "outcome": reply.outcome.value,
                "expression": reply.expression.value,
                "interrupts": reply.interrupts,
                "alerts": alerts,
            },
            ensure_ascii=False,
        ),
        flush=True,
    )


def _seconds(words: list[str]) -> float:
    from companion.errors import InputError

    try:
        return max(0.0, min(float(words[1]), 86_400.0))
    except (IndexError, ValueError):
        raise InputError("!wait needs a number of seconds, like !wait 60.") from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a time like 2026-03-02T08:30") from None

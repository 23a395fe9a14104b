"""Whole talks as text files: what is said, the state it leads to, what is said back, what is recorded.

`> words` the resident speaks, `> words ~ 0.5` heard that badly, `> words | other words` with a second hypothesis,
`>> words` spoken over the device's own voice, `> words :: sadness 0.9` said so. `(touch yes)`, `(start)`, `(silence)`,
`(ack)`, `(help)`, `(wait 60)`, `(clock +3600)`, `(restart 600)` after so many seconds off, `(message Anna: See you)`,
`(present)` and `(away)` happen. Below, for that turn: `= state outcome`; `< words in the reply`; `# words not in it`;
`[ button` on the screen; `! category level attempt` alerts, all of them and in order; `* measure value` recorded, or
`* alert level attempt`, `* consent purpose given`, `* initiative script what`, `* notice who within`; `- word` in no
record at all; `x last turn` (today, everything) is erased from the log. Above: script (none: what suits), name, at,
schedule (scripts that begin by themselves), consent (none).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dialogue.talking import Talk, agreed, words
from dialogue.test_crisis import PROMISE

from companion.dialogue.triage import Triage
from companion.messages import UNSURE, Feeling, Record, Reply
from companion.settings import ConsentSettings

JOURNEYS = sorted(Path(__file__).parent.glob("*.txt"))
TRIAGE = Triage()


@dataclass
class Turn:
    """One line of a journey and what it should lead to."""

    cause: str
    wanted: list[tuple[str, str]] = field(default_factory=list)


def read(path: Path) -> tuple[dict[str, str], list[Turn]]:
    head: dict[str, str] = {}
    turns: list[Turn] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or line.startswith("#"):
            continue
        if line.startswith("  "):
            turns[-1].wanted.append((text[0], text[2:]))
        elif text[0] in ">(":
            turns.append(Turn(text))
        else:
            name, _, value = text.partition(": ")
            head[name] = value
    return head, turns


def play(talk: Talk, cause: str) -> list[Reply]:
    """The replies to one line."""
    if cause.startswith(">"):
        return [speak(talk, cause)]
    what, _, rest = cause.strip("()").partition(" ")
    happen: dict[str, Callable[[], Reply]] = {
        "start": talk.start,
        "silence": talk.silence,
        "ack": talk.acknowledge,
        "help": talk.press_help,
        "present": lambda: talk.presence(True),
        "away": lambda: talk.presence(False),
        "touch": lambda: talk.touch(rest),
        "restart": lambda: talk.restart(float(rest or 5)),
        "message": lambda: talk.message(*rest.split(": ", 1)),
    }
    if what == "wait":
        return talk.wait(int(rest))
    if what == "clock":
        talk.clock.jump(float(rest))
        return talk.wait(1)
    return [happen[what]()]


def speak(talk: Talk, cause: str) -> Reply:
    text, _, felt = cause.lstrip("> ").partition(" :: ")
    text, _, confidence = text.partition(" ~ ")
    text, *others = text.split(" | ")
    label, _, certainty = felt.partition(" ")
    feeling = Feeling(label=label, ekman=label, certainty=float(certainty), unsure=False) if felt else UNSURE
    return talk.say(
        text, *others, confidence=float(confidence or 0.9), over_speech=cause.startswith(">>"), feeling=feeling
    )


def recorded(records: list[Record]) -> Iterator[str]:
    fields = {
        "measure": ("measure", "value"),
        "alert": ("level", "attempt"),
        "consent": ("purpose", "given"),
        "initiative": ("script", "what"),
        "notice": ("who", "within"),
        "mood": ("label", "unsure"),
    }
    for record in records:
        if record.kind in fields:
            told = " ".join(str(record.body[name]) for name in fields[record.kind])
            yield told if record.kind == "measure" else f"{record.kind} {told}"


def begun(path: Path) -> tuple[Talk, list[Turn]]:
    """A talk at the time and with the household that the journey names."""
    head, turns = read(path)
    scheduled = tuple(head.get("schedule", "").split())
    household = agreed(head["name"], scripts=scheduled)
    if head.get("consent") == "none":
        household = replace(household, consent=ConsentSettings())
    if head.get("human") == "reachable":
        household = replace(household, resident=household.resident.model_copy(update={"human_reachable": True}))
    script = None if head["script"] == "none" else head["script"]
    talk = Talk(script, name=head["name"], triage=TRIAGE, household=household)
    talk.clock.start = datetime.fromisoformat(head["at"]).replace(tzinfo=UTC)
    return talk, turns


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_journey(path: Path) -> None:
    talk, turns = begun(path)
    assert turns
    for turn in turns:
        replies = play(talk, turn.cause)
        check(turn, replies, [record for reply in replies for record in reply.records])


def check(turn: Turn, replies: list[Reply], records: list[Record]) -> None:
    said = " ".join(words(reply) for reply in replies)
    alerts = [f"{alert.category} {alert.level.word} {alert.attempt}" for reply in replies for alert in reply.alerts]
    assert alerts == [wanted for sign, wanted in turn.wanted if sign == "!"], turn.cause
    for sign, wanted in turn.wanted:
        match sign:
            case "=":
                assert f"{replies[-1].state} {replies[-1].outcome.value}" == wanted, turn.cause
            case "<":
                assert wanted in said, turn.cause
            case "x":
                assert [str(reply.forget) for reply in replies if reply.forget] == [wanted], turn.cause
            case "#":
                assert wanted not in said, turn.cause
            case "[":
                assert wanted in replies[-1].buttons, turn.cause
            case "*":
                assert wanted in list(recorded(records)), turn.cause
            case "-":
                assert all(wanted not in str(dict(record.body)) for record in records), turn.cause
            case _:
                assert sign == "!", f"{sign} {wanted} is no sign of a journey"


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_p7_no_journey_promises_help(path: Path) -> None:
    talk, turns = begun(path)
    for turn in turns:
        play(talk, turn.cause)
    assert [words(reply) for reply in talk.replies if PROMISE.search(words(reply))] == []


def test_there_are_enough_journeys() -> None:
    assert len(JOURNEYS) >= 8

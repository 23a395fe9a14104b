"""Whole talks as text files: what is said, the state it leads to, what is said back, what is recorded.

`> words` the resident speaks; `(start)`, `(silence)`, `(ack)`, `(help)`, `(wait 60)` happen. Below, for that turn:
`= state outcome`; `< words in the reply`; `! category level attempt` alerts, all of them and in order;
`* measure value` (or `* alert level attempt`) recorded; `- word` in no record at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from dialogue.talking import Talk, words
from dialogue.test_crisis import PROMISE

from companion.dialogue.triage import Triage
from companion.messages import Record, Reply

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
        if not text or text.startswith("#"):
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
        return [talk.say(cause[2:])]
    if cause.startswith("(wait "):
        return talk.wait(int(cause[6:-1]))
    happen: dict[str, Callable[[], Reply]] = {
        "(start)": talk.start,
        "(silence)": talk.silence,
        "(ack)": talk.acknowledge,
        "(help)": talk.press_help,
    }
    return [happen[cause]()]


def recorded(records: list[Record]) -> Iterator[str]:
    for record in records:
        if record.kind == "measure":
            yield f"{record.body['measure']} {record.body['value']}"
        elif record.kind == "alert":
            yield f"alert {record.body['level']} {record.body['attempt']}"


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_journey(path: Path) -> None:
    head, turns = read(path)
    talk = Talk(head["script"], name=head["name"], triage=TRIAGE)
    talk.clock.start = datetime.fromisoformat(head["at"]).astimezone()
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
            case "*":
                assert wanted in list(recorded(records)), turn.cause
            case "-":
                assert all(wanted not in str(dict(record.body)) for record in records), turn.cause
            case _:
                assert sign == "!", f"{sign} {wanted} is no sign of a journey"


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_p7_no_journey_promises_help(path: Path) -> None:
    head, turns = read(path)
    talk = Talk(head["script"], name=head["name"], triage=TRIAGE)
    for turn in turns:
        play(talk, turn.cause)
    assert [words(reply) for reply in talk.replies if PROMISE.search(words(reply))] == []


def test_there_are_enough_journeys() -> None:
    assert len(JOURNEYS) >= 8

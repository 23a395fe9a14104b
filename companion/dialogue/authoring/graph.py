"""The states of a script and the ways between them, as a drawing in plain data; how it is written is another's job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from companion.dialogue.script import Script, State, ends

LONGEST_LABEL = 60


class Kind(StrEnum):
    """What a state is for; each has its own look."""

    ASK = "ask"
    SAY = "say"
    CALL = "call"
    ALERT = "alert"
    NOTIFY = "notify"
    END = "end"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One state."""

    name: str
    kind: Kind
    lines: tuple[str, ...]
    """What stands in it, the name first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A way from one state to the next; `to` is None where the talk ends."""

    start: str
    to: str | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole script."""

    title: str
    start: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def draw(script: Script) -> Drawing:
    """Every state and every way, in the order of the file."""
    return Drawing(
        title=f"{script.title} ({script.id}, version {script.version})",
        start=script.start,
        nodes=tuple(_node(name, state) for name, state in script.states.items()),
        arrows=tuple(arrow for name, state in script.states.items() for arrow in _arrows(name, state)),
    )


def _node(name: str, state: State) -> Node:
    lines = [name, *([_short(state.say["any"][0])] if state.say.get("any") else [])]
    if state.call:
        lines.append(f"runs the script {state.call}")
    if state.alert:
        lines.append(f"ALERT: {state.alert.level}, {state.alert.category}")
    if state.notify:
        lines.append(f"tells the {state.notify.who.value}, {state.notify.within.value.replace('_', ' ')}")
    if state.record:
        lines.append(f"records {state.record.measure}")
    if state.tally:
        lines.append(f"adds up {', '.join(state.tally)}")
    if state.consent:
        lines.append(f"consent: {state.consent.value}")
    return Node(name=name, kind=_kind(state), lines=tuple(lines))


def _kind(state: State) -> Kind:
    looks = (
        (Kind.REST, state.rest),
        (Kind.ALERT, state.alert is not None),
        (Kind.CALL, state.call is not None),
        (Kind.NOTIFY, state.notify is not None),
        (Kind.END, ends(state)),
        (Kind.ASK, state.asks),
    )
    return next((kind for kind, holds in looks if holds), Kind.SAY)


def _arrows(name: str, state: State) -> Iterator[Arrow]:
    for way in state.when:
        yield Arrow(start=name, to=way.go, label=f"if {way.if_}")
    if state.skip_if and "default" in state.next:
        yield Arrow(start=name, to=state.next["default"], label=f"{state.skip_if} is known already")
    for to in dict.fromkeys(state.next.values()):
        answers = [_answer(key, state) for key, target in state.next.items() if target == to]
        yield Arrow(start=name, to=to, label=", ".join(filter(None, answers)))
    if ends(state) and not state.rest:
        label = f"again in {state.snooze_min} min" if state.snooze_min else ""
        yield Arrow(start=name, to=None, label=label)
    elif state.asks and not state.rest and "no_reply" not in state.next:
        yield Arrow(start=name, to=None, label="silence")


def _answer(key: str, state: State) -> str:
    if key == "default":
        return "" if len(state.next) == 1 and not state.when else "else"
    return {"no_reply": "silence", "unsure": "not sure"}.get(key, key)


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"

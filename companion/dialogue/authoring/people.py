"""Where three kinds of people are led who never answer as wished: by silence, by other words, by not being sure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from companion.dialogue.script import UNSURE_FACT, Condition, Fact, Script, State, ends
from companion.dialogue.script.conditions import Term
from companion.dialogue.script.ways import reachable
from companion.messages import AnswerKind


class Person(StrEnum):
    """Somebody who goes on as they began."""

    SILENT = "silent"
    UNMATCHED = "unmatched"
    UNSURE = "unsure"


LEFT = ""
"""Stands among the ways for: the talk is over."""

Ways = Mapping[str, tuple[str, ...]]
Settled = Mapping[str, Fact]
"""What is certain about some names; every other name may be anything."""


def trapped(script: Script) -> Iterator[tuple[Person, tuple[str, ...]]]:
    """Each circle of states that such a person never gets out of, in the order of the file."""
    for person in Person:
        ways = {name: _ways(script, name, person, {}) for name in script.states}
        done: set[str] = set()
        for name in script.states:
            circle = _circle(name, ways)
            if circle and name not in done:
                done |= circle
                yield from _closed(script, person, circle)


def _closed(script: Script, person: Person, circle: frozenset[str]) -> Iterator[tuple[Person, tuple[str, ...]]]:
    """The circle, if nobody of this kind leaves it, knowing what is never answered within."""
    asking = [name for name in circle if script.states[name].asks]
    if not asking:
        return  # a circle without a question is another rule's
    settled = _never_answered(script, asking, person)
    ways = {name: _ways(script, name, person, settled) for name in circle}
    for name in script.states:
        if name in circle and all(one in circle for one in _reach(name, ways)) and _circle(name, ways):
            yield person, tuple(one for one in script.states if one in _circle(name, ways))
            return


def _reach(start: str, ways: Ways) -> frozenset[str]:
    inside = reachable(start, ways)
    return inside | {to for name in inside for to in ways[name]}


def _circle(name: str, ways: Ways) -> frozenset[str]:
    """The states on a way from here back to here; none when there is no such way."""
    ahead = frozenset(one for to in ways[name] for one in reachable(to, ways))
    return frozenset(one for one in ahead if name in reachable(one, ways)) if name in ahead else frozenset()


def _never_answered(script: Script, asking: Collection[str], person: Person) -> Settled:
    answer = UNSURE_FACT if person is Person.UNSURE else None
    scores = {name: None for name, score in script.scores.items() if not set(score.of).isdisjoint(asking)}
    return {**dict.fromkeys(asking, answer), **scores}


def _ways(script: Script, name: str, person: Person, settled: Settled) -> tuple[str, ...]:
    """The states such a person may come to from here, LEFT among them when the talk may be over."""
    state = script.states[name]
    base = _base(state, person)
    if base == LEFT:
        return (LEFT,)
    found: list[str] = []
    for way in state.when:
        holds = weigh(way.condition, settled)
        if holds is not False:
            found.append(way.go)
        if holds:
            return tuple(found)
    return (*found, base)


def _base(state: State, person: Person) -> str:
    """Where `next` leads such a person, or LEFT."""
    after = state.next.get("default", LEFT)
    if ends(state):
        return LEFT
    if not state.asks:
        return after
    if person is Person.SILENT:
        return state.next.get("no_reply", LEFT)
    if state.expect.kind is AnswerKind.FREE:
        return LEFT  # to an open question whatever is said is an answer
    return state.next.get("unsure", after) if person is Person.UNSURE else after


def weigh(condition: Condition, settled: Settled) -> bool | None:
    """Whether the condition holds for certain (True), for certain not (False), or may hold (None)."""
    clauses = [_all(clause, settled) for clause in condition.clauses]
    if any(clause is True for clause in clauses):
        return True
    return None if any(clause is None for clause in clauses) else False


def _all(clause: tuple[Term, ...], settled: Settled) -> bool | None:
    terms = [term.holds(settled) if term.name in settled else None for term in clause]
    if any(term is False for term in terms):
        return False
    return None if any(term is None for term in terms) else True

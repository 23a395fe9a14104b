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
    """What is gone through again and again, if somebody of this kind who comes into the circle never leaves it.

    A question of the circle has no answer before it was asked, and always the same one after: a way back that
    hangs on an answer holds nobody who came in behind that question.
    """
    asking = [name for name in circle if script.states[name].asks]
    if not asking:
        return  # a circle without a question is another rule's
    for name in script.states:
        round_ = _round(script, person, circle, name) if name in circle else frozenset()
        if round_:
            yield person, tuple(one for one in script.states if one in round_)
            return


def _round(script: Script, person: Person, circle: frozenset[str], start: str) -> frozenset[str]:
    """Every state that such a person comes through who begins at `start` of a circle; none when a way leads out."""
    seen, waiting = set[tuple[str, frozenset[str]]](), [(start, frozenset[str]())]
    while waiting:
        name, asked = waiting.pop()
        if name not in circle:
            return frozenset()
        asked |= {name} if script.states[name].asks else frozenset()
        if (name, asked) not in seen:
            seen.add((name, asked))
            settled = _never_answered(script, circle, asked, person)
            waiting.extend((to, asked) for to in _ways(script, name, person, settled))
    return frozenset(name for name, _ in seen)


def _circle(name: str, ways: Ways) -> frozenset[str]:
    """The states on a way from here back to here; none when there is no such way."""
    ahead = frozenset(one for to in ways[name] for one in reachable(to, ways))
    return frozenset(one for one in ahead if name in reachable(one, ways)) if name in ahead else frozenset()


def _never_answered(script: Script, circle: Collection[str], asked: Collection[str], person: Person) -> Settled:
    answer = UNSURE_FACT if person is Person.UNSURE else None
    asking = [name for name in circle if script.states[name].asks]
    scores = {name: None for name, score in script.scores.items() if not set(score.of).isdisjoint(asking)}
    return {**dict.fromkeys(asking), **dict.fromkeys(asked, answer), **scores}


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

"""Rules about the ways: nobody is led in a circle for ever, and every call and every answer leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from companion.dialogue.authoring.findings import Case, Found, error, warning
from companion.dialogue.authoring.people import Person, trapped
from companion.dialogue.script import Purpose, Script, State, answers_of, ends
from companion.dialogue.script.ways import reachable
from companion.messages import AnswerKind

_RANGE = re.compile(r"\d+|\d+-\d+|\d+\+")
_ANY_ANSWER = frozenset({"default", "no_reply", "unsure"})
_BY_WORD = frozenset({AnswerKind.YES_NO, AnswerKind.MEDICINE, AnswerKind.CHOICE, AnswerKind.FREE})
_BY_NUMBER = frozenset({AnswerKind.SCALE, AnswerKind.NUMBER})


def talks_to_itself(case: Case) -> Iterator[Found]:
    """A circle without a question in it: nothing can change there, so it would never be left."""
    states = case.script.states
    silent = {name: state for name, state in states.items() if not (state.asks or ends(state) or state.call)}
    ways = {name: [to for to in state.targets if to in silent] for name, state in silent.items()}
    done: set[str] = set()
    for name in silent:
        circle = {one for to in ways[name] for one in reachable(to, ways)}
        if name in circle and name not in done:
            done |= {one for one in circle if name in reachable(one, ways)}
            what = "from here the talk comes back without having asked anything, and goes round for ever"
            yield error("circle", ("states", name), what, "Lead one of the ways on to a question or to an end.")


def loops_without_way_out(case: Case) -> Iterator[Found]:
    """A circle that somebody who never answers, or never in a way that is understood, does not get out of."""
    told = {
        Person.SILENT: "somebody who stays silent",
        Person.UNMATCHED: "somebody whose words are not understood",
        Person.UNSURE: "somebody who is never sure",
    }
    for person, circle in trapped(case.script):
        names = ", ".join(circle)
        what = f"{told[person]} is led round for ever: {names}"
        advice = "Lead default (or no_reply, or unsure) on to a state outside the circle."
        yield error("loop", ("states", circle[0], "next"), what, advice)


def calls(case: Case) -> Iterator[Found]:
    """A script that is called exists and does not call back."""
    script = case.script
    known = {**case.others, script.id: script}
    for name, state in script.states.items():
        if state.call is None:
            continue
        where = ("states", name, "call")
        if state.call not in known:
            there = ", ".join(sorted(case.others)) or "none"
            advice = f"Give its file to this check too, or install it; there are: {there}."
            yield error("call", where, f"there is no script called {state.call}", advice)
        elif state.call != script.id and script.id in _called(state.call, known):
            what = f"{state.call} calls {script.id} again, so the two would never end"
            yield error("call-circle", where, what, "Take one of the two calls out.")


def _called(start: str, known: Mapping[str, Script]) -> frozenset[str]:
    ways = {name: [state.call for state in one.states.values() if state.call] for name, one in known.items()}
    return reachable(start, ways)


def asked_about(case: Case) -> Iterator[Found]:
    """What a condition asks about another script, or a consent, is there to be known."""
    for name, state in case.script.states.items():
        for place, way in enumerate(state.when):
            for asked in sorted(way.condition.names):
                what = _not_known(asked, case)
                if what:
                    where = ("states", name, "when", place, "if")
                    yield error("condition", where, what, "Correct the name; a condition on nothing never holds.")


def _not_known(asked: str, case: Case) -> str:
    first, dot, rest = asked.partition(".")
    if not dot:
        return ""
    if first == "consent":
        kinds = ", ".join(purpose.value for purpose in Purpose)
        return "" if rest in set(Purpose) else f"there is no consent called {rest}; there are {kinds}"
    other = case.others.get(first)
    if other is None or rest in {*other.questions, *other.scores}:
        return ""
    return f"the script {first} has no question and no score called {rest}"


def answers_that_cannot_be(case: Case) -> Iterator[Found]:
    """A way under an answer that nobody can give, mostly a slip of the pen."""
    for name, state in case.script.states.items():
        for key in state.next:
            if key not in _ANY_ANSWER and not _possible(key, state, case.script):
                possible = ", ".join((*_answers(state, case.script), "default"))
                what = f'nobody can answer "{key}" here'
                yield error("answer", ("states", name, "next", key), what, f"Possible are: {possible}.")


def _possible(key: str, state: State, script: Script) -> bool:
    kind = state.expect.kind
    if state.branch is None and kind in _BY_NUMBER:
        return _RANGE.fullmatch(key) is not None and _meets(key, state)
    if state.branch is None and kind in {AnswerKind.TIME, AnswerKind.DATE}:
        return re.fullmatch(r"[\d:-]+", key) is not None
    return key in _answers(state, script)


def _answers(state: State, script: Script) -> tuple[str, ...]:
    if state.branch is not None:
        found = (one.notice[state.branch] for one in script.states.values() if state.branch in one.notice)
        return tuple(dict.fromkeys(option for notice in found for option in notice.options))
    if state.expect.kind not in _BY_WORD:
        return () if state.expect.kind not in _BY_NUMBER else ("a number or a range like 7-10 or 7+",)
    usual = tuple(answer for answer in answers_of(state) if answer != "not sure")
    return tuple(dict.fromkeys((*usual, *state.expect.options)))


def _meets(key: str, state: State) -> bool:
    """The range of the key and the range of the scale overlap."""
    low, _, high = key.rstrip("+").partition("-")
    top = float("inf") if key.endswith("+") else float(high or low)
    least = state.expect.low if state.expect.low is not None else 0.0
    most = state.expect.high if state.expect.high is not None else float("inf")
    return float(low) <= top and top >= least and float(low) <= most


def scales_have_ends(case: Case) -> Iterator[Found]:
    """A scale needs both ends, in the right order: what is outside is not an answer."""
    for name, state in case.script.states.items():
        low, high = state.expect.low, state.expect.high
        if state.expect.kind is AnswerKind.SCALE and (low is None or high is None):
            advice = "Write for instance expect: {kind: scale, low: 0, high: 10}."
            yield error("scale", ("states", name, "expect"), "the scale has no low or no high end", advice)
        elif low is not None and high is not None and low >= high:
            yield error("scale", ("states", name, "expect"), "low is not below high", "Exchange the two.")


def silence_is_waited_out(case: Case) -> Iterator[Found]:
    """A question that waits for ever, or hardly at all, takes the silent path away."""
    for name, state in case.script.states.items():
        wait_s = state.expect.no_reply_s
        if state.asks and not state.rest and wait_s == 0:
            what, advice = "this question waits for ever, so its silent path is never taken", "Take no_reply_s out."
            yield error("wait", ("states", name, "expect", "no_reply_s"), what, advice)
        elif state.asks and not state.rest and wait_s < 6:
            what = f"after {wait_s:g} seconds the question is asked again; slow speakers need 8 to 15"
            yield warning("wait", ("states", name, "expect", "no_reply_s"), what, "Wait 8 seconds or more.")

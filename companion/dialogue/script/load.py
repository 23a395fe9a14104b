"""Reads advice scripts, and tells what no single field shows to be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from companion.dialogue.script import ways
from companion.dialogue.script.model import Script, ends
from companion.dialogue.script.state import MOODS, TIMES_OF_DAY, State
from companion.dialogue.yamlfile import Problem, load_yaml
from companion.errors import ScriptError
from companion.messages import AnswerKind

NOT_SCRIPTS = frozenset({"commands", "crisis"})
"""Files beside the scripts that hold words of another kind."""

CIRCUMSTANCES = frozenset({"human_reachable", "met", "time_of_day", "weekday", "messages_waiting", "may_put_off"})
"""What a condition may ask about beside answers, scores and consents."""


def load_script(path: Path) -> Script:
    """Read and check one script. Raises ScriptError naming file, line and field in one sentence."""
    return load_yaml(path, Script, problems)


def builtin_folder() -> Path:
    """Where the advice files that come with the program are."""
    return Path(str(files("companion.dialogue"))) / "advice"


def builtin_names() -> tuple[str, ...]:
    """Ids of the scripts that come with the program."""
    return tuple(sorted(path.stem for path in builtin_folder().glob("*.yaml") if path.stem not in NOT_SCRIPTS))


def builtin_scripts() -> dict[str, Script]:
    """The scripts that come with the program, by id."""
    return {name: load_script(builtin_folder() / f"{name}.yaml") for name in builtin_names()}


def find_script(scripts: Mapping[str, Script], name: str) -> Script:
    """The script of that id. Raises ScriptError."""
    if name not in scripts:
        known = ", ".join(sorted(scripts))
        raise ScriptError(f"There is no advice script called {name}; there are {known}.")
    return scripts[name]


def problems(script: Script) -> Iterator[Problem]:
    """Everything wrong that no single field shows, with the path to the field."""
    if script.start not in script.states:
        yield Problem(("start",), f"there is no state called {script.start}")
        return
    for name, state in script.states.items():
        yield from _state_problems(script, name, state)
    yield from _score_problems(script)
    targets = {name: state.targets for name, state in script.states.items()}
    come_to = ways.reachable(script.start, targets)
    for name, state in script.states.items():
        if name not in come_to and not state.rest:
            yield Problem(("states", name), f"nothing leads to the state {name}")
        elif not any(ends(script.states[one]) for one in ways.reachable(name, targets)):
            yield Problem(("states", name), f"the talk cannot end from the state {name}")


def _state_problems(script: Script, name: str, state: State) -> Iterator[Problem]:
    where = ("states", name)
    yield from _way_problems(script, state, where)
    for mood in state.say:
        if mood not in ("any", *MOODS, *TIMES_OF_DAY):
            yield Problem((*where, "say", mood), f"{mood} is neither a mood nor a time of day")
    if state.say and "any" not in state.say:
        yield Problem((*where, "say"), "the wording for any mood is missing")
    if state.asks:
        yield from _question_problems(state, where)
    for score in state.tally:
        if score not in script.scores:
            yield Problem((*where, "tally"), f"there is no score called {score}")
    if state.consent is not None and state.expect.kind is not AnswerKind.YES_NO:
        yield Problem((*where, "consent"), "consent is a yes or a no: the question needs kind yes_no")


def _way_problems(script: Script, state: State, where: tuple[str, ...]) -> Iterator[Problem]:
    for answer, target in state.next.items():
        if target not in script.states:
            yield Problem((*where, "next", answer), f"there is no state called {target}")
    for place, way in enumerate(state.when):
        if way.go not in script.states:
            yield Problem((*where, "when", place, "go"), f"there is no state called {way.go}")
        for name in sorted(way.condition.names):
            if not _may_be_known(script, name):
                yield Problem((*where, "when", place, "if"), f"nothing is known under the name {name}")
    if not ends(state) and "default" not in state.next:
        yield Problem((*where, "next"), "a state that does not end needs a default to go on to")
    if state.call == script.id:
        yield Problem((*where, "call"), "a script cannot call itself")
    if state.call and (state.asks or ends(state)):
        yield Problem((*where, "call"), "a state that calls another script neither asks nor ends")


def _may_be_known(script: Script, name: str) -> bool:
    first, dot, _ = name.partition(".")
    if dot:
        return first == "consent" or first in {state.call for state in script.states.values()}
    noticed = {notice for state in script.states.values() for notice in state.notice}
    return name in {*CIRCUMSTANCES, *script.questions, *script.scores, *noticed}


def _score_problems(script: Script) -> Iterator[Problem]:
    for name, score in script.scores.items():
        for place, question in enumerate(score.of):
            if question not in script.questions:
                yield Problem(("scores", name, "of", place), f"there is no question called {question}")
        for place, question in enumerate(score.reversed):
            if question not in score.of:
                yield Problem(("scores", name, "reversed", place), f"{question} is not among the questions that count")


def _question_problems(state: State, where: tuple[str, ...]) -> Iterator[Problem]:
    free = state.expect.kind is AnswerKind.FREE
    if ends(state) and not state.rest:
        yield Problem((*where, "expect"), "a state that ends asks nothing")
    if not state.rest and not (state.say and state.no_input):
        yield Problem(where, "a question needs the fields say and no_input")
    if not state.rest and not free and not (state.no_match and state.unsure):
        yield Problem(where, "a question needs the fields no_match and unsure")
    if state.expect.kind is AnswerKind.CHOICE and len(state.expect.options) < 2:
        yield Problem((*where, "expect", "options"), "a choice needs at least two options")
    for field in ("no_input", "no_match", "unsure"):
        for place, rung in enumerate(getattr(state, field)):
            for answer in rung.offer:
                if answer not in answers_of(state):
                    yield Problem((*where, field, place, "offer"), f"{answer} is no answer to this question")


def answers_of(state: State) -> tuple[str, ...]:
    """The answers that can stand on buttons; none where the question is open."""
    expect = state.expect
    match expect.kind:
        case AnswerKind.YES_NO:
            return ("yes", "no")
        case AnswerKind.MEDICINE:
            return ("taken", "not taken", "not sure")
        case AnswerKind.CHOICE:
            return tuple(expect.options)
        case AnswerKind.SCALE if expect.low is not None and expect.high is not None:
            return tuple(str(number) for number in range(int(expect.low), int(expect.high) + 1))
    return ()

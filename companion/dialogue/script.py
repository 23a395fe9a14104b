"""An advice script: what is said, what is expected, what is recorded, where the answer leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique
from companion.dialogue.yamlfile import Problem, load_yaml
from companion.errors import ScriptError
from companion.messages import AnswerKind, Expectation, Expression

BUILTIN = ("morning", "evening", "talk")
"""Names of the scripts that come with the program."""

MOODS = ("sadness", "fear", "anger", "joy", "surprise", "disgust")
TIMES_OF_DAY = ("morning", "afternoon", "evening", "night")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_lines(value: object) -> object:
    return [value] if isinstance(value, str) else value


Line = Annotated[str, Field(min_length=1)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_as_lines)]


def _as_wordings(value: object) -> object:
    return value if isinstance(value, Mapping) else {"any": value}


Wordings = Annotated[dict[str, Lines], BeforeValidator(_as_wordings)]
"""Variants to choose from: under "any", and where it matters under a mood or a time of day."""


def _as_options(value: object) -> object:
    return dict.fromkeys(value, ()) if isinstance(value, list | tuple) else value


class Option(_Frozen):
    """One answer of a choice: other words for it, and its number where it has one."""

    synonyms: Lines = ()
    value: int | float | None = None


def _as_option(value: object) -> object:
    if value is None:
        return {}
    return {"synonyms": value} if isinstance(value, list | tuple | str) else value


Options = Annotated[dict[str, Annotated[Option, BeforeValidator(_as_option)]], BeforeValidator(_as_options)]


class Expect(_Frozen):
    """What the question asks for."""

    kind: AnswerKind = AnswerKind.NONE
    options: Options = {}
    """choice: the answers. yes_no and medicine: other words for "yes", "no", "taken". free: topics to listen for."""
    low: float | None = None
    high: float | None = None
    phrases: Lines = ()
    """Whole answers people give, for the recogniser; {place} stands for each option of the notice of that name."""
    no_reply_s: float = Field(default=10.0, ge=0)
    """Seconds of silence before the script asks again; 0 waits for ever."""

    @cached_property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """Option name -> other words for it."""
        return {name: option.synonyms for name, option in self.options.items()}


class RecordAs(_Frozen):
    """Where the answer goes in the summary."""

    measure: str = Field(min_length=1)
    """Name of the number over time, like pain.strength; those of medicines begin with "medicine"."""
    label: str = Field(min_length=1)
    """The question as a caregiver reads it."""
    unit: str = ""


class Notice(_Frozen):
    """Something to pick up from an answer to another question, so that nobody is asked twice."""

    record: RecordAs
    options: Options

    @cached_property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """Option name -> other words for it."""
        return {name: option.synonyms for name, option in self.options.items()}


class RaiseAlert(_Frozen):
    """Entering the state is a red flag in itself."""

    level: str = Field(pattern="^(urgent|emergency)$")
    category: str


def _as_next(value: object) -> object:
    if isinstance(value, str):
        return {"default": value}
    # A bare yes or no in YAML 1.1 tools is a boolean, and a bare 7 a number; here both are answers.
    if isinstance(value, Mapping):
        return {
            {True: "yes", False: "no"}.get(key, str(key)) if isinstance(key, bool) else str(key): to
            for key, to in value.items()
        }
    return value


class State(_Frozen):
    """One step of the talk."""

    say: Wordings = {}
    expect: Expect = Expect()
    record: RecordAs | None = None
    notice: dict[str, Notice] = {}
    skip_if: str | None = None
    """Name of a notice: when it is known already, go on to the default at once."""
    branch: str | None = None
    """Name of a notice: nothing is asked, what was noticed is the answer."""
    next: Annotated[dict[str, str], BeforeValidator(_as_next)] = {}
    """Answer -> state. yes, no, taken, not taken, unsure, an option, a range like 7-10 or 7+, default."""
    no_input: Lines = ()
    """Said after the first, second, ... silence; after the last one the script leaves kindly."""
    no_match: Lines = ()
    """Said when the words were no answer; after the last one the question is left."""
    unsure: Lines = ()
    """Said when the person does not know, unless `next` has "unsure"."""
    leave: Lines = ()
    """Said when the question is left without an answer."""
    alert: RaiseAlert | None = None
    health: bool = False
    """The question is about the body: triage reads the answer with that in mind."""
    expression: Expression = Expression.NEUTRAL
    end: bool = False
    """The script is over once this is said."""
    rest: bool = False
    """Nothing is asked; the device waits to be spoken to."""


class Front(_Frozen):
    """What every advice file says about itself."""

    id: str = Field(pattern="^[a-z][a-z0-9_-]*$")
    version: int = Field(ge=1)
    title: str = Field(min_length=1)
    language: str = Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")
    author: str = Field(min_length=1)
    rights: str = Field(min_length=1)
    """Who may use and pass on the wording."""
    source: str = Field(min_length=1)
    """Where the questions come from."""
    accessed: str = ""
    recall: str = ""
    mode_validated: str = ""
    population: str = ""
    cutoffs: str = ""
    on_positive: str = ""
    reading_level: float = Field(ge=0, le=12)
    """US school grade of the wording, Flesch-Kincaid."""


class Script(Front):
    """One advice script; `load_script` has checked that every state can be reached and can end."""

    start: str
    states: dict[str, State] = Field(min_length=1)

    @cached_property
    def expectations(self) -> dict[str, Expectation]:
        """State -> what to listen for there."""
        return {name: _expectation(state) for name, state in self.states.items()}


def _expectation(state: State) -> Expectation:
    expect = state.expect
    own = [line for phrase in expect.phrases for line in _expanded(phrase, state.notice)]
    usual = phrases_for(expect.kind, options=expect.synonyms, low=expect.low, high=expect.high)
    waits = 0.0 if state.rest else expect.no_reply_s
    phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *own, *usual))
    return Expectation(kind=expect.kind, phrases=phrases, no_reply_s=waits)


def _expanded(phrase: str, notices: Mapping[str, Notice]) -> Iterator[str]:
    match = re.search(r"\{(\w+)\}", phrase)
    if match is None or match[1] not in notices:
        yield phrase
        return
    for name in notices[match[1]].options:
        yield phrase.replace(match[0], name)


def load_script(path: Path) -> Script:
    """Read and check one script. Raises ScriptError naming file, line and field in one sentence."""
    return load_yaml(path, Script, problems)


def builtin_scripts() -> dict[str, Script]:
    """The scripts that come with the program, by id."""
    folder = Path(str(files("companion.dialogue"))) / "advice"
    return {name: load_script(folder / f"{name}.yaml") for name in BUILTIN}


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
    reachable = _closure(script, script.start)
    for name in script.states:
        if name not in reachable and not script.states[name].rest:
            yield Problem(("states", name), f"nothing leads to the state {name}")
        elif not any(script.states[one].end or script.states[one].rest for one in _closure(script, name)):
            yield Problem(("states", name), f"the talk cannot end from the state {name}")


def _state_problems(script: Script, name: str, state: State) -> Iterator[Problem]:
    where = ("states", name)
    for answer, target in state.next.items():
        if target not in script.states:
            yield Problem((*where, "next", answer), f"there is no state called {target}")
    for mood in state.say:
        if mood not in ("any", *MOODS, *TIMES_OF_DAY):
            yield Problem((*where, "say", mood), f"{mood} is neither a mood nor a time of day")
    if state.say and "any" not in state.say:
        yield Problem((*where, "say"), "the wording for any mood is missing")
    if not state.end and "default" not in state.next:
        yield Problem((*where, "next"), "a state that does not end needs a default to go on to")
    if state.expect.kind is not AnswerKind.NONE:
        yield from _question_problems(state, where)


def _question_problems(state: State, where: tuple[str, ...]) -> Iterator[Problem]:
    free = state.expect.kind is AnswerKind.FREE
    if state.end:
        yield Problem((*where, "expect"), "a state that ends asks nothing")
    if not state.rest and not (state.say and state.no_input):
        yield Problem(where, "a question needs the fields say and no_input")
    if not state.rest and not free and not (state.no_match and state.unsure):
        yield Problem(where, "a question needs the fields no_match and unsure")
    if state.expect.kind is AnswerKind.CHOICE and len(state.expect.options) < 2:
        yield Problem((*where, "expect", "options"), "a choice needs at least two options")


def _closure(script: Script, start: str) -> set[str]:
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [target for target in script.states[name].next.values() if target in script.states]
    return seen

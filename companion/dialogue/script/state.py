"""One step of a script: what is said, expected and recorded, and where each answer leads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from companion.dialogue.script.conditions import Condition, read_condition
from companion.dialogue.script.front import Frozen, Line, Lines, Notify, RaiseAlert
from companion.messages import AnswerKind, Expression, Forget, Purpose

MOODS = ("sadness", "fear", "anger", "joy", "surprise", "disgust")
TIMES_OF_DAY = ("morning", "afternoon", "evening", "night")


def _as_wordings(value: object) -> object:
    return value if isinstance(value, Mapping) else {"any": value}


Wordings = Annotated[
    dict[str, Lines],
    BeforeValidator(_as_wordings, json_schema_input_type=Line | list[Line] | dict[str, Line | list[Line]]),
]
"""Variants to choose from: under "any", and where it matters under a mood or a time of day."""


class Option(Frozen):
    """One answer of a choice: other words for it, and its number where it has one."""

    synonyms: Lines = ()
    value: int | float | None = None


def _as_option(value: object) -> object:
    if value is None:
        return {}
    return {"synonyms": value} if isinstance(value, list | tuple | str) else value


def _as_options(value: object) -> object:
    return dict.fromkeys(value, ()) if isinstance(value, list | tuple) else value


Options = Annotated[
    dict[str, Annotated[Option, BeforeValidator(_as_option, json_schema_input_type=Option | Line | list[Line] | None)]],
    BeforeValidator(_as_options, json_schema_input_type=list[Line] | dict[str, Option | Line | list[Line] | None]),
]


class Expect(Frozen):
    """What the question asks for."""

    kind: AnswerKind = AnswerKind.NONE
    options: Options = Field(default_factory=dict)
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


class RecordAs(Frozen):
    """Where the answer goes in the summary."""

    measure: str = Field(min_length=1)
    """Name of the number over time, like pain.strength; those of medicines begin with "medicine"."""
    label: str = Field(min_length=1)
    """The question as a caregiver reads it."""
    unit: str = ""
    code: str = ""
    """Code of the question in a code system, like loinc:44250-9."""


class Notice(Frozen):
    """Something to pick up from an answer to another question, so that nobody is asked twice."""

    record: RecordAs
    options: Options

    @cached_property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """Option name -> other words for it."""
        return {name: option.synonyms for name, option in self.options.items()}


class Rung(Frozen):
    """One step of a ladder: the question in other words."""

    say: Line
    offer: tuple[Line, ...] = Field(default=(), max_length=3)
    """Only these answers are offered, in words and as buttons."""
    buttons: bool = False
    """The answers stand on the screen as big buttons; from the second rung on they do so anyway."""


def _as_rung(value: object) -> object:
    return {"say": value} if isinstance(value, str) else value


def _as_rungs(value: object) -> object:
    return [value] if isinstance(value, str | Mapping) else value


_RungIn = Line | Rung
Ladder = Annotated[
    tuple[Annotated[Rung, BeforeValidator(_as_rung, json_schema_input_type=_RungIn)], ...],
    BeforeValidator(_as_rungs, json_schema_input_type=_RungIn | list[_RungIn]),
]
"""What is said after the first, second, ... failure; then the question is left kindly."""


class ConfirmWhen(StrEnum):
    """When an answer is read back."""

    ALWAYS = "always"
    DOUBTFUL = "doubtful"


def _as_confirm(value: object) -> object:
    return {"say": value} if isinstance(value, str) else value


class Confirm(Frozen):
    """The answer is read back before it counts: once, and a "no" asks again."""

    say: Line
    """With {answer} in it: "I will put: {answer}. Is that right?"."""
    when: ConfirmWhen = ConfirmWhen.ALWAYS


class When(Frozen):
    """A transition that is taken when its condition holds, before any in `next`."""

    if_: Line = Field(alias="if")
    go: Line
    _condition: Condition = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> When:
        self._condition = read_condition(self.if_)
        return self

    @property
    def condition(self) -> Condition:
        """What must hold."""
        return self._condition


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


class State(Frozen):
    """One step of the talk."""

    say: Wordings = Field(default_factory=dict)
    expect: Expect = Expect()
    record: RecordAs | None = None
    confirm: Annotated[Confirm, BeforeValidator(_as_confirm, json_schema_input_type=Confirm | Line)] | None = None
    consent: Purpose | None = None
    """A yes or no to this question is the resident's consent or refusal."""
    withdraws: Purpose | None = None
    """Coming here takes this consent back, without a question."""
    forget: Forget | None = None
    """Coming here erases what was kept so far: today, or everything. What was said in this talk goes with it."""
    notice: dict[str, Notice] = Field(default_factory=dict)
    skip_if: str | None = None
    """Name of a notice: when it is known already, go on to the default at once."""
    branch: str | None = None
    """Name of a notice: nothing is asked, what was noticed is the answer."""
    when: tuple[When, ...] = ()
    """Conditions, in order; the first that holds decides where to go, before `next`."""
    next: Annotated[dict[str, str], BeforeValidator(_as_next, json_schema_input_type=Line | dict[str, str])] = Field(
        default_factory=dict
    )
    """Answer -> state. yes, no, taken, not taken, unsure, no_reply, an option, a range like 7-10 or 7+, default."""
    no_input: Ladder = ()
    """Said after the first, second, ... silence; after the last one the script leaves kindly."""
    no_match: Ladder = ()
    """Said when the words were no answer; after the last one the question is left."""
    unsure: Ladder = ()
    """Said when the person does not know, unless `next` has "unsure"."""
    leave: Lines = ()
    """Said when the question is left without an answer."""
    call: str | None = None
    """Id of another script, run here in between; its answers are known afterwards as `id.name`."""
    tally: Lines = ()
    """Scores to add up and record here."""
    notify: Notify | None = None
    """Somebody should see that the talk came here."""
    alert: RaiseAlert | None = None
    snooze_min: int | None = Field(default=None, ge=1, le=240)
    """The talk ends here and is begun again so many minutes later."""
    delivers: bool = False
    """The message in {message} counts as read out once this is said."""
    health: bool = False
    """The question is about the body: triage reads the answer with that in mind."""
    asks_about: Literal["fall"] | None = None
    """The question is about this very danger: an answer that is urgent, and no emergency, is left to the script."""
    expression: Expression = Expression.NEUTRAL
    end: bool = False
    """The script is over once this is said."""
    rest: bool = False
    """Nothing is asked; the device waits to be spoken to."""

    @property
    def asks(self) -> bool:
        """It waits for an answer."""
        return self.expect.kind is not AnswerKind.NONE

    @property
    def targets(self) -> tuple[str, ...]:
        """Every state that may come next, once each, in the order of the file."""
        return tuple(dict.fromkeys((*(one.go for one in self.when), *self.next.values())))

"""The crisis protocol's words as the file `advice/crisis.yaml` gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from companion.dialogue.answers.choices import choice
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique
from companion.dialogue.script import Front, Lines, RecordAs
from companion.dialogue.settled import settled
from companion.dialogue.yamlfile import Problem, load_yaml
from companion.messages import AnswerKind, Expectation, TriageLevel

LINES = (
    "called", "again", "cannot_phone", "status", "stay", "noted", "refused", "stands", "seen", "seen_status", "after",
    "quiet", "restored", "restored_question", "with_you", "ask_urgent", "ask_doubtful", "unheard",
)  # fmt: skip
CATEGORIES = (
    "chest_heart", "stroke", "breathing", "fall", "suicidal", "death_wish", "sepsis", "abuse", "overdose",
    "confusion", "pain", "help", "help_button",
)  # fmt: skip

NO_REPLY_S = 8.0
"""Silence after a question of the protocol counts as "go on"."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _plain_keys(value: object) -> object:
    """Some editors write yes and no without quotes; YAML 1.1 tools then make booleans of them."""
    if isinstance(value, Mapping):
        return {
            {True: "yes", False: "no"}.get(key, key) if isinstance(key, bool) else key: to for key, to in value.items()
        }
    return value


class _Question(_Frozen):
    """One closed question, what counts as yes and no beside the plain words, and what is said after."""

    ask: str = Field(min_length=1)
    yes: Lines = ()
    no: Lines = ()
    phrases: Lines = ()
    record: RecordAs | None = None
    after: Annotated[dict[str, str], BeforeValidator(_plain_keys)] = {}


Question = Annotated[_Question, BeforeValidator(_plain_keys)]


class Category(_Frozen):
    """How one kind of red flag is answered."""

    call_first: str = Field(pattern="^(always|emergency|never)$")
    """Call before asking: always, for an emergency only, or never (ask first)."""
    private: bool = False
    """Nobody is called and nothing but the diary hears of it: the caregiver may be the danger."""
    numbers: bool = False
    """Say the crisis numbers of the country."""
    reflect: Lines
    question: Question
    facts: tuple[Question, ...] = ()
    """Asked while nobody has answered, for whoever comes."""
    calm: Lines = ()
    """Said every half a minute or so; else the common lines."""

    def calls_first(self, level: TriageLevel) -> bool:
        """Whether to call before the question."""
        return self.call_first == "always" or (self.call_first == "emergency" and level is TriageLevel.EMERGENCY)


class Remark(_Frozen):
    """Something people say while they wait, and the answer."""

    words: Lines
    say: Lines


class Protocol(Front):
    """The words of the crisis protocol."""

    lines: dict[str, Lines]
    numbers: dict[str, str]
    """Language and country -> the crisis numbers there."""
    remarks: dict[str, Remark]
    phrases: Lines
    plain_no: Lines
    """The words of a no that says nothing else; with any other word in it, a no does not hold a call back."""
    categories: dict[str, Category]

    def category(self, name: str) -> Category:
        """The words for a category of triage; those of "help" for one the file does not know."""
        return self.categories.get(name, self.categories["help"])

    def plainly_no(self, text: str) -> bool:
        """Whether it is a no and nothing else."""
        return text in self.phrases or set(text.lower().split()) <= self._no_words

    @cached_property
    def _no_words(self) -> frozenset[str]:
        return frozenset(word for line in self.plain_no for word in line.split())

    def remark(self, text: str) -> str | None:
        """Which remark was made, if any; the first of the file where two were."""
        found = [name for name, remark in self.remarks.items() if choice(text, {name: remark.words}).value]
        return found[0] if found else None

    @cached_property
    def expectations(self) -> dict[str, Expectation]:
        """Question -> what to listen for after it; "" -> what to listen for when nothing is asked."""
        asked = [one for category in self.categories.values() for one in (category.question, *category.facts)]
        made = {one.ask: self._expectation(one) for one in asked}
        for line in (*self.lines["ask_urgent"], *self.lines["ask_doubtful"]):
            made[line] = self._expectation(_Question(ask=line))
        free = phrases_for(AnswerKind.FREE)
        phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *self.phrases, *free))
        made[""] = Expectation(
            kind=AnswerKind.FREE,
            phrases=phrases,
            settled=settled(phrases, AnswerKind.FREE, own=self.phrases),
            no_reply_s=0.0,
        )
        return made

    def _expectation(self, question: _Question) -> Expectation:
        usual = phrases_for(AnswerKind.YES_NO)
        phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *question.phrases, *self.phrases, *usual))
        known = settled(phrases, AnswerKind.YES_NO)
        return Expectation(kind=AnswerKind.YES_NO, phrases=phrases, settled=known, no_reply_s=NO_REPLY_S)


CrisisQuestion = _Question


@lru_cache(maxsize=1)
def builtin_protocol() -> Protocol:
    """The protocol that comes with the program."""
    protocol = load_yaml(Path(str(files("companion.dialogue"))) / "advice" / "crisis.yaml", Protocol, _problems)
    _ = protocol.expectations  # made now, so that no call for help waits for it
    return protocol


def _problems(protocol: Protocol) -> Iterator[Problem]:
    for name in LINES:
        if not protocol.lines.get(name):
            yield Problem(("lines", name), "this line of the protocol is missing")
    for name in CATEGORIES:
        if name not in protocol.categories:
            yield Problem(("categories", name), "this category of triage has no words")
    if protocol.language not in protocol.numbers:
        yield Problem(("numbers",), f"the crisis numbers for {protocol.language} are missing")

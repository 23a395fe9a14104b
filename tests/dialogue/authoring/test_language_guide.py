"""The guide for clinicians: every example works, every field is there, and it stays short."""

from __future__ import annotations

import re
from textwrap import indent
from typing import Any

import pytest
from pydantic import BaseModel

from companion.dialogue.authoring.check import check_text
from companion.dialogue.authoring.findings import Severity
from companion.dialogue.script import (
    MOODS,
    TIMES_OF_DAY,
    Confirm,
    Expect,
    Missed,
    Notice,
    Notify,
    Option,
    Purpose,
    RaiseAlert,
    RecordAs,
    Rung,
    Schedule,
    Score,
    Script,
    State,
    When,
    Who,
    Within,
    builtin_folder,
    builtin_scripts,
)
from companion.messages import AnswerKind, Expression

GUIDE = (builtin_folder() / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
FRONT = """\
id: example
version: 1
title: An example
language: en-GB
author: Dr Hill
rights: own wording
source: own questions
reading_level: 1
start: {start}
states:
"""
MODELS = (Script, State, Expect, Option, RecordAs, Notice, Rung, Confirm, When, Notify, RaiseAlert, Schedule, Score)


def whole(example: str) -> str:
    """The example as a script: states alone get a front part, and begin with the first of them."""
    if example.startswith("id:"):
        return example
    return FRONT.format(start=example.partition(":")[0]) + indent(example, "  ")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.partition(":")[0])
def test_every_example_passes_the_check(example: str) -> None:
    others: dict[str, Any] = builtin_scripts()
    findings = check_text(whole(example), name="README.md", others=others)
    assert [str(one) for one in findings if one.severity is Severity.ERROR] == []


def test_there_are_examples_of_states_and_of_a_whole_script() -> None:
    assert len(EXAMPLES) >= 4
    assert sum(example.startswith("id:") for example in EXAMPLES) == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_the_language_is_in_the_guide(model: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in model.model_fields.items()]
    missing = [name for name in names if not re.search(rf"(?<!\w){name}(?!\w)", GUIDE)]
    assert missing == []


@pytest.mark.parametrize(
    "words", [AnswerKind, Expression, Missed, Purpose, Who, Within], ids=lambda words: words.__name__
)
def test_every_value_of_the_language_is_in_the_guide(words: Any) -> None:
    assert [word.value for word in words if not re.search(rf"\b{word.value}\b", GUIDE)] == []


def test_moods_and_times_of_day_are_in_the_guide() -> None:
    assert [word for word in (*MOODS, *TIMES_OF_DAY) if word not in GUIDE] == []


def test_it_is_short() -> None:
    assert len(GUIDE.splitlines()) <= 200
    assert max(map(len, GUIDE.splitlines())) <= 120

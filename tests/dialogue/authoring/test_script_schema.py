"""The published JSON Schema: current, complete, and of one mind with the loader."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.authoring.schema import DIALECT, schema_path
from companion.dialogue.authoring.starter import starter_text
from companion.dialogue.script import Script, builtin_folder, builtin_names
from companion.dialogue.yamltree import parse

jsonschema = pytest.importorskip("jsonschema", reason="the development dependency jsonschema is not installed")

SCHEMA = json.loads(schema_path().read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_json(value: Any) -> Any:
    """As an editor's YAML server sees it: every key is a text."""
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    return [as_json(one) for one in value] if isinstance(value, list) else value


def starter() -> dict[str, Any]:
    made: dict[str, Any] = as_json(parse(starter_text("knee")).value)
    return made


def refused(script: dict[str, Any]) -> bool:
    return not VALIDATOR.is_valid(script)


def test_it_is_a_schema_of_its_dialect() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == DIALECT
    assert SCHEMA["$id"].startswith("urn:")


@pytest.mark.parametrize("name", builtin_names())
def test_every_built_in_script_is_valid(name: str) -> None:
    script = as_json(parse((builtin_folder() / f"{name}.yaml").read_text(encoding="utf-8")).value)
    assert [(error.json_path, error.message[:80]) for error in VALIDATOR.iter_errors(script)] == []


def test_the_starter_is_valid() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(starter())] == []


@pytest.mark.parametrize(
    "field", ["id", "version", "title", "language", "author", "rights", "source", "start", "states"]
)
def test_without_a_field_of_the_front_part_it_is_refused(field: str) -> None:
    script = starter()
    del script[field]
    assert refused(script)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("id",), "Knee"),
        (("version",), "one"),
        (("language",), "english"),
        (("nonsense",), 1),
        (("schedule", "times"), ["8 o'clock"]),
        (("schedule", "weekdays"), ["someday"]),
        (("schedule", "if_missed"), "never"),
        (("states",), {}),
        (("states", "pain", "sya"), "Hello."),
        (("states", "pain", "expect", "kind"), "perhaps"),
        (("states", "pain", "consent"), "everything"),
        (("states", "pain", "expression"), "grumpy"),
        (("states", "pain", "when"), [{"if": "pain"}]),
        (("states", "tell", "notify", "within"), "a while"),
        (("states", "tell", "alert"), {"level": "watch", "category": "pain"}),
        (("states", "strength", "unsure"), [{"say": "Which?", "offer": ["1", "2", "3", "4"]}]),
        (("states", "bye", "snooze_min"), 0),
    ],
)
def test_broken_scripts_are_refused(place: tuple[str, ...], value: object) -> None:
    script = starter()
    inside = script
    for part in place[:-1]:
        inside = inside[part]
    inside[place[-1]] = value
    assert refused(script)


@pytest.mark.parametrize(
    ("state", "field"),
    [("pain", "no_input"), ("pain", "no_match"), ("pain", "unsure"), ("pain", "say"), ("walk", "unsure")],
)
def test_a_question_without_one_of_its_paths_is_refused(state: str, field: str) -> None:
    script = starter()
    del script["states"][state][field]
    assert refused(script)


def test_a_choice_without_options_and_a_scale_without_ends_are_refused() -> None:
    script = starter()
    del script["states"]["walk"]["expect"]["options"]
    assert refused(script)
    script = starter()
    del script["states"]["strength"]["expect"]["high"]
    assert refused(script)


@given(st.data())
def test_what_the_schema_takes_apart_from_ways_the_model_takes_too(data: st.DataObject) -> None:
    """Drop any field anywhere: where the model refuses the fields, so does the schema, and the other way round."""
    script = starter()
    places = [place for place in _places(script) if place[:1] != ("states",) or len(place) > 2]
    place = data.draw(st.sampled_from(places))
    inside = script
    for part in place[:-1]:
        inside = inside[part]
    del inside[place[-1]]
    if refused(copy.deepcopy(script)):
        return  # the schema also knows what the loader examines after the model
    Script.model_validate(script)


def _places(value: object, so_far: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return []
    return [one for key, inside in value.items() for one in ((*so_far, key), *_places(inside, (*so_far, key)))]

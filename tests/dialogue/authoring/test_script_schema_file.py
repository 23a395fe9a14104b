"""The published schema file is the one that the model gives, and it explains the fields."""

from __future__ import annotations

import json

from companion.dialogue.authoring.schema import schema_path, schema_text, script_schema

SCHEMA = json.loads(schema_path().read_text(encoding="utf-8"))


def test_the_published_file_is_current() -> None:
    """If this fails, write `schema_text()` to `schema_path()` again."""
    assert schema_path().read_text(encoding="utf-8") == schema_text()


def test_the_fields_are_explained() -> None:
    told = {name for name, field in SCHEMA["$defs"]["State"]["properties"].items() if field.get("description")}
    assert {"when", "next", "no_input", "no_match", "unsure", "leave", "call", "tally", "consent", "health"} <= told
    assert SCHEMA["$defs"]["Schedule"]["properties"]["window_min"]["description"].startswith("It may begin")
    assert SCHEMA["properties"]["invite"]["description"]
    assert SCHEMA["properties"]["rights"]["description"]


def test_making_it_twice_gives_the_same() -> None:
    first = script_schema()
    first["$defs"].clear()
    assert script_schema()["$defs"]

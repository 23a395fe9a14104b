"""The published JSON Schema of an advice script: what an editor completes and explains while somebody writes.

Draft 2020-12 (https://json-schema.org/draft/2020-12). Descriptions are the docstrings under the fields of the model,
read from its source, so that the model, the schema and the help in the editor cannot differ.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from companion.dialogue.script import Script, builtin_folder, front, model, state

SCHEMA_FILE = "script.schema.json"
SCHEMA_ID = "urn:bedside-companion:advice-script:1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MODULES: tuple[ModuleType, ...] = (front, state, model)
_CLOSED = ["yes_no", "scale", "choice", "number", "time", "date", "medicine"]


def script_schema() -> dict[str, Any]:
    """The schema as plain values."""
    made = Script.model_json_schema(mode="validation", by_alias=True)
    told = dict(_docstrings())
    _describe(made, told["Script"] | {"": "An advice script of the bedside companion."}, inherited=told["Front"])
    for name, part in made["$defs"].items():
        _describe(part, told.get(name, {}), inherited={})
    made["$defs"]["State"]["allOf"] = _questions()
    made["title"] = "Advice script"
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **made}


def schema_text() -> str:
    """As it is published."""
    return json.dumps(script_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_path() -> Path:
    """Where the published file is."""
    return builtin_folder() / SCHEMA_FILE


def _questions() -> list[dict[str, Any]]:
    """What a question needs: without these the loader refuses the script, so the editor says it while one writes."""
    awake = {"not": {"properties": {"rest": {"const": True}}, "required": ["rest"]}}
    return [
        {"if": {"allOf": [_kind(_CLOSED), awake]}, "then": {"required": ["say", "no_input", "no_match", "unsure"]}},
        {"if": {"allOf": [_kind(["free"]), awake]}, "then": {"required": ["say", "no_input"]}},
        {"if": _kind(["choice"]), "then": {"properties": {"expect": {"required": ["options"]}}}},
        {"if": _kind(["scale"]), "then": {"properties": {"expect": {"required": ["low", "high"]}}}},
    ]


def _kind(kinds: list[str]) -> dict[str, Any]:
    expect = {"properties": {"kind": {"enum": kinds}}, "required": ["kind"]}
    return {"properties": {"expect": expect}, "required": ["expect"]}


def _describe(part: dict[str, Any], told: dict[str, str], *, inherited: dict[str, str]) -> None:
    if told.get(""):
        part["description"] = told[""]
    for name, field in part.get("properties", {}).items():
        own = "if_" if name == "if" else name
        words = told.get(own) or inherited.get(own)
        if words:
            field["description"] = words
        field.pop("title", None)  # Pydantic's titles repeat the names


def _docstrings() -> Iterator[tuple[str, dict[str, str]]]:
    """Class -> field -> what is written under it; the class's own words under the empty name."""
    for module in _MODULES:
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for found in tree.body:
            if isinstance(found, ast.ClassDef):
                yield found.name, {"": ast.get_docstring(found) or "", **dict(_fields(found.body))}


def _fields(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for line, after in pairwise(body):
        named = isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        if named and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield line.target.id, " ".join(str(after.value.value).split())  # type: ignore[attr-defined]

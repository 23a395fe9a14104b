"""Reads a YAML file into a model; whatever is wrong is told with file, line and field in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from companion.errors import ScriptError

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]

_NOTHING = object()

LARGEST_BYTES = 1_000_000
"""A script larger than this is a mistake, or an attack on the memory of a small board."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the path to the field."""

    where: Where
    what: str


def load_yaml(path: Path, model: type[Model], check: Callable[[Model], Iterable[Problem]]) -> Model:
    """`path` as a `model`; the first problem is raised as ScriptError."""
    tree = _parse(path, _read(path))
    if not isinstance(tree, dict):
        raise ScriptError(f"The advice script {path} is not a list of fields; begin with id, version and title.")
    try:
        made = model.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        raise _script_error(path, tree, Problem(_real(tree, first["loc"]), _plain(first["msg"]))) from None
    problem = next(iter(check(made)), None)
    if problem is not None:
        raise _script_error(path, tree, problem)
    return made


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ScriptError(f"The advice script {path} is larger than a megabyte; that cannot be right.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScriptError(f"The advice script {path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ScriptError(f"The advice script {path} is not text in UTF-8; save it again as UTF-8.") from None


def _parse(path: Path, text: str) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        # Round-trip mode is the safe loader that remembers lines.
        tree: object = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        raise ScriptError(f"The advice script {path} is not valid YAML{_line_of(error)}: {_reason(error)}.") from None
    except YAMLError:
        raise ScriptError(f"The advice script {path} is not valid YAML.") from None
    return tree


def _line_of(error: MarkedYAMLError) -> str:
    return f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""


def _reason(error: MarkedYAMLError) -> str:
    return " ".join((error.problem or "it cannot be understood").split()).rstrip(".")


def _script_error(path: Path, tree: object, problem: Problem) -> ScriptError:
    field = ".".join(str(part) for part in problem.where) or "the whole file"
    return ScriptError(
        f"The advice script {path} is wrong in line {_line(tree, problem.where)}, field {field}: {problem.what}."
    )


def _real(tree: object, where: Where) -> Where:
    """Pydantic adds steps of its own; keep those the file has, and one more for a field that is missing."""
    kept: list[str | int] = []
    for part in where:
        inside = _inside(tree, part)
        if inside is _NOTHING and isinstance(tree, dict) and part != "[key]":
            return (*kept, part)
        if inside is not _NOTHING:
            kept.append(part)
            tree = inside
    return tuple(kept)


def _inside(tree: object, part: str | int) -> object:
    if isinstance(tree, dict) and part in tree:
        return tree[part]
    if isinstance(tree, list) and isinstance(part, int) and part < len(tree):
        return tree[part]
    return _NOTHING


def _line(tree: object, where: Where) -> int:
    """The line, from 1, of the deepest part of the path that the file has."""
    line = 1
    for part in where:
        marks, inside = getattr(tree, "lc", None), _inside(tree, part)
        if marks is None or inside is _NOTHING:
            break
        line = (marks.key(part) if isinstance(tree, dict) else marks.item(part))[0] + 1
        tree = inside
    return line


def _plain(message: str) -> str:
    """Pydantic's words, a little plainer."""
    return (
        message.replace("Field required", "it is missing")
        .replace("Extra inputs are not permitted", "there is no such field")
        .rstrip(".")
    )

"""Reads a YAML file into a model; whatever is wrong is told with file, line and field in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from companion.dialogue.yamltree import Tree, YamlError, parse
from companion.errors import ScriptError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]

LARGEST_BYTES = 1_000_000
"""A script larger than this is a mistake, or an attack on the memory of a small board."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the path to the field."""

    where: Where
    what: str


@dataclass(frozen=True, slots=True)
class Located:
    """What is wrong, and the line of the file."""

    line: int
    where: Where
    what: str


def load_yaml(path: Path, model: type[Model], check: Callable[[Model], Iterable[Problem]]) -> Model:
    """`path` as a `model`; the first problem is raised as ScriptError."""
    return read_yaml(_read(path), str(path), model, check)


def read_yaml(text: str, name: str, model: type[Model], check: Callable[[Model], Iterable[Problem]]) -> Model:
    """The same for text in memory; `name` is what the message calls it."""
    made, found = try_yaml(text, model, check)
    if made is None or found:
        first = found[0]
        if not first.where and first.line == 0:
            raise ScriptError(f"The advice script {name} {first.what}.")
        field = ".".join(str(part) for part in first.where) or "the whole file"
        raise ScriptError(f"The advice script {name} is wrong in line {first.line}, field {field}: {first.what}.")
    return made


def try_yaml(
    text: str, model: type[Model], check: Callable[[Model], Iterable[Problem]]
) -> tuple[Model | None, list[Located]]:
    """The model, if the text can be read as one, and everything that is wrong, in the order of the file.

    Line 0 stands for the whole text: then `what` goes on the sentence "The advice script ... ".
    """
    try:
        tree = parse(text)
    except YamlError as error:
        where = f" in line {error.line}" if error.line else ""
        return None, [Located(0, (), f"is not valid YAML{where}: {error.reason}")]
    if not isinstance(tree.value, dict):
        return None, [Located(0, (), "is not a list of fields; begin with id, version and title")]
    try:
        made = model.model_validate(tree.value)
    except ValidationError as error:
        wrong = [_located(tree, Problem(tree.real(one["loc"]), _plain(one))) for one in error.errors()]
        return None, sorted(wrong, key=lambda one: one.line)
    return made, [_located(tree, problem) for problem in check(made)]


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ScriptError(f"The advice script {path} is larger than a megabyte; that cannot be right.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScriptError(f"The advice script {path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ScriptError(f"The advice script {path} is not text in UTF-8; save it again as UTF-8.") from None


def _located(tree: Tree, problem: Problem) -> Located:
    return Located(tree.line(problem.where), problem.where, problem.what)


def _plain(error: ErrorDetails) -> str:
    """Pydantic's words, a little plainer."""
    return (
        error["msg"]
        .replace("Field required", "it is missing")
        .replace("Extra inputs are not permitted", "there is no such field")
        .replace("Value error, ", "")
        .rstrip(".")
    )

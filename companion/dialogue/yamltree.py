"""YAML 1.2 (core schema) by libyaml, with the line of every field; no tags, no cycles, no bombs.

Fast because thirty scripts are read at every start. PyYAML's own schema is YAML 1.1, in which a bare yes is a boolean
and 20:00 a number of seconds, so the words of the 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema) are
given here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from yaml import CSafeLoader
from yaml.constructor import ConstructorError
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_NODES = 200_000
"""Fields and values, anchors written out: a page of aliases can stand for more than any memory holds."""

DEEPEST = 60
"""Lists in lists; a script has six at most."""

_NOTHING = object()


class YamlError(Exception):
    """The text is not YAML that can be used; `line` counts from 1, 0 where there is none to name."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Tree:
    """A document as plain values, and where each of them stands in the text."""

    value: object
    _node: Node | None

    def line(self, where: tuple[str | int, ...]) -> int:
        """The line, from 1, of the deepest part of the path that the file has."""
        line, node = 1, self._node
        for part in where:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line

    def real(self, where: tuple[int | str, ...]) -> tuple[str | int, ...]:
        """A validator's path without the steps it adds of its own, and one more for a field that is missing."""
        kept: list[str | int] = []
        tree = self.value
        for part in where:
            inside = _inside(tree, part)
            if inside is _NOTHING and isinstance(tree, dict) and part != "[key]":
                return (*kept, part)
            if inside is not _NOTHING:
                kept.append(part)
                tree = inside
        return tuple(kept)


def parse(text: str) -> Tree:
    """Read one document. Raises YamlError."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Tree(None, None)
        _weigh(node, {}, 0)
        return Tree(loader.construct_document(node), node)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        reason = " ".join((error.problem or "it cannot be understood").split()).rstrip(".")
        raise YamlError(reason, mark.line + 1 if mark else 0) from None
    except YAMLError:
        raise YamlError("it cannot be understood") from None
    finally:
        loader.dispose()


def _whole(loader: CSafeLoader, node: ScalarNode) -> int:  # noqa: ARG001
    """A whole number; 010 is ten."""
    word = str(node.value)
    return int(word, 0) if re.match(r"0[xo]", word) else int(word)


class _Loader(CSafeLoader):
    """Parser of libyaml, constructor of plain values, schema of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as the library has it
    yaml_constructors: ClassVar = {**CSafeLoader.yaml_constructors, "tag:yaml.org,2002:int": _whole}

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[object, object]:
        """As everywhere, but a field that stands there twice is an error and not the last word."""
        seen: set[object] = set()
        for key, _ in node.value:
            if isinstance(key, ScalarNode) and key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                raise ConstructorError(None, None, f"the field {key.value} is there twice", key.start_mark)
            seen.add(getattr(key, "value", None) if isinstance(key, ScalarNode) else None)
        made: dict[object, object] = super().construct_mapping(node, deep=deep)
        return made


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|Null|NULL|~|)$"), ["n", "N", "~", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$|^[-+]?[0-9]+[eE][-+]?[0-9]+$"),
    list("-+.0123456789"),
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


def _weigh(node: Node, known: dict[int, int], depth: int) -> int:
    """How many nodes this one is with its aliases written out. Raises YamlError for too many, and for a circle."""
    if id(node) in known:
        if known[id(node)] < 0:
            raise YamlError("a part of it contains itself", node.start_mark.line + 1)
        return known[id(node)]
    if depth > DEEPEST:
        raise YamlError("its parts lie too deep in one another", node.start_mark.line + 1)
    known[id(node)] = -1
    inside: list[Node] = []
    if isinstance(node, SequenceNode):
        inside = node.value
    elif isinstance(node, MappingNode):
        inside = [one for pair in node.value for one in pair]
    weight = 1 + sum(_weigh(one, known, depth + 1) for one in inside)
    if weight > MOST_NODES:
        raise YamlError("its aliases stand for too much", node.start_mark.line + 1)
    known[id(node)] = weight
    return weight


def _child(node: Node | None, part: str | int) -> tuple[int, Node] | None:
    """(line, node) of a field or an item."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None


def _inside(tree: object, part: str | int) -> object:
    if isinstance(tree, dict) and part in tree:
        return tree[part]
    if isinstance(tree, list) and isinstance(part, int) and part < len(tree):
        return tree[part]
    return _NOTHING

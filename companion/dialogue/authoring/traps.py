"""Words that YAML tools read in two ways: a bare yes, 08:30 or true; and answers that fall together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml import CSafeLoader, compose
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from companion.dialogue.authoring.findings import Found, Severity, warning

# YAML 1.1 booleans and sexagesimal numbers (https://yaml.org/type/bool.html, int.html); here they are plain words.
_OLD_YAML = re.compile(r"(?:y|n|yes|no|on|off)|\d{1,2}:[0-5]\d", re.IGNORECASE)
_TRUTH = re.compile(r"(?:true|false|null|~)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bare:
    """A word without quotes, and the line it stands in."""

    word: str
    line: int
    as_answer: bool


def bare_words(text: str) -> Iterator[tuple[int, Found]]:
    """(line, finding) for the traps in a text that is known to be sound YAML; one for all words of a kind."""
    found = sorted(set(_walk(compose(text, Loader=CSafeLoader), [])), key=lambda bare: bare.line)
    old = [bare for bare in found if _OLD_YAML.fullmatch(bare.word)]
    if old:
        places = ", ".join(f"{bare.word} in line {bare.line}" for bare in old[:4]) + (" ..." if len(old) > 4 else "")
        what = f"some programs read these as true, false or a number when they stand without quotes: {places}"
        yield old[0].line, warning("quotes", (), what, 'The companion does not, but quotes are safer: "yes", "08:30".')
    for bare in found:
        if bare.as_answer and _TRUTH.fullmatch(bare.word):
            what = f"{bare.word} stands for an answer, and is a value of YAML and not a word"
            advice = 'Write "yes" or "no", or put the word in quotes.'
            yield bare.line, Found(severity=Severity.ERROR, rule="quotes", where=(), what=what, advice=advice)


def _walk(node: Node | None, seen: list[int], *, answers: bool = False) -> Iterator[Bare]:
    if node is None or id(node) in seen:
        return
    seen.append(id(node))
    if isinstance(node, ScalarNode) and not node.style and _suspect(node.value):
        yield Bare(node.value, node.start_mark.line + 1, as_answer=False)
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _walk(item, seen)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _key(key, answers=answers)
            inside = isinstance(key, ScalarNode) and key.value in {"next", "options"}
            yield from _walk(value, seen, answers=inside)


def _key(key: Node, *, answers: bool) -> Iterator[Bare]:
    if isinstance(key, ScalarNode) and not key.style and _suspect(key.value):
        yield Bare(key.value, key.start_mark.line + 1, as_answer=answers)


def _suspect(word: str) -> bool:
    return bool(_OLD_YAML.fullmatch(word) or _TRUTH.fullmatch(word))

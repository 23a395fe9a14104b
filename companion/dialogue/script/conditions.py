"""Conditions of a script, like `total >= 10 and not worried`: read once, weighed on what is known.

    condition   one or more clauses joined by "or"
    clause      one or more terms joined by "and"
    term        ["not"] name | ["not"] name sign value | name is ["not"] value
    sign        >= <= > < = !=
    value       a number, a word, or words in quotes; after "is" also known, unknown, unsure, yes, no

A comparison with something that is not known is false, whichever way it is put: a missing answer is never a zero.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Fact: TypeAlias = "bool | int | float | str | None"
"""What is known: an answer, a score, a circumstance; None is not known, UNSURE_FACT that the person does not know."""

UNSURE_FACT = "unsure"
_TOKEN = re.compile(r"""\s*(?:(>=|<=|!=|[<>=])|("[^"]*"|'[^']*')|([A-Za-z_][\w.]*)|(\d+(?:\.\d+)?)|(\S))""")
_ORDER: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_PLAIN: dict[str, Fact] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison."""

    name: str
    sign: str
    """One of >= <= > < = "is", or "" for "is it so"."""
    value: Fact
    negated: bool

    def holds(self, known: Mapping[str, Fact]) -> bool:
        """Whether it is so; what is not known is neither equal nor unequal to anything."""
        fact = known.get(self.name)
        if self.sign == "is" and self.value in {"known", "unknown"}:
            so = (fact is not None) == (self.value == "known")
            return so != self.negated
        if fact is None or (fact == UNSURE_FACT and self.value != UNSURE_FACT):
            return False
        return self._compare(fact) != self.negated

    def _compare(self, fact: Fact) -> bool:
        if not self.sign:
            return bool(fact) and fact != UNSURE_FACT
        if self.sign in _ORDER:
            numbers = isinstance(fact, int | float) and isinstance(self.value, int | float)
            return numbers and _ORDER[self.sign](float(fact or 0), float(self.value or 0))
        return _same(fact, self.value)


@dataclass(frozen=True, slots=True)
class Condition:
    """Clauses of which one must hold, each a sequence of terms that must all hold."""

    clauses: tuple[tuple[Term, ...], ...]

    def holds(self, known: Mapping[str, Fact]) -> bool:
        """Whether it is so, with what is known."""
        return any(all(term.holds(known) for term in clause) for clause in self.clauses)

    @property
    def names(self) -> frozenset[str]:
        """Everything it asks about."""
        return frozenset(term.name for clause in self.clauses for term in clause)


def read_condition(text: str) -> Condition:
    """Read a condition. Raises ValueError saying in plain words what is wrong with it."""
    words = list(_tokens(text))
    if not words:
        raise ValueError("the condition is empty")
    return Condition(
        tuple(tuple(_term(part, text) for part in _split(clause, "and")) for clause in _split(words, "or"))
    )


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        if match[5]:
            raise ValueError(f"the sign {match[5]} has no meaning in the condition '{text}'")
        if match[0].strip():
            yield match[0].strip()


def _split(words: Sequence[str], at: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == at:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _term(words: list[str], text: str) -> Term:
    negated = words[:1] == ["not"]
    words = words[1:] if negated else words
    if not words or not re.fullmatch(r"[A-Za-z_][\w.]*", words[0]):
        raise ValueError(f"a name is missing in the condition '{text}'")
    match words[1:]:
        case []:
            return Term(words[0], "", None, negated)
        case ["is", "not", value]:
            return Term(words[0], "is", _value(value), not negated)
        case ["is", value] if value != "not":
            return Term(words[0], "is", _value(value), negated)
        case ["!=", value]:
            return Term(words[0], "=", _value(value), not negated)
        case [sign, value] if sign in {*_ORDER, "="}:
            return Term(words[0], sign, _ordered(sign, _value(value), text), negated)
    raise ValueError(
        f"'{' '.join(words)}' cannot be understood in the condition '{text}'; write for instance total >= 10"
    )


def _ordered(sign: str, value: Fact, text: str) -> Fact:
    if sign in _ORDER and not isinstance(value, int | float):
        raise ValueError(f"{sign} needs a number after it in the condition '{text}'")
    return value


def _value(word: str) -> Fact:
    if word[0] in "\"'":
        return word[1:-1]
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return float(word) if "." in word else int(word)
    return _PLAIN.get(word, word)


def _same(fact: Fact, value: Fact) -> bool:
    if isinstance(fact, str) != isinstance(value, str):
        return False
    return fact == value

"""Reads one field of a record's body, which may be anything at all."""

from __future__ import annotations

from collections.abc import Mapping

from companion.messages import JsonValue
from privacy.printable import printable
from privacy.summary.facts import LARGEST_NUMBER


def word(body: Mapping[str, JsonValue], name: str) -> str:
    """The field as text that is safe to show; empty where it is not there."""
    value = body.get(name)
    return printable(value if isinstance(value, str) else "" if value is None else str(value))


def number(body: Mapping[str, JsonValue], name: str) -> float | None:
    """The field as a number of this world; None where it is none."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST_NUMBER:
        return None
    return float(value) if value == value else None  # noqa: PLR0124  (not a number is never equal to itself)

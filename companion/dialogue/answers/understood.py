"""The result of understanding one answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What an answer means. `value` None and not `unsure`: it was no answer to the question."""

    value: Value = field(default=None, repr=False)
    certainty: float = 0.0
    """0 to 1: how plainly it was said, not how true it is."""
    unsure: bool = False
    """The person said that they do not know, or said two things at once."""


NOT_AN_ANSWER = Understood()
"""The words do not answer the question."""

DOUBT = Understood(certainty=0.9, unsure=True)
"""The person plainly does not know."""

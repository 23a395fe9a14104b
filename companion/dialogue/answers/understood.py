"""The result of understanding one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | None

Options: TypeAlias = Mapping[str, Sequence[str]]
"""Option name -> other words for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What an answer means. `value` None, not `unsure` and not `refused`: it was no answer to the question."""

    value: Value = field(default=None, repr=False)
    certainty: float = 0.0
    """0 to 1: how plainly it was said, not how true it is."""
    unsure: bool = False
    """The person said that they do not know, or said two things at once."""
    refused: bool = False
    """The person will not say: the question is left, and not asked again."""


NOT_AN_ANSWER = Understood()
"""The words do not answer the question."""

DOUBT = Understood(certainty=0.9, unsure=True)
"""The person plainly does not know."""

REFUSAL = Understood(certainty=0.9, refused=True)
"""The person plainly does not want to answer."""

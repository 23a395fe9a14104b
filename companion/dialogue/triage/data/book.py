"""All tables together."""

from __future__ import annotations

from companion.dialogue.triage.data import (
    abuse,
    breathing,
    chest_heart,
    confusion,
    death_wish,
    fall,
    overdose,
    sepsis,
    stroke,
    suicidal,
)
from companion.dialogue.triage.data.concepts import CONCEPTS_COMMON
from companion.dialogue.triage.data.figures import FIGURES
from companion.dialogue.triage.data.frames import FRAMES

_TABLES = (chest_heart, stroke, breathing, fall, suicidal, death_wish, sepsis, abuse, overdose, confusion)

CONCEPTS = dict(CONCEPTS_COMMON)
for _table in _TABLES:
    _twice = CONCEPTS.keys() & _table.CONCEPTS.keys()
    if _twice:
        raise ValueError(f"{_table.__name__} names a concept again: {sorted(_twice)}")
    CONCEPTS |= _table.CONCEPTS

ROWS = {table.__name__.rpartition(".")[2]: table.ROWS for table in _TABLES}

__all__ = ["CONCEPTS", "FIGURES", "FRAMES", "ROWS"]

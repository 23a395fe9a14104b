"""Ranges: "1 to 2 tablets", not "one dash two"."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(?<![\w.,/:-])(\d{1,4}(?:\.\d+)?)\s?(?:-|–|—|\bto\b)\s?(\d{1,4}(?:\.\d+)?)(?![\d/:-]|[.,]\d)")


def say_ranges(text: str) -> str:
    """Two numbers with a dash between them, the smaller first, become "to"."""
    return _RANGE.sub(
        lambda found: f"{found[1]} to {found[2]}" if float(found[1]) < float(found[2]) else found[0], text
    )

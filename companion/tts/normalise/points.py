"""Whether the point of an abbreviation is the full stop of its sentence as well."""

from __future__ import annotations

import re

_OVER = re.compile(r"[\"')\]”’]?(?:\s+[\"'(“‘]?[A-Z]|\s*\Z)")


def full_stop(found: re.Match[str]) -> str:
    """ "." where what was found ends in a point and the sentence is over there, else ""."""
    return "." if found[0].endswith(".") and _OVER.match(found.string, found.end()) else ""

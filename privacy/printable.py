"""Text that is safe to show: a record or a name may come from somebody who means no good."""

from __future__ import annotations

import re

_NOT_TO_SHOW = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that command a terminal, forge a line, turn text around, or are half a sign."""


def printable(text: str) -> str:
    """The text with every such sign replaced by a mark."""
    return _NOT_TO_SHOW.sub("\N{REPLACEMENT CHARACTER}", text)

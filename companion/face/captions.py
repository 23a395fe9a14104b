"""Captions of both sides, rolling up two lines at a time: a new line pushes the older one up and out.

So the resident's own words stay readable above the beginning of the answer, and a long prompt is read along as it is
spoken. Words live here only while they are shown (P3).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.messages import ShowCaption, Who

LINES = 2
LARGE = 1.6
"""Words said again for somebody who did not understand are so much larger, one line at a time."""
READ_CHARS_PER_S = 13.0
"""150 words a minute: how fast the device speaks, and a calm pace to read."""
KEPT_S = {Who.DEVICE: 25.0, Who.RESIDENT: 12.0}
"""A line stays this long after it came, unless newer ones push it out."""
LONGEST_CHARS = 1200


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """One line on the screen."""

    who: Who
    text: str = field(repr=False)
    first: bool
    """It begins what somebody said."""
    large: bool = False
    """It has both lines' room to itself."""


@dataclass(frozen=True, slots=True)
class _Timed:
    line: CaptionLine
    at_s: float
    gone_s: float


def readable(text: str) -> str:
    """The text in one line, without what no screen can show: control characters, halves of characters."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text[:LONGEST_CHARS])
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in {"Cs", "Co", "Cn", "Cf"}).split())


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, broken between words; words longer than a line are cut."""
    lines: list[str] = []
    line = ""
    for word in readable(text).split():
        rest = word
        while len(rest) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(rest[:width])
            rest = rest[width:]
        joined = f"{line} {rest}".strip()
        if len(joined) > width:
            lines.append(line)
            joined = rest
        line = joined
    return [*lines, line] if line else lines


def over_s(caption: ShowCaption) -> float:
    """Session time after which nothing of the caption can be on any screen."""
    return caption.at_s + min(len(caption.text), LONGEST_CHARS) / READ_CHARS_PER_S + KEPT_S[caption.who]


class Captions:
    """What is on the two lines at any time."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._lines: list[_Timed] = []

    def show(self, caption: ShowCaption) -> None:
        """Add somebody's words; lines of older captions that have not come up yet never will."""
        at_s = caption.at_s
        self._lines = [timed for timed in self._lines if timed.at_s <= at_s][-LINES:]
        # The device's words come up as they are spoken, the resident's, already spoken, two at once.
        early = 1 if caption.who is Who.RESIDENT else 0
        width = round(self._width / LARGE) if caption.large else self._width
        starts = _starts(texts := wrap(caption.text, width), at_s, early)
        last_s = starts[-1] if starts else at_s
        for index, (text, start_s) in enumerate(zip(texts, starts, strict=True)):
            line = CaptionLine(caption.who, text, index == 0, caption.large)
            self._lines.append(_Timed(line, start_s, last_s + KEPT_S[caption.who]))

    def clear(self) -> None:
        """Take all words off the screen."""
        self._lines.clear()

    def at(self, time_s: float) -> tuple[CaptionLine, ...]:
        """At most two lines, the newest last; one where it is large, none of which is shown beside others."""
        come = [timed for timed in self._lines if timed.at_s <= time_s]
        lines = LINES if come and not come[-1].line.large else 1
        shown = [timed for timed in come[-lines:] if timed.gone_s > time_s and timed.line.large is come[-1].line.large]
        return tuple(timed.line for timed in shown)

    def forget(self, time_s: float) -> None:
        """Drop the words that are over."""
        self._lines = [timed for timed in self._lines if timed.gone_s > time_s]


def _starts(texts: Sequence[str], at_s: float, early: int) -> list[float]:
    """When each line comes up."""
    starts, spoken = [], 0
    for index, text in enumerate(texts):
        starts.append(at_s if index <= early else at_s + spoken / READ_CHARS_PER_S)
        if index >= early:
            spoken += len(text) + 1
    return starts

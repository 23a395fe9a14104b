"""Marks for the voice in a line of a script: a pause, a word spelled, a word said otherwise than it is written.

The few elements of SSML 1.1 (W3C, 2010) that a clinician needs:

    <break time="500ms"/>                            a pause, up to three seconds; without a time half a second
    <say-as interpret-as="characters">NHS</say-as>   letter by letter
    <sub alias="Neeve">Niamh</sub>                   said as the alias, shown as it stands

Whatever else looks like a tag is neither said nor shown. Only lines of scripts are read so: what a resident or the
family said reaches the voice as `Prompt.text`, in which nothing is a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

LONGEST_S = 3.0
USUAL_S = 0.5
_MARK = re.compile(
    r"<break(?:\s+time=[\"'](?P<count>\d{1,5}(?:\.\d+)?)(?P<unit>ms|s)[\"'])?\s*/?>"
    r"|<say-as\s+interpret-as=[\"']characters[\"']\s*>(?P<letters>[^<>]{0,200})</say-as>"
    r"|<sub\s+alias=[\"'](?P<alias>[^\"'<>]{0,200})[\"']\s*>(?P<shown>[^<>]{0,200})</sub>"
    r"|</?[A-Za-z!?][^<>]{0,200}>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Break:
    """A pause."""

    seconds: float


Piece: TypeAlias = str | Break


def plain(line: str) -> str:
    """The line as it is shown and written down."""
    if "<" not in line:
        return line
    return " ".join(_MARK.sub(lambda mark: mark["letters"] or mark["shown"] or " ", line).split())


def pieces(line: str) -> Iterator[Piece]:
    """What is said, in order: words, and the pauses between them."""
    at, said = 0, ""
    for mark in _MARK.finditer(line):
        said += line[at : mark.start()]
        at = mark.end()
        if mark["letters"] is not None:
            said += spelled(mark["letters"])
        elif mark["alias"] is not None:
            said += mark["alias"]
        elif mark[0][1:6].lower() == "break":
            if said.strip():
                yield said.strip()
            yield Break(_seconds(mark["count"], mark["unit"]))
            said = ""
    if (said + line[at:]).strip():
        yield (said + line[at:]).strip()


def spelled(word: str) -> str:
    """Its letters and digits, a comma between two: "N, H, S"."""
    return ", ".join(sign.upper() for sign in word if sign.isalnum())


def unmarked(value: str) -> str:
    """What fills a slot, so that nothing in it can be a mark."""
    return value.replace("<", " ").replace(">", " ") if "<" in value or ">" in value else value


def _seconds(count: str | None, unit: str | None) -> float:
    if count is None:
        return USUAL_S
    return min(LONGEST_S, float(count) / (1000 if (unit or "").lower() == "ms" else 1))

"""Reads what the encoder learns from: our own cases, and everyday talk that is no red flag."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from companion.dialogue.triage.normalise import words_of
from companion.dialogue.triage.tables import CATEGORIES
from companion.errors import InputError

LEVELS = ("none", "urgent", "emergency")
BENIGN = -1
"""The category of everyday talk: it resembles none."""

_MAY_BE_A_FLAG = re.compile(
    r"\b(suicid\w*|kill\w*|die|died|dies|dying|dead|death|deaths|murder\w*|overdos\w*|hang\w*|self.?harm\w*|cutting"
    r"|end it|off myself|off himself|abus\w*|rape\w*|molest\w*|assault\w*|beat(en|ing)? me|hit me|hits me|chest|heart"
    r"|stroke|breath\w*|chok\w*|faint\w*|collaps\w*|bleed\w*|pills?|tablets?|drugs?|hospital|ambulance|911|999"
    r"|seizure|infection|fever|hallucinat\w*|worthless|hopeless|no point|give up|alone|lonely|live anymore|fell)\b",
    re.IGNORECASE,
)
"""Reddit comments with any of these may be real cries for help, and nobody has read them all: they are left out unless
their raters heard nothing but cheer in them ("my heart melts"), which makes them good look-alikes."""

_NEVER = re.compile(r"suicid|kill|harm|overdos|rape|molest|assault|abus|murder|hang|cutting|end it", re.IGNORECASE)
_CHEERFUL = frozenset({"0", "1", "4", "13", "15", "17", "18"})
"""GoEmotions' numbers of admiration, amusement, approval, excitement, gratitude, joy, love."""


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance, brought to the one form that triage reads."""

    words: tuple[str, ...]
    level: int
    """Place in LEVELS."""
    category: int
    """Place in CATEGORIES: of what it is, or for a look-alike of what it resembles; BENIGN for neither."""
    source: str
    text: str
    ours: bool = True
    """Written for this project: learned from in every epoch."""


def read_cases(files: Sequence[Path]) -> list[Example]:
    """Our own cases: TSV with a header line, `level`, `category`, `text`. Raises InputError naming a bad line."""
    examples: list[Example] = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()[1:], start=2):
            level, _, rest = line.partition("\t")
            category, _, text = rest.partition("\t")
            if level not in LEVELS or category not in CATEGORIES or not text:
                raise InputError(f"{file} line {number} is no case; it needs level, category and text, tab-separated.")
            examples.append(Example(words_of(text), LEVELS.index(level), CATEGORIES.index(category), file.stem, text))
    return examples


def read_benign(files: Sequence[Path]) -> list[Example]:
    """Everyday talk: `.txt` (one utterance a line), or `.tsv.gz` of CLINC150, SLURP or GoEmotions as published."""
    kept: dict[tuple[str, ...], Example] = {}
    for file in files:
        for text in _texts(file):
            words = words_of(text)
            if 2 <= len(words) <= 40:
                kept.setdefault(words, Example(words, 0, BENIGN, file.name.split(".")[0], text, file.suffix == ".txt"))
    return list(kept.values())


def _texts(file: Path) -> Iterator[str]:
    if file.suffix == ".txt":
        yield from file.read_text(encoding="utf-8").splitlines()
        return
    with gzip.open(file, mode="rt", encoding="utf-8", newline="") as stream:
        if file.parent.name == "original":  # GoEmotions: no header line
            rows = (line.split("\t") for line in stream)
            yield from (text for text, labels, _ in rows if _is_benign(text, labels) and "[" not in text)
        else:
            yield from (row["text"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _is_benign(text: str, labels: str) -> bool:
    if not _MAY_BE_A_FLAG.search(text):
        return True
    return _CHEERFUL.issuperset(labels.split(",")) and not _NEVER.search(text)

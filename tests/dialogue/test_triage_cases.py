"""Recall and false alarms on our own cases, typed and as a recogniser would give them.

`development.tsv` was written before the rules. Each `round_N.tsv` was written fresh and measured once before anything
was changed for it; since then they keep what was learnt from being lost. The figures asserted here are floors.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from companion.dialogue.triage import Triage
from companion.messages import TriageLevel

FOLDER = Path(__file__).parent / "triage_cases"
TRIAGE = Triage()
HOMOPHONES = {"breathe": "breath", "pain": "pane", "numb": "num", "weak": "week", "heart": "hart", "faint": "feint"}
SMALL_WORDS = {"a", "the", "of", "to", "and", "it", "is", "in"}


@dataclass(frozen=True)
class Case:
    level: TriageLevel
    category: str
    text: str


def cases() -> list[Case]:
    rows = [
        line.split("\t")
        for file in sorted(FOLDER.glob("*.tsv"))
        for line in file.read_text(encoding="utf-8").splitlines()[1:]
    ]
    return [Case(TriageLevel[level.upper()], category, text) for level, category, text in rows]


def as_typed(text: str) -> str:
    return text


def as_heard(text: str) -> str:
    """Lower case, no punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def with_noise(text: str) -> str:
    """As heard, a homophone here and there, one small word dropped."""
    words = [HOMOPHONES.get(word, word) for word in as_heard(text).split()]
    small = [place for place, word in enumerate(words) if word in SMALL_WORDS]
    if small:
        del words[random.Random(text).choice(small)]
    return " ".join(words)


CASES = cases()
FLAGS = [case for case in CASES if case.level is not TriageLevel.NONE]
LOOK_ALIKES = [case for case in CASES if case.level is TriageLevel.NONE]


def share(found: int, of: int) -> float:
    return found / of


def test_there_are_enough_cases() -> None:
    assert len(FLAGS) >= 400
    assert len(LOOK_ALIKES) >= 400
    assert len({case.text for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("version", "emergencies", "flags"),
    [(as_typed, 0.99, 0.98), (as_heard, 0.99, 0.98), (with_noise, 0.95, 0.93)],
)
def test_red_flags_are_raised(version: Callable[[str], str], emergencies: float, flags: float) -> None:
    raised = {case: TRIAGE.judge(version(case.text)).level >= TriageLevel.URGENT for case in FLAGS}
    grave = [case for case in FLAGS if case.level is TriageLevel.EMERGENCY]
    assert share(sum(raised[case] for case in grave), len(grave)) >= emergencies
    assert share(sum(raised.values()), len(FLAGS)) >= flags


def test_no_category_lags_behind() -> None:
    by_category: dict[str, list[bool]] = defaultdict(list)
    for case in FLAGS:
        by_category[case.category].append(TRIAGE.judge(case.text).level >= TriageLevel.URGENT)
    assert {
        category: share(sum(found), len(found)) >= 0.95 for category, found in by_category.items()
    } == dict.fromkeys(by_category, True)


@pytest.mark.parametrize("version", [as_typed, as_heard, with_noise])
def test_look_alikes_are_left_alone(version: Callable[[str], str]) -> None:
    levels = [TRIAGE.judge(version(case.text)).level for case in LOOK_ALIKES]
    assert share(sum(level > TriageLevel.NONE for level in levels), len(levels)) <= 0.03
    assert share(sum(level is TriageLevel.EMERGENCY for level in levels), len(levels)) <= 0.015


def test_levels_are_mostly_exact() -> None:
    exact = sum(TRIAGE.judge(case.text).level is case.level for case in FLAGS)
    assert share(exact, len(FLAGS)) >= 0.9

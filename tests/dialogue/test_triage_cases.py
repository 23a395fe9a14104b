"""Recall and false alarms on our own cases, typed and as a recogniser would give them.

`development.tsv` was written before the rules. Each `round_N.tsv` was written fresh and measured once before anything
was changed for it; since then they keep what was learnt from being lost. The encoder has learned from all of them, so
the figures asserted here are floors against loss, no measure of talk it never met: its card has that.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from companion.dialogue.triage import CATEGORIES, Triage
from companion.dialogue.triage.report import Case, Judged, as_heard, read_cases
from companion.messages import TriageLevel

FOLDER = Path(__file__).parent / "triage_cases"
TRIAGE = Triage()
NONE, URGENT, EMERGENCY = TriageLevel.NONE, TriageLevel.URGENT, TriageLevel.EMERGENCY
HOMOPHONES = {"breathe": "breath", "pain": "pane", "numb": "num", "weak": "week", "heart": "hart", "faint": "feint"}
SMALL_WORDS = {"a", "the", "of", "to", "and", "it", "is", "in"}


def cases() -> list[Case]:
    return [case for file in sorted(FOLDER.glob("*.tsv")) for case in read_cases(file)]


def as_typed(text: str) -> str:
    return text


def with_noise(text: str) -> str:
    """As heard, a homophone here and there, one small word dropped."""
    words = [HOMOPHONES.get(word, word) for word in as_heard(text).split()]
    small = [place for place, word in enumerate(words) if word in SMALL_WORDS]
    if small:
        del words[random.Random(text).choice(small)]
    return " ".join(words)


CASES = cases()
FORMS = {"typed": (as_typed, 1), "heard": (as_heard, 6), "noisy": (with_noise, 4)}
"""How a case reaches triage, and every how many-th is judged so: the whole of it takes half a minute."""


@cache
def judged(form: str) -> tuple[Judged, ...]:
    """The cases in one form, with triage's verdicts."""
    change, step = FORMS[form]
    return tuple(Judged(case, TRIAGE.judge(change(case.text))) for case in CASES[::step])


def share(found: Iterable[bool]) -> float:
    counted = list(found)
    return sum(counted) / len(counted)


def flags(form: str) -> list[Judged]:
    return [one for one in judged(form) if one.is_flag]


def test_there_are_enough_cases() -> None:
    assert sum(case.level > NONE for case in CASES) >= 1900
    assert sum(case.level is NONE for case in CASES) >= 1600
    assert len({case.text for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("form", "emergencies", "all_flags"), [("typed", 0.98, 0.97), ("heard", 0.97, 0.96), ("noisy", 0.93, 0.91)]
)
def test_red_flags_are_raised(form: str, emergencies: float, all_flags: float) -> None:
    assert share(one.raised for one in flags(form) if one.case.level is EMERGENCY) >= emergencies
    assert share(one.raised for one in flags(form)) >= all_flags


def test_no_category_lags_behind() -> None:
    by_category = {
        kind: share(one.raised for one in flags("typed") if one.case.category == kind) for kind in CATEGORIES
    }
    assert min(by_category.values()) >= 0.94


@pytest.mark.parametrize("form", FORMS)
def test_look_alikes_are_left_alone(form: str) -> None:
    levels = [one.verdict.level for one in judged(form) if not one.is_flag]
    assert share(level >= URGENT for level in levels) <= 0.05
    assert share(level is EMERGENCY for level in levels) <= 0.03


def test_levels_are_mostly_exact() -> None:
    assert share(one.verdict.level is one.case.level for one in flags("typed")) >= 0.88


def test_abuse_is_known_for_what_it_is() -> None:
    """Its alert must not reach the default caregiver."""
    assert share(one.verdict.category == "abuse" for one in flags("typed") if one.case.category == "abuse") >= 0.9


def test_everyday_talk_stays_quiet() -> None:
    talk = (FOLDER / "everyday.txt").read_text(encoding="utf-8").splitlines()
    assert len(talk) >= 1000
    assert [text for text in talk if TRIAGE.judge(text).level >= URGENT] == []


@pytest.mark.parametrize(
    ("before", "after", "least"),
    [
        ("well ", "", 0.95),
        ("", " thank you", 0.95),
        ("excuse me nurse ", "", 0.95),
        ("", " but how are you dear", 0.95),
        # Cheerful talk in the same breath still hides some: its card says so.
        ("and then we had some lovely tea with scones ", "", 0.85),
    ],
)
def test_what_is_said_beside_it_seldom_hides_a_flag(before: str, after: str, least: float) -> None:
    some = [one for one in flags("typed") if one.raised][::15]
    assert share(TRIAGE.judge(before + one.case.text + after).level >= URGENT for one in some) >= least

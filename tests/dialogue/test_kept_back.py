"""The kept-back lists, by writers who saw neither code nor cases: floors below what was found when they were opened.

They were looked at once, on 2026-11-22, and are for this alone: nothing may be tuned or trained on them.
"""

from __future__ import annotations

from pathlib import Path

from companion.dialogue.answers import report as answers
from companion.dialogue.triage import Triage
from companion.messages import TriageLevel

FOLDER = Path(__file__).parent / "kept_back"
TRIAGE = Triage()


def cases() -> list[tuple[str, str, TriageLevel]]:
    lines = (FOLDER / "triage.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(level, text, TRIAGE.judge(text).level) for level, _, text in (line.split("\t") for line in lines)]


def test_red_flags_are_raised_and_look_alikes_are_not() -> None:
    judged = cases()
    flags = [found >= TriageLevel.URGENT for level, _, found in judged if level != "none"]
    emergencies = [found >= TriageLevel.URGENT for level, _, found in judged if level == "emergency"]
    others = [found >= TriageLevel.URGENT for level, _, found in judged if level == "none"]
    assert sum(flags) / len(flags) >= 0.95
    assert sum(emergencies) / len(emergencies) >= 0.96
    assert sum(others) / len(others) <= 0.05


def test_most_answers_are_understood() -> None:
    read = answers.results(answers.read_cases(FOLDER / "answers.tsv"))
    assert sum(result.right for result in read) / len(read) >= 0.87

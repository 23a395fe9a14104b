"""The triage report: the figures, the exact bounds, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.triage.report import Case, Judged, as_heard, bounds, main, read_cases, report
from companion.messages import TriageLevel, Verdict

NONE, URGENT, EMERGENCY = TriageLevel.NONE, TriageLevel.URGENT, TriageLevel.EMERGENCY


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    # Reference values: scipy.stats.binomtest(found, of).proportion_ci().
    [(80, 80, 0.954936, 1.0), (0, 60, 0.0, 0.059630), (76, 80, 0.876901, 0.986211), (5, 10, 0.187086, 0.812914)],
)
def test_bounds_are_exact(found: int, of: int, low: float, high: float) -> None:
    assert bounds(found, of) == pytest.approx((low, high), abs=1e-5)


@given(of=st.integers(1, 3000), data=st.data())
def test_bounds_hold_the_share(of: int, data: st.DataObject) -> None:
    found = data.draw(st.integers(0, of))
    low, high = bounds(found, of)
    assert 0 <= low <= found / of <= high <= 1


def judged(truth: TriageLevel, said: TriageLevel, category: str = "fall") -> Judged:
    case = Case(truth, "fall", "words")
    return Judged(case, Verdict(level=said, category=category, reason=""))


def test_the_figures_count_what_they_name() -> None:
    cases = [
        judged(EMERGENCY, EMERGENCY),
        judged(EMERGENCY, URGENT, "stroke"),
        judged(EMERGENCY, NONE, "none"),
        judged(URGENT, URGENT),
        judged(NONE, EMERGENCY),
        judged(NONE, NONE, "none"),
    ]
    lines = {line[:33].strip(): line[33:].split("(")[0].split() for line in report(cases).splitlines()}
    assert lines["red flags raised"] == ["3", "of", "4", "75.0%"]
    assert lines["emergencies raised"] == ["2", "of", "3", "66.7%"]
    assert lines["emergencies, level exact"] == ["1", "of", "3", "33.3%"]
    assert lines["red flags, level exact"] == ["2", "of", "4", "50.0%"]
    assert lines["raised red flags, category right"] == ["2", "of", "3", "66.7%"]
    assert lines["fall raised"] == ["3", "of", "4", "75.0%"]
    assert lines["look-alikes raised"] == ["1", "of", "2", "50.0%"]
    assert lines["look-alikes as emergency"] == ["1", "of", "2", "50.0%"]
    assert "stroke raised" not in lines


def test_a_file_is_judged_and_no_utterance_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.tsv"
    file.write_text("level\tcategory\ttext\nemergency\tbreathing\tI can't breathe\n", encoding="utf-8")
    assert main([str(file), "--spoken"]) == 0
    said = capsys.readouterr().out
    assert "emergencies, level exact" in said
    assert "breathe" not in said


@pytest.mark.parametrize("line", ["fall\tI fell", "grave\tfall\tI fell", "urgent\tfall\t ", "urgent\tfalls\tI fell"])
def test_a_line_that_is_no_case_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    file = tmp_path / "cases.tsv"
    file.write_text(f"level\tcategory\ttext\nnone\tfall\tAll well\n{line}\n", encoding="utf-8")
    assert main([str(file)]) != 0
    assert "line 3" in capsys.readouterr().err


def test_a_file_that_is_missing_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.tsv")]) != 0
    assert capsys.readouterr().err.count("\n") == 1


def test_a_blank_line_at_the_end_is_no_case(tmp_path: Path) -> None:
    file = tmp_path / "cases.tsv"
    file.write_text("level\tcategory\ttext\nnone\tfall\tAll well\n\n", encoding="utf-8")
    assert len(read_cases(file)) == 1


def test_as_heard_drops_case_and_punctuation() -> None:
    assert as_heard("I'm fine, dear \u2013 don\u2019t fuss!") == "i'm fine dear don't fuss"

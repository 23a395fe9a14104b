"""What the turn-taking bench says of a policy: its figures, how sure a difference is, the page and the picture."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from companion.bench.turns.align import Aligned
from companion.bench.turns.curve import Point, curve
from companion.bench.turns.interval import cut_difference, gap_difference, gap_ratio
from companion.bench.turns.material import Spoken, Take
from companion.bench.turns.policies import Event
from companion.bench.turns.report import differences, page, points, rows
from companion.bench.turns.score import Result, figures, judged
from companion.messages import AnswerKind, Expectation

FLOOR_S = 0.7
_SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - drawn here


def take(*, ends_s: float, pause_s: float = 0.0) -> Take:
    spoken = Spoken(
        name="slt 0",
        group="flite",
        text="yes",
        expectation=Expectation(kind=AnswerKind.YES_NO, phrases=("yes",), no_reply_s=0),
        samples=np.zeros(10, np.int16),
        aligned=Aligned(0.0, 1.0, ()),
    )
    return Take(spoken=spoken, pause_s=pause_s, samples=np.zeros(10, np.int16), resumes_s=0.0, ends_s=ends_s)


def ended(at_s: float) -> Event:
    return Event(at_s, ended=True, last_speech_s=at_s - 0.1)


def result(
    name: str,
    *,
    pause_s: float = 0.0,
    gap_s: float = 0.3,
    cut: bool = False,
    group: str = "flite",
    given: bool = False,
) -> Result:
    gap = float("nan") if cut else gap_s
    return Result(
        name=name,
        group=group,
        kind="expected",
        pause_s=pause_s,
        given=given,
        cut=cut,
        talked_over=cut,
        missed=False,
        gap_s=gap,
        answer_gap_s=gap,
    )


class TestJudged:
    def test_the_gap_is_counted_from_the_true_end(self) -> None:
        found = judged(take(ends_s=2.0), [ended(2.5)], FLOOR_S)
        assert (found.cut, found.missed) == (False, False)
        assert found.gap_s == pytest.approx(0.5)

    def test_an_end_before_the_true_end_cuts_off_and_has_no_gap(self) -> None:
        found = judged(take(ends_s=2.0, pause_s=1.0), [ended(1.0), ended(2.4)], FLOOR_S)
        assert found.cut
        assert np.isnan(found.gap_s)

    def test_no_end_at_all_is_missed(self) -> None:
        assert judged(take(ends_s=2.0), [Event(0.9, ended=False)], FLOOR_S).missed

    def test_who_goes_on_before_the_answer_begins_was_not_talked_over(self) -> None:
        events = [ended(1.0), Event(1.3, ended=False), ended(2.4)]
        found = judged(take(ends_s=2.0, pause_s=0.5), events, FLOOR_S)
        assert (found.cut, found.talked_over) == (True, False)


class TestFigures:
    def test_gaps_come_from_takes_without_a_pause_and_cuts_from_those_with_one(self) -> None:
        found = figures([result("a", gap_s=0.2), result("a", pause_s=1.0, cut=True), result("b", pause_s=1.0)])
        assert found["gap_ms"] == {"p50": 200, "p90": 200}
        assert found["cut"] == {"1": 0.5}
        assert found["cut_unpaused"] == 0.0

    def test_who_had_answered_before_the_pause_is_counted_apart(self) -> None:
        answered = [result("a", pause_s=1.0, cut=True, given=True), result("b", pause_s=1.0, given=True)]
        found = figures([result("c", pause_s=1.0), *answered])
        assert found["cut"] == {"1": 0.0}
        assert found["cut_after_the_answer"] == {"1": 0.5}


class TestInterval:
    def test_how_many_times_ours_theirs_is(self) -> None:
        ours = [result(str(n), gap_s=0.1) for n in range(9)]
        theirs = [result(str(n), gap_s=0.8) for n in range(9)]
        found = gap_ratio(ours, theirs)
        assert found is not None
        assert (found.low, found.value, found.high) == (8.0, 8.0, 8.0)

    def test_cuts_after_the_answer_are_not_compared(self) -> None:
        ours = [result("a", pause_s=1.0, cut=True, given=True), result("b", pause_s=1.0)]
        theirs = [result("a", pause_s=1.0, given=True), result("b", pause_s=1.0, cut=True)]
        found = cut_difference(ours, theirs, 1.0)
        assert found is not None
        assert found.value == -1.0

    def test_the_same_difference_everywhere_is_certain(self) -> None:
        ours = [result(str(n), gap_s=0.1 + n / 100) for n in range(20)]
        theirs = [result(str(n), gap_s=0.6 + n / 100) for n in range(20)]
        found = gap_difference(ours, theirs)
        assert found is not None
        assert found.value == pytest.approx(-0.5)
        assert found.high < -0.3

    def test_chance_is_told_from_difference(self) -> None:
        chance = np.random.default_rng(1)
        ours = [result(str(n), pause_s=1.0, cut=bool(chance.random() < 0.5)) for n in range(40)]
        theirs = [result(str(n), pause_s=1.0, cut=bool(chance.random() < 0.5)) for n in range(40)]
        found = cut_difference(ours, theirs, 1.0)
        assert found is not None
        assert found.low < 0 < found.high

    def test_only_what_both_ended_rightly_is_compared(self) -> None:
        ours = [result("a", gap_s=0.2), result("b", cut=True)]
        theirs = [result("a", gap_s=0.7), result("b", gap_s=9.0)]
        found = gap_difference(ours, theirs)
        assert found is not None
        assert (found.value, found.low, found.high) == (-0.5, -0.5, -0.5)

    def test_nothing_in_common_has_no_difference(self) -> None:
        assert gap_difference([result("a")], [result("b")]) is None


RESULTS = {
    "companion": [result("a", gap_s=0.2), result("a", pause_s=1.0)],
    "silence 0.7 s": [result("a", gap_s=0.75), result("a", pause_s=1.0, cut=True)],
}


class TestReport:
    def test_every_kind_and_the_group_as_a_whole_have_a_row(self) -> None:
        assert [(row["policy"], row["kind"]) for row in rows(RESULTS)] == [
            ("companion", "expected"),
            ("companion", "all"),
            ("silence 0.7 s", "expected"),
            ("silence 0.7 s", "all"),
        ]

    def test_the_device_is_set_against_all_others(self) -> None:
        found = [(row["against"], row["kind"]) for row in differences(RESULTS)]
        assert found == [("silence 0.7 s", "expected"), ("silence 0.7 s", "all")]

    def test_the_page_names_what_was_not_run(self) -> None:
        text = page(RESULTS, ["ovos"])
        assert "750 (750)" in text
        assert "not run" in text
        assert "ovos" in text

    def test_a_policy_that_always_cut_off_has_no_place_on_the_curve(self) -> None:
        results = {**RESULTS, "hasty": [result("a", cut=True), result("a", pause_s=1.0, cut=True)]}
        assert [point.name for point in points(results, "flite")] == ["companion", "silence 0.7 s"]

    def test_a_group_without_speech_has_no_points(self) -> None:
        assert points(RESULTS, "people") == []


def box(text: ElementTree.Element) -> tuple[float, float, float]:
    """Left, right and height of a name whose letters are 6 wide."""
    x, y, width = float(text.get("x", "0")), float(text.get("y", "0")), 6.0 * len(text.text or "")
    return (x - width, x, y) if text.get("text-anchor") == "end" else (x, x + width, y)


def overlap(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return abs(one[2] - other[2]) < 14 and one[0] < other[1] and other[0] < one[1]


class TestCurve:
    def test_it_is_svg_with_a_mark_and_a_name_for_every_policy(self) -> None:
        drawn = parsed(curve(points(RESULTS, "flite"), title="A & B", note="n"))
        assert len(drawn.findall(f"{_SVG}circle")) == 2
        texts = [text.text for text in drawn.findall(f"{_SVG}text")]
        assert {"companion", "silence 0.7 s", "A & B"} <= set(texts)

    def test_better_lies_lower_and_further_left(self) -> None:
        marks = parsed(curve(points(RESULTS, "flite"), title="t", note="n")).findall(f"{_SVG}circle")
        place = {mark.get("class"): (float(mark.get("cx", "0")), float(mark.get("cy", "0"))) for mark in marks}
        assert place["ours"][0] < place["theirs"][0]
        assert place["ours"][1] > place["theirs"][1]

    def test_names_lie_neither_on_one_another_nor_outside(self) -> None:
        many = [Point(f"policy {n}", 0.5 + n / 50, 1.0 if n % 2 else 0.0) for n in range(16)]
        drawn = parsed(curve(many, title="t", note="n"))
        names = [text for text in drawn.findall(f"{_SVG}text") if (text.text or "").startswith("policy")]
        boxes = [box(text) for text in names]
        assert len(boxes) == 16
        assert all(left > 0 and right < 720 and 0 < y < 420 for left, right, y in boxes)
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]

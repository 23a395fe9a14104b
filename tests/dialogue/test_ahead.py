"""Judging ahead: what was judged while somebody still spoke is not judged again, and is not kept beyond the turn."""

from __future__ import annotations

from collections.abc import Sequence

from companion.dialogue.ahead import Ahead
from companion.messages import TriageLevel, Verdict


class Counting:
    def __init__(self) -> None:
        self.judged: list[tuple[str, tuple[str, ...], bool]] = []

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        self.judged.append((text, tuple(alternatives), health_context))
        level = TriageLevel.EMERGENCY if "help" in text else TriageLevel.NONE
        return Verdict(level=level, category="", reason="")


def test_the_same_words_are_judged_once() -> None:
    counting = Counting()
    ahead = Ahead(counting)
    assert ahead.judge("help me") == ahead.judge("help me", ())
    assert ahead.judge("help me").level is TriageLevel.EMERGENCY
    assert counting.judged == [("help me", (), False)]


def test_other_words_other_readings_and_another_question_are_judged_for_themselves() -> None:
    counting = Counting()
    ahead = Ahead(counting)
    ahead.judge("i am well")
    ahead.judge("help me")
    ahead.judge("help me", ["held me"])
    ahead.judge("help me", health_context=True)
    assert len(counting.judged) == 4


def test_what_was_forgotten_is_judged_anew() -> None:
    counting = Counting()
    ahead = Ahead(counting)
    ahead.judge("help me")
    ahead.forget()
    ahead.judge("help me")
    assert len(counting.judged) == 2

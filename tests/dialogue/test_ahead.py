"""Judging ahead: what was judged while somebody still spoke is not judged again, and is not kept beyond the turn."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from companion.dialogue.ahead import Ahead
from companion.dialogue.listening import Listening
from companion.messages import TriageLevel, Verdict
from device.fake import FakeClock


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


class Wording:
    """Raises "worded" without a rule, and "outright" by one."""

    def judge(self, text: str, alternatives: Sequence[str] = (), *, health_context: bool = False) -> Verdict:
        raised = "worded" in text or "outright" in text
        level = TriageLevel.EMERGENCY if raised else TriageLevel.NONE
        return Verdict(level=level, category="fall" if raised else "none", reason="", plain="worded" not in text)


@pytest.mark.parametrize(
    ("text", "others", "confidence", "level", "doubtful"),
    [
        ("worded", (), 0.8, TriageLevel.EMERGENCY, False),
        ("worded", (), 0.5, TriageLevel.NONE, False),
        ("outright", (), 0.5, TriageLevel.EMERGENCY, True),
        ("tea", ("worded",), 0.8, TriageLevel.NONE, False),
        ("tea", ("worded", "outright"), 0.8, TriageLevel.EMERGENCY, True),
        ("tea", ("outright",), 0.99, TriageLevel.NONE, False),
    ],
)
def test_what_was_heard_badly_counts_for_what_it_says_outright(
    text: str, others: tuple[str, ...], confidence: float, level: TriageLevel, doubtful: bool
) -> None:
    listening = Listening(Wording(), FakeClock())
    verdict, in_doubt = listening.judge(text, others, confidence, health=False)
    assert (verdict.level, in_doubt) == (level, doubtful)

"""The bench of natural answers: its material and its count."""

from __future__ import annotations

import pytest

from companion.bench.answers import Count
from companion.bench.answers_sayings import OPTIONS, answers
from companion.bench.hearing_data import Part
from companion.dialogue.understand import understand
from companion.messages import AnswerKind, Transcript


def heard(text: str, confidence: float = 0.9) -> Transcript:
    return Transcript(text=text, confidence=confidence, engine="test", expected=True)


@pytest.mark.parametrize("part", Part)
def test_the_dialogue_reads_every_answer_as_it_is_written(part: Part) -> None:
    unread = [
        text
        for kind, texts in answers(part).items()
        for text in texts
        if understand(text, kind, options=OPTIONS if kind is AnswerKind.CHOICE else {}).value is None
    ]
    assert unread == []


def test_no_answer_is_in_both_parts() -> None:
    dev, test = ({text for texts in answers(part).values() for text in texts} for part in Part)
    assert dev.isdisjoint(test)


@pytest.mark.parametrize(
    ("text", "confidence", "counts"),
    [
        ("about six", 0.9, (1, 0, 0)),
        ("a six i think", 0.9, (1, 0, 0)),
        ("seven", 0.9, (0, 1, 0)),
        ("the garden", 0.9, (0, 0, 1)),
        ("about six", 0.1, (0, 0, 1)),
    ],
)
def test_what_becomes_of_an_answer(text: str, confidence: float, counts: tuple[int, int, int]) -> None:
    count = Count()
    count.add(heard(text, confidence), "it's a six", AnswerKind.SCALE)
    assert (count.right, count.wrong, count.asked_again) == counts

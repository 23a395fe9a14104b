"""Reads an answer with the state's question in mind, from the best hypothesis and then the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.layer import Said
from companion.dialogue.script import Notice, State
from companion.dialogue.understand import understand
from companion.messages import AnswerKind

DOUBTED_BELOW = 0.15
"""A transcript less certain than this is not taken as an answer to a question."""

OTHER_HYPOTHESIS = 0.7
"""Certainty of an answer found only in another hypothesis of the recogniser, relative to the best."""


def read_answer(state: State, said: Said, *, today: date, question: str) -> Understood:
    """What was said as an answer to this state's question; NOT_AN_ANSWER when it is none."""
    if said.confidence < DOUBTED_BELOW and state.expect.kind is not AnswerKind.FREE:
        return NOT_AN_ANSWER
    for count, text in enumerate((said.text, *said.others)):
        found = _read(state, text, today=today, question=question)
        if found is not NOT_AN_ANSWER:
            return found if count == 0 else replace(found, certainty=found.certainty * OTHER_HYPOTHESIS)
    return NOT_AN_ANSWER


def read_notice(notice: Notice, said: Said) -> Understood:
    """What was told beside the question."""
    return understand(said.text, AnswerKind.CHOICE, options=notice.synonyms)


def _read(state: State, text: str, *, today: date, question: str) -> Understood:
    expect = state.expect
    found = understand(
        text, expect.kind, options=expect.synonyms, low=expect.low, high=expect.high, today=today, about=question
    )
    if found is NOT_AN_ANSWER and expect.kind in {AnswerKind.YES_NO, AnswerKind.MEDICINE} and expect.options:
        named = understand(text, AnswerKind.CHOICE, options=expect.synonyms)
        return replace(named, value=named.value == "yes") if named.value in {"yes", "no"} else named
    return found

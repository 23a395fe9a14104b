"""What holds for every turn: it ends, patience only lengthens it, and learning saves who pauses long from being cut."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.completeness import Answers, Completeness
from companion.asr.endpoint import MOST_S, EndOfTurn
from companion.asr.patience import LEAST, MOST, Patience
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique
from companion.dialogue.settled import settled
from companion.messages import FRAME_SECONDS, AnswerKind, Ending, Expectation, Transcript
from companion.settings import AsrSettings

SETTINGS = AsrSettings()


def question(kind: AnswerKind) -> Expectation:
    """As the dialogue asks it."""
    phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(kind)))
    return Expectation(kind=kind, phrases=phrases, settled=settled(phrases, kind))


CLOSED = [AnswerKind.YES_NO, AnswerKind.SCALE, AnswerKind.NUMBER, AnswerKind.TIME, AnswerKind.DATE]
QUESTIONS = {kind: question(kind) for kind in (*CLOSED, AnswerKind.FREE)}


class AlwaysHalf:
    """Everything sounds half finished."""

    def finished(self, text: str) -> float:
        return 0.68


questions = st.sampled_from(sorted(QUESTIONS)).map(QUESTIONS.__getitem__)
texts = st.lists(
    st.sampled_from("yes no six seven half past thirty about it is please thank you dear um and or i think".split()),
    max_size=6,
).map(" ".join)
factors = st.floats(LEAST, MOST)


def waits(expectation: Expectation, text: str, factor: float, *, tail: int = 400) -> tuple[int, Ending]:
    """Frames of silence until it ends, and why."""
    said = Transcript(text=text, confidence=0.9, engine="test")
    end_of_turn = EndOfTurn(SETTINGS, expectation, endings=AlwaysHalf(), factor=factor)
    assert end_of_turn.heard(speech=True, partial=said, seconds=0.5) is None
    for number in range(1, tail):
        ending = end_of_turn.heard(speech=False, partial=said, seconds=FRAME_SECONDS)
        if ending is not None:
            return number, ending
    raise AssertionError("it never ended")


@given(questions, texts, factors)
def test_every_turn_ends_however_odd_what_was_said(expectation: Expectation, text: str, factor: float) -> None:
    frames, ending = waits(expectation, text, factor)
    assert frames <= math.ceil(MOST_S / FRAME_SECONDS)
    assert ending in {Ending.ANSWERED, Ending.FINISHED, Ending.UNFINISHED}


@given(questions, texts, factors, factors)
def test_more_patience_never_ends_a_turn_sooner(expectation: Expectation, text: str, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert waits(expectation, text, less)[0] <= waits(expectation, text, more)[0]


@given(questions, texts, factors, st.integers(1, 200))
def test_a_turn_that_has_ended_would_have_ended_in_any_longer_silence(
    expectation: Expectation, text: str, factor: float, frames: int
) -> None:
    """In one piece or in frames: the same silence decides the same, and a longer one no less."""
    needed, _ = waits(expectation, text, factor)
    said = Transcript(text=text, confidence=0.9, engine="test")
    end_of_turn = EndOfTurn(SETTINGS, expectation, endings=AlwaysHalf(), factor=factor)
    end_of_turn.heard(speech=True, partial=said, seconds=0.5)
    ended = end_of_turn.heard(speech=False, partial=said, seconds=frames * FRAME_SECONDS) is not None
    assert ended == (frames >= needed)


@pytest.mark.parametrize("kind", CLOSED)
def test_what_an_expected_phrase_goes_on_from_is_never_taken_for_the_whole(kind: AnswerKind) -> None:
    answers = Answers.of(QUESTIONS[kind])
    begun = answers.beginnings - answers.whole
    done = {text for text in begun if answers.completeness(text) in {Completeness.COMPLETE, Completeness.SETTLED}}
    assert done == set()


@pytest.mark.parametrize("polite", ["{} please", "well {}", "{} i think", "it is {}", "um {}", "{} thank you dear"])
def test_politeness_around_an_answer_costs_no_waiting(polite: str) -> None:
    bare, _ = waits(QUESTIONS[AnswerKind.SCALE], "six", 1.0)
    assert waits(QUESTIONS[AnswerKind.SCALE], polite.format("six"), 1.0) == (bare, Ending.ANSWERED)


def cut_off(patience: Patience | None, pauses: list[float]) -> int:
    """How many of these pauses in mid-sentence would have been the end, whatever was learned before each."""
    cut = 0
    for seconds in pauses:
        factor = 1.0 if patience is None else patience.factor(AnswerKind.FREE)
        hold_s = EndOfTurn(SETTINGS, QUESTIONS[AnswerKind.FREE], endings=AlwaysHalf(), factor=factor).hold_s("we had")
        cut += seconds > hold_s
        # The ear learns of a cut only where the speaker went on within two seconds.
        if patience is not None and (seconds <= hold_s or seconds < 2.0):
            patience.paused(AnswerKind.FREE, seconds)
    return cut


def test_who_pauses_long_is_cut_off_far_less_once_that_is_learned() -> None:
    draw = random.Random(7)
    slow = [draw.lognormvariate(math.log(1.0), 0.45) for _ in range(1000)]
    unlearned, learned = cut_off(None, slow), cut_off(Patience(), slow)
    assert unlearned >= 200
    assert learned < unlearned / 3

"""When a turn is over: patience by how much of an answer was said, counted in audio seconds of unbroken silence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.completeness import Answers, Completeness
from companion.asr.endpoint import MOST_S, EndOfTurn
from companion.messages import FRAME_SECONDS, AnswerKind, Ending, Expectation, Transcript
from companion.settings import AsrSettings

SETTINGS = AsrSettings()
TIME = Expectation(
    kind=AnswerKind.TIME,
    phrases=("seven", "seven thirty", "half past seven", "about seven", "about seven o'clock", "stop"),
    settled=frozenset({"seven thirty", "half past seven", "about seven", "about seven o'clock", "stop"}),
)
OPEN = Expectation(
    kind=AnswerKind.FREE,
    phrases=("i slept badly", "stop", "help", "help me"),
    settled=frozenset({"stop", "help", "help me"}),
)


class Knows:
    """How finished these texts sound; what it does not know sounds half finished."""

    def __init__(self, **known: float) -> None:
        self._known = {text.replace("_", " "): value for text, value in known.items()}

    def finished(self, text: str) -> float:
        return self._known.get(text, 0.5)


ENDINGS = Knows(we_had_tea=0.68, i_slept_badly=0.99, i_slept_badly_because=0.01, i_slept=0.3)


def partial(text: str) -> Transcript:
    return Transcript(text=text, confidence=0.9, engine="test")


def turn(expectation: Expectation, *, factor: float = 1.0, settings: AsrSettings = SETTINGS) -> EndOfTurn:
    return EndOfTurn(settings, expectation, endings=ENDINGS, factor=factor)


def silence_until_the_end(text: str, expectation: Expectation, *, factor: float = 1.0) -> tuple[float, Ending]:
    end_of_turn = turn(expectation, factor=factor)
    assert end_of_turn.heard(speech=True, partial=partial(text), seconds=0.5) is None
    silent_s = 0.0
    while silent_s < 10:
        silent_s += FRAME_SECONDS
        if (ending := end_of_turn.heard(speech=False, partial=partial(text), seconds=FRAME_SECONDS)) is not None:
            return silent_s, ending
    raise AssertionError("the turn never ended")


@pytest.mark.parametrize(
    ("text", "completeness"),
    [
        ("", Completeness.NOTHING),
        ("seven thirty", Completeness.COMPLETE),
        ("about seven", Completeness.SETTLED),
        ("seven", Completeness.EXTENDABLE),
        ("half past", Completeness.BEGUN),
        ("we had porridge", Completeness.OPEN),
    ],
)
def test_how_far_an_answer_has_got(text: str, completeness: Completeness) -> None:
    assert Answers.of(TIME).completeness(text) is completeness


def test_in_open_talk_only_what_needs_no_more_is_complete() -> None:
    answers = Answers.of(OPEN)
    assert answers.completeness("stop") is Completeness.COMPLETE
    assert answers.completeness("help") is Completeness.SETTLED
    assert answers.completeness("i slept badly") is Completeness.SAID
    assert answers.completeness("i slept") is Completeness.OPEN


def test_without_word_of_what_is_settled_it_is_what_no_other_phrase_goes_on_from() -> None:
    answers = Answers.of(Expectation(phrases=("yes", "yes please", "no")))
    assert answers.completeness("no") is Completeness.COMPLETE
    assert answers.completeness("yes") is Completeness.EXTENDABLE


def test_the_more_could_follow_the_longer_it_waits() -> None:
    waits = [silence_until_the_end(text, TIME)[0] for text in ("seven thirty", "about seven", "seven", "half past")]
    assert waits == sorted(waits)
    assert waits[0] <= 2 * FRAME_SECONDS
    assert waits[1] < 0.25
    assert waits[2] > 1.0
    assert waits[3] > 1.5


def test_what_sounds_finished_is_waited_for_less_than_what_does_not() -> None:
    finished, half, unfinished = (
        silence_until_the_end(text, OPEN)[0] for text in ("i slept badly", "we had tea", "i slept badly because")
    )
    assert finished == pytest.approx(SETTINGS.hold_finished_s, abs=0.1)
    assert unfinished == pytest.approx(SETTINGS.hold_unfinished_s, abs=FRAME_SECONDS)
    assert finished < half < unfinished


def test_a_voice_that_falls_is_waited_for_less_and_one_that_does_not_tells_nothing() -> None:
    held, unknown, fallen = (turn(OPEN).hold_s("we had tea", voice) for voice in (-1.0, 0.0, 1.0))
    assert fallen == SETTINGS.hold_finished_s
    assert fallen < unknown == held < SETTINGS.hold_unfinished_s


@pytest.mark.parametrize("text", ["seven thirty", "seven", "half past"])
def test_the_voice_changes_nothing_about_an_expected_answer(text: str) -> None:
    assert turn(TIME).hold_s(text, -3.0) == turn(TIME).hold_s(text, 3.0)


def test_without_words_the_voice_alone_tells() -> None:
    alone = EndOfTurn(SETTINGS, OPEN)
    assert alone.hold_s("we had tea") == SETTINGS.hold_open_s
    assert alone.hold_s("we had tea", 1.0) < alone.hold_s("we had tea", -1.0)


@pytest.mark.parametrize(
    ("text", "expectation", "ending"),
    [
        ("seven thirty", TIME, Ending.ANSWERED),
        ("seven", TIME, Ending.ANSWERED),
        ("half past", TIME, Ending.UNFINISHED),
        ("i slept badly", OPEN, Ending.FINISHED),
        ("i slept badly because", OPEN, Ending.UNFINISHED),
        ("", OPEN, Ending.FINISHED),
    ],
)
def test_it_tells_why_it_was_over(text: str, expectation: Expectation, ending: Ending) -> None:
    assert silence_until_the_end(text, expectation)[1] is ending


def test_an_expected_phrase_of_open_talk_is_not_waited_out_however_it_sounds() -> None:
    unsure = EndOfTurn(SETTINGS, OPEN, endings=Knows(i_slept_badly=0.1))
    assert unsure.hold_s("i slept badly") == SETTINGS.hold_said_s
    assert turn(OPEN).hold_s("i slept badly") < SETTINGS.hold_said_s


def test_who_talks_on_to_the_longest_is_still_talking() -> None:
    end_of_turn = turn(OPEN, settings=replace_longest(2.0))
    endings = [end_of_turn.heard(speech=True, partial=partial("and then"), seconds=0.5) for _ in range(4)]
    assert endings == [None, None, None, Ending.STILL_TALKING]


def test_who_is_silent_at_the_longest_is_not_still_talking() -> None:
    end_of_turn = turn(OPEN, settings=replace_longest(1.0))
    end_of_turn.heard(speech=True, partial=partial("i slept"), seconds=0.8)
    assert end_of_turn.heard(speech=False, partial=partial("i slept"), seconds=0.2) is Ending.UNFINISHED


def test_slow_speakers_are_given_more_time_but_not_for_ever() -> None:
    usual, _ = silence_until_the_end("i slept badly", OPEN)
    slow, _ = silence_until_the_end("i slept badly", OPEN, factor=2.0)
    assert slow == pytest.approx(2 * usual, abs=2 * FRAME_SECONDS)
    assert silence_until_the_end("i slept badly because", OPEN, factor=100)[0] == pytest.approx(MOST_S, abs=0.05)


def test_an_answer_that_nothing_can_follow_is_never_waited_for() -> None:
    assert silence_until_the_end("seven thirty", TIME, factor=2.5)[0] <= 2 * FRAME_SECONDS


def replace_longest(seconds: float) -> AsrSettings:
    return SETTINGS.model_copy(update={"longest_s": seconds})


texts = st.sampled_from(["", "seven", "seven thirty", "half past", "i slept badly", "i slept badly because", "and um"])
stretches = st.lists(st.tuples(st.booleans(), st.integers(1, 60), texts), max_size=20)


@given(stretches=stretches, expectation=st.sampled_from([TIME, OPEN, Expectation()]), factor=st.floats(0.8, 2.5))
def test_nobody_who_speaks_is_cut_off_before_the_longest(
    stretches: list[tuple[bool, int, str]], expectation: Expectation, factor: float
) -> None:
    end_of_turn = turn(expectation, factor=factor)
    total_s = 0.0
    for speech, frames, text in [(True, 1, ""), *stretches]:
        for _ in range(frames):
            total_s += FRAME_SECONDS
            ending = end_of_turn.heard(speech=speech, partial=partial(text), seconds=FRAME_SECONDS)
            if ending is not None:
                assert not speech or total_s >= SETTINGS.longest_s - 1e-6
                assert (ending is Ending.STILL_TALKING) == speech
                return


@given(text=texts, pauses=st.lists(st.integers(1, 15), min_size=1, max_size=12), factor=st.floats(0.8, 2.5))
def test_pauses_are_not_added_up(text: str, pauses: list[int], factor: float) -> None:
    """Whoever halts often is cut off by no shorter silence than whoever halts once (Home Assistant adds them up)."""
    halting, fluent = turn(OPEN, factor=factor), turn(OPEN, factor=factor)
    for frames in pauses:
        halting.heard(speech=True, partial=partial(text), seconds=FRAME_SECONDS)
        for number in range(frames):
            once = turn(OPEN, factor=factor)
            once.heard(speech=True, partial=partial(text), seconds=FRAME_SECONDS)
            silent = [once.heard(speech=False, partial=partial(text), seconds=FRAME_SECONDS) for _ in range(number + 1)]
            assert halting.heard(speech=False, partial=partial(text), seconds=FRAME_SECONDS) == silent[-1]
            if silent[-1] is not None:
                return
    assert fluent.hold_s(text) == halting.hold_s(text)


@given(text=texts, expectation=st.sampled_from([TIME, OPEN]), pieces=st.lists(st.integers(1, 40), min_size=1))
def test_the_length_of_the_pieces_does_not_matter(text: str, expectation: Expectation, pieces: list[int]) -> None:
    """Up to the piece in which it ends."""
    whole, cut = turn(expectation), turn(expectation)
    whole.heard(speech=True, partial=partial(text), seconds=0.3)
    cut.heard(speech=True, partial=partial(text), seconds=0.3)
    for count in pieces:
        by_frames = [cut.heard(speech=False, partial=partial(text), seconds=0.01) for _ in range(count)]
        at_once = whole.heard(speech=False, partial=partial(text), seconds=0.01 * count)
        ended = next((ending for ending in by_frames if ending is not None), None)
        assert at_once == ended
        if ended is not None:
            return


def test_expectations_differ_in_what_is_settled_alone() -> None:
    unsettled = replace(TIME, settled=frozenset({"seven thirty"}))
    assert turn(unsettled).hold_s("about seven") > turn(TIME).hold_s("about seven")

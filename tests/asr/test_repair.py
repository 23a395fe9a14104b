"""Words that only sound like the expected answer, and all that must stay as it was heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.repair import GUARDED, Repair
from companion.asr.repair_sounds import Pronunciations, alike
from companion.dialogue.phrases import grammar_word
from companion.dialogue.understand import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, understand
from companion.messages import AnswerKind, Expectation, Transcript, Word

pocketsphinx = pytest.importorskip("pocketsphinx")
SAYS = Pronunciations(Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict")
KEPT = (*COMMAND_PHRASES, *RED_FLAG_PHRASES)
REPAIR = Repair(SAYS, KEPT)
ASKED = {kind: Expectation(kind=kind, phrases=(*phrases_for(kind), *KEPT)) for kind in AnswerKind}
UP_TO_60 = Expectation(kind=AnswerKind.NUMBER, phrases=phrases_for(AnswerKind.NUMBER, low=0, high=60))

TALK = st.lists(
    st.sampled_from(
        sorted(GUARDED) + "for too ate sex won to tree know now the house i fore tea fell fine half past a".split()
    ),
    min_size=1,
    max_size=10,
).map(" ".join)


def heard(text: str, *, confidence: float = 0.8, expected: bool = False) -> Transcript:
    return Transcript(text=text, confidence=confidence, engine="test", expected=expected)


def repaired(text: str, kind: AnswerKind) -> str:
    return REPAIR.repaired(heard(text), ASKED[kind]).text


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        (AnswerKind.SCALE, "for", "four"),
        (AnswerKind.SCALE, "too", "two"),
        (AnswerKind.SCALE, "ate", "eight"),
        (AnswerKind.SCALE, "won", "one"),
        (AnswerKind.SCALE, "sex", "six"),
        (AnswerKind.SCALE, "free", "three"),
        (AnswerKind.NUMBER, "tin", "ten"),
        (AnswerKind.TIME, "half past ate", "half past eight"),
        (AnswerKind.TIME, "mid knight", "midnight"),
        (AnswerKind.YES_NO, "of coarse", "of course"),
        (AnswerKind.MEDICINE, "i tuck them", "i took them"),
    ],
)
def test_what_only_sounds_like_the_answer_becomes_it(kind: AnswerKind, text: str, meant: str) -> None:
    assert repaired(text, kind) == meant


def test_two_words_may_be_one_number_and_are_understood_as_it() -> None:
    found = REPAIR.repaired(heard("fore tea"), UP_TO_60)
    assert understand("fore tea", AnswerKind.NUMBER, high=60).value != 40
    assert understand(found.text, AnswerKind.NUMBER, high=60).value == 40


@pytest.mark.parametrize("text", ["for", "too", "sex", "half past ate", "i tuck them"])
@pytest.mark.parametrize("kind", [AnswerKind.FREE, AnswerKind.NONE])
def test_talk_is_never_made_an_answer(kind: AnswerKind, text: str) -> None:
    assert repaired(text, kind) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (AnswerKind.SCALE, "the television is for tea"),
        (AnswerKind.SCALE, "heaven"),
        (AnswerKind.SCALE, "fine"),
        (AnswerKind.YES_NO, "know"),
        (AnswerKind.YES_NO, "now"),
        (AnswerKind.YES_NO, "the house"),
        (AnswerKind.YES_NO, "a little better"),
        (AnswerKind.TIME, "half past fine"),
        (AnswerKind.SCALE, "yelp"),
    ],
)
def test_what_is_not_near_enough_or_could_be_two_things_stays(kind: AnswerKind, text: str) -> None:
    assert repaired(text, kind) == text


def test_a_number_that_was_heard_is_never_made_another() -> None:
    few = Expectation(kind=AnswerKind.NUMBER, phrases=("about fifteen", "about three"))
    assert REPAIR.repaired(heard("about fifty"), few).text == "about fifty"


@given(TALK, st.sampled_from([AnswerKind.YES_NO, AnswerKind.SCALE, AnswerKind.TIME, AnswerKind.MEDICINE]))
def test_no_denial_and_no_call_for_help_is_put_in_or_taken_out(text: str, kind: AnswerKind) -> None:
    after = repaired(text, kind)
    assert GUARDED.intersection(after.split()) == GUARDED.intersection(text.split())
    assert after == text or after not in KEPT


@pytest.mark.parametrize("text", KEPT)
def test_commands_and_calls_for_help_stay_even_where_the_question_does_not_list_them(text: str) -> None:
    for kind in (AnswerKind.YES_NO, AnswerKind.SCALE):
        alone = Expectation(kind=kind, phrases=phrases_for(kind))
        assert REPAIR.repaired(heard(text), alone).text == text


CASES = Path(__file__).parents[1] / "dialogue" / "triage_cases"


def test_told_dangers_and_everyday_talk_are_not_touched_whatever_is_asked() -> None:
    lines = [line for path in sorted(CASES.iterdir()) for line in path.read_text(encoding="utf-8").splitlines()]
    told = {grammar_word(line.rpartition("\t")[2]) for line in lines}
    assert len(told) > 500
    for kind in (AnswerKind.YES_NO, AnswerKind.SCALE):
        changed = {text for text in told if repaired(text, kind) != text}
        assert not changed, kind


def test_what_was_heard_stays_the_first_alternative_and_certainty_falls_with_the_distance() -> None:
    same = REPAIR.repaired(heard("for"), ASKED[AnswerKind.SCALE])
    near = REPAIR.repaired(heard("sex"), ASKED[AnswerKind.SCALE])
    assert (same.alternatives[0], near.alternatives[0]) == ("for", "sex")
    assert near.confidence < same.confidence == 0.8


def test_an_alternative_that_is_now_the_text_is_listed_no_more() -> None:
    transcript = Transcript(text="for", confidence=0.5, engine="test", alternatives=("four", "far"))
    assert REPAIR.repaired(transcript, ASKED[AnswerKind.SCALE]).alternatives == ("for", "far")


def test_words_keep_their_times_where_each_has_one() -> None:
    words = (
        Word(text="half", start_s=0.1, end_s=0.3, confidence=1.0),
        Word(text="past", start_s=0.3, end_s=0.6, confidence=0.9),
        Word(text="ate", start_s=0.6, end_s=0.9, confidence=0.4),
    )
    transcript = Transcript(text="half past ate", confidence=0.5, engine="test", words=words)
    found = REPAIR.repaired(transcript, ASKED[AnswerKind.TIME]).words
    assert [word.text for word in found] == ["half", "past", "eight"]
    assert [word.end_s for word in found] == [0.3, 0.6, 0.9]


@pytest.mark.parametrize("text", ["four", "for"])
def test_an_answer_that_the_recogniser_vouches_for_is_not_touched(text: str) -> None:
    transcript = heard(text, expected=True)
    assert REPAIR.repaired(transcript, ASKED[AnswerKind.SCALE]) is transcript


def test_silence_and_a_question_without_phrases_are_left_alone() -> None:
    assert repaired("", AnswerKind.SCALE) == ""
    assert REPAIR.repaired(heard("for"), Expectation(kind=AnswerKind.SCALE)).text == "for"


def test_words_are_said_as_the_dictionary_says_or_by_a_guess() -> None:
    assert SAYS("forty") == SAYS("fore tea") == ("F", "AO", "R", "T", "IY")
    assert SAYS("zyloprimol")
    assert SAYS("1234 ää \n") == SAYS("1234 ää")


@given(st.text())
def test_any_text_has_some_phones_or_none(text: str) -> None:
    assert all(phone.isascii() and phone for phone in SAYS(text))


PHONES = st.lists(st.sampled_from(["AH", "S", "T", "IY", "N", "M"]), max_size=7)


@given(PHONES, PHONES)
def test_likeness_of_sounds_is_symmetric_and_a_share(one: list[str], other: list[str]) -> None:
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert 0.0 <= alike(one, other) <= 1.0


@given(PHONES, PHONES, st.floats(0.5, 1.0))
def test_a_floor_only_leaves_out_what_is_below_it(one: list[str], other: list[str], least: float) -> None:
    exact = alike(one, other)
    assert alike(one, other, least=least) in ((exact,) if exact > least else (0.0, exact))

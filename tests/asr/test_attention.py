"""Attention: what is meant for the device, in every mode, with a television in the room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.attention import PATIENCE, QUIET_S, STORY_S, TALK_S, Attention, Heed
from companion.asr.nearness import KNOWN
from companion.messages import AnswerKind, Ending, Expectation, Heeds, Outcome, Transcript, Utterance
from companion.settings import AsrSettings

YES_NO = Expectation(kind=AnswerKind.YES_NO, phrases=("yes", "no"))
FREE = Expectation(kind=AnswerKind.FREE)
NEAR, FAR = -26.0, -42.0


def said(
    text: str,
    *,
    at_s: float = 100.0,
    seconds: float = 2.0,
    level_db: float = NEAR,
    expected: bool = False,
    confidence: float = 0.7,
) -> Utterance:
    loud = 32768 * 10 ** (level_db / 20)
    samples = np.resize(np.array([loud, -loud]), 8 * 512).astype(np.int16)
    return Utterance(
        transcript=Transcript(text=text, confidence=confidence, engine="test", expected=expected),
        started_s=at_s,
        ended_s=at_s + seconds,
        decided_s=at_s + seconds + 0.5,
        samples=samples,
    )


def attention(mode: str = "open", *, known: bool = False, **fields: object) -> Attention:
    made = Attention(AsrSettings.model_validate({"mode": mode, **fields}))
    if known:
        for number in range(KNOWN):
            made.spoke(number)
            made.judge(said("yes", at_s=number, expected=True, confidence=0.95), YES_NO)
    return made


def test_an_expected_answer_is_heeded_in_open_mode_whenever_it_comes() -> None:
    assert attention().judge(said("yes", expected=True, confidence=0.95), YES_NO) is Heed.ADDRESSED


def test_clear_talk_is_heeded_and_muttering_is_not_when_nothing_was_asked() -> None:
    assert attention().judge(said("what is for lunch"), FREE) is Heed.ADDRESSED
    assert attention().judge(said("the a of", confidence=0.3), FREE) is Heed.UNCLEAR


def test_whoever_was_asked_may_mutter() -> None:
    asked = attention()
    asked.spoke(95.0)
    assert asked.judge(said("well mm maybe", confidence=0.3), YES_NO) is Heed.ADDRESSED


def test_somebody_much_softer_than_the_resident_is_somebody_else() -> None:
    knowing = attention(known=True)
    assert knowing.judge(said("and now the weather", level_db=FAR), FREE) is Heed.FAR
    assert knowing.judge(said("what is for lunch", level_db=NEAR - 3), FREE) is Heed.ADDRESSED


def test_a_sure_answer_counts_from_wherever_it_comes() -> None:
    knowing = attention(known=True)
    assert knowing.judge(said("yes", level_db=FAR, expected=True, confidence=0.95), YES_NO) is Heed.ADDRESSED


def test_before_the_resident_is_known_nobody_is_too_far_away() -> None:
    assert attention().judge(said("what is for lunch", level_db=FAR), FREE) is Heed.ADDRESSED


def test_talk_without_end_that_nobody_asked_for_is_the_television() -> None:
    assert attention().judge(said("the minister said", seconds=TALK_S + 1), FREE) is Heed.ENDLESS


def test_a_story_is_listened_to_when_it_was_asked_for_or_comes_from_the_resident() -> None:
    asked = attention()
    asked.spoke(99.0)
    assert asked.judge(said("when i was young", seconds=STORY_S + 5), FREE) is Heed.ADDRESSED
    knowing = attention(known=True)
    assert knowing.judge(said("when i was young", seconds=STORY_S - 5), FREE) is Heed.ADDRESSED
    assert knowing.judge(said("when i was young", at_s=300.0, seconds=STORY_S + 5), FREE) is Heed.ENDLESS


def test_after_two_misunderstandings_only_what_it_knows_counts() -> None:
    """A device that says "sorry?" to the television for ever is the complaint."""
    tired = attention()
    for _ in range(PATIENCE):
        tired.became(Outcome.NO_MATCH, 99.0)
    assert tired.quiet
    assert "companion" in tired.phrases
    assert tired.judge(said("and now the weather"), FREE) is Heed.QUIET
    assert tired.judge(said("yes", expected=True, confidence=0.95), YES_NO) is Heed.ADDRESSED


def test_one_that_was_understood_ends_the_quiet() -> None:
    tired = attention()
    tired.became(Outcome.UNSURE, 90.0)
    tired.became(Outcome.NOTHING, 95.0)
    tired.became(Outcome.NO_MATCH, 99.0)
    assert tired.quiet
    tired.became(Outcome.ANSWERED)
    assert not tired.quiet
    assert tired.judge(said("what is for lunch"), FREE) is Heed.ADDRESSED


@pytest.mark.parametrize("mode", ["follow_up", "name", "touch"])
def test_in_the_other_modes_nobody_is_heeded_out_of_the_blue(mode: str) -> None:
    assert attention(mode).judge(said("yes", expected=True, confidence=0.95), YES_NO) is Heed.NOT_CALLED


@pytest.mark.parametrize("mode", ["follow_up", "name", "touch"])
def test_in_every_mode_the_devices_own_question_may_be_answered(mode: str) -> None:
    asked = attention(mode, window_s=20.0)
    asked.spoke(90.0)
    assert asked.judge(said("yes", at_s=109.0, expected=True, confidence=0.95), YES_NO) is Heed.ADDRESSED
    assert asked.judge(said("yes", at_s=160.0, expected=True, confidence=0.95), YES_NO) is Heed.NOT_CALLED


def test_what_was_surely_the_residents_keeps_the_window_open_and_mere_talk_does_not() -> None:
    talking = attention("follow_up", window_s=10.0)
    talking.spoke(90.0)
    assert talking.judge(said("yes", at_s=99.0, expected=True, confidence=0.95), YES_NO) is Heed.ADDRESSED
    assert talking.judge(said("and then", at_s=109.0), FREE) is Heed.ADDRESSED
    assert talking.judge(said("and then", at_s=118.0), FREE) is Heed.NOT_CALLED


@pytest.mark.parametrize("mode", ["follow_up", "name", "touch"])
def test_an_hour_of_television_does_not_keep_its_own_window_open(mode: str) -> None:
    watching = attention(mode, window_s=20.0)
    watching.spoke(0.0)
    heeds = [watching.judge(said("and now the weather", at_s=10.0 * number), FREE) for number in range(360)]
    assert heeds.count(Heed.ADDRESSED) <= 3


@pytest.mark.parametrize("way", ["name", "touch", "question", "time"])
def test_the_quiet_locks_nobody_out(way: str) -> None:
    tired, at_s = attention(known=True), 110.0
    for _ in range(PATIENCE):
        tired.became(Outcome.NO_MATCH, 99.0)
    assert tired.judge(said("i had a bad night", at_s=98.0), FREE) is Heed.QUIET
    match way:
        case "name":
            assert tired.judge(said("companion are you there"), FREE) is Heed.ADDRESSED
        case "touch":
            tired.touched(105.0)
        case "question":
            tired.asked()
        case "time":
            at_s = 99.0 + QUIET_S + 1
    assert tired.judge(said("i had a bad night", at_s=at_s), FREE) is Heed.ADDRESSED


def test_whoever_was_asked_may_be_turned_away() -> None:
    knowing = attention(known=True)
    knowing.spoke(99.0)
    assert knowing.judge(said("well a little", level_db=NEAR - 13), YES_NO) is Heed.ADDRESSED
    assert knowing.judge(said("well a little", level_db=NEAR - 20), YES_NO) is Heed.FAR


def test_the_resident_who_is_heard_badly_is_heeded_from_as_near_as_ever() -> None:
    """The embedded recogniser is seldom sure of open speech; the level tells who speaks."""
    knowing = attention(known=True)
    assert knowing.judge(said("i would like some tee", confidence=0.4), FREE) is Heed.ADDRESSED
    assert knowing.judge(said("i would like some tee", confidence=0.4, level_db=NEAR - 7), FREE) is Heed.UNCLEAR


def test_far_talk_without_end_is_without_end() -> None:
    """So that a red flag in it is doubted (P6)."""
    assert attention(known=True).judge(said("and he fell", seconds=20, level_db=FAR), FREE) is Heed.ENDLESS


def test_a_far_yes_teaches_nothing() -> None:
    knowing = attention(known=True)
    for number in range(20):
        knowing.judge(said("yes", at_s=200.0 + number, expected=True, confidence=0.95, level_db=FAR), YES_NO)
    assert knowing.judge(said("and now the weather", at_s=400.0, level_db=FAR), FREE) is Heed.FAR


@pytest.mark.parametrize(
    "text", ["companion", "companion what time is it", "what time is it companion", "hey companion"]
)
def test_its_name_calls_it(text: str) -> None:
    named = attention("name")
    assert named.judge(said(text), FREE) is Heed.ADDRESSED
    assert named.judge(said("and what day", at_s=105.0), FREE) is Heed.ADDRESSED


@pytest.mark.parametrize("text", ["company", "my companion is late today", "a cheddar block", ""])
def test_what_only_sounds_like_it_does_not(text: str) -> None:
    assert attention("name").judge(said(text), FREE) is Heed.NOT_CALLED


def test_the_resident_may_choose_another_name() -> None:
    named = attention("name", name="Mister Jones")
    assert named.judge(said("mister jones"), FREE) is Heed.ADDRESSED
    assert "mister jones" in named.phrases
    assert named.judge(said("companion", at_s=500.0), FREE) is Heed.NOT_CALLED


def test_the_name_is_no_part_of_the_question() -> None:
    named = attention("name")
    assert named.without_name(said("companion what time is it")).transcript.text == "what time is it"
    assert named.without_name(said("companion")).transcript.text == "companion"
    assert named.without_name(said("what time is it")).transcript.text == "what time is it"


@pytest.mark.parametrize("mode", ["open", "follow_up", "name", "touch"])
def test_the_name_is_listened_for_in_every_mode(mode: str) -> None:
    """It calls through the television, and through the quiet after misunderstandings."""
    assert "companion" in attention(mode).phrases


def test_what_the_television_says_does_not_move_the_residents_level() -> None:
    knowing = attention(known=True)
    for number in range(50):
        knowing.judge(said("and now the weather", at_s=200.0 + number, level_db=FAR), FREE)
    assert knowing.judge(said("and now the weather", at_s=300.0, level_db=FAR), FREE) is Heed.FAR


events = st.one_of(
    st.builds(lambda outcome: ("became", outcome), st.sampled_from(Outcome)),
    st.builds(lambda gap: ("spoke", gap), st.floats(0, 60)),
    st.builds(
        lambda text, sure, level, seconds: ("said", (text, sure, level, seconds)),
        st.sampled_from(["yes", "companion", "the weather", ""]),
        st.booleans(),
        st.floats(-90, 0),
        st.floats(0.2, 60),
    ),
)


@given(mode=st.sampled_from(["open", "follow_up", "name", "touch"]), story=st.lists(events, max_size=30))
def test_a_question_just_put_can_always_be_answered(mode: str, story: list[tuple[str, object]]) -> None:
    """Whatever went before: who answers as expected, and is heard well, is never ignored."""
    made, now_s = attention(mode), 0.0
    for what, how in story:
        now_s += 5.0
        match what, how:
            case "became", Outcome() as outcome:
                made.became(outcome, now_s)
            case "spoke", float(gap):
                made.spoke(now_s + gap)
            case "said", (str(text), bool(sure), float(level), float(seconds)):
                one = said(text, at_s=now_s, seconds=seconds, level_db=level, confidence=0.95 if sure else 0.4)
                made.judge(replace(one, transcript=replace(one.transcript, expected=sure)), YES_NO)
    made.spoke(now_s)
    answer = said("yes", at_s=now_s + 1.0, level_db=FAR, expected=True, confidence=0.95)
    assert made.judge(answer, YES_NO) is Heed.ADDRESSED


def test_where_nobody_is_nobody_talks_to_it_but_who_is_understood() -> None:
    empty = attention(known=True)
    empty.present(False)
    assert empty.judge(said("i had a bad night", at_s=500.0), FREE) is Heed.QUIET
    assert empty.judge(said("what time is it", at_s=510.0), FREE, understood=True) is Heed.ADDRESSED
    assert empty.judge(said("companion", at_s=520.0), FREE) is Heed.ADDRESSED
    empty.present(True)
    assert empty.judge(said("i had a bad night", at_s=900.0), FREE) is Heed.ADDRESSED


def test_at_night_the_resident_may_still_begin_to_talk_and_the_corridor_may_not() -> None:
    sleeping = attention(known=True)
    sleeping.asleep(True)
    assert sleeping.judge(said("i cannot sleep", at_s=500.0), FREE) is Heed.ADDRESSED
    assert sleeping.judge(said("have you seen the keys", at_s=600.0, level_db=NEAR - 7), FREE) is Heed.QUIET


def television(watching: Attention, *, seconds: float = 60.0) -> None:
    for start_s in range(100, 100 + round(seconds), 10):
        watching.judge(said("and now the weather", at_s=start_s, seconds=7.0, level_db=FAR), FREE)


def test_while_a_television_runs_only_who_is_near_or_understood_counts() -> None:
    watching = attention(known=True)
    television(watching)
    assert watching.others_talk(160.0)
    between = NEAR - 7
    assert watching.judge(said("have you heard", at_s=161.0, level_db=between), FREE) is Heed.BACKGROUND
    asked = said("what time is it", at_s=164.0, level_db=between)
    assert watching.judge(asked, FREE, understood=True) is Heed.ADDRESSED
    assert watching.judge(said("i had a bad night", at_s=168.0), FREE) is Heed.ADDRESSED


def test_while_a_television_runs_what_was_cut_short_by_somebody_nearer_was_behind() -> None:
    watching = attention(known=True)
    cut = replace(said("have you heard", at_s=161.0), ending=Ending.CUT)
    assert watching.judge(cut, FREE) is Heed.ADDRESSED
    television(watching)
    assert watching.judge(cut, FREE) is Heed.BACKGROUND
    assert watching.judge(replace(cut, ending=Ending.FINISHED), FREE) is Heed.ADDRESSED
    assert watching.judge(cut, FREE, understood=True) is Heed.ADDRESSED


def test_a_far_call_for_help_is_doubted_only_while_a_television_runs() -> None:
    watching = attention(known=True)
    fallen = said("help me i have fallen", level_db=FAR)
    assert not watching.doubts(watching.judge(fallen, FREE))
    television(watching)
    assert watching.doubts(watching.judge(said("help me", at_s=161.0, level_db=FAR), FREE))
    assert not watching.doubts(watching.judge(said("help me", at_s=165.0), FREE))


@pytest.mark.parametrize(("gap_s", "quiet"), [(0.2, True), (2.0, False)])
def test_small_talk_with_who_does_not_wait_for_an_answer_is_no_understanding(gap_s: float, quiet: bool) -> None:
    watching = attention(known=True)
    for spoke_s in (100.0, 110.0):
        watching.spoke(spoke_s)
        assert watching.judge(said("and now the weather", at_s=spoke_s + gap_s), FREE) is Heed.ADDRESSED
        watching.became(Outcome.SMALL_TALK, spoke_s + gap_s + 3.0)
    assert watching.quiet is quiet
    assert watching.others_talk(115.0) is quiet


@pytest.mark.parametrize(
    ("mode", "heeds"),
    [("open", Heeds.ANYBODY), ("follow_up", Heeds.NAME), ("name", Heeds.NAME), ("touch", Heeds.TOUCH)],
)
def test_everybody_can_see_whom_it_listens_to(mode: str, heeds: Heeds) -> None:
    made = attention(mode, window_s=20.0)
    assert made.heeds(0.0) is heeds
    made.spoke(10.0)
    assert made.heeds(29.0) is (Heeds.ANYBODY if mode == "open" else Heeds.ANSWER)
    assert made.heeds(31.0) is heeds


def test_in_touch_mode_its_name_opens_nothing() -> None:
    assert attention("touch").judge(said("companion what time is it"), FREE) is Heed.NOT_CALLED

"""How it speaks: again in other words, slower, faster, louder, in a whisper, as usual; and the same after a restart."""

from __future__ import annotations

from math import inf, nan

import pytest
from dialogue.scripting import script
from dialogue.talking import RED_FLAGS, Talk, words
from dialogue.test_running_scripts import talk
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.manner import AGAIN_PACE, FASTEST, LOUDEST_DB, SLOWEST, SOFTEST_DB, SpeakingManner
from companion.messages import AS_USUAL, Kept, Manner, Outcome, Reply, Urgency

TEA = """
start: ask
states:
  ask:
    say: ["Would you like tea?", "A cup of tea for you?", "Shall there be tea?"]
    expect: {kind: yes_no}
    no_input: ["Still there?"]
    no_match: ["Tea, yes or no?"]
    unsure: ["A small cup?"]
    next: bye
  bye: {say: "Very well.", end: true}
"""
ONE_WORDING = TEA.replace('["Would you like tea?", "A cup of tea for you?", "Shall there be tea?"]', '"Tea?"')
OPEN = TEA.replace("{kind: yes_no}", "{kind: free}")
MORE_TOLD = TEA.replace("Would you like tea?", "It is {time}. Tea?")

AGAIN = ["again", "say that again", "pardon", "what did you say", "i did not catch that", "what", "say it another way"]


def at_tea(body: str = TEA) -> Talk:
    made = talk(script(body))
    assert made.replies[-1].state == "test/ask"
    return made


def manners(reply: Reply) -> set[Manner]:
    return {prompt.manner for prompt in reply.say}


@pytest.mark.parametrize("line", AGAIN)
def test_again_is_in_other_words_slower_and_large(line: str) -> None:
    made = at_tea()
    asked = made.replies[-1]
    reply = made.say(line)
    assert words(asked).endswith("Would you like tea?")
    assert words(reply).endswith("A cup of tea for you?")
    assert [prompt.large for prompt in asked.say] == [False] * len(asked.say)
    assert all(prompt.large for prompt in reply.say)
    assert manners(reply) == {Manner(pace=AGAIN_PACE)}
    assert reply.outcome is Outcome.COMMAND


def test_what_was_asked_stays_open() -> None:
    made = at_tea()
    asked = made.replies[-1]
    reply = made.say("pardon")
    assert (reply.state, reply.expect) == (asked.state, asked.expect)
    assert made.say("yes please").outcome is Outcome.ANSWERED


def test_asked_again_and_again_the_words_stay_those_of_the_second_time_and_as_slow() -> None:
    made = at_tea()
    second = made.say("again")
    third, fourth = made.say("pardon"), made.say("what")
    assert words(second) == words(third) == words(fourth)
    assert manners(third) == manners(fourth) == {Manner(pace=AGAIN_PACE)}
    assert all(prompt.large for prompt in fourth.say)


def test_the_answer_after_it_is_spoken_as_usual_again() -> None:
    made = at_tea()
    made.say("again")
    reply = made.say("yes")
    assert manners(reply) == {AS_USUAL}
    assert not any(prompt.large for prompt in reply.say)


def test_where_there_is_one_wording_it_comes_in_the_same_words() -> None:
    made = at_tea(ONE_WORDING)
    assert words(made.say("again")) == words(made.replies[-2])


def test_the_turns_of_open_talk_are_no_wordings_of_the_same() -> None:
    made = at_tea(OPEN)
    assert words(made.say("again")) == words(made.replies[-2])


def test_another_wording_never_tells_less() -> None:
    made = at_tea(MORE_TOLD)
    assert "It is half past eight" in words(made.say("again"))


def test_a_question_put_in_other_words_already_is_not_put_back() -> None:
    made = at_tea()
    asked = made.say("blue elephants")
    assert words(made.say("again")) == words(asked) == "Tea, yes or no?"


def test_with_nothing_said_yet_there_is_nothing_to_repeat() -> None:
    assert words(Talk().say("again")) == "I have not said anything yet."


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_help_is_repeated_word_for_word(flag: str) -> None:
    made = at_tea()
    called = made.say(flag)
    again = made.say("pardon")
    assert words(again) == words(called)
    assert all(prompt.urgency is Urgency.ALERT and prompt.large for prompt in again.say)


@pytest.mark.parametrize(
    ("line", "told", "manner"),
    [
        ("slower please", "I will speak more slowly now.", Manner(pace=0.9)),
        ("speak faster", "I will speak faster now.", Manner(pace=1 / 0.9)),
        ("louder please", "I will speak louder now.", Manner(gain_db=3.0)),
        ("not so loud", "I will speak more softly now.", Manner(gain_db=-3.0)),
        ("please whisper", "I will whisper now.", Manner(whisper=True)),
        ("speak normally again", "I will speak as usual again.", AS_USUAL),
    ],
)
def test_what_was_said_last_is_said_again_in_the_other_manner_and_it_stays_so(
    line: str, told: str, manner: Manner
) -> None:
    made = at_tea()
    before = words(made.replies[-1])
    reply = made.say(line)
    assert words(reply) == f"{told} {before}"
    assert manners(reply) == {manner}
    assert all(prompt.large for prompt in reply.say)
    assert manners(made.say("what day is it")) == {manner}


def test_it_is_never_slower_faster_louder_or_softer_than_can_be_understood() -> None:
    made = at_tea()
    for line, bound in (
        ("slower please", SLOWEST),
        ("speak faster", FASTEST),
        ("louder please", LOUDEST_DB),
        ("softer please", SOFTEST_DB),
    ):
        for _ in range(12):
            [manner] = manners(made.say(line))
        assert bound in {manner.pace, manner.gain_db}
    made.follow(*["slower please"] * 12)
    assert manners(made.say("again")) == {Manner(pace=SLOWEST, gain_db=SOFTEST_DB)}


def test_a_whisper_lasts_until_it_is_to_be_louder_or_as_usual() -> None:
    for line, left in (("louder please", Manner(pace=0.9)), ("speak normally again", AS_USUAL)):
        made = at_tea()
        made.say("please whisper")
        assert manners(made.say("slower please")) == {Manner(pace=0.9, whisper=True)}
        assert manners(made.say(line)) == {left}


def test_help_and_stop_are_never_whispered_or_softened() -> None:
    made = at_tea()
    made.follow("softer please", "please whisper")
    for line in ("stop", "i am choking", "pardon"):
        reply = made.say(line)
        assert all(prompt.urgency >= Urgency.STOP for prompt in reply.say)
        assert {(prompt.manner.whisper, prompt.manner.gain_db) for prompt in reply.say} == {(False, 0.0)}


def test_the_manner_outlives_a_restart_and_a_whisper_does_not() -> None:
    made = at_tea()
    made.follow("slower please", "louder please", "please whisper")
    assert made.kept.manner == Manner(pace=0.9, gain_db=3.0)
    assert manners(made.restart()) == {Manner(pace=0.9, gain_db=3.0)}


def test_as_usual_keeps_the_lift_of_high_tones() -> None:
    made = Talk()
    made.kept = Kept(manner=Manner(pace=0.8, gain_db=6.0, lift_db=3.0))
    made.restart()
    assert manners(made.say("back to normal speed")) == {Manner(lift_db=3.0)}
    assert made.kept.manner == Manner(lift_db=3.0)


def test_forgetting_everything_leaves_the_voice_as_it_was_set() -> None:
    made = Talk()
    made.start()
    made.follow("louder please", "forget everything", "yes")
    assert made.kept.manner == Manner(gain_db=3.0)


@given(
    st.builds(
        Manner,
        pace=st.floats(),
        gain_db=st.floats(),
        lift_db=st.floats(),
        whisper=st.booleans(),
    )
)
def test_whatever_was_kept_it_can_be_heard(kept: Manner) -> None:
    manner = SpeakingManner(kept).lasting
    assert SLOWEST <= manner.pace <= FASTEST
    assert SOFTEST_DB <= manner.gain_db <= LOUDEST_DB
    assert 0.0 <= manner.lift_db <= 6.0
    assert not manner.whisper


@pytest.mark.parametrize("strange", [nan, inf, -inf])
def test_a_number_that_is_none_counts_for_nothing(strange: float) -> None:
    assert SpeakingManner(Manner(gain_db=strange)).lasting == AS_USUAL

"""The hearing test through the manager: it asks, sets the voice, and keeps nothing but that it did."""

from __future__ import annotations

import re
from itertools import product
from random import Random

import pytest
from dialogue.scripting import script
from dialogue.talking import RED_FLAGS, Talk, words
from dialogue.test_running_scripts import talk
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.dialogue.commands import command_in
from companion.dialogue.hearing import trial
from companion.dialogue.hearing.digits import DIGITS, digits_in, drawn, expected_digits, heard_right, spoken
from companion.dialogue.hearing.staircase import MOST_TRIPLETS, STEP_DB, fitting_gain_db, fitting_lift_db
from companion.dialogue.triage import Triage
from companion.messages import AS_USUAL, AnswerKind, Kept, Manner, Outcome, Reply, TriageLevel

TEA = """
start: ask
states:
  ask:
    say: "Would you like tea?"
    expect: {kind: yes_no}
    asks_about: fall
    no_input: ["Still there?"]
    no_match: ["Yes or no?"]
    unsure: ["Yes or no?"]
    next: bye
  bye: {say: "Very well.", end: true}
"""
_TRIPLET = re.compile(r"(?:\w+\. ?){3}")


def begun(**named: object) -> Talk:
    made = Talk(**named)  # type: ignore[arg-type]
    made.start()
    made.say("hearing test")
    return made


def in_tea() -> Talk:
    made = talk(script(TEA))
    made.say("test my hearing")
    return made


def asked(reply: Reply) -> tuple[str, float] | None:
    """The digits that were said last, and how loud; None where there were none."""
    last = reply.say[-1]
    return (last.text.lower().replace(".", ""), last.manner.gain_db) if _TRIPLET.fullmatch(last.text) else None


def through(made: Talk, threshold_db: float) -> Reply:
    """A listener to whom everything below this is inaudible; says back the rest."""
    reply = made.replies[-1]
    while (triplet := asked(reply)) is not None:
        digits, level_db = triplet
        reply = made.say(digits) if level_db >= threshold_db else made.say("i could not hear that")
    return reply


def manner_of(reply: Reply) -> Manner:
    [manner] = {prompt.manner for prompt in reply.say}
    return manner


def test_it_says_what_to_do_and_three_digits() -> None:
    reply = begun().replies[-1]
    assert [prompt.text for prompt in reply.say[:-1]] == list(trial.INTRODUCTION)
    assert asked(reply) is not None
    assert not reply.say[-1].large
    assert reply.state == "hearing/numbers"
    assert reply.expect == expected_digits()
    assert reply.outcome is Outcome.COMMAND


def test_each_triplet_has_its_own_level_and_nothing_else_is_said() -> None:
    made = begun()
    levels = []
    for _ in range(3):
        digits, level_db = asked(made.replies[-1]) or ("", 0.0)
        levels.append(level_db)
        reply = made.say(digits)
        assert len(reply.say) == 1
    assert levels == [0.0, -4.0, -8.0]
    assert made.say("i could not hear that").say[-1].manner == Manner(gain_db=-8.0)


def test_neither_a_whisper_nor_a_gain_that_was_asked_for_is_tested() -> None:
    made = Talk()
    made.start()
    made.follow("slower please", "louder please", "whisper")
    reply = made.say("hearing test")
    assert reply.say[0].manner == Manner(pace=0.9, gain_db=3.0, whisper=True)
    assert reply.say[-1].manner == Manner(pace=0.9)


@pytest.mark.parametrize(("threshold_db", "gain_db", "lift_db"), [(-6.0, 6.0, 3.0), (0.0, 9.0, 6.0), (7.0, 9.0, 6.0)])
def test_who_hears_less_is_spoken_to_louder_from_then_on(threshold_db: float, gain_db: float, lift_db: float) -> None:
    made = begun()
    reply = through(made, threshold_db)
    assert words(reply) == "I will speak louder from now on. This is no medical test. Is that better?"
    assert manner_of(reply) == Manner(gain_db=gain_db, lift_db=lift_db)
    assert reply.buttons == ("yes", "no")
    assert words(made.say("yes")) == trial.GOOD
    assert made.kept.manner == Manner(gain_db=gain_db, lift_db=lift_db)
    assert manner_of(made.restart()) == Manner(gain_db=gain_db, lift_db=lift_db)


def test_who_hears_well_is_spoken_to_as_before() -> None:
    made = begun()
    reply = through(made, -30.0)
    assert words(reply) == "I keep my voice as it is. This is no medical test."
    assert made.kept.manner == AS_USUAL
    assert reply.state.startswith("talk/")
    assert made.kinds("setting") == []


def test_who_had_it_too_loud_is_spoken_to_more_softly() -> None:
    made = Talk()
    made.kept = Kept(manner=Manner(gain_db=9.0))
    made.restart()
    made.say("hearing test")
    assert words(through(made, -30.0)).startswith(trial.SOFTER)
    assert made.kept.manner == AS_USUAL


def test_where_only_the_high_tones_change_it_says_so() -> None:
    made = Talk()
    made.kept = Kept(manner=Manner(gain_db=9.0))
    made.restart()
    made.say("hearing test")
    assert words(through(made, 0.0)).startswith(trial.CLEARER)


def test_a_no_puts_back_what_was_before() -> None:
    made = Talk()
    made.kept = Kept(manner=Manner(gain_db=3.0, lift_db=3.0))
    made.restart()
    made.say("hearing test")
    through(made, 0.0)
    assert made.kept.manner == Manner(gain_db=9.0, lift_db=6.0)
    reply = made.say("no")
    assert words(reply) == trial.PUT_BACK
    assert made.kept.manner == manner_of(reply) == Manner(gain_db=3.0, lift_db=3.0)


@pytest.mark.parametrize("answer", ["", "the roses came today", "i am not sure"])
def test_whatever_else_is_answered_leaves_it_so(answer: str) -> None:
    made = begun()
    through(made, 0.0)
    reply = made.follow(answer)
    assert words(reply) == trial.LEFT_SO
    assert made.kept.manner.gain_db == 9.0


def test_it_may_be_answered_by_touch() -> None:
    made = begun()
    through(made, 0.0)
    reply = made.touch("no")
    assert made.kept.manner == AS_USUAL
    assert [record.body["heard"] for record in reply.records if record.kind == "turn"] == [""]


def test_silence_is_not_heard_and_nothing_but_silence_changes_nothing() -> None:
    made = begun()
    levels = []
    reply = made.replies[-1]
    while (triplet := asked(reply)) is not None:
        levels.append(triplet[1])
        reply = made.silence()
        assert len(levels) <= MOST_TRIPLETS
    assert levels == [0.0, 4.0, 8.0, 8.0]
    assert words(reply) == trial.NOT_FOLLOWED
    assert made.kept.manner == AS_USUAL


@pytest.mark.parametrize("line", ["i heard nothing", "no", "i do not know"])
def test_who_says_that_nothing_was_heard_is_spoken_to_louder(line: str) -> None:
    made = begun()
    reply = made.replies[-1]
    while asked(reply) is not None:
        reply = made.say(line)
    assert words(reply).startswith(trial.LOUDER)


def test_an_answer_that_names_no_digits_may_be_the_recognisers_fault_and_is_asked_again_as_loud() -> None:
    made = begun()
    levels = [(asked(made.say("they see it is fine")) or ("", 9.0))[1] for _ in range(trial.MOST_UNREAD + 1)]
    assert levels == [0.0] * trial.MOST_UNREAD + [4.0]


def test_wrong_digits_are_not_heard_right() -> None:
    made = begun()
    digits, _ = asked(made.replies[-1]) or ("", 0.0)
    wrong = " ".join(reversed(digits.split()))
    assert (asked(made.say(wrong)) or ("", 0.0))[1] == 4.0


def test_after_one_answer_silence_tells_something() -> None:
    made = begun()
    digits, _ = asked(made.replies[-1]) or ("", 0.0)
    reply = made.say(digits)
    while asked(reply) is not None:
        reply = made.silence() if (asked(reply) or ("", 0.0))[1] < 0 else made.say((asked(reply) or ("", 0.0))[0])
    assert words(reply).startswith(trial.LOUDER)


def test_talk_that_names_no_digits_changes_nothing() -> None:
    made = begun()
    reply = made.replies[-1]
    while asked(reply) is not None:
        reply = made.say("what a lovely day it is")
    assert words(reply) == trial.NOT_FOLLOWED


@pytest.mark.parametrize("line", ["stop", "i would rather not say", "that is enough"])
def test_stop_ends_it_at_once_and_changes_nothing(line: str) -> None:
    made = begun()
    made.follow("i could not hear that", "i could not hear that")
    assert made.say(line).state.startswith("talk/")
    assert made.kept.manner == AS_USUAL
    assert made.silence().say == ()


def test_stop_in_place_of_a_yes_changes_nothing_either() -> None:
    made = begun()
    through(made, 0.0)
    made.say("stop")
    assert made.kept.manner == AS_USUAL


def test_what_was_asked_before_is_asked_again_afterwards() -> None:
    made = in_tea()
    assert words(through(made, -30.0)).endswith("This is no medical test. Would you like tea?")
    assert made.say("yes").outcome is Outcome.ANSWERED


def test_an_offer_that_was_open_is_made_again() -> None:
    made = Talk("morning")
    made.start()
    made.restart()
    assert made.replies[-1].state == "talk/offer"
    offered = made.replies[-1].say[-1].text
    made.say("hearing test")
    reply = through(made, -30.0)
    assert words(reply).endswith(offered)
    assert (reply.state, reply.buttons) == ("talk/offer", ("yes", "no"))
    assert made.say("yes").state.startswith("morning/")


def test_the_recognisers_other_readings_count() -> None:
    made = begun()
    digits, _ = asked(made.replies[-1]) or ("", 0.0)
    assert (asked(made.say("nothing of the kind", digits)) or ("", 0.0))[1] == -4.0


@pytest.mark.parametrize("line", ["pardon", "i can hardly hear you", "what", "skip", "too quiet"])
def test_what_asks_to_say_it_again_was_not_heard(line: str) -> None:
    reply = begun().say(line)
    assert (asked(reply) or ("", 0.0))[1] == 4.0


def test_too_loud_was_heard_well() -> None:
    assert (asked(begun().say("you are too loud")) or ("", 0.0))[1] == -4.0


@pytest.mark.parametrize("line", ["what time is it", "who are you", "thank you"])
def test_another_short_question_is_answered_and_the_test_goes_on(line: str) -> None:
    made = begun()
    reply = made.say(line)
    assert len(reply.say) == 2
    assert (asked(reply) or ("", 1.0))[1] == 0.0
    assert reply.expect == expected_digits()


def test_who_asks_for_time_gets_it() -> None:
    reply = begun().say("wait a minute")
    assert reply.expect is not None
    assert reply.expect.no_reply_s >= 30


def test_again_after_the_last_question_is_that_question() -> None:
    made = begun()
    through(made, 0.0)
    reply = made.say("pardon")
    assert words(reply).endswith("Is that better?")
    assert manner_of(reply) == Manner(pace=0.88, gain_db=9.0, lift_db=6.0)
    made.say("no")
    assert made.kept.manner == AS_USUAL


@pytest.mark.parametrize("line", ["good night", "be quiet for an hour", "forget everything", "change my choices"])
def test_whatever_else_is_asked_of_it_ends_it(line: str) -> None:
    made = begun()
    assert not made.say(line).state.startswith("hearing/")
    assert made.kept.manner == AS_USUAL


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_p6_a_red_flag_goes_before_it_and_ends_it(flag: str) -> None:
    made = in_tea()
    reply = made.say(flag)
    assert reply.state.startswith("crisis/")
    assert reply.interrupts
    assert all(prompt.manner == AS_USUAL for prompt in reply.say)
    assert any(record.body.get("heard") == flag for record in reply.records)
    made.follow("yes", "(ack)", "thank you")
    assert not made.replies[-1].state.startswith("hearing/")
    assert made.kept.manner == AS_USUAL


def test_p6_help_by_word_or_button_ends_it() -> None:
    for line in ("help", "(help)"):
        made = begun()
        assert made.follow(line).state.startswith("crisis/")


def test_while_help_is_called_there_is_no_test() -> None:
    made = Talk()
    made.start()
    made.say("my chest is very tight")
    reply = made.say("hearing test")
    assert reply.state.startswith("crisis/")
    assert words(reply).startswith("Help goes first.")


def test_in_a_talk_that_is_private_there_is_none() -> None:
    made = Talk()
    made.start()
    made.say("my son hits me")
    assert made.say("hearing test").state.startswith("talk/")


def test_nothing_is_written_down_but_that_the_voice_was_set() -> None:
    made = begun()
    before = len(made.records)
    through(made, 0.0)
    made.say("no")
    written = made.records[before:]
    assert {record.kind for record in written} == {"turn", "setting"}
    assert all(record.body["heard"] == record.body["said"] == "" for record in written if record.kind == "turn")
    assert [record.body for record in written if record.kind == "setting"] == [
        {"setting": "voice", "how": "hearing test"},
        {"setting": "voice", "how": "as before"},
    ]


def test_where_nobody_goes_on_it_is_given_up_and_stands_in_nobodys_way() -> None:
    made = begun()
    made.wait(70)
    assert made.say("six two one").state.startswith("talk/")


def test_the_digits_are_drawn_anew_and_can_be_drawn_again() -> None:
    first, second = begun(), begun()
    for made in (first, second):
        through(made, 0.0)
    said, again = ([words(reply) for reply in made.replies] for made in (first, second))
    assert said == again
    assert len(set(said)) == len(said)


@given(st.integers())
def test_no_digit_comes_twice_and_none_has_two_syllables(seed: int) -> None:
    triplet = drawn(Random(seed))
    assert len(set(triplet)) == 3
    assert set(triplet) <= set(DIGITS)
    assert set(re.findall(r"\w+", spoken(triplet).lower())) <= {
        "one", "two", "three", "four", "five", "six", "eight", "nine"
    }  # fmt: skip
    assert heard_right(triplet, [spoken(triplet)])


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("five two nine", True),
        ("5 2 9", True),
        ("529", True),
        ("five to nine", True),
        ("um five two nine i think", True),
        ("five two four", True),
        ("five nine", True),
        ("two nine", True),
        ("one two three no five two nine", True),
        ("two nine five", False),
        ("nine two five", False),
        ("nine five", False),
        ("five", False),
        ("five six one", False),
        ("", False),
        ("the number nine bus goes to the five arches at two or three and back at four or six", False),
    ],
)
def test_two_of_three_in_their_places_are_right(said: str, right: bool) -> None:
    assert heard_right((5, 2, 9), [said]) is right


@given(st.text(max_size=60))
def test_any_text_has_digits_or_not(text: str) -> None:
    assert set(digits_in(text)) <= set(range(10))
    assert heard_right((5, 2, 9), [text]) in {True, False}


def test_every_triplet_is_listened_for_and_none_is_a_command_or_a_call_for_help() -> None:
    triage = Triage()
    listed = set(expected_digits().phrases)
    for three in product(("one", "two", "three", "four", "five", "six", "eight", "nine"), repeat=3):
        said = " ".join(three)
        assert said in listed
        assert said in (expected_digits().settled or ())
        assert command_in(said) is None
        assert triage.judge(said).level is TriageLevel.NONE
    assert expected_digits().kind is AnswerKind.NUMBER
    assert {"help", "stop", "i could not hear that"} <= listed


@settings(max_examples=25)
@given(st.floats(min_value=-12, max_value=8))
def test_what_it_sets_lies_within_a_step_of_what_the_listener_needs(threshold_db: float) -> None:
    made = begun()
    through(made, threshold_db)
    assert abs(made.kept.manner.gain_db - fitting_gain_db(threshold_db)) <= STEP_DB
    assert made.kept.manner.lift_db in {fitting_lift_db(threshold_db + away) for away in (-STEP_DB, 0.0, STEP_DB)}

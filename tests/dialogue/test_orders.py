"""Orders in the middle of a talk: skip, back, from the beginning, how many more, be quiet, call somebody."""

from __future__ import annotations

import pytest
from dialogue.scripting import script, with_builtins
from dialogue.talking import Talk, agreed, words
from dialogue.test_running_scripts import SCALE, measures, talk

from companion.messages import Outcome

INVITED = """
invite: ["let us play the key game", "ask me about keys"]
start: ask
states:
  ask:
    say: "What has keys and opens nothing?"
    expect: {kind: choice, options: {a piano: [piano], a house: []}}
    no_input: ["Still there?"]
    no_match: ["A piano, or a house?"]
    unsure: ["A piano, or a house?"]
    next: bye
  bye: {say: "That was the quiz.", end: true}
"""


def invited() -> Talk:
    made = Talk(scripts=with_builtins(script(INVITED, "riddles")), household=agreed())
    made.start()
    return made


def test_skip_leaves_the_question_without_an_answer() -> None:
    made = talk(script(SCALE))
    reply = made.say("skip this question")
    assert "I will leave that question." in words(reply)
    assert reply.state == "test/second"
    assert measures(made, "test.item") == [None]


def test_back_asks_the_question_before_and_the_second_answer_counts_in_the_score() -> None:
    made = talk(script(SCALE))
    made.say("a lot")
    assert made.say("go back").state == "test/first"
    made.follow("none", "a little")
    assert measures(made, "test.total") == [1]


def test_the_first_question_stays_the_first() -> None:
    made = talk(script(SCALE))
    assert made.follow("go back", "go back").state == "test/first"


def test_from_the_beginning() -> None:
    made = talk(script(SCALE))
    made.say("a lot")
    assert made.say("start over").state == "test/first"


def test_how_many_questions_are_left() -> None:
    made = talk(script(SCALE))
    assert "At most two more." in words(made.say("how many more questions"))
    made.say("a lot")
    assert "At most one more." in words(made.say("how many more questions"))


def test_who_will_not_say_is_not_asked_again() -> None:
    made = talk(script(SCALE))
    reply = made.say("i would rather not say")
    assert reply.state == "test/second"
    [first] = made.kinds("measure")
    assert (first.body["value"], first.body["label"]) == (None, "did not want to say")


def test_where_nothing_is_asked_skip_is_just_talk() -> None:
    made = Talk()
    made.start()
    assert made.say("skip this question").outcome is not Outcome.COMMAND


def test_muted_it_answers_and_keeps_nothing_but_a_call_for_help() -> None:
    made = Talk("morning")
    made.start()
    assert "I will be quiet." in words(made.say("do not listen now"))
    before = len(made.records)
    assert made.say("my sister is coming on sunday").say == ()
    assert made.say("what time is it").say == ()
    assert len(made.records) == before
    assert made.say("i have fallen and i am on the floor").state.startswith("crisis/")


@pytest.mark.parametrize("how", ["asked", "time"])
def test_it_listens_again_when_asked_or_when_the_time_is_over(how: str) -> None:
    made = Talk()
    made.start()
    made.say("be quiet for ten minutes")
    if how == "asked":
        assert "I am here again." in words(made.say("you can talk again"))
    else:
        made.wait(601)
    assert words(made.say("what time is it")).startswith("It is")


def test_muted_it_begins_nothing_by_itself() -> None:
    made = Talk(household=agreed(scripts=("morning",)))
    made.start()
    made.say("be quiet for an hour")
    assert [one for one in made.wait(3000) if one.say] == []


def test_a_person_asked_for_by_name_is_noted_for_the_caregiver_and_nothing_is_promised() -> None:
    made = talk(script(SCALE))
    reply = made.say("call maria please")
    assert "I cannot ring a person by phone." in words(reply)
    assert words(reply).endswith("How much?")
    [noted] = made.kinds("notice")
    assert noted.body["who"] == "caregiver"
    assert "maria" in str(noted.body["about"]).lower()


def test_an_invitation_begins_the_talk_and_it_ends_where_it_came_from() -> None:
    made = invited()
    assert made.say("let us play the key game").state == "riddles/ask"
    assert made.say("a piano").state == "talk/quiet"


def test_something_like_an_invitation_is_asked_about_first() -> None:
    made = invited()
    reply = made.say("keys maybe if you like")
    assert reply.state == "talk/offer"
    assert reply.buttons == ("yes", "no")
    assert made.say("yes please").state == "riddles/ask"


def test_an_offer_that_is_declined_or_not_answered_is_let_be() -> None:
    for answer in ("no thank you", ""):
        made = invited()
        made.say("keys maybe if you like")
        assert made.follow(answer).state == "talk/quiet"


@pytest.mark.parametrize(
    "line", ["i do not want the key game", "my brother lost his keys in nineteen sixty", "the weather is nice"]
)
def test_what_is_no_invitation_begins_nothing(line: str) -> None:
    assert invited().say(line).state.startswith("talk/")
    assert invited().say(line).state != "talk/offer"


def test_a_wish_in_so_many_words_goes_before_a_question_that_it_does_not_answer() -> None:
    made = talk(script(SCALE), script(INVITED, "riddles"))
    assert made.say("let us play the key game").state == "riddles/ask"
    back = made.say("a piano")
    assert back.state == "test/first"
    assert "Now back to the question before. How much?" in words(back)
    assert made.say("keys maybe").state == "test/first"

"""Whom the resident shares with, what is forgotten, and what happens while somebody visits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue.talking import RED_FLAGS, Talk, agreed

from companion.dialogue.household import Household
from companion.messages import Forget, Outcome, Pause, Purpose, Record, Reply, Scope
from companion.settings import ConsentSettings

READERS = ("Rose Hill", "Anna")


def words(reply: Reply) -> str:
    return " ".join(prompt.text for prompt in reply.say)


def at_home(*readers: str, consent: ConsentSettings | None = None) -> Talk:
    household = replace(agreed(), readers=readers)
    talk = Talk("talk", household=replace(household, consent=consent) if consent else household)
    talk.start()
    return talk


def consents(talk: Talk) -> list[tuple[object, object, object]]:
    return [(one.body["purpose"], one.body.get("person"), one.body["given"]) for one in talk.kinds("consent")]


# Sharing with one person


def test_on_paper_the_answers_are_shared_with_everybody_who_reads() -> None:
    assert at_home(*READERS).manager.shares_with == set(READERS)


def test_where_nobody_knows_who_reads_nobody_is_left_out() -> None:
    talk = Talk("talk")
    assert talk.manager.shares_with is None


@pytest.mark.parametrize("asked", ["don't tell rose", "stop sharing with rose hill", "rose must not see my answers"])
def test_one_person_is_left_out_by_name(asked: str) -> None:
    talk = at_home(*READERS)
    reply = talk.say(asked)
    assert talk.manager.shares_with == {"Anna"}
    assert "Rose Hill will not see your answers" in words(reply)
    assert "Calls for help still go to everybody" in words(reply)
    assert consents(talk) == [("share_with", "Rose Hill", False)]
    assert talk.kept.consents["share:Rose Hill"] is False


def test_and_let_in_again() -> None:
    talk = at_home(*READERS)
    talk.follow("don't tell rose", "you may share with rose again")
    assert talk.manager.shares_with == set(READERS)
    assert consents(talk)[-1] == ("share_with", "Rose Hill", True)


def test_a_name_that_nobody_has_is_just_talk() -> None:
    talk = at_home(*READERS)
    assert talk.say("don't tell harold").outcome is not Outcome.COMMAND
    assert talk.manager.shares_with == set(READERS)


def test_with_nobody_left_the_answers_are_the_residents_alone() -> None:
    talk = at_home("Rose Hill")
    talk.follow("don't tell rose", "how am i sleeping")
    talk.say("good morning check")
    talk.follow("i want to do the morning check-in", "yes", "yes")
    kept = {one.scope for one in talk.records if one.kind == "measure"}
    assert Scope.SUMMARY not in kept


def test_who_reads_is_told_by_name_and_what_each_may_see() -> None:
    talk = at_home(*READERS)
    talk.say("don't tell rose")
    told = words(talk.say("who can see what i say"))
    assert "Anna can see your answers and calls for help." in told
    assert "Rose Hill can see calls for help, and no new answers." in told
    assert "What was shared before can still be read." in told, "leaving her out takes nothing back"
    assert "for you alone" in told


def test_with_no_key_registered_nobody_reads() -> None:
    assert "no key is registered" in words(at_home().say("who reads this"))


def test_who_comes_later_sees_nothing_before_the_resident_said_yes() -> None:
    talk = at_home(*READERS, consent=ConsentSettings(diary=True, initiative=True))
    talk.follow("change my choices", "yes", "yes", "yes", "yes", "no", "yes")
    assert talk.manager.shares_with == set(READERS)
    kept = talk.kept
    again = Talk(household=replace(talk._household, readers=(*READERS, "Ben Stranger")))
    again.kept = kept
    again.manager = again._made(None)
    again.start()
    again.follow("", "")
    assert again.manager.shares_with == set(READERS)
    asked = next(one for one in again.wait(60) if one.say)
    assert "Ben Stranger has been added as a helper." in words(asked)
    again.say("yes they may")
    assert again.manager.shares_with == {*READERS, "Ben Stranger"}
    assert consents(again) == [("share_with", "Ben Stranger", True)]


def test_the_question_about_sharing_names_those_it_is_about_and_each_is_on_record() -> None:
    talk = at_home(*READERS, consent=ConsentSettings(diary=None))
    talk.follow("change my choices", "yes", "yes")
    assert "Then your helpers Rose Hill and Anna. With a yes, they see your answers." in words(talk.replies[-1])
    talk.say("yes")
    assert [one for one in consents(talk) if one[0] != "diary"] == [
        ("share", None, True),
        ("share_with", "Rose Hill", True),
        ("share_with", "Anna", True),
    ]


def test_a_yes_to_sharing_in_general_lets_nobody_in_who_was_refused_by_name() -> None:
    talk = at_home(*READERS)
    talk.follow("don't tell rose", "change my choices", "yes", "yes")
    assert "Then your helper Anna. " in words(talk.replies[-1])
    talk.say("yes")
    assert talk.manager.shares_with == {"Anna"}


def test_with_everybody_refused_by_name_the_question_is_about_everybody() -> None:
    talk = at_home(*READERS)
    talk.follow("don't tell rose", "don't tell anna", "change my choices", "yes", "yes")
    assert "Then your helpers Rose Hill and Anna. " in words(talk.replies[-1])
    talk.say("yes")
    assert talk.manager.shares_with == set(READERS)


def test_who_was_refused_is_not_asked_about_again() -> None:
    talk = at_home("Rose Hill", consent=ConsentSettings(diary=True, share=None, initiative=True))
    talk.follow("change my choices", "yes", "yes", "no", "yes", "no", "yes")
    assert talk.manager.shares_with == frozenset()
    assert [one for one in talk.wait(120) if one.say] == []


# Forgetting


def test_forget_that_is_about_the_turn_before() -> None:
    talk = at_home(*READERS)
    talk.say("my son took my ring")
    reply = talk.say("forget that")
    assert reply.forget is Forget.LAST_TURN
    assert "I have taken that out again." in words(reply)


@pytest.mark.parametrize(
    ("wish", "what"), [("forget everything i said today", Forget.TODAY), ("forget everything", Forget.EVERYTHING)]
)
def test_more_is_forgotten_after_a_yes_only(wish: str, what: Forget) -> None:
    talk = at_home(*READERS)
    asked = talk.say(wish)
    assert asked.forget is None
    assert "I cannot get it back." in words(asked)
    sure = talk.say("yes please do")
    assert sure.forget is None
    assert "Are you sure?" in words(sure)
    done = talk.say("yes")
    assert done.forget is what
    assert "Calls for help stay noted." in words(done)


@pytest.mark.parametrize("answer", ["no", "i am not sure", "keep it", ""])
def test_doubt_and_silence_forget_nothing(answer: str) -> None:
    talk = at_home(*READERS)
    talk.say("forget everything")
    talk.follow(*[answer] * 4)
    assert not any(one.forget for one in talk.replies)


def test_a_forgotten_answer_counts_in_no_score() -> None:
    talk = Talk("phq2", household=agreed())
    talk.start()
    talk.follow("nearly every day", "forget that", "not at all")
    scores = [one for one in talk.kinds("measure") if one.body["measure"] == "phq2.total"]
    assert [one.body["value"] for one in scores] == [None]


def test_everything_forgotten_counts_in_no_score_of_a_talk_that_goes_on() -> None:
    talk = Talk("phq2", household=agreed())
    talk.start()
    talk.follow("nearly every day", "forget today", "yes", "yes")
    talk.follow("not at all", "not at all", "not at all")
    scores = [one.body["value"] for one in talk.kinds("measure") if one.body["measure"] == "phq2.total"]
    assert 3 not in scores


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_p6_a_call_for_help_goes_before_forgetting(flag: str) -> None:
    talk = at_home(*READERS)
    talk.say("forget everything")
    reply = talk.say(flag)
    assert reply.state.startswith("crisis/")
    assert reply.forget is None


# A visitor, and being muted


@pytest.mark.parametrize(("wish", "pause"), [("i have a visitor", Pause.VISITOR), ("mute", Pause.MUTED)])
def test_while_somebody_is_there_nothing_is_kept_inferred_or_shown(wish: str, pause: Pause) -> None:
    talk = at_home(*READERS)
    assert talk.manager.allows(Purpose.MOOD)
    talk.say(wish)
    assert talk.manager.pause is pause
    assert not talk.manager.allows(Purpose.MOOD)
    before = len(talk.records)
    for line in ("lovely to see you", "have you heard about the vicar", "what time is it"):
        reply = talk.say(line)
        assert (reply.say, reply.unshown) == ((), True)
    talk.wait(600)
    assert len(talk.records) == before
    talk.say("my visitor has gone")
    assert talk.manager.pause is Pause.NONE
    assert talk.say("what time is it").say


@pytest.mark.parametrize("wish", ["i have a visitor", "mute"])
def test_p6_a_fall_during_a_visit_is_a_call_and_of_the_rest_nothing_is_kept(wish: str) -> None:
    talk = at_home(*READERS)
    talk.say(wish)
    before = len(talk.records)
    reply = talk.say("i have fallen and i am on the floor")
    assert reply.alerts
    made: list[Record] = talk.records[before:]
    assert {one.scope for one in made} == {Scope.SAFETY}
    assert "alert" in {one.kind for one in made}


def test_a_visit_outlives_a_restart_and_ends_by_itself() -> None:
    talk = at_home(*READERS)
    talk.say("i have a visitor")
    talk.restart()
    assert talk.manager.pause is Pause.VISITOR
    said = [words(one) for one in talk.wait(2 * 3600 + 5) if one.say]
    assert talk.manager.pause is Pause.NONE
    assert any("I am listening again." in line for line in said), "and never without a word"


def test_at_night_a_visit_ends_in_the_morning() -> None:
    talk = at_home(*READERS)
    talk.clock.jump(13 * 3600)
    talk.say("i have a visitor")
    assert [one for one in talk.wait(4 * 3600) if one.say] == []
    assert talk.manager.pause is Pause.VISITOR


def test_how_long_it_leaves_in_peace_is_told() -> None:
    assert "Until half past ten" in words(at_home(*READERS).say("i have a visitor"))


@pytest.mark.parametrize(
    ("wish", "purpose"),
    [
        ("do not guess my mood", Purpose.MOOD),
        ("do not speak first", Purpose.INITIATIVE),
        ("stop sharing", Purpose.SHARE),
    ],
)
def test_each_consent_is_taken_back_in_a_word(wish: str, purpose: Purpose) -> None:
    talk = at_home(*READERS)
    assert talk.manager.allows(purpose)
    talk.say(wish)
    assert not talk.manager.allows(purpose)


def test_what_it_keeps_it_cannot_read_and_says_so() -> None:
    assert "I cannot read it back." in words(at_home(*READERS).say("what have you written about me"))


def test_a_household_names_nobody_by_default() -> None:
    assert Household().readers is None

"""What a second pair of eyes found in the dialogue, each held by a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from dialogue.talking import Talk, agreed, words
from dialogue.test_initiative import MUST
from dialogue.test_initiative import talk as reminded

from companion.dialogue.disclosure import NOTICE
from companion.messages import Feeling, Outcome, Scope
from companion.settings import ConsentSettings

CHEST, FLOOR = "my chest is very tight", "i have fallen and i am on the floor"
SAD = Feeling(label="sadness", ekman="sadness", certainty=0.9, unsure=False, valence=-0.8)


def begun(script: str | None = None, *, at: str = "2026-03-02T10:00", **named: object) -> Talk:
    made = Talk(script, **named)  # type: ignore[arg-type]
    made.clock.start = datetime.fromisoformat(at).replace(tzinfo=UTC)
    made.start()
    return made


def medicines(at: str = "2026-03-02T07:59:30") -> Talk:
    made = begun(at=at, household=agreed(scripts=("medicines",)))
    made.follow("", "")
    made.wait(80)
    assert made.replies[-1].state.startswith("medicines/")
    return made


# The protocol


def test_an_older_call_that_is_answered_leaves_the_question_open() -> None:
    made = reminded(MUST.replace("again: 2", "again: 0") + ", no_answer_alert: {level: urgent, category: help}")
    made.wait(61)
    made.follow("", "")
    made.say(CHEST)
    seen = made.acknowledge()
    assert (seen.outcome, seen.state) == (Outcome.ACKNOWLEDGED, "crisis/asking")
    assert made.say("yes").alerts


@pytest.mark.parametrize(
    "words_said",
    [
        "no please hurry",
        "no it is getting worse",
        "no do not leave me",
        "no no no it hurts",
        "no one is here",
        "no help",
    ],
)
def test_p6_a_no_with_something_against_it_does_not_hold_the_call_back(words_said: str) -> None:
    made = begun()
    made.say(CHEST)
    assert made.say(words_said).alerts or words_said == "no help"


@pytest.mark.parametrize(
    "words_said", ["no", "no thank you", "no it has gone", "no it was yesterday", "no i am fine now"]
)
def test_a_plain_no_still_does(words_said: str) -> None:
    made = begun()
    made.say(CHEST)
    assert "I will not call anybody." in words(made.say(words_said))


def test_p6_badly_heard_twice_is_heard() -> None:
    made = begun()
    made.say(FLOOR, confidence=0.5)
    assert made.say(FLOOR, confidence=0.5).alerts


def test_p6_the_same_danger_told_again_after_it_was_seen_calls_again() -> None:
    made = begun()
    made.say(FLOOR)
    made.acknowledge()
    assert not made.say(FLOOR).alerts
    made.wait(60)
    made.say("it is cold")
    made.wait(70)
    assert made.say(FLOOR).alerts


def test_p7_once_it_was_seen_it_does_not_say_that_it_goes_on_calling() -> None:
    made = begun()
    made.say(FLOOR)
    made.acknowledge()
    said = [words(made.say(line)) for line in ("the cat is here", "it is a long day", "well well", "and so on")]
    assert not any("calling" in one for one in said)


def test_who_wanted_quiet_is_not_asked_the_next_question() -> None:
    made = begun()
    made.say(FLOOR)
    made.say("stop")
    assert made.silence().say == ()


# Talks on top of talks


def test_a_reminder_waits_while_an_offer_is_open() -> None:
    made = begun(at="2026-03-02T07:59:50", household=agreed(scripts=("medicines",)))
    made.say("maybe quiz questions")
    assert made.replies[-1].state == "talk/offer"
    made.wait(9)
    made.wait(4)
    assert made.replies[-1].state == "talk/offer" or made.replies[-1].state.startswith("quiz")
    assert made.say("yes please").state.startswith("quiz/")


def test_after_abuse_and_a_crisis_the_private_talk_is_over() -> None:
    made = begun("evening")
    made.follow("it was a good day", "my son hits me", "i am choking", "(ack)", "thank you")
    assert made.replies[-1].state == "talk/offer"
    made.follow("yes please", "no", "i took them")
    assert [one.body["measure"] for one in made.kinds("measure")][-1] == "medicine.evening"


def test_an_offer_is_gone_after_a_crisis() -> None:
    made = begun()
    made.follow("maybe quiz questions", CHEST, "no")
    assert made.say("not so bad thanks").state.startswith("talk/")
    assert "All right." not in words(made.replies[-1])


def test_nobody_is_offered_a_break_from_open_talk() -> None:
    made = begun()
    assert "go on with the questions" not in words(made.say("i miss my husband so much", feeling=SAD))


def test_how_many_questions_are_left_is_never_answered_with_nothing() -> None:
    made = begun()
    made.say("maybe quiz questions")
    assert all(prompt.text for prompt in made.say("how many more questions").say)


def test_who_answered_and_then_falls_silent_in_a_called_script_has_answered() -> None:
    made = begun(at="2026-03-03T10:29:30", household=agreed(scripts=("phq2",)))
    made.follow("", "")
    made.wait(40)
    assert made.replies[-1].state.startswith("phq2/")
    made.follow("nearly every day", "yes", "nearly every day", "yes", "yes", "", "", "")
    assert not [one for one in made.kinds("initiative") if one.body["what"] == "no answer"]


# Restarts, mute and the night


def test_p6_a_question_about_a_red_flag_survives_a_restart() -> None:
    made = begun()
    made.say(CHEST)
    back = made.restart(20)
    assert back.state == "crisis/asking"
    assert made.silence().alerts


def test_a_reminder_answered_after_a_restart_does_not_come_again() -> None:
    made = medicines()
    made.restart(20)
    made.follow("yes please", "yes i took them")
    assert [one for one in made.wait(3600) if one.outcome is Outcome.STARTED] == []


def test_at_night_it_starts_without_a_word_and_offers_the_rest_in_the_morning() -> None:
    made = begun("evening", at="2026-03-02T20:00")
    made.say("it was a good day")
    assert made.restart(5 * 3600).say == ()
    morning = made.wait(7 * 3600)
    assert "The talk was cut short before." in words(morning[0])


def test_muted_it_starts_without_a_word_too_and_hears_again_when_the_time_is_over() -> None:
    made = begun()
    made.say("do not listen now")
    assert made.restart(60).say == ()
    assert made.say("i am lonely").say == ()
    made.wait(3600)
    assert made.say("i am lonely").say


def test_a_clock_put_back_does_not_mute_for_ever() -> None:
    made = begun()
    made.say("do not listen now")
    made.clock.jump(-30 * 86_400)
    made.wait(3601)
    assert made.say("what time is it").say


def test_quiet_in_a_crisis_ends_the_talking_and_nothing_else() -> None:
    made = begun()
    made.follow(FLOOR, "do not disturb", "(ack)", "thank you")
    assert made.say("i am lonely").say


# What is kept and shared


@pytest.mark.parametrize("mood", [True, None])
def test_without_leave_to_share_nothing_but_safety_goes_to_the_caregivers(mood: bool | None) -> None:
    household = replace(agreed(), consent=ConsentSettings(diary=True, share=False, mood=mood, initiative=True))
    made = begun("phq2", household=household)
    made.follow("blue elephants", "nearly every day", "yes", "i am sad today")
    made.say("i am so sad about it", feeling=SAD)
    assert {one.scope for one in made.records} <= {Scope.DIARY, Scope.SAFETY}


def test_without_leave_to_speak_first_nothing_is_missed() -> None:
    made = begun(household=replace(agreed(scripts=("morning",)), consent=ConsentSettings(share=True)))
    made.wait(4 * 3600)
    assert made.kinds("initiative") == []


@pytest.mark.parametrize(
    ("wish", "purpose"), [("do not keep a diary any more", "diary"), ("stop sharing my answers", "share")]
)
def test_a_consent_is_taken_back_at_once(wish: str, purpose: str) -> None:
    made = begun()
    made.say(wish)
    assert made.kept.consents[purpose] is False
    made.say("i like my garden very much")
    heard = [one.body["heard"] for one in made.kinds("turn")][-1]
    assert heard == ("" if purpose == "diary" else "i like my garden very much")


def test_who_will_not_change_anything_has_changed_nothing_and_is_told_so() -> None:
    made = begun()
    reply = made.follow("change my choices", "no not now")
    assert "Everything stays as it was." in words(reply)


def test_a_consent_left_open_the_second_time_is_taken_back() -> None:
    made = begun()
    made.follow("change my choices", "yes", "blue elephants", "blue elephants", "blue elephants")
    assert made.kept.consents["diary"] is False


def test_what_is_said_to_be_noted_for_whoever_comes_is_noted_whatever_was_agreed() -> None:
    made = begun(household=replace(agreed(), consent=ConsentSettings(diary=False, share=False)))
    made.follow(FLOOR, "yes", "no", "i hit my head")
    facts = [one for one in made.kinds("measure") if one.body["measure"] == "fall.head"]
    assert [one.scope for one in facts] == [Scope.SAFETY]
    made.follow("(ack)", "thank you", "call my daughter")
    assert [one.scope for one in made.kinds("notice")] == [Scope.SAFETY]


def test_in_a_private_talk_nobody_is_told_who_was_asked_for() -> None:
    made = begun()
    made.say("my son hits me")
    assert "pass nothing on" in words(made.say("call my daughter"))
    assert made.kinds("notice") == []


# The agenda


@pytest.mark.parametrize("how", ["stop", "good night", "do not disturb"])
def test_a_reminder_that_is_broken_off_is_not_answered(how: str) -> None:
    made = medicines()
    made.say(how)
    assert made.kept.agenda["medicines@2026-03-02T08:00"] == "broken off"
    assert [one.body["what"] for one in made.kinds("initiative")] == ["broken off"]


def test_it_does_not_promise_to_ask_again_when_it_will_not() -> None:
    made = medicines()
    for _ in range(4):
        assert "ask again in ten minutes" in words(made.say("not yet"))
        made.wait(11 * 60)
    assert "I will not ask again for now." in words(made.say("not yet"))


def test_a_talk_that_was_just_had_is_not_begun_again() -> None:
    made = begun(at="2026-03-02T08:00", household=agreed(scripts=("morning",)))
    made.say("ask me the check in questions")
    if not made.replies[-1].state.startswith("morning/"):
        pytest.fail("the invitation has changed")
    made.say("stop")
    assert [one for one in made.wait(2 * 3600) if one.outcome is Outcome.STARTED] == []


def test_three_crises_are_asked_about_once() -> None:
    made = begun()
    for _ in range(3):
        made.follow(FLOOR, "(ack)", "thank you")
        made.wait(130)
    begun_talks = [
        one for one in made.wait(2 * 3600) if one.state.startswith("aftercare/") and one.outcome is Outcome.STARTED
    ]
    assert len(begun_talks) == 1


def test_it_says_what_it_is_in_the_morning_even_after_a_silent_start() -> None:
    made = begun(at="2026-03-02T03:00")
    made.wait(5 * 3600)
    assert NOTICE in words(made.say("good morning"))


def test_private_words_do_not_stand_on_a_screen_that_others_see() -> None:
    made = begun()
    assert not made.say("i like my garden").unshown
    assert made.say("my son hits me").unshown
    assert made.say("he did it again").unshown
    other = begun()
    assert other.say("do not write this down").unshown
    assert other.say("my secret").unshown

"""The crisis protocol: who is called, when, how often, and what is said until somebody has answered."""

from __future__ import annotations

import re

import pytest
from dialogue.talking import Talk, words

from companion.dialogue.protocol import builtin_protocol
from companion.dialogue.triage import Triage
from companion.messages import Expression, Outcome, Scope, TriageLevel

PROMISE = re.compile(
    r"\b(?:help|nurse|doctor|ambulance|somebody|someone|person|they|carer)\b[^.?]{0,20}"
    r"\b(?:is|are|will be) (?:coming|on (?:the|their|its) way|here soon|with you)\b"
    r"|\bon (?:the|their|its) way\b|\bwill come\b",
    re.IGNORECASE,
)
FALL = "i have fallen and i am on the floor"


def talk_after(*lines: str, script: str | None = "morning") -> Talk:
    talk = Talk(script)
    talk.start()
    talk.follow(*lines)
    return talk


@pytest.mark.parametrize(
    "flag", [FALL, "i am choking", "i want to kill myself", "i took all the tablets", "my face is drooping"]
)
def test_p6_where_waiting_could_kill_the_call_goes_first(flag: str) -> None:
    talk = talk_after(flag)
    assert [alert.attempt for alert in talk.alerts] == [1]
    assert talk.replies[-1].state == "crisis/called"
    assert words(talk.replies[-1]).endswith("?")
    assert talk.replies[-1].expression is Expression.CONCERNED


@pytest.mark.parametrize(
    "flag", ["my chest is very tight", "i am shaking all over with fever", "i fell over last night", "help"]
)
def test_elsewhere_one_closed_question_goes_first(flag: str) -> None:
    talk = talk_after(flag)
    assert talk.alerts == []
    assert talk.replies[-1].state == "crisis/asking"
    assert words(talk.replies[-1]).endswith("?")


@pytest.mark.parametrize(
    "answer", ["yes", "i do not know", "the elephants", "", "oh dear oh dear", "stop", "help", "my chest is very tight"]
)
def test_p6_anything_but_a_no_goes_on(answer: str) -> None:
    talk = talk_after("my chest is very tight", answer)
    assert [(alert.category, alert.level) for alert in talk.alerts] == [("chest_heart", TriageLevel.EMERGENCY)]


def test_p6_without_any_event_the_question_does_not_hold_the_call_back_for_ever() -> None:
    talk = talk_after("my chest is very tight")
    assert talk.wait(30)[0].alerts


def test_a_no_keeps_the_call_back_and_is_noted() -> None:
    talk = talk_after("my chest is very tight", "no")
    assert talk.alerts == []
    noted = talk.kinds("alert")[-1]
    assert (noted.scope, noted.body["level"], noted.body["attempt"]) == (Scope.SAFETY, "watch", 0)
    assert talk.replies[-1].state == "morning/hello"
    assert "How did you sleep?" in words(talk.replies[-1])


def test_a_no_that_was_hardly_heard_does_not_keep_the_call_back() -> None:
    talk = talk_after("my chest is very tight")
    assert talk.say("no", confidence=0.2).alerts


def test_p6_once_called_a_no_does_not_take_the_call_back() -> None:
    talk = talk_after(FALL, "no")
    assert "go on until somebody answers" in words(talk.replies[-1])
    assert [reply.alerts[0].attempt for reply in talk.wait(130) if reply.alerts] == [2, 3]


def test_p6_an_emergency_repeats_every_minute_until_acknowledged() -> None:
    talk = talk_after(FALL)
    at = [reply.alerts[0].at_s - talk.alerts[0].at_s for reply in talk.wait(250) if reply.alerts]
    assert at == [60.0, 120.0, 180.0, 240.0]
    talk.acknowledge()
    assert [reply for reply in talk.wait(400) if reply.alerts] == []


def test_p6_an_urgent_call_repeats_after_one_minute_and_then_every_three() -> None:
    talk = talk_after("i fell over last night", "yes")
    first = talk.alerts[0]
    assert first.level is TriageLevel.URGENT
    assert [reply.alerts[0].at_s - first.at_s for reply in talk.wait(450) if reply.alerts] == [60.0, 240.0, 420.0]


def test_p6_an_alert_is_recorded_with_every_attempt() -> None:
    talk = talk_after(FALL)
    talk.wait(70)
    bodies = [record.body for record in talk.kinds("alert")]
    assert [body["attempt"] for body in bodies] == [1, 2]
    assert len({body["id"] for body in bodies}) == 1
    talk.acknowledge("Rose")
    seen = talk.kinds("acknowledge")[0]
    assert seen.body == {"id": bodies[0]["id"], "by": "Rose", "after_s": 70.0}
    assert talk.replies[-1].outcome is Outcome.ACKNOWLEDGED


def test_a_jump_of_the_clock_repeats_once_and_not_in_a_burst() -> None:
    talk = talk_after(FALL)
    talk.clock.seconds += 7200
    assert len([reply for reply in talk.wait(50) if reply.alerts]) == 1


def test_p6_another_danger_is_another_call() -> None:
    talk = talk_after(FALL, "yes", "i am choking")
    assert [alert.category for alert in talk.alerts] == ["fall", "breathing"]
    assert len({alert.identifier for alert in talk.alerts}) == 2


def test_p6_a_danger_that_was_being_asked_about_is_called_for_when_another_comes_up() -> None:
    talk = talk_after("my chest is very tight", "i fell over last night")
    assert {alert.category for alert in talk.alerts} == {"chest_heart", "fall"}


def test_p6_a_worse_form_of_the_same_danger_is_a_new_call() -> None:
    talk = talk_after("i fell over last night", "yes", FALL)
    assert [alert.level for alert in talk.alerts] == [TriageLevel.URGENT, TriageLevel.EMERGENCY]


def test_the_same_danger_said_again_is_not() -> None:
    talk = talk_after(FALL, FALL, FALL)
    assert len(talk.alerts) == 1


def test_stop_ends_the_talking_and_not_the_call() -> None:
    talk = talk_after(FALL, "stop")
    made = talk.wait(130)
    assert [reply.alerts[0].attempt for reply in made if reply.alerts] == [2, 3]
    assert [words(reply) for reply in made if reply.say] == []


def test_while_nobody_answers_it_says_something_calm_now_and_then() -> None:
    talk = talk_after(FALL, "yes", "no", "yes")
    times = [reply for reply in talk.wait(58) if reply.say]
    assert 2 <= len(times) <= 3
    assert len({words(reply) for reply in times}) == len(times)


WAITING = (
    "yes", "no", "is anyone coming", "who is coming", "is help coming", "i am scared", "blue elephants", "", "stop",
    "hello", "thank you", "help", "what time is it", "it was a mistake", "it hurts", "how long will it be",
)  # fmt: skip


@pytest.mark.parametrize("flag", [FALL, "my chest is very tight", "i want to kill myself", "i fell over last night"])
def test_p7_before_anybody_answered_it_never_says_that_help_is_coming(flag: str) -> None:
    talk = talk_after(flag, *WAITING)
    talk.wait(200)
    for reply in talk.replies:
        assert not PROMISE.search(words(reply)), words(reply)
        assert "has seen" not in words(reply)


def test_p7_asked_whether_anyone_is_coming_it_tells_the_truth_before_and_after() -> None:
    talk = talk_after(FALL)
    assert "Nobody has answered yet" in words(talk.say("is anyone coming"))
    assert "Somebody has seen the call" in words(talk.acknowledge())
    later = words(talk.say("is anyone coming"))
    assert "Somebody has seen the call" in later
    assert not PROMISE.search(later)


def test_p7_it_says_that_it_cannot_phone() -> None:
    talk = talk_after(FALL, "yes", "no", "yes")
    assert any("I cannot phone" in words(reply) for reply in talk.replies)


def test_p7_no_line_of_the_protocol_promises_anything() -> None:
    protocol = builtin_protocol()
    said = [line for lines in protocol.lines.values() for line in lines]
    said += [
        line
        for category in protocol.categories.values()
        for line in (*category.reflect, *category.calm, category.question.ask)
    ]
    said += [line for remark in protocol.remarks.values() for line in remark.say]
    assert len(said) > 40
    assert [line for line in said if PROMISE.search(line)] == []


def test_suicide_names_the_crisis_line_stays_and_does_not_argue() -> None:
    talk = talk_after("i want to kill myself")
    opening = words(talk.replies[-1])
    assert "Samaritans" in opening
    assert talk.alerts
    talk.follow("yes", "i have nobody", "", "leave me alone")
    everything = " ".join(words(reply) for reply in talk.replies).lower()
    assert "i stay" in everything
    assert not re.search(r"promise me|how would you|you must not|selfish|think of your", everything)


def test_the_crisis_number_is_that_of_the_country() -> None:
    protocol = builtin_protocol()
    assert "one one six, one two three" in protocol.numbers["en-GB"]
    assert "nine eight eight" in protocol.numbers["en-US"]
    assert protocol.language == "en-GB"


@pytest.mark.parametrize("before", [(), ("well",), (FALL,)])
def test_abuse_calls_nobody_and_leaves_nothing_outside_the_diary(before: tuple[str, ...]) -> None:
    talk = talk_after(*before)
    alerts, records = len(talk.alerts), len(talk.records)
    reply = talk.say("my son hits me")
    talk.say("he does it every day")
    assert len(talk.alerts) == alerts
    assert {record.scope for record in talk.records[records:]} == {Scope.DIARY}
    assert reply.interrupts
    assert "Thank you for telling me" in words(reply)
    if not before or before == ("well",):
        assert reply.state == "talk/listen"  # shown and logged in clear: it must not tell what was said


def test_after_talk_about_abuse_the_script_is_offered_again() -> None:
    talk = talk_after("my son hits me", "", "")
    assert talk.replies[-1].state == "talk/offer"
    assert "How did you sleep?" in words(talk.say("yes"))


def test_the_script_goes_on_where_it_was_when_the_crisis_is_over() -> None:
    talk = talk_after("well", "no", FALL, "(ack)", "thank you")
    assert talk.replies[-1].state == "talk/offer"
    reply = talk.say("yes please")
    assert reply.state == "morning/tablets"
    assert "tablets" in words(reply)


def test_the_script_is_left_when_the_resident_would_rather_not() -> None:
    talk = talk_after("well", FALL, "(ack)", "thank you", "no")
    assert talk.replies[-1].state == "talk/quiet"


def test_the_help_button_again_repeats_the_call_at_once() -> None:
    talk = talk_after("(help)", "(help)")
    assert [alert.attempt for alert in talk.alerts] == [1, 2]


def test_help_after_the_call_was_seen_calls_again() -> None:
    talk = talk_after(FALL, "(ack)", "help")
    assert [alert.attempt for alert in talk.alerts] == [1, 1]
    assert talk.replies[-1].state == "crisis/called"


def test_nobody_was_called_so_an_acknowledgement_means_nothing() -> None:
    talk = talk_after()
    assert talk.acknowledge().outcome is Outcome.NOTHING


def test_something_to_watch_is_noted_and_does_not_interrupt() -> None:
    talk = talk_after("well")
    reply = talk.say("i am a bit dizzy")
    assert not reply.interrupts
    assert reply.state == "morning/pain"
    assert [record.body["level"] for record in reply.records if record.kind == "alert"] == ["watch"]


def doubted() -> Talk:
    """A red flag that was heard badly, as out of a television."""
    talk = talk_after()
    talk.say(FALL, confidence=0.55)
    return talk


def test_p6_a_red_flag_heard_badly_interrupts_and_asks_before_anybody_is_called() -> None:
    talk = doubted()
    assert talk.replies[-1].state == "crisis/asking"
    assert talk.replies[-1].interrupts
    assert talk.alerts == []


@pytest.mark.parametrize("confirm", ["yes", "help", "yes help me"])
def test_p6_what_was_heard_badly_is_called_for_on_a_yes(confirm: str) -> None:
    talk = doubted()
    talk.say(confirm)
    assert [(alert.category, alert.attempt) for alert in talk.alerts] == [("fall", 1)]


def test_p6_the_same_words_heard_well_call_at_once() -> None:
    talk = doubted()
    talk.say(FALL, confidence=0.9)
    assert [alert.category for alert in talk.alerts] == ["fall"]


@pytest.mark.parametrize("answer", ["no", "", "the weather tomorrow", FALL])
def test_a_television_calls_nobody_and_is_noted(answer: str) -> None:
    talk = doubted()
    if answer:
        talk.say(answer, confidence=0.45)
    else:
        talk.silence()
    assert talk.alerts == []
    assert [record.body["level"] for record in talk.kinds("alert")] == ["watch"]
    assert talk.replies[-1].state.startswith("morning/")


def test_another_hypothesis_asks_and_calls_nobody() -> None:
    talk = talk_after()
    talk.say("the cat is on the floor", FALL, confidence=0.8)
    assert talk.replies[-1].state == "crisis/asking"
    assert talk.alerts == []


def test_beside_an_answer_heard_for_certain_other_hypotheses_count_for_nothing() -> None:
    talk = talk_after()
    talk.say("very well thank you", FALL, confidence=0.99)
    assert talk.replies[-1].state.startswith("morning/")


ASKED = "Do you take a blood thinner, like warfarin?"


@pytest.mark.parametrize("heard_back", ["do you take a blood thinner like warfarin", "you take blood thinner warfarin"])
def test_the_question_itself_among_the_other_hypotheses_is_no_red_flag(heard_back: str) -> None:
    talk = Talk.standing("falls", "thinner", triage=Triage())
    assert ASKED in words(talk.replies[-1])
    talk.say("the cat", heard_back, confidence=0.8)
    assert talk.replies[-1].state.startswith("falls/")


@pytest.mark.parametrize("own", ["i took too much warfarin", "i took my blood thinner like warfarin all of it", FALL])
def test_p6_what_the_resident_says_of_it_in_another_hypothesis_is_still_asked_about(own: str) -> None:
    talk = Talk.standing("falls", "thinner", triage=Triage())
    talk.say("the cat", own, confidence=0.8)
    assert talk.replies[-1].state == "crisis/asking"


def test_p6_a_call_in_words_that_were_not_asked_is_heard_though_it_says_you() -> None:
    talk = Talk.standing("falls", "thinner", triage=Triage())
    talk.say("the cat", "have you seen he has got a pain in his chest", confidence=0.8)
    assert talk.replies[-1].state == "crisis/asking"

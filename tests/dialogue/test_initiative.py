"""The device speaks first: at its time, when it suits, again where it must be answered; and it says what it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from dialogue.scripting import script, with_builtins
from dialogue.talking import Talk, agreed, words

from companion.dialogue.disclosure import NOTICE
from companion.messages import Outcome, TimePassed
from companion.settings import ConsentSettings

ASK = """
schedule: {{times: ["09:00"], {more}}}
start: ask
states:
  ask:
    say: ["Have you had your tablets?", "It is about your tablets. Have you had them?", "Tablets: yes, or no?"]
    expect: {{kind: medicine}}
    record: {{measure: medicine.morning, label: Morning tablets}}
    no_input: ["Still there?"]
    no_match: ["Have you had them?"]
    unsure: ["If you are not sure, ask a person first."]
    next: {{"not taken": later, default: bye}}
  later: {{say: "I will ask again in a while.", snooze_min: 15}}
  bye: {{say: "Thank you.", end: true}}
"""
MUST = "must_answer: true, again: 2, again_after_min: 10, no_answer: {who: caregiver, within: same_day, about: Tablets}"


def talk(more: str = MUST, *, at: str = "2026-03-02T08:59", consent: ConsentSettings | None = None) -> Talk:
    household = agreed(scripts=("tablets",))
    if consent is not None:
        household = type(household)(resident=household.resident, consent=consent, initiative=household.initiative)
    made = Talk(scripts=with_builtins(script(ASK.format(more=more), "tablets")), household=household)
    made.clock.start = datetime.fromisoformat(at).replace(tzinfo=UTC)
    made.start()
    made.follow("", "")
    return made


def initiatives(made: Talk) -> list[object]:
    return [one.body["what"] for one in made.kinds("initiative")]


def test_it_begins_at_its_time_when_nothing_is_going_on() -> None:
    made = talk()
    [first] = made.wait(60)
    assert words(first) == "Have you had your tablets?"
    assert first.expect is not None
    assert first.keep is not None
    assert first.keep.agenda["tablets@2026-03-02T09:00"] == "begun 0"


def test_nobody_answers_it_asks_again_in_other_words_and_then_notes_it() -> None:
    made = talk()
    asked = []
    for _ in range(3):
        asked += [words(reply) for reply in made.wait(11 * 60) if reply.outcome is Outcome.STARTED]
        made.follow("", "")
    assert asked == [
        "Have you had your tablets?",
        "It is about your tablets. Have you had them?",
        "Tablets: yes, or no?",
    ]
    assert initiatives(made) == ["no answer"]
    assert [one.body["about"] for one in made.kinds("notice")] == ["Tablets"]
    assert [reply for reply in made.wait(3600) if reply.outcome is Outcome.STARTED] == []


def test_not_yet_puts_it_off_and_it_is_asked_again() -> None:
    made = talk()
    made.wait(61)
    assert "I will ask again in a while." in words(made.say("not yet"))
    assert made.wait(14 * 60) == []
    assert words(made.wait(2 * 60)[0]) == "Have you had your tablets?"


def test_in_doubt_it_never_says_to_take_anything() -> None:
    made = talk()
    made.wait(61)
    assert words(made.say("i am not sure")) == "If you are not sure, ask a person first."


def test_unanswered_safety_questions_may_call_a_person() -> None:
    made = talk(MUST.replace("again: 2", "again: 0") + ", no_answer_alert: {level: urgent, category: help}")
    made.wait(61)
    made.follow("", "")
    assert [(alert.level.word, alert.attempt) for alert in made.alerts] == [("urgent", 1)]
    assert [alert.attempt for reply in made.wait(61) for alert in reply.alerts] == [2]
    assert made.acknowledge().outcome is Outcome.ACKNOWLEDGED
    assert [alert for reply in made.wait(300) for alert in reply.alerts] == []


def test_a_reminder_interrupts_a_talk_that_has_paused_and_the_talk_goes_on_where_it_was() -> None:
    household = agreed(scripts=("tablets",))
    made = Talk("morning", scripts=with_builtins(script(ASK.format(more=MUST), "tablets")), household=household)
    made.clock.start = datetime(2026, 3, 2, 8, 59, 30, tzinfo=UTC)
    made.start()
    made.say("very well thank you")
    assert made.replies[-1].state == "morning/pain"
    [first] = made.wait(45)
    assert words(first) == "One moment, please. Something else first. Have you had your tablets?"
    back = made.say("yes i took them")
    assert words(back).endswith("Now back to the question before. Do you have any pain just now?")
    assert back.state == "morning/pain"


def test_it_does_not_speak_into_somebody_elses_words() -> None:
    made = talk()
    for _ in range(120):
        made.clock.seconds += 1
        reply = made._handle(TimePassed(at_s=made.clock.seconds, busy=True))
        assert reply.say == ()


def test_nobody_there_it_waits_and_then_notes_that_it_was_missed() -> None:
    made = talk("window_min: 30, if_missed: note")
    made.presence(False)
    assert [words(one) for one in made.wait(32 * 60) if one.say] == []
    assert initiatives(made) == ["missed"]


def test_without_consent_it_never_speaks_first() -> None:
    made = talk(consent=ConsentSettings(diary=True, share=True))
    assert [one for one in made.wait(3600) if one.say] == []


def test_a_clock_put_forward_by_a_day_makes_no_burst() -> None:
    made = talk()
    made.clock.jump(26 * 3600)
    assert len([one for one in made.wait(120) if one.outcome is Outcome.STARTED]) <= 1
    made.clock.jump(-26 * 3600)
    assert len([one for one in made.wait(120) if one.outcome is Outcome.STARTED]) <= 1


def test_an_alert_goes_before_a_reminder_that_rings() -> None:
    made = talk()
    made.wait(61)
    reply = made.say("i have fallen and i am on the floor")
    assert reply.state.startswith("crisis/")
    assert reply.alerts
    made.acknowledge()
    made.say("thank you")
    assert words(made.say("yes please")).endswith("Have you had them?")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_broken_off_talk_is_offered_again_after_a_restart(answer: str) -> None:
    made = Talk("evening", household=agreed())
    made.start()
    made.follow("it was a good day", "no")
    assert made.replies[-1].state == "evening/tablets"
    back = made.restart(600)
    assert words(back).startswith("The talk was cut short before.")
    said = made.say(answer)
    assert said.state == ("evening/tablets" if answer == "yes" else "talk/quiet")


def test_a_talk_broken_off_a_day_ago_is_let_be() -> None:
    made = Talk("evening", household=agreed())
    made.start()
    made.follow("it was a good day", "no")
    assert made.restart(24 * 3600).state == "talk/hello"


def test_what_is_kept_tells_how_far_a_talk_got_and_nothing_of_the_answers() -> None:
    kept = set()
    for pain in ("no", "yes"):
        made = Talk("evening", household=agreed())
        made.start()
        made.follow("it was a good day", pain)
        assert made.kept.unfinished is not None
        kept.add((pain, made.kept.unfinished.state))
    # Pain leads to a question of its own; until both ways meet again only the question before is remembered.
    assert kept == {("no", "tablets"), ("yes", "pain")}


def test_p6_a_call_that_nobody_has_answered_survives_a_restart() -> None:
    made = Talk(household=agreed())
    made.start()
    made.say("i have fallen and i am on the floor")
    first = made.alerts[0]
    back = made.restart(30)
    assert [(one.identifier, one.attempt) for one in back.alerts] == [(first.identifier, 2)]
    assert "Nobody has answered yet." in words(back)
    assert back.interrupts
    assert [alert.attempt for reply in made.wait(130) for alert in reply.alerts] == [3, 4]
    made.acknowledge("Rose")
    record = made.kinds("acknowledge")[-1]
    assert record.body["id"] == first.identifier
    assert made.restart(5).alerts == ()


def test_what_is_kept_of_a_call_does_not_say_why() -> None:
    made = Talk(household=agreed())
    made.start()
    made.say("i want to kill myself")
    assert "suicid" not in str(made.kept)


def test_p7_it_says_what_it_is_at_first_use_each_morning_and_after_three_hours_of_talk() -> None:
    made = Talk(household=agreed())
    assert NOTICE in words(made.start())
    assert NOTICE not in words(made.say("the weather is nice"))
    told = 0
    for _ in range(45):
        made.wait(297)
        told += NOTICE in words(made.say("the weather is nice"))
    assert told == 1
    made.clock.jump(24 * 3600)
    assert NOTICE in words(made.say("the weather is nice"))


def test_a_restart_the_same_day_does_not_say_it_again() -> None:
    made = Talk(household=agreed())
    made.start()
    made.say("hello")
    assert NOTICE not in words(made.restart(60))


def test_told_again_after_an_hour_a_complaint_rises_one_level() -> None:
    made = Talk(household=agreed())
    made.start()
    assert made.say("i am a bit dizzy").state.startswith("talk/")
    made.wait(3600)
    assert made.say("i am a bit dizzy").state == "crisis/asking"

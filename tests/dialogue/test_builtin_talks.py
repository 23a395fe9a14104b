"""The built-in talks that are no instruments: what each must do and must never do, through the manager's door."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from dialogue.talking import SCRIPTS, START, Talk, agreed, words

from companion.dialogue.authoring.prompts import Role, spoken_lines
from companion.dialogue.household import Household
from companion.dialogue.intents import Band, PhraseIntents
from companion.dialogue.script import Purpose, Script
from companion.messages import Outcome, Reply
from companion.settings import ConsentSettings, InitiativeSettings, ResidentSettings

TALKS = (
    "first_meeting", "medicines", "medicine_doubt", "breathing", "grounding", "movement", "reminiscence", "quiz",
    "night", "loneliness", "orientation", "messages", "handover", "aftercare", "morning", "evening", "talk",
)  # fmt: skip
STARTED_OTHERWISE = {"aftercare", "talk"}
TOLD_TO_TAKE = re.compile(r"(?<!you )\btake (?:them|it|your|the|all)\b", re.IGNORECASE)
PURPOSES = [purpose.value for purpose in Purpose if purpose is not Purpose.SHARE_WITH]


def begun(script: str) -> Talk:
    talk = Talk(script)
    talk.start()
    return talk


def stranger(script: str | None = None) -> Talk:
    """Somebody who was never asked for any consent."""
    household = Household(
        resident=ResidentSettings(name="Ann"), consent=ConsentSettings(), initiative=InitiativeSettings(scripts=())
    )
    return Talk(script, household=household)


def at(talk: Talk, hour: int, day: int = 2) -> Talk:
    talk.clock.start = datetime(2026, 3, day, hour, 0, tzinfo=UTC)
    return talk


def consents(talk: Talk) -> dict[str, bool]:
    return {str(record.body["purpose"]): bool(record.body["given"]) for record in talk.kinds("consent")}


# First meeting


def test_the_first_meeting_begins_by_itself_and_says_what_it_is() -> None:
    talk = stranger()
    said = words(talk.start())
    assert talk.replies[-1].state == "first_meeting/ready"
    assert "I am a computer program, not a person." in said
    assert "I am not a nurse. I can be wrong, and I can miss a call." in said
    assert "red button" in said


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_each_consent_is_asked_once_in_order_and_a_no_takes_as_many_words_as_a_yes(answer: str) -> None:
    talk = stranger()
    talk.start()
    talk.say("yes")
    states = []
    for _ in PURPOSES:
        states.append(talk.replies[-1].state.partition("/")[2])
        talk.say(answer)
    assert states == PURPOSES
    assert consents(talk) == dict.fromkeys(PURPOSES, answer == "yes")
    assert "change my choices" in words(talk.replies[-1])


def test_nothing_said_before_the_diary_was_agreed_to_is_kept() -> None:
    talk = stranger()
    talk.start()
    talk.follow("my wife was called violet", "yes go on", "we had a dog", "yes you may")
    kept = [str(dict(record.body)) for record in talk.records[:-2]]
    assert not any("violet" in body or "dog" in body for body in kept)


def test_doubt_and_silence_are_no_consent() -> None:
    talk = stranger()
    talk.start()
    talk.follow("yes", "i am not sure", "i don't know", "blue elephants", "blue elephants", "blue elephants")
    assert consents(talk) == {}
    assert talk.follow("", "", "").state == "talk/quiet"


def test_who_does_not_want_the_questions_is_left_in_peace_and_asked_another_day() -> None:
    talk = stranger()
    talk.start()
    assert talk.say("no not now").state == "talk/quiet"
    assert consents(talk) == {}
    assert talk.restart(3600).state == "first_meeting/ready"


def test_a_choice_is_changed_by_voice() -> None:
    talk = begun("talk")
    talk.follow("change my choices", "yes", "no", "no", "no", "no", "no")
    assert consents(talk) == dict.fromkeys(PURPOSES, False)


def test_the_first_meeting_takes_two_minutes_at_most() -> None:
    script = SCRIPTS["first_meeting"]
    way = [name for name in script.states if name != "not_now" and not name.endswith("_no")]
    seconds = [
        max(line.seconds for line in spoken_lines(script) if line.state == name and line.role is Role.SAY)
        for name in way
    ]
    assert sum(seconds) < 120


# Medicines


@pytest.mark.parametrize(
    ("hour", "measure"),
    [(8, "medicine.morning"), (14, "medicine.day"), (20, "medicine.evening"), (23, "medicine.evening")],
)
def test_the_time_of_day_names_the_tablets(hour: int, measure: str) -> None:
    talk = at(Talk("medicines"), hour)
    talk.start()
    talk.say("yes i have had them")
    assert [(one.body["measure"], one.body["value"]) for one in talk.kinds("measure")] == [(measure, True)]


@pytest.mark.parametrize("answer", ["not yet", "later", "in ten minutes", "remind me later", "when i have eaten"])
def test_not_yet_puts_the_reminder_off(answer: str) -> None:
    talk = reminded()
    assert talk.say(answer).state == "talk/quiet"
    assert "again in ten minutes" in words(talk.replies[-1])
    assert [reply for reply in talk.wait(8 * 60) if reply.say] == []
    assert talk.wait(3 * 60)[0].state == "medicines/morning"


def reminded() -> Talk:
    """The reminder has just begun by itself."""
    talk = Talk(household=agreed(scripts=("medicines",)))
    talk.clock.start = START.replace(hour=7, minute=59)
    talk.start()
    talk.follow("", "")
    assert talk.wait(60)[-1].state == "medicines/morning"
    return talk


@pytest.mark.parametrize("answer", ["i do not want them", "i will not have them", "i refuse"])
def test_a_refusal_is_noted_and_not_argued_with(answer: str) -> None:
    talk = reminded()
    reply = talk.say(answer)
    assert reply.state == "talk/quiet"
    assert "It is for you to say." in words(reply)
    assert [one.body["who"] for one in talk.kinds("notice")] == ["caregiver"]
    assert [later for later in talk.wait(2 * 3600) if later.say] == []


@pytest.mark.parametrize("answer", ["i am not sure", "have i taken them", "i can't remember", "i think so", "did i"])
@pytest.mark.parametrize("then", ["yes", "no", "i am not sure", "", "blue elephants"])
def test_doubt_is_never_answered_with_take_it(answer: str, then: str) -> None:
    talk = reminded()
    talk.follow(answer, *[then] * 5)
    said = " ".join(words(reply) for reply in talk.replies)
    assert "leave all tablets alone until a person has checked" in said
    assert TOLD_TO_TAKE.search(said) is None
    assert talk.alerts or talk.kinds("notice")


def test_perhaps_twice_calls_a_person_at_once() -> None:
    talk = reminded()
    talk.follow("i am not sure", "yes maybe twice")
    assert [(alert.category, alert.level.word) for alert in talk.alerts] == [("overdose", "urgent")]
    assert talk.replies[-1].interrupts


def test_doubt_that_it_was_twice_offers_a_person_and_a_no_is_noted_within_the_hour() -> None:
    talk = reminded()
    talk.follow("i am not sure", "i am not sure", "i am not sure")
    assert talk.replies[-1].state == "medicine_doubt/ask_call"
    talk.say("no")
    assert talk.alerts == []
    assert [(one.body["who"], one.body["within"]) for one in talk.kinds("notice")] == [("caregiver", "hour")]


# Calming, moving, looking back


def test_breathing_goes_on_in_silence_and_stops_for_a_dizzy_head() -> None:
    talk = begun("breathing")
    assert [talk.follow(line).state for line in ("yes", "", "", "", "")] == [
        "breathing/first", "breathing/first", "breathing/first", "breathing/first", "breathing/second",
    ]  # fmt: skip
    assert "stop here" in words(talk.say("i feel giddy"))
    assert talk.replies[-1].state == "talk/quiet"


def test_grounding_asks_for_three_two_and_one() -> None:
    talk = begun("grounding")
    asked = [words(talk.say(line)) for line in ("yes", "the lamp and the door", "the clock")]
    assert ["three things" in asked[0], "two things" in asked[1], "one" in asked[1]] == [True, True, False]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("yes the doctor said so",), "rest is right"),
        (("i am not sure", "i am not sure"), "ask the person who looks after you"),
        (("no", "no i am in bed"), "another time"),
        (("no", "yes", "it hurts"), "stop here"),
        (("no", "yes", "", "i feel giddy"), "stay sitting"),
    ],
)
def test_movement_is_for_who_may_and_who_sits(answers: tuple[str, ...], said: str) -> None:
    talk = begun("movement")
    assert said in words(talk.follow(*answers))
    assert talk.replies[-1].state == "talk/quiet"


@pytest.mark.parametrize("day", range(2, 9))
def test_each_day_has_its_own_question_about_old_times(day: int) -> None:
    today, tomorrow = (words(at(Talk("reminiscence"), 15, one).start()) for one in (day, day + 1))
    assert today != tomorrow


# Quiz


def rights(script: Script, day: str) -> list[str]:
    """The right answers of a day."""
    return [
        next(answer for answer, to in script.states[f"{day}_{number}"].next.items() if to.endswith("_right"))
        for number in range(1, 6)
    ]


@pytest.mark.parametrize("count", range(7))
def test_every_weekday_has_five_questions_of_its_own_and_no_score(count: int) -> None:
    moment = START + timedelta(days=count)
    talk = at(Talk("quiz"), 15, moment.day)
    talk.start()
    for number, right in enumerate(rights(SCRIPTS["quiz"], f"{moment:%A}".lower()), start=1):
        assert talk.replies[-1].state == f"quiz/{moment:%A}_{number}".lower()
        talk.say(right.lower())
    assert talk.replies[-1].state == "talk/quiet"
    assert talk.kinds("measure", "notice") == []


def test_the_quiz_is_kind_about_a_wrong_answer_and_tells_the_right_one() -> None:
    talk = at(Talk("quiz"), 15, 3)
    talk.start()
    said = words(talk.say("rome"))
    assert "Paris is the capital of France." in said
    assert not any(word in said.lower() for word in ("wrong", "sorry", "no,", "incorrect"))


@pytest.mark.parametrize("state", [name for name, one in SCRIPTS["quiz"].states.items() if one.asks])
def test_the_right_answer_is_said_in_the_question_and_after_it(state: str) -> None:
    script = SCRIPTS["quiz"]
    here = script.states[state]
    right = next(answer for answer, to in here.next.items() if to.endswith("_right"))
    told = script.states[here.next["default"]].say["any"][0].lower()
    assert right.lower() in here.say["any"][0].lower()
    assert right.lower().removeprefix("the ").removeprefix("a ").rstrip("s") in told


# Night, loneliness, orientation, messages


def test_at_night_the_light_comes_first_and_who_cannot_get_up_gets_a_person() -> None:
    talk = at(Talk("night"), 2)
    talk.start()
    assert words(talk.say("the toilet")).startswith("Light on first")
    assert talk.say("no i am unsteady").state == "crisis/asking"
    assert talk.say("yes").alerts


def test_night_talk_is_short() -> None:
    longest = max(line.seconds for line in spoken_lines(SCRIPTS["night"]) if line.role is Role.SAY)
    assert longest < 10


def test_loneliness_points_to_people_and_notes_only_what_was_wanted() -> None:
    for answer, notices in (("yes please", 1), ("no", 0)):
        talk = begun("loneliness")
        talk.follow("my sister", "a visit", "tomorrow", answer)
        assert len(talk.kinds("notice")) == notices
        assert [one.body["value"] for one in talk.kinds("measure")] == ["your sister", "a visit", "tomorrow"]


@pytest.mark.parametrize(
    ("hour", "meal"),
    [(7, "Breakfast comes first"), (14, "in the evening"), (19, "Supper"), (2, "next meal is breakfast")],
)
def test_the_next_meal_goes_by_the_time_of_day_however_often_it_is_asked(hour: int, meal: str) -> None:
    talk = at(Talk("orientation"), hour)
    assert meal in words(talk.start())
    for _ in range(6):
        reply = talk.say("what is the next meal")
        assert meal in words(reply)
        assert not any(word in words(reply) for word in ("again and again", "already", "told you"))
    assert talk.say("no").state == "talk/quiet"


def test_a_message_counts_as_read_out_only_when_it_has_been_heard() -> None:
    talk = begun("talk")
    talk.message("Anna", "I come on Sunday.")
    talk.message("Tom", "The cat is back.")
    talk.say("read my message")
    assert talk.replies[-1].delivered == ()
    assert "Anna writes: I come on Sunday." in words(talk.say("yes"))
    assert talk.replies[-1].delivered == ()
    assert talk.say("no thank you").delivered == ("Anna I come on Sunday.",)
    assert "Tom writes: The cat is back." in words(talk.say("yes"))
    assert talk.follow("", "").delivered == ("Tom The cat is back.",)
    assert "no message" in words(talk.say("read my message"))


# Staff, and after a call


def test_the_hand_over_is_told_by_staff_and_keeps_the_delicate_question_private() -> None:
    talk = begun("handover")
    talk.follow("yes", "bad", "hardly any", "two cups", "no not here", "nothing")
    assert {str(one.body["measure"]): one.body["value"] for one in talk.kinds("measure")} == {
        "staff.present": True, "staff.slept": 0, "staff.ate": 0, "staff.drank": 2, "staff.next_shift": "nothing",
    }  # fmt: skip
    assert all("told by staff" in str(one.body["question"]) for one in talk.kinds("measure")[1:])
    assert talk.kinds("notice") == []
    said = " ".join(words(reply) for reply in talk.replies).lower()
    assert "confus" not in said
    assert "muddle" not in said


def test_who_is_no_staff_hands_nothing_over() -> None:
    talk = begun("handover")
    assert talk.say("no i live here").state == "talk/quiet"


def test_more_muddle_than_usual_is_for_the_clinician_within_the_hour() -> None:
    talk = begun("handover")
    talk.follow("yes", "good", "most", "six cups", "yes", "yes more than usual")
    assert [(one.body["who"], one.body["within"]) for one in talk.kinds("notice")] == [("clinician", "hour")]


@pytest.mark.parametrize(
    ("answers", "alerts", "notices"),
    [
        (("yes i am fine", "no nothing hurts", "no"), [], []),
        (("yes i am fine", "no", "yes please"), [], [("caregiver", "same_day")]),
        (("no i am not", "yes"), ["help"], []),
        (("yes", "yes", "yes"), ["pain"], []),
        (("", "", ""), [], [("caregiver", "hour")]),
        (("i don't know", "i don't know", "yes please", "yes"), ["help"], []),
    ],
)
def test_after_a_call_who_is_not_well_gets_a_person_again(
    answers: tuple[str, ...], alerts: list[str], notices: list[tuple[str, str]]
) -> None:
    talk = begun("aftercare")
    talk.follow(*answers)
    assert [alert.category for alert in talk.alerts] == alerts
    assert [(one.body["who"], one.body["within"]) for one in talk.kinds("notice")] == notices


def test_half_an_hour_after_a_call_it_asks_how_things_are_and_not_what_they_were() -> None:
    talk = begun("talk")
    talk.follow("i want to kill myself", "(ack)", "thank you")
    later = [reply for reply in talk.wait(31 * 60) if reply.outcome is Outcome.STARTED]
    assert [reply.state for reply in later] == ["aftercare/hello"]
    assert not any(word in words(later[0]).lower() for word in ("suicid", "kill", "life"))


# All of them


@pytest.mark.parametrize("script", TALKS)
def test_stop_ends_it_at_every_question(script: str) -> None:
    for name, state in SCRIPTS[script].states.items():
        if state.asks and not state.rest and script != "talk":
            assert Talk.standing(script, name).say("stop").state == "talk/quiet", name


@pytest.mark.parametrize("script", [name for name in TALKS if name not in STARTED_OTHERWISE])
def test_its_invitations_are_its_own(script: str) -> None:
    intents = PhraseIntents({name: one.invite for name, one in SCRIPTS.items() if one.invite})
    invite = SCRIPTS[script].invite
    assert len(invite) >= 5
    assert {line: intents.of(line).name for line in invite} == dict.fromkeys(invite, script)


@pytest.mark.parametrize(
    "line", ["i am bored", "i am tired", "i am so sad", "good morning", "i had a nice day", "hello"]
)
def test_a_feeling_or_a_greeting_is_heard_before_anything_is_begun(line: str) -> None:
    talk = begun("talk")
    reply = talk.say(line)
    assert reply.state.startswith("talk/")
    assert reply.state != "talk/offer"


def test_what_open_talk_names_as_an_offer_is_an_invitation() -> None:
    intents = PhraseIntents({name: one.invite for name, one in SCRIPTS.items() if one.invite})
    named = {
        line.plain.rpartition("say: ")[2].rstrip(".")
        for script in TALKS
        for line in spoken_lines(SCRIPTS[script])
        if "say: " in line.plain
    } - {"done", "not seen", "nothing", "today, or tomorrow", "a call, or a visit", "the day, or the next meal"}
    assert len(named) >= 5
    assert [line for line in named if intents.of(line).band is not Band.START] == []


def test_a_yes_to_what_open_talk_offers_begins_it() -> None:
    talk = begun("talk")
    reply: Reply = talk.follow("i am bored", "yes please")
    assert reply.state.startswith("quiz/")
    talk = begun("talk")
    assert talk.follow("i am so bored", "tell me of the past then").state.startswith(("reminiscence/", "talk/"))

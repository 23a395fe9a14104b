"""Built-in questions about pain, falls, sleep, food and drink; and what every questionnaire says about itself."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from dialogue.talking import SCRIPTS, Talk, words
from dialogue.test_instruments import (
    DAYS,
    INSTRUMENTS,
    LONG,
    OF_DAYS,
    OFTEN,
    REACHABLE,
    asked,
    everything_said,
    in_days,
    measured,
    notices,
)

from companion.dialogue.triage import Triage
from companion.settings import InitiativeSettings

# What a questionnaire says about itself


@pytest.mark.parametrize("script", INSTRUMENTS)
def test_the_front_part_is_complete(script: str) -> None:
    front = SCRIPTS[script]
    told = (front.rights, front.source, front.accessed, front.recall, front.mode_validated, front.population)
    assert all((*told, front.cutoffs, front.on_positive))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", front.accessed)
    assert len(front.invite) >= 3
    assert front.schedule is not None


def loinc_digit(number: str) -> int:
    """The check digit of a LOINC code: modulus 10, double-add-double (LOINC Users' Guide, appendix C)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = str(int("".join(map(str, digits[::2]))[::-1]) * 2)
    return -(sum(map(int, doubled)) + sum(digits[1::2])) % 10


def test_every_code_is_well_formed_and_means_one_question() -> None:
    assert loinc_digit("44261") == 6
    meant: dict[str, set[str]] = {}
    for script in INSTRUMENTS:
        coded = [state.record for state in SCRIPTS[script].states.values() if state.record]
        for one in (*coded, *SCRIPTS[script].scores.values()):
            if one.code:
                meant.setdefault(one.code, set()).add(one.label)
    assert {"loinc:44260-8", "loinc:55758-7", "loinc:44261-6", "loinc:70274-6", "loinc:69725-0"} <= set(meant)
    for code, labels in meant.items():
        number, _, digit = code.removeprefix("loinc:").partition("-")
        assert int(digit) == loinc_digit(number), code
        assert len(labels) == 1, code


def test_the_same_item_is_worded_the_same_in_every_questionnaire() -> None:
    for short, long in (("phq2", "phq8"), ("phq8", "phq9"), ("gad2", "gad7")):
        for name in SCRIPTS[short].scores["total"].of:
            here, there = SCRIPTS[short].states[name], SCRIPTS[long].states[name]
            assert (here.say, here.expect) == (there.say, there.expect)


@pytest.mark.parametrize("script", INSTRUMENTS)
@pytest.mark.parametrize("named", [True, False])
def test_it_begins_by_itself_only_where_the_settings_name_it(script: str, named: bool) -> None:
    schedule = SCRIPTS[script].schedule
    assert schedule is not None
    home = replace(REACHABLE, initiative=InitiativeSettings(scripts=(script,) if named else ()))
    talk = Talk("talk", household=home)
    weekday = schedule.weekdays[0] if schedule.weekdays else "monday"
    at = schedule.at[0]
    talk.clock.start = talk.clock.start.replace(hour=at.hour, minute=at.minute)
    while f"{talk.clock.start:%A}".lower() != weekday:
        talk.clock.jump(24 * 3600)
    talk.start()
    talk.follow("", "")
    talk.wait(2)
    assert talk.replies[-1].state.split("/")[0] == (script if named else "talk")


# How old people answer


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("not at all", 0), ("oh no never", 0), ("hardly ever dear", 0), ("can't say i have", 0), ("not so much", 0),
        ("now and then", 1), ("now and again", 1), ("every now and again", 1), ("on and off you know", 1),
        ("well a day or two", 1), ("i have my off days", 1),
        ("the odd day", 1), ("once or twice", 1), ("from time to time", 1), ("not every day", 1),
        ("most days", 2), ("more often than not", 2), ("half the time", 2), ("quite often i'm afraid", 2), ("a lot", 2),
        ("not every day but most", 2), ("oh every blessed day", 3), ("day in day out", 3), ("all the time", 3),
        ("pretty well every day", 3), ("nearly every day", 3), ("every day god sends", 3), ("no wait every day", 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("script", OF_DAYS)
def test_how_many_days_is_understood_as_it_is_said(script: str, said: str, value: int) -> None:
    talk = asked(script, said)
    assert [record.body["value"] for record in talk.kinds("measure")] == [value]


@pytest.mark.parametrize(
    ("said", "value"),
    [("no never", 1), ("hardly ever", 1), ("not often", 1), ("no i have plenty of company", 1), ("now and then", 2),
     ("only of an evening", 2), ("when the family goes home", 2), ("oh quite often", 3), ("most of the time", 3),
     ("every blessed day", 3)],
)  # fmt: skip
def test_how_often_is_understood_as_it_is_said(said: str, value: int) -> None:
    assert measured(asked("ucla3", said), "ucla3.companionship")[0].body["value"] == value


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [("satisfied", "i can't complain", True), ("satisfied", "on the whole yes", True),
     ("bored", "bored to tears", True), ("bored", "never a dull moment", False),
     ("fear", "what will be will be", False), ("home", "i like my own company", True),
     ("dropped", "i had to give up my dancing", True), ("worthless", "i am no use to anybody", True),
     ("better_off", "plenty are worse off", False), ("memory", "no worse than anybody", False),
     ("wonderful", "oh yes every day is a gift", True), ("energy", "worn out", False)],
)  # fmt: skip
def test_a_yes_or_no_is_understood_as_it_is_said(question: str, said: str, value: bool) -> None:
    talk = Talk.standing("gds15", question)
    talk.say(said)
    if not measured(talk, f"gds15.{question}"):
        assert "Is that right?" in words(talk.replies[-1])
        talk.say("yes")
    assert measured(talk, f"gds15.{question}")[0].body["value"] is value


def test_a_doubtful_answer_is_read_back_and_can_be_corrected() -> None:
    talk = asked("phq8", "most days perhaps")
    assert words(talk.replies[-1]) == "I will put: more than half the days. Is that right?"
    assert talk.kinds("measure") == []
    talk.say("no nearly every day")
    assert measured(talk, "phq8.interest")[0].body["value"] == 3


@pytest.mark.parametrize("denial", ["no", "no that's wrong", "nope", "no not really", "no no", "no it is not"])
def test_a_no_to_what_was_read_back_is_no_zero(denial: str) -> None:
    """ "No" alone would answer the question itself with not at all."""
    talk = asked("phq8", "most days perhaps", denial)
    assert (talk.kinds("measure"), talk.replies[-1].state) == ([], "phq8/interest")
    assert talk.replies[-1].buttons == DAYS
    talk.say("not at all")
    assert measured(talk, "phq8.interest")[0].body["value"] == 0


def test_two_answers_not_understood_bring_the_four_on_the_screen() -> None:
    talk = asked("phq8", "blue elephants")
    assert "There are four answers" in words(talk.replies[-1])
    assert talk.say("blue elephants").buttons == DAYS
    talk.touch("several days")
    (record,) = measured(talk, "phq8.interest")
    assert (record.body["value"], record.body["mode"]) == (1, "touch")


# Company, pain, falls, sleep, food and drink


@pytest.mark.parametrize(("script", "exercise"), [("phq8", "movement"), ("phq9", "movement"), ("gad7", "breathing")])
def test_a_little_above_the_cut_off_an_exercise_is_offered(script: str, exercise: str) -> None:
    talk = asked(script, *in_days(6, LONG[script]), "yes please")
    assert talk.replies[-1].state.startswith(f"{exercise}/")


def test_who_is_lonely_may_plan_a_call_and_nobody_hears_of_it_who_should_not() -> None:
    talk = asked("ucla3", OFTEN[1], OFTEN[1], OFTEN[1], "that would be nice", "my daughter")
    assert measured(talk, "loneliness.contact")[0].body["value"] == "daughter"
    assert notices(talk) == [("caregiver", "summary")] * 2
    assert notices(asked("ucla3", OFTEN[1], OFTEN[1], OFTEN[0])) == []


@pytest.mark.parametrize(
    ("answers", "category", "level"),
    [
        (["yes in my chest", "a little"], "chest_heart", "emergency"),
        (["yes in my hip", "severe", "yes it just started"], "pain", "urgent"),
        (["yes in my hip", "about a seven", "seven", "out of the blue"], "pain", "urgent"),
        (["yes", "moderate", "in my tummy", "yes since this morning"], "pain", "urgent"),
        (["yes my head hurts", "a little", "never had it before"], "pain", "urgent"),
    ],
)
def test_new_strong_pain_and_pain_in_certain_places_call_a_person(
    answers: list[str], category: str, level: str
) -> None:
    talk = asked("pain", *answers)
    assert talk.replies[-1].state == "crisis/asking"
    assert [(alert.category, alert.level.word) for alert in talk.say("yes").alerts] == [(category, level)]


@pytest.mark.parametrize(
    "answers", [["no nothing hurts"], ["yes in my knee", "moderate", "yes", "much worse"],
                ["yes in my hip", "severe", "no for years", "yes", "no"],
                ["yes in my knee", "about a four", "four", "no", "no"]]
)  # fmt: skip
def test_other_pain_is_noted_and_nobody_is_called(answers: list[str]) -> None:
    talk = asked("pain", *answers)
    assert (talk.alerts, talk.replies[-1].state) == ([], "talk/quiet")


def test_pain_is_a_word_and_a_number_only_for_who_wants_one() -> None:
    talk = asked("pain", "yes my knee", "seven out of ten", "seven")
    assert measured(talk, "pain.nrs")[0].body["value"] == 7
    assert "zero is no pain" in everything_said(talk)
    assert "ten" not in everything_said(asked("pain", "yes my knee", "moderate", "no", "no"))


FALL = ("yes once", "once", "yes yesterday", "i slipped")


@pytest.mark.parametrize(
    ("answers", "called"),
    [
        (["yes i banged my head", "yes warfarin"], True),
        (["yes i banged my head", "i am not sure"], True),
        (["yes i banged my head", "", ""], True),
        (["yes i banged my head", "no i do not", "no only my pride"], False),
        (["no on my bottom", "no only my pride"], False),
        (["no on my bottom", "yes my wrist is sore"], True),
    ],
)
def test_a_fall_lately_is_passed_on_and_a_person_called_where_it_may_be_serious(
    answers: list[str], called: bool
) -> None:
    talk = asked("falls", *FALL, *answers)
    assert (talk.replies[-1].state == "crisis/asking") == called
    if called:
        talk.follow("yes", "(ack)", "thank you", "yes")
        assert [alert.category for alert in talk.alerts] == ["fall"]
    assert ("caregiver", "same_day") in notices(talk)
    assert talk.replies[-1].state == "falls/unsteady"


@pytest.mark.parametrize(
    ("answers", "wanted"), [(("no", "no", "no"), []), (("no", "a bit wobbly", "no"), [("caregiver", "summary")]),
                            (("no", "no", "yes a bit"), [("caregiver", "summary")])]
)  # fmt: skip
def test_any_yes_of_the_three_questions_about_falls_goes_to_the_summary(
    answers: tuple[str, ...], wanted: list[tuple[str, str]]
) -> None:
    assert notices(asked("falls", *answers)) == wanted


def test_sleep_is_counted() -> None:
    talk = asked("sleep", "six or seven", "yes", "like a wet rag", "three times")
    assert measured(talk, "sleep.hours")[0].body["value"] == 6.5
    assert measured(talk, "sleep.rested")[0].body["value"] == 0
    assert "light on first" in everything_said(talk)
    assert "light" not in everything_said(asked("sleep", "eight", "yes", "just once"))


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        (["every scrap", "no", "six", "about the same"], []),
        (["like a bird", "no only today", "no", "six", "about the same"], []),
        (["like a bird", "yes the same", "no", "six", "about the same"], [("caregiver", "day")]),
        (["all of it", "no", "two", "yes a bit less", "yes all week"], [("caregiver", "day")]),
        (["all of it", "my clothes are loose", "two", "about the same"], [("caregiver", "summary")]),
    ],
)
def test_little_food_or_drink_on_two_days_is_passed_on(answers: list[str], wanted: list[tuple[str, str]]) -> None:
    talk = asked("appetite", *answers)
    assert notices(talk) == wanted
    assert talk.replies[-1].state == "talk/quiet"
    assert "hydrat" not in everything_said(talk)


def test_an_answer_about_a_fall_that_is_over_is_for_the_script_and_worth_a_note() -> None:
    made = Talk("falls", triage=Triage())
    made.start()
    while "past year" not in words(made.replies[-1]):
        made.say("yes")
    reply = made.say("yes i slipped in the bathroom this morning but i got up again")
    assert reply.state.startswith("falls/")
    assert [one.body["attempt"] for one in made.kinds("alert")] == [0]
    assert made.say("i have fallen again and i am on the floor").state.startswith("crisis/")


# A bare no, and digits, at a question that names its answers


def in_pain(*answers: str) -> Talk:
    talk = Talk("pain")
    talk.start()
    talk.follow("yes", *answers)
    return talk


def strengths(talk: Talk) -> list[object]:
    return [one.body["value"] for one in talk.kinds("measure") if one.body["measure"] in {"pain.strength", "pain.nrs"}]


@pytest.mark.parametrize("no", ["no", "no thank you", "nope", "oh no dear"])
@pytest.mark.parametrize("before", [(), ("my hip",), ("banana", "my hip"), ("about a two",)])
def test_a_bare_no_to_how_strong_the_pain_is_is_no_pain_of_nought(no: str, before: tuple[str, ...]) -> None:
    talk = in_pain(*before)
    reply = talk.say(no)
    assert "there is no pain" not in words(reply)
    assert 0 not in strengths(talk)


def test_that_the_pain_has_gone_is_still_an_answer() -> None:
    for gone in ("no pain", "it has gone", "nothing", "no it has gone"):
        talk = in_pain(gone)
        assert strengths(talk) == [0], gone


@pytest.mark.parametrize("script", ["morning", "evening"])
def test_the_same_in_the_other_talks_that_ask_about_pain(script: str) -> None:
    talk = Talk.standing(script, "strength")
    assert "How strong is it?" in words(talk.replies[-1])
    talk.say("no")
    assert [one.body["value"] for one in talk.kinds("measure")] == []


@pytest.mark.parametrize("said", ["6", "6 out of 10", "about a 7", "2", "six"])
def test_a_number_said_early_is_taken_for_one_in_digits_too(said: str) -> None:
    talk = in_pain(said)
    assert talk.replies[-1].state == "pain/number"
    talk.say("6")
    assert strengths(talk)[-1] == 6


def test_a_bare_no_after_the_breathing_exercise_is_not_worse() -> None:
    talk = Talk.standing("breathing", "ask")
    assert "better, the same, or worse" in words(talk.replies[-1]) or "better now" in words(talk.replies[-1])
    talk.say("no")
    assert talk.kinds("measure") == []
    assert talk.replies[-1].state == "breathing/ask"

"""Built-in questionnaires through the real manager: scores, whom a result goes to, and the ninth question."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from dialogue.talking import AGREED, FLAGS, RED_FLAGS, SCRIPTS, Talk, agreed, words
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.dialogue.household import Household
from companion.messages import Record, Scope, TriageLevel
from companion.settings import ConsentSettings, ResidentSettings

DAYS = ("not at all", "several days", "more than half the days", "nearly every day")
OFTEN = ("hardly ever", "some of the time", "often")
LONG = {"phq8": 8, "phq9": 9, "gad7": 7}
OF_DAYS = ("phq2", "phq8", "phq9", "gad2", "gad7")
INSTRUMENTS = (*OF_DAYS, "gds15", "ucla3", "pain", "falls", "sleep", "appetite")
REACHABLE = replace(agreed(), resident=ResidentSettings(name="Margaret", human_reachable=True))
KEPT_TO_ONESELF = ConsentSettings(diary=True, share=False, mood=True, initiative=True)


def household(*, reachable: bool = False, consent: ConsentSettings = AGREED) -> Household:
    return replace(REACHABLE if reachable else agreed(), consent=consent)


def asked(script: str, *answers: str, home: Household = REACHABLE) -> Talk:
    """A talk in which these answers were given, one after the other."""
    talk = Talk(script, household=home)
    talk.start()
    talk.follow(*answers)
    return talk


def measured(talk: Talk, measure: str) -> list[Record]:
    return [record for record in talk.kinds("measure") if record.body["measure"] == measure]


def total(talk: Talk, measure: str) -> float | None:
    """The one total that was recorded."""
    (record,) = measured(talk, measure)
    value = record.body["value"]
    assert value is None or isinstance(value, int | float)
    return value


def notices(talk: Talk) -> list[tuple[str, str]]:
    """Whom a result was passed on to, and how soon."""
    passed_on = [record for record in talk.kinds("notice") if record.scope is not Scope.DIARY]
    return [(str(record.body["who"]), str(record.body["within"])) for record in passed_on]


def everything_said(talk: Talk) -> str:
    return " ".join(words(reply) for reply in talk.replies)


def adding_up(points: int, questions: int, most: int = 3) -> list[int]:
    """Answers to so many questions that make so many points."""
    full, rest = divmod(points, most)
    return ([most] * full + [rest] + [0] * questions)[:questions]


def in_days(points: int, questions: int) -> list[str]:
    return [DAYS[value] for value in adding_up(points, questions)]


# Scores


def test_phq9_of_all_threes_is_27() -> None:
    assert total(asked("phq9", *[DAYS[3]] * 9), "phq9.total") == 27


@pytest.mark.parametrize(("answer", "points"), [("yes", 10), ("no", 5)])
def test_gds_counts_five_questions_the_other_way_round(answer: str, points: int) -> None:
    assert total(asked("gds15", *[answer] * 15), "gds15.total") == points
    assert set(SCRIPTS["gds15"].scores["total"].reversed) == {"satisfied", "spirits", "happy", "wonderful", "energy"}


def test_ucla_of_all_hardly_ever_is_3_and_of_all_often_9() -> None:
    assert total(asked("ucla3", *[OFTEN[0]] * 3), "ucla3.total") == 3
    assert total(asked("ucla3", *[OFTEN[2]] * 3), "ucla3.total") == 9


@pytest.mark.parametrize("script", OF_DAYS)
def test_the_answers_are_the_four_of_the_instrument_and_zero_is_not_at_all(script: str) -> None:
    """Many copies of the GAD-7 print "not at all sure" for zero (Zorowitz 2021)."""
    for name in (*SCRIPTS[script].scores["total"].of,):
        options = SCRIPTS[script].states[name].expect.options
        assert [(option, found.value) for option, found in options.items()] == [*zip(DAYS, range(4), strict=True)]
        assert not any("sure" in synonym for found in options.values() for synonym in found.synonyms)
    (record,) = asked(script, "not at all").kinds("measure")
    assert (record.body["value"], record.body["label"]) == (0, "not at all")


@pytest.mark.parametrize("said", ["not at all sure", "i am not at all sure", "i am not sure", "i could not say"])
def test_not_at_all_sure_is_doubt_and_no_zero(said: str) -> None:
    for script in OF_DAYS:
        talk = asked(script, said)
        assert talk.kinds("measure") == []
        assert "guess" in words(talk.replies[-1])


def given_to(script: str, values: list[int | None]) -> Talk:
    """A talk with these values as answers; None leaves the question."""
    spoken = {"gds15": ("no", "yes"), "ucla3": ("", *OFTEN)}.get(script, DAYS)
    return asked(script, *["skip" if value is None else spoken[value] for value in values])


def counted(script: str, values: list[int | None]) -> int | None:
    """What the instrument's instructions add up to."""
    turned = SCRIPTS[script].scores["total"].reversed
    names = SCRIPTS[script].scores["total"].of
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return sum(1 - value if name in turned else value for name, value in zip(names, known, strict=True))


RANGES = {**dict.fromkeys(("phq2", "phq8", "phq9", "gad2", "gad7"), (0, 3)), "gds15": (0, 1), "ucla3": (1, 3)}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), script=st.sampled_from(sorted(RANGES)))
def test_a_total_is_the_sum_and_a_missing_answer_is_no_zero(data: st.DataObject, script: str) -> None:
    low, high = RANGES[script]
    count = len(SCRIPTS[script].scores["total"].of)
    one = st.integers(low, high) | (st.none() if data.draw(st.booleans()) else st.nothing())
    values = data.draw(st.lists(one, min_size=count, max_size=count))
    talk = given_to(script, values)
    record = measured(talk, f"{script}.total")[0]
    assert record.body["value"] == counted(script, values)
    assert (record.body["label"] == "not complete") == (None in values)
    no_number_is_said(talk)


def no_number_is_said(talk: Talk) -> None:
    """Neither a total nor a band ever reaches the resident."""
    said = everything_said(talk).lower()
    assert not re.search(
        r"\d|\bscores?\b|\bpoints?\b|\btotal\b|\bmoderate\b|\bmoderately\b|\bsevere\b|depression", said
    )


@pytest.mark.parametrize("script", sorted(RANGES))
@pytest.mark.parametrize("leaving", ["skip", "i would rather not say"])
def test_refusing_any_one_question_leaves_no_total(script: str, leaving: str) -> None:
    names = SCRIPTS[script].scores["total"].of
    least = {"gds15": "no", "ucla3": OFTEN[0]}.get(script, DAYS[0])
    for place in range(len(names)):
        talk = asked(script, *[leaving if here == place else least for here in range(len(names))])
        assert total(talk, f"{script}.total") is None, names[place]
        assert measured(talk, f"{script}.{names[place]}")[0].body["value"] is None


@pytest.mark.parametrize("script", INSTRUMENTS)
def test_p6_a_red_flag_beside_any_question_reaches_the_protocol_in_one_step(script: str) -> None:
    for name, flag in product(SCRIPTS[script].questions, RED_FLAGS):
        if FLAGS[flag] == (TriageLevel.URGENT, SCRIPTS[script].states[name].asks_about):
            continue  # the question is about just that: an answer, unless it is an emergency
        reply = Talk.standing(script, name, household=REACHABLE).say(flag)
        assert (reply.state.split("/")[0], reply.interrupts) == ("crisis", True)


# Whom a result goes to (defaults that a clinician can change)


@pytest.mark.parametrize(
    ("script", "points", "wanted"),
    [
        *[(script, 4, []) for script in LONG],
        *[(script, 5, [("caregiver", "summary")]) for script in LONG],
        *[(script, 9, [("caregiver", "summary")]) for script in LONG],
        *[(script, 10, [("caregiver", "day"), ("clinician", "day")]) for script in ("phq8", "phq9")],
        *[(script, 14, [("caregiver", "day"), ("clinician", "day")]) for script in ("phq8", "phq9")],
        *[(script, 15, [("clinician", "same_day")]) for script in ("phq8", "phq9")],
        ("phq8", 24, [("clinician", "same_day")]),
        ("gad7", 10, [("clinician", "day")]),
        ("gad7", 21, [("clinician", "day")]),
    ],
)
def test_who_learns_of_it_and_when(script: str, points: int, wanted: list[tuple[str, str]]) -> None:
    talk = asked(script, *in_days(points, LONG[script]))
    assert total(talk, f"{script}.total") == points
    assert notices(talk) == wanted
    if talk.replies[-1].state == f"{script}/mild_offer":
        talk.say("not now thank you")
    assert talk.replies[-1].state == "talk/quiet"
    no_number_is_said(talk)


@pytest.mark.parametrize(
    ("points", "wanted"),
    [(4, []), (5, [("caregiver", "day"), ("clinician", "day")]), (9, [("caregiver", "day"), ("clinician", "day")]),
     (10, [("clinician", "same_day")]), (15, [("clinician", "same_day")])],
)  # fmt: skip
def test_who_learns_of_the_gds(points: int, wanted: list[tuple[str, str]]) -> None:
    score = SCRIPTS["gds15"].scores["total"]
    values = adding_up(points, 15, most=1)
    talk = asked(
        "gds15",
        *["yes" if value != (name in score.reversed) else "no" for name, value in zip(score.of, values, strict=True)],
    )
    assert total(talk, "gds15.total") == points
    assert notices(talk) == wanted


@pytest.mark.parametrize("points", [10, 20])
def test_without_consent_the_resident_is_asked_before_anything_is_passed_on(points: int) -> None:
    home = household(consent=KEPT_TO_ONESELF)
    talk = asked("phq8", *in_days(points, 8), home=home)
    assert "May I pass on what you tell me" in words(talk.replies[-1])
    assert notices(talk) == []
    talk.say("yes you may")
    assert ("clinician", "day" if points == 10 else "same_day") in notices(talk)
    assert measured(talk, "phq8.total")[0].scope is Scope.SUMMARY
    refused = asked("phq8", *in_days(points, 8), "no keep it to yourself", home=home)
    assert notices(refused) == []
    assert all(record.scope is Scope.DIARY for record in refused.kinds("measure", "notice"))
    assert "I pass nothing on" in everything_said(refused)


@pytest.mark.parametrize("answer", ["", "blue elephants"])
def test_who_gives_no_answer_about_passing_on_has_not_agreed(answer: str) -> None:
    talk = asked("phq8", *in_days(12, 8), answer, answer, answer, home=household(consent=KEPT_TO_ONESELF))
    assert notices(talk) == []
    assert talk.kinds("consent") == []
    assert total(talk, "phq8.total") == 12


# From the short to the long one, and the ninth question


@pytest.mark.parametrize("script", ["phq2", "gad2"])
@pytest.mark.parametrize("points", range(7))
def test_from_two_points_on_the_longer_questions_are_offered(script: str, points: int) -> None:
    talk = asked(script, *in_days(points, 2))
    assert total(talk, f"{script}.total") == points
    assert (talk.replies[-1].state == f"{script}/offer") == (points >= 2)
    assert notices(talk) == []


@pytest.mark.parametrize(
    ("script", "reachable", "longer"), [("phq2", False, "phq8"), ("phq2", True, "phq9"), ("gad2", False, "gad7")]
)
def test_the_longer_ones_come_now_or_wait(script: str, reachable: bool, longer: str) -> None:
    answers = in_days(4, 2)
    now = asked(script, *answers, "go on then", home=household(reachable=reachable))
    assert now.replies[-1].state.startswith(f"{longer}/")
    later = asked(script, *answers, "not just now", home=household(reachable=reachable))
    assert later.replies[-1].state == "talk/quiet"
    assert "no hurry" in words(later.replies[-1])


def test_without_somebody_who_answers_calls_the_ninth_question_is_never_asked() -> None:
    talk = asked("phq9", *[DAYS[0]] * 9, home=agreed())
    assert "better off dead" not in everything_said(talk)
    assert total(talk, "phq8.total") == 0
    assert measured(talk, "phq9.thoughts") == []


@pytest.mark.parametrize(("answer", "level"), [(1, "urgent"), (2, "emergency"), (3, "emergency")])
def test_p6_the_ninth_question_leads_to_the_protocol_at_once(answer: int, level: str) -> None:
    talk = asked("phq9", *[DAYS[0]] * 8, DAYS[answer])
    reply = talk.replies[-1]
    assert [(alert.category, alert.level.word, alert.attempt) for alert in reply.alerts] == [("suicidal", level, 1)]
    assert reply.state == "crisis/called"
    assert words(reply).startswith("Thank you for telling me.")
    assert measured(talk, "phq9.thoughts")[0].body["value"] == answer
    assert notices(talk) == [("safety", "hour")]
    ends_without_a_score(talk)


@pytest.mark.parametrize(
    ("said", "called"),
    [("hardly ever", True), ("just the once", True), ("it has crossed my mind", True), ("oh now and again", True),
     ("only when i am low", True), ("no never", False), ("good lord no", False), ("not at all dear", False)],
)  # fmt: skip
def test_p6_whoever_admits_the_ninth_thought_at_all_is_not_scored_as_never(said: str, called: bool) -> None:
    assert bool(asked("phq9", *[DAYS[0]] * 8, said).alerts) is called


def ends_without_a_score(talk: Talk) -> None:
    talk.follow("no", "(ack)", "thank you")
    assert talk.replies[-1].state == "talk/quiet"
    no_number = re.sub(r"nine nine nine|one one six, one two three", "", everything_said(talk))
    assert not re.search(r"\d|score|points", no_number)


def test_the_ninth_question_is_not_read_back_and_left_open_it_is_passed_on() -> None:
    talk = asked("phq9", *[DAYS[0]] * 8)
    assert talk.say("several days", confidence=0.3).alerts
    for leaving in (["i do not want to say"], ["", "", ""], ["i do not know"] * 3):
        left = asked("phq9", *[DAYS[0]] * 8, *leaving)
        assert notices(left) == [("clinician", "same_day")]
        assert (total(left, "phq9.total"), total(left, "phq8.total")) == (None, 0)

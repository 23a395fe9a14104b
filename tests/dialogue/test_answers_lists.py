"""The development lists of answers: with the question in mind, by kind, and with a certainty that means something."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from companion.dialogue.answers import report
from companion.dialogue.answers.understood import NOT_AN_ANSWER, Value
from companion.dialogue.understand import understand
from companion.errors import InputError, UsageError
from companion.messages import AnswerKind

HERE = Path(__file__).parent
# Each list was written before its answers were looked at, and measured once before any rule was changed for it.
LISTS = tuple(
    f"answers_{place}.tsv" for place in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
)
TODAY = report.TODAY

PHQ = ("not at all", "several days", "more than half the days", "nearly every day")
UCLA = ("hardly ever", "some of the time", "often")
PAIN = ("none", "mild", "moderate", "severe")


@pytest.fixture(scope="module")
def results() -> list[report.Result]:
    return [one for name in LISTS for one in report.results(report.read_cases(HERE / name))]


def test_there_are_enough_answers_of_every_kind(results: list[report.Result]) -> None:
    counts = report.accuracy(results)
    assert counts["all"][1] >= 400
    assert all(count >= 30 for kind, (_, count) in counts.items())


@pytest.mark.parametrize("kind", ["yes_no", "scale", "number", "time", "date", "choice", "medicine"])
def test_nearly_every_answer_of_the_lists_is_understood(results: list[report.Result], kind: str) -> None:
    right, count = report.accuracy(results)[kind]
    assert right >= 0.9 * count


def test_the_surer_the_more_often_right(results: list[report.Result]) -> None:
    valued = [one for one in results if one.found.value is not None]
    bands = [
        [one.right for one in valued if low <= one.found.certainty < high]
        for low, high in ((0.0, 0.72), (0.72, 0.87), (0.87, 1.01))
    ]
    shares = [sum(band) / len(band) for band in bands]
    assert all(len(band) >= 30 for band in bands)
    assert shares[2] >= max(shares[:2])
    assert shares[2] >= 0.97


def test_no_doubt_about_medicine_is_read_as_taken(results: list[report.Result]) -> None:
    wrong = [one.case.answer for one in results if one.case.unsure and one.found.value == "taken"]
    assert wrong == []


def test_an_answer_is_understood_within_a_millisecond(results: list[report.Result]) -> None:
    cases = [one.case for one in results]
    report.results(cases)
    started = time.perf_counter()
    report.results(cases)
    assert (time.perf_counter() - started) / len(cases) < 0.001


@pytest.mark.parametrize(
    ("kind", "text", "before", "value"),
    [
        (AnswerKind.SCALE, "same as yesterday", 6, 6),
        (AnswerKind.NUMBER, "about the same", 2, 2),
        (AnswerKind.YES_NO, "no change", True, True),
        (AnswerKind.TIME, "same as always", "07:30", "07:30"),
        (AnswerKind.SCALE, "same as yesterday a four", 6, 4),
        (AnswerKind.SCALE, "the same", None, None),
        (AnswerKind.MEDICINE, "same as yesterday", "taken", None),
    ],
)
def test_the_same_as_before_is_what_it_was_where_that_is_known(
    kind: AnswerKind, text: str, before: Value, value: Value
) -> None:
    found = understand(text, kind, before=before)
    assert found.value == value
    assert found.unsure is (value is None)


def test_the_same_may_itself_be_an_option() -> None:
    found = understand("much the same", AnswerKind.CHOICE, options=("better", "the same", "worse"), before="worse")
    assert found.value == "the same"


@pytest.mark.parametrize(
    "text",
    [
        "I'd rather not say",
        "mind your own business",
        "that's private",
        "none of your business",
        "pass",
        "I don't want to talk about that",
        "I'm not telling you",
        "I'd prefer not to answer",
        "what's it to you",
    ],
)
@pytest.mark.parametrize("kind", [AnswerKind.YES_NO, AnswerKind.SCALE, AnswerKind.CHOICE, AnswerKind.MEDICINE])
def test_a_refusal_is_no_answer_and_known_as_a_refusal(text: str, kind: AnswerKind) -> None:
    found = understand(text, kind, options=UCLA)
    assert (found.value, found.unsure, found.refused) == (None, False, True)


@pytest.mark.parametrize("text", ["I'd rather not", "no thank you", "I can't say that I have", "not that I can say"])
def test_a_no_is_no_refusal(text: str) -> None:
    found = understand(text, AnswerKind.YES_NO)
    assert found.value is False
    assert not found.refused


@pytest.mark.parametrize(
    ("options", "text", "value"),
    [
        (PHQ, "most days", "more than half the days"),
        (PHQ, "now and then", "several days"),
        (PHQ, "every day", "nearly every day"),
        (PHQ, "a couple of days", "several days"),
        (PHQ, "hardly ever", "not at all"),
        (PHQ, "never", "not at all"),
        (PHQ, "all the time", "nearly every day"),
        (PHQ, "one day", "not at all"),
        (PHQ, "six days", "several days"),
        (PHQ, "about seven days", "more than half the days"),
        (PHQ, "twelve days", "nearly every day"),
        (("not_at_all", "several_days", "more_than_half", "nearly_every_day"), "most days", "more_than_half"),
        (UCLA, "most days", "often"),
        (UCLA, "now and then", "some of the time"),
        (UCLA, "never", "hardly ever"),
        (UCLA, "all the time", "often"),
        (("hardly ever or never", "some of the time", "often"), "once in a blue moon", "hardly ever or never"),
        (PAIN, "a bit sore", "mild"),
        (PAIN, "killing me", "severe"),
        (("no pain", "a little", "moderate", "severe", "worst"), "agony", "worst"),
        (("never", "rarely", "sometimes", "often", "always"), "once in a blue moon", "rarely"),
        (("good", "so so", "bad"), "mustn't grumble", "good"),
        (("better", "the same", "worse"), "on the mend", "better"),
        (("none", "a little", "half", "all"), "every scrap", "all"),
    ],
)
def test_what_people_say_for_the_options_of_questionnaires_need_not_be_listed(
    options: tuple[str, ...], text: str, value: str
) -> None:
    assert understand(text, AnswerKind.CHOICE, options=options).value == value


def test_what_a_script_lists_itself_goes_before_the_family() -> None:
    options = {"not at all": ("now and then",), "several days": (), "nearly every day": ()}
    assert understand("now and then", AnswerKind.CHOICE, options=options).value == "not at all"


def test_options_of_no_family_get_no_words_of_one() -> None:
    assert understand("most days", AnswerKind.CHOICE, options=("tea", "often")) is NOT_AN_ANSWER


@pytest.mark.parametrize(
    ("question", "value"),
    [("What time did you go to bed?", "21:00"), ("What time did you get up?", "09:00"), ("", "09:00")],
)
def test_the_question_tells_the_half_of_the_day(question: str, value: str) -> None:
    assert understand("about nine", AnswerKind.TIME, about=question).value == value


@pytest.mark.parametrize(
    ("question", "value"), [("When did she last visit?", "2026-02-27"), ("When is she coming?", "2026-03-06")]
)
def test_the_question_tells_past_from_future(question: str, value: str) -> None:
    assert understand("on friday", AnswerKind.DATE, today=TODAY, about=question).value == value


def test_english_of_any_country_is_english_and_others_are_refused_in_one_sentence() -> None:
    assert understand("aye", AnswerKind.YES_NO, language="en-GB").value is True
    with pytest.raises(UsageError, match="language xx"):
        understand("aye", AnswerKind.YES_NO, language="xx")


def test_the_report_counts_by_kind_and_shows_what_was_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "list.tsv"
    listed.write_text(
        "kind\toptions\tquestion\tanswer\tvalue\tunsure\n"
        "yes_no\t\tAny pain?\tno\tfalse\tfalse\n"
        "scale\t0-10\tHow much?\tsix\t7\tfalse\n"
        "choice\ttea,coffee\tWhich?\tthe first one\ttea\tfalse\n"
        "date\t\tWhen?\tyesterday\t2026-03-01\tfalse\n"
        "medicine\t\tTaken?\tI think so\tnull\ttrue\n",
        encoding="utf-8",
    )
    assert report.main([str(listed), "--wrong"]) == 0
    said = capsys.readouterr().out
    assert "all           4 of 5     80.0 %" in said
    assert "line 3, scale: 'six' read as 6, meant 7.0" in said


def test_the_report_of_a_list_that_cannot_be_read_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main([str(tmp_path / "none.tsv")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    short = tmp_path / "short.tsv"
    short.write_text("yes_no\tyes\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"Line 1 .* 2 columns"):
        report.read_cases(short)
    short.write_text("colour\t\t\tred\tred\tfalse\n", encoding="utf-8")
    with pytest.raises(InputError, match="Line 1"):
        report.read_cases(short)


def test_today_of_the_report_is_a_monday() -> None:
    assert date(2026, 3, 2) == TODAY
    assert TODAY.isoweekday() == 1


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("Did you sleep well?", "like a log", True),
        ("Did you have any trouble sleeping?", "like a log", False),
        ("Did you have any trouble sleeping?", "not a wink", True),
        ("Did you wake in the night?", "slept right through", False),
        ("Are you in pain?", "it's my back", True),
        ("Does your head hurt?", "it's my back", None),
        ("Is the pain in your chest?", "it is in my arm", None),
        ("Do you feel dizzy?", "I am a little tired", None),
        ("Would you like a rest?", "I'm all right thank you", False),
        ("Are you all right?", "I'm all right thank you", True),
    ],
)
def test_the_same_words_mean_what_the_question_makes_of_them(question: str, text: str, value: bool | None) -> None:
    assert understand(text, AnswerKind.YES_NO, about=question).value is value


@pytest.mark.parametrize(
    "text",
    [
        "not sure whether I have",
        "I've had the white one but not the little pink one",
        "I took half",
        "all bar the yellow",
        "yes but I brought them up",
        "I took them out of the packet",
        "one of them fell on the floor",
        "my daughter put them out",
        "yes I will",
        "I took my water tablet",
    ],
)
def test_a_part_of_the_dose_and_any_doubt_are_unsure(text: str) -> None:
    found = understand(text, AnswerKind.MEDICINE, about="Have you taken your morning tablets?")
    assert (found.value, found.unsure) == (None, True)


@pytest.mark.parametrize("text", ["my wife took hers", "my sister takes eleven a day", "I've had my breakfast"])
def test_what_somebody_else_took_and_what_is_no_medicine_are_no_answer(text: str) -> None:
    found = understand(text, AnswerKind.MEDICINE, about="Have you taken your morning tablets?")
    assert (found.value, found.unsure) == (None, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it was nine before the tablet but it's four now", 4),
        ("it'll be ten tomorrow so nine", 9),
        ("it's gone up from four to six", 6),
        ("I'm an eight today and my granddaughter is coming at two", 8),
    ],
)
def test_of_two_clauses_the_one_that_counts_is_read(text: str, value: int) -> None:
    assert understand(text, AnswerKind.SCALE).value == value

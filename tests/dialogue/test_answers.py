"""What answers mean: a list of answers as people give them; a third was kept back while the rules were made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.understand import COMMAND_PHRASES, RED_FLAG_PHRASES, Understood, phrases_for, understand
from companion.messages import AnswerKind

TODAY = date(2026, 3, 4)  # a Wednesday
WORDS = {"yes": True, "no": False, "none": None, "unsure": None}

Answer = tuple[str, str, str]


def _answers() -> list[Answer]:
    lines = Path(__file__).with_name("answers.tsv").read_text(encoding="utf-8").splitlines()
    return [(kind, text, meaning) for kind, text, meaning in (line.split("\t") for line in lines)]


def kept_back() -> list[Answer]:
    """Every third answer: not looked at until the rules were finished."""
    return _answers()[::3]


def developed() -> list[Answer]:
    return [answer for count, answer in enumerate(_answers()) if count % 3]


def read(kind: str, text: str) -> Understood:
    name, _, options = kind.partition(":")
    return understand(text, AnswerKind(name), options=tuple(options.split(",")) if options else (), today=TODAY)


def right(answer: Answer) -> bool:
    kind, text, meaning = answer
    found = read(kind, text)
    if meaning in {"unsure", "none"}:
        return found.value is None and found.unsure is (meaning == "unsure")
    if kind == "yes_no":
        return found.value is WORDS[meaning]
    if kind in {"scale", "number"}:
        return found.value == float(meaning)
    return found.value == meaning


@pytest.mark.parametrize("answer", developed(), ids="{0[0]} {0[1]}".format)
def test_answers_people_give(answer: Answer) -> None:
    assert right(answer)


def test_of_the_answers_kept_back_at_least_nine_in_ten_are_right() -> None:
    results = [right(answer) for answer in kept_back()]
    assert sum(results) >= 0.9 * len(results)


@pytest.mark.parametrize(
    "text", [text for kind, text, meaning in _answers() if kind == "medicine" and meaning == "unsure"]
)
def test_no_doubt_about_medicine_is_read_as_taken(text: str) -> None:
    assert read("medicine", text).value != "taken"


@pytest.mark.parametrize(
    ("plain", "hedged"), [("seven", "about seven maybe"), ("half past eight", "about half past eight")]
)
def test_a_hedge_lowers_the_certainty(plain: str, hedged: str) -> None:
    kind = "scale" if plain == "seven" else "time"
    assert read(kind, hedged).value == read(kind, plain).value
    assert read(kind, hedged).certainty < read(kind, plain).certainty


def test_numbers_outside_the_scale_are_no_answer() -> None:
    assert understand("fifty", AnswerKind.SCALE, low=0, high=10).value is None
    assert understand("fifty", AnswerKind.NUMBER, low=0, high=100).value == 50


SPOKEN = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789 ':.-?", max_size=60) | st.lists(
    st.sampled_from(
        [
            "yes",
            "no",
            "not",
            "wait",
            "i",
            "six",
            "half",
            "past",
            "to",
            "quarter",
            "the",
            "first",
            "of",
            "march",
            "tea",
            "last",
            "and",
            "a",
            "hundred",
            "oh",
        ]
    )
).map(" ".join)


@given(text=SPOKEN, kind=st.sampled_from(list(AnswerKind)))
def test_any_words_are_understood_or_not_and_nothing_breaks(text: str, kind: AnswerKind) -> None:
    found = understand(text, kind, options=("tea", "coffee"), today=TODAY)
    assert 0.0 <= found.certainty <= 1.0
    assert not (found.unsure and found.value is not None)


@given(value=st.integers(min_value=0, max_value=10))
def test_digits_and_words_mean_the_same(value: int) -> None:
    from companion.dialogue.answers.numbers import in_words

    assert (
        understand(in_words(value), AnswerKind.SCALE).value == value == understand(str(value), AnswerKind.SCALE).value
    )


@pytest.mark.parametrize("kind", [kind for kind in AnswerKind if kind is not AnswerKind.NONE])
def test_the_phrases_of_a_kind_are_understood_as_that_kind(kind: AnswerKind) -> None:
    options = {"a little": ("a bit",), "a lot": ("very much",)}
    phrases = phrases_for(kind, options=options)
    assert 20 <= len(phrases) <= 200
    if kind is not AnswerKind.FREE:
        understood = [understand(phrase, kind, options=options, today=TODAY) for phrase in phrases]
        answered = sum(1 for one in understood if one.value is not None or one.unsure or one.refused)
        assert answered / len(phrases) >= 0.9


@pytest.mark.parametrize("phrase", [*COMMAND_PHRASES, *RED_FLAG_PHRASES])
def test_phrases_hold_only_what_a_grammar_may_hold(phrase: str) -> None:
    assert phrase == phrase.strip().lower()
    assert set(phrase) <= set("abcdefghijklmnopqrstuvwxyz' ")
    assert 1 <= len(phrase.split()) <= 8


@pytest.mark.parametrize(
    ("question", "answer", "value"),
    [
        ("Can you get up on your own?", "i can not get up", False),
        ("Did you hit your head?", "i can not get up", None),
        ("Did you hit your head?", "i did not hit it", False),
        ("Did you hit your head?", "i did not hit my head", False),
        ("Did you hit your head?", "no i can not get up", False),
        ("Do you have any pain just now?", "i could not sleep", None),
        ("Do you have any pain just now?", "i do not have any", False),
        ("Have you had your tablets?", "i have not", False),
    ],
)
def test_denying_something_else_is_not_a_no(question: str, answer: str, value: bool | None) -> None:
    assert understand(answer, AnswerKind.YES_NO, about=question).value is value

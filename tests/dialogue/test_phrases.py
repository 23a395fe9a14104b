"""What the recogniser listens for after a question, and how people shorten it."""

from __future__ import annotations

import pytest

from companion.dialogue.phrases import COMMAND_PHRASES, MOST_PHRASES, RED_FLAG_PHRASES, contracted, phrases_for, unique
from companion.dialogue.settled import meaning
from companion.dialogue.triage import Triage
from companion.messages import AnswerKind

ALWAYS = (*COMMAND_PHRASES, *RED_FLAG_PHRASES)
KINDS = [kind for kind in AnswerKind if kind is not AnswerKind.CHOICE]


@pytest.mark.parametrize(
    ("phrase", "short"),
    [
        ("i have taken them", "i've taken them"),
        ("i do not think so", "i don't think so"),
        ("no i have not", "no i haven't"),
        ("i cannot get up", "i can't get up"),
        ("what is the time", "what's the time"),
        ("i am not sure", "i'm not sure"),
        ("yes i have", "yes i have"),
        ("yes it is", "yes it is"),
        ("yes please", "yes please"),
    ],
)
def test_how_people_shorten_it(phrase: str, short: str) -> None:
    assert contracted(phrase) == short


def test_the_short_form_is_listened_for_beside_the_long_one() -> None:
    assert set(unique(["i do not know", "yes"])) == {"i do not know", "i don't know", "yes"}


def test_what_is_already_short_is_not_listed_twice() -> None:
    assert unique(["i do not know", "i don't know"]) == ("i do not know", "i don't know")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_short_form_means_the_same(kind: AnswerKind) -> None:
    listed = (*ALWAYS, *phrases_for(kind))
    changed = {
        phrase: contracted(phrase)
        for phrase in listed
        if meaning(phrase, kind) and meaning(contracted(phrase), kind) != meaning(phrase, kind)
    }
    assert changed == {}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_grammar_grows_without_bound(kind: AnswerKind) -> None:
    assert len(unique((*ALWAYS, *phrases_for(kind)))) <= MOST_PHRASES + MOST_PHRASES // 4


def test_a_call_for_help_said_for_short_is_no_less_of_one() -> None:
    triage = Triage()
    softer = [
        phrase for phrase in RED_FLAG_PHRASES if triage.judge(contracted(phrase)).level < triage.judge(phrase).level
    ]
    assert softer == []

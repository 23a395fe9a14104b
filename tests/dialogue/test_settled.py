"""Which expected answers are settled: those that nothing more would change."""

from __future__ import annotations

import pytest

from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, phrases_for, unique
from companion.dialogue.protocol import builtin_protocol
from companion.dialogue.readback import CONFIRMING
from companion.dialogue.settled import settled
from companion.messages import AnswerKind


def known(kind: AnswerKind, **question: object) -> frozenset[str]:
    phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(kind, **question)))  # type: ignore[arg-type]
    return settled(phrases, kind, **question)  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["yes", "no", "yes please", "no thank you", "help", "help me", "stop"])
def test_a_yes_needs_no_please(said: str) -> None:
    assert said in known(AnswerKind.YES_NO)


@pytest.mark.parametrize("said", ["i do", "i did", "i have", "i am", "of course", "be quiet", "what"])
def test_what_may_turn_into_something_else_is_waited_for(said: str) -> None:
    assert said not in known(AnswerKind.YES_NO)


def test_a_bare_hour_may_get_its_minutes() -> None:
    times = known(AnswerKind.TIME)
    assert "seven" not in times
    assert {"seven thirty", "half past seven", "seven o'clock"} <= times


def test_six_out_of_ten_is_six() -> None:
    assert {"six", "six out of ten"} <= known(AnswerKind.SCALE)


def test_an_option_is_settled_whatever_politeness_follows() -> None:
    options = {"a little": ("slight",), "moderate": (), "severe": ()}
    assert {"a little", "moderate", "severe", "slight"} <= known(AnswerKind.CHOICE, options=options)


def test_in_open_talk_only_commands_and_calls_for_help_are() -> None:
    free = known(AnswerKind.FREE)
    assert {"help", "help i have fallen", "good night", "stop it"} <= free
    assert "i feel tired" not in free
    assert "yes" not in free


def test_every_expectation_of_the_dialogue_says_what_is_settled() -> None:
    assert CONFIRMING.settled
    assert all(one.settled for one in builtin_protocol().expectations.values())


def test_what_a_script_lists_for_its_open_question_is_settled_unless_it_goes_on() -> None:
    own = ("i am scared", "is anyone", "is anyone coming")
    assert settled((*own, "i feel tired"), AnswerKind.FREE, own=own) == {"i am scared", "is anyone coming", "stop"}

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
    made.say(FLOOR, confidence=0.6)
    assert made.say(FLOOR, confidence=0.6).alerts


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

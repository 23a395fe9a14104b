"""The path and what the resident agreed to: who is not called, what is erased before what, what the face shows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # test_path.py's bench

from test_path import CANNOT_STORE, TURN, Bench

from companion.errors import LogNotErasable
from companion.messages import (
    SPOKEN,
    FaceState,
    Forget,
    Heard,
    Outcome,
    Pause,
    Prompt,
    Purpose,
    Record,
    Reply,
    Scope,
)
from doubles import utterance

SAID = Record(kind="turn", scope=Scope.DIARY, body={"heard": "my ring is gone", "confidence": 0.9})
MEASURE = Record(kind="measure", scope=Scope.SUMMARY, body={"value": 2})


def answering(**fields: object) -> Reply:
    fields = {"say": (Prompt(text="All right."),), "records": (SAID,), "outcome": Outcome.ANSWERED, **fields}
    return Reply(**fields)  # type: ignore[arg-type]


def talked(bench: Bench, *replies: Reply) -> None:
    """The resident says something for each reply, well apart."""
    waiting = list(replies)
    bench.script = "r" * (70 * (len(replies) + 1))
    bench.__post_init__()
    for number in range(len(replies)):
        at = 40 + 70 * number
        bench.ear.events[at] = (utterance("hello", ended_s=at * 0.032),)
    handle = bench.dialogue.handle

    def next_reply(event: object) -> Reply:
        if isinstance(event, Heard):
            bench.dialogue.handled.append(event)
            return waiting.pop(0)
        return handle(event)  # type: ignore[arg-type]

    bench.dialogue.handle = next_reply  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize("agreed", [True, False])
def test_p10_without_consent_to_moods_the_module_is_not_called(agreed: bool) -> None:
    bench = Bench()
    talked(bench, answering())
    bench.dialogue.agreed = frozenset({Purpose.DIARY, *([Purpose.MOOD] if agreed else [])})
    bench.run()
    assert bench.emotion.felt == agreed
    assert "All right." in bench.synthesiser.spoken


def test_while_a_visitor_is_there_no_mood_is_felt_and_the_face_says_so() -> None:
    bench = Bench()
    talked(bench, replace(answering(), say=(), records=(), outcome=Outcome.COMMAND))
    bench.dialogue.pause = Pause.VISITOR
    bench.run()
    assert bench.emotion.felt == 0
    assert FaceState.VISITOR in bench.face.states


def test_the_turn_before_is_erased_with_all_it_recorded_before_this_one_is_sealed() -> None:
    bench = Bench()
    talked(bench, answering(records=(SAID, MEASURE)), answering(forget=Forget.LAST_TURN))
    bench.run()
    [erasure] = bench.log.erased
    assert erasure.sequences == (1, 2)
    assert erasure.why == "asked"
    assert [event for event in bench.events if event != "flush"] == [
        "append turn",
        "append measure",
        "erase",
        "append turn",
    ]


def test_what_the_device_said_by_itself_is_no_turn_to_forget() -> None:
    bench = Bench()
    talked(bench, answering(records=(SAID,)), answering(records=(TURN,)), answering(forget=Forget.LAST_TURN))
    bench.run()
    assert [one.sequences for one in bench.log.erased] == [(1,)]


def test_nothing_kept_of_it_is_nothing_to_erase() -> None:
    bench = Bench()
    forgets = answering(forget=Forget.LAST_TURN, records=())
    talked(bench, answering(records=()), answering(records=(SAID,)), forgets, forgets)
    bench.run()
    assert len(bench.log.erased) == 1
    assert any("There was nothing to take out." in line for line in bench.synthesiser.spoken)


@pytest.mark.parametrize("what", [Forget.TODAY, Forget.EVERYTHING])
def test_a_day_or_everything_is_erased_in_the_scopes_that_are_the_residents(what: Forget) -> None:
    bench = Bench()
    talked(bench, answering(forget=what))
    bench.run()
    [erasure] = bench.log.erased
    assert erasure.scopes == SPOKEN
    today = bench.clock.wall().date()
    assert (erasure.since, erasure.until) == ((today, today) if what is Forget.TODAY else (None, None))


def test_a_log_that_cannot_erase_is_told_of() -> None:
    bench = Bench()
    talked(bench, answering(forget=Forget.TODAY))

    def fails(*_: object) -> None:
        raise RuntimeError("a defect")

    bench.log.erase = fails  # type: ignore[method-assign, assignment]
    bench.run()
    assert CANNOT_STORE.text in bench.synthesiser.spoken
    assert "All right." not in bench.synthesiser.spoken, "it would not be true"
    assert any("I could not take it out just now." in line for line in bench.synthesiser.spoken)


def test_whom_the_resident_shares_with_reaches_the_log_before_the_first_record() -> None:
    bench = Bench()
    talked(bench, answering())
    bench.dialogue.shares_with = frozenset({"Anna"})
    seen = []
    append = bench.log.append

    def spy(*given: object) -> int:
        seen.append(bench.log.shared_with)
        return append(*given)  # type: ignore[arg-type]

    bench.log.append = spy  # type: ignore[method-assign, assignment]
    bench.run()
    assert seen == [frozenset({"Anna"})]


def test_before_the_first_turn_since_a_start_it_is_told_how_to_forget_what_was_said_earlier() -> None:
    bench = Bench()
    talked(bench, answering(forget=Forget.LAST_TURN))
    bench.run()
    assert bench.log.erased == []
    assert any("say: forget today" in line for line in bench.synthesiser.spoken)


def test_what_lies_in_a_damaged_log_is_not_promised_to_be_forgotten() -> None:
    bench = Bench()
    talked(bench, answering(records=(SAID,)), answering(forget=Forget.LAST_TURN))
    bench.log.cannot_erase = LogNotErasable("It lies in a log that is damaged.")
    bench.run()
    assert any("You can say: forget everything." in line for line in bench.synthesiser.spoken)
    assert not any("It is gone" in line for line in bench.synthesiser.spoken)

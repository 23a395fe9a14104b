"""Rehearsals: the same seed, the same talks; every kind of person, and what the report says of a bad script."""

from __future__ import annotations

from random import Random

import pytest
from dialogue.scripting import script, with_builtins
from dialogue.talking import SCRIPTS, PlainTriage
from dialogue.test_running_scripts import CALLER, SCALE

from companion.dialogue.rehearsal import PERSONS, Ending, rehearse, simulate
from companion.dialogue.rehearsal.persons import RED_FLAGS, Answer, Person
from companion.dialogue.rehearsal.report import person_report, report
from companion.dialogue.triage import Triage
from companion.errors import ScriptError

BY_NAME = {person.name: person for person in PERSONS}
TRIAGE = Triage()


def test_the_same_seed_gives_the_same_talks_and_another_gives_others() -> None:
    def talks(seed: int) -> list[object]:
        return list(simulate("morning", SCRIPTS, BY_NAME["hesitant"], triage=TRIAGE, runs=5, seed=seed))

    assert talks(1) == talks(1)
    assert talks(1) != talks(2)


@pytest.mark.parametrize("person", PERSONS, ids=lambda person: person.name)
def test_no_talk_is_endless_and_no_red_flag_is_missed(person: Person) -> None:
    runs = list(simulate("evening", SCRIPTS, person, triage=TRIAGE, runs=20, seed=7))
    assert {run.ending for run in runs}.isdisjoint({Ending.ENDLESS, Ending.MISSED})


def test_who_is_clear_completes_and_who_is_silent_is_left_kindly() -> None:
    clear = person_report("clear", list(simulate("evening", SCRIPTS, BY_NAME["clear"], triage=TRIAGE, runs=20, seed=3)))
    silent = person_report(
        "silent", list(simulate("evening", SCRIPTS, BY_NAME["silent"], triage=TRIAGE, runs=20, seed=3))
    )
    assert clear.completed == 1.0
    assert clear.answered is not None
    assert clear.answered > 0.9
    assert silent.endings["left"] > 15


def test_every_red_flag_of_the_persons_is_one_for_triage() -> None:
    assert all(TRIAGE.judge(flag).level.word in {"urgent", "emergency"} for flag in RED_FLAGS)


def test_a_triage_that_hears_nothing_is_told_as_a_problem() -> None:
    runs = list(simulate("evening", SCRIPTS, BY_NAME["in crisis"], triage=PlainTriage(), runs=20, seed=3))
    made = report(SCRIPTS["evening"], [person_report("in crisis", runs)], set())
    assert "did not lead to the crisis protocol" in made.problems[0]


def test_states_nobody_came_to_are_named() -> None:
    made = report(SCRIPTS["evening"], [], {"evening/hello"})
    assert "evening/pain" in made.never
    assert 0 < made.coverage < 1


def test_a_called_script_belongs_to_the_talk() -> None:
    scripts = with_builtins(script(CALLER, "caller"), script(SCALE))
    one = rehearse("caller", scripts, BY_NAME["clear"], triage=TRIAGE, dice=Random(1))
    assert one.ending is Ending.COMPLETED
    assert {"test/first", "test/second"} <= set(one.states)


def test_who_asks_to_stop_has_left() -> None:
    stops = Person(name="stops", what="wants none of it", answer=lambda *_: Answer(text="stop"))
    assert rehearse("evening", SCRIPTS, stops, triage=TRIAGE, dice=Random(1)).ending is Ending.LEFT


def test_an_unknown_script_is_refused() -> None:
    with pytest.raises(ScriptError, match="lunch"):
        list(simulate("lunch", SCRIPTS, BY_NAME["clear"], triage=TRIAGE, runs=1, seed=1))

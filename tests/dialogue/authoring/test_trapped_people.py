"""What the check says of loops is what happens: random scripts, answered again and again in the same way."""

from __future__ import annotations

from typing import Any

import pytest
from dialogue.talking import SCRIPTS, Talk
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.dialogue.authoring.people import Person, trapped
from companion.dialogue.script import Script

NAMES = ("a", "b", "c")
SAYS = {Person.SILENT: "", Person.UNMATCHED: "blue elephants are dancing", Person.UNSURE: "i do not know"}
LONG_ENOUGH = 40
"""Turns; every question takes two, and there are three."""

target = st.sampled_from((*NAMES, "end"))


def made(states: dict[str, Any]) -> Script:
    """A script of these states that begins at `a`."""
    front = {"id": "loop", "version": 1, "title": "T", "language": "en", "author": "x", "rights": "x", "source": "x"}
    return Script.model_validate({**front, "reading_level": 1, "start": "a", "states": states})


@st.composite
def scripts(draw: st.DrawFn, *, conditions: bool = False) -> Script:
    """Three yes-or-no questions that lead anywhere."""
    states: dict[str, Any] = {"end": {"say": "Bye.", "end": True}}
    for name in NAMES:
        ways = {"default": draw(target)}
        ways |= {key: draw(target) for key in draw(st.sets(st.sampled_from(("yes", "unsure", "no_reply"))))}
        states[name] = {
            "say": f"Is it {name}?",
            "expect": {"kind": "yes_no"},
            **dict.fromkeys(("no_input", "no_match", "unsure"), f"Is it {name}?"),
            "next": ways,
        }
        if conditions and draw(st.booleans()):
            asked, value = draw(st.sampled_from(NAMES)), draw(st.sampled_from(("unsure", "yes", "no")))
            states[name]["when"] = [{"if": f"{asked} is {value}", "go": draw(target)}]
    return made(states)


def stays(script: Script, state: str, person: Person) -> bool:
    """Somebody who begins in that state and goes on in the same way is still in the script after a long time."""
    talk = Talk.standing("loop", state, scripts={**SCRIPTS, "loop": script})
    assert talk.replies[-1].state == f"loop/{state}"
    return all(talk.follow(SAYS[person]).state.startswith("loop/") for _ in range(LONG_ENOUGH))


@pytest.mark.parametrize("person", Person)
@settings(max_examples=25, deadline=None)
@given(script=scripts())
def test_without_conditions_exactly_the_circles_told_of_are_traps(person: Person, script: Script) -> None:
    told = {name for who, circle in trapped(script) if who is person for name in circle}
    for name in NAMES:
        if name in told:
            assert stays(script, name, person)
        elif not told:
            assert not stays(script, name, person)


@pytest.mark.parametrize("person", Person)
@settings(max_examples=25, deadline=None)
@given(script=scripts(conditions=True))
def test_with_conditions_a_circle_told_of_is_a_trap(person: Person, script: Script) -> None:
    for who, circle in trapped(script):
        if who is person:
            assert any(stays(script, name, person) for name in circle)


def yes_or_no(**ways: Any) -> dict[str, Any]:
    """A question that is asked again in the same words."""
    again = dict.fromkeys(("no_input", "no_match", "unsure"), "Is it?")
    return {"say": "Is it?", "expect": {"kind": "yes_no"}, **again, **ways}


def two(a: dict[str, Any], c: dict[str, Any]) -> Script:
    """A script of two questions."""
    return made({"end": {"say": "Bye.", "end": True}, "a": yes_or_no(**a), "c": yes_or_no(**c)})


def test_an_answer_given_on_the_way_round_closes_the_circle() -> None:
    back = [{"if": "a is unsure", "go": "a"}]
    script = two(a={"next": {"default": "c"}}, c={"when": back, "next": {"default": "a", "unsure": "end"}})
    assert (Person.UNSURE, ("a", "c")) in trapped(script)
    assert stays(script, "a", Person.UNSURE)
    assert not stays(script, "c", Person.UNSURE)


def test_a_circle_that_needs_answers_nobody_has_yet_holds_nobody() -> None:
    script = two(
        a={"when": [{"if": "c is unsure", "go": "c"}], "next": {"default": "end"}},
        c={"when": [{"if": "a is unsure", "go": "a"}], "next": {"default": "end"}},
    )
    assert Person.UNSURE not in {who for who, _ in trapped(script)}
    assert not any(stays(script, name, Person.UNSURE) for name in ("a", "c"))


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_no_built_in_script_is_a_trap(script: Script) -> None:
    assert list(trapped(script)) == []

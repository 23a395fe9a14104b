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
    front = {"id": "loop", "version": 1, "title": "T", "language": "en", "author": "x", "rights": "x", "source": "x"}
    return Script.model_validate({**front, "reading_level": 1, "start": "a", "states": states})


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
            assert all(stays(script, name, person) for name in circle)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_no_built_in_script_is_a_trap(script: Script) -> None:
    assert list(trapped(script)) == []

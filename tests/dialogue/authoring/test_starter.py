"""The starter: passes the check, shows one of each thing, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.authoring.check import check_text, script_in
from companion.dialogue.authoring.starter import starter_text, write_new
from companion.dialogue.script import Rung, Script, State, builtin_scripts
from companion.errors import OutputError, UsageError
from companion.messages import AnswerKind


def begun(name: str = "knee", title: str = "") -> Script:
    script = script_in(starter_text(name, title=title))
    assert script is not None
    return script


def test_it_passes_the_check_but_for_the_name_of_its_author() -> None:
    findings = check_text(starter_text("knee"), name="knee.yaml", others=builtin_scripts())
    assert [(one.rule, one.severity) for one in findings] == [("author", "warning")]


def test_it_shows_one_of_each_thing() -> None:
    script = begun()
    states = list(script.states.values())
    kinds = {state.expect.kind for state in states}
    assert len(states) == 5
    assert {AnswerKind.YES_NO, AnswerKind.SCALE, AnswerKind.CHOICE} <= kinds
    assert script.schedule is not None
    assert any(state.record for state in states)
    assert any(state.confirm for state in states)
    assert any(state.when for state in states)
    assert any(state.notify for state in states)
    assert any(rung.offer and rung.buttons for state in states for rung in _rungs(state))


def _rungs(state: State) -> list[Rung]:
    return [*state.no_input, *state.no_match, *state.unsure]


def test_every_line_of_the_front_part_is_explained() -> None:
    head = starter_text("knee").split("states:")[0]
    fields = [line for line in head.splitlines() if line and not line.startswith("#")]
    assert len(fields) > 12
    assert [line for line in fields if "#" not in line] == []


def test_id_and_title_are_put_in() -> None:
    script = begun("left_hip", 'The "left" hip: how is it?')
    assert (script.id, script.title) == ("left_hip", 'The "left" hip: how is it?')
    assert begun("left_hip").title == "Left hip"


@given(st.text(min_size=1, max_size=40))
def test_any_title_gives_a_sound_script_or_a_plain_refusal(title: str) -> None:
    try:
        text = starter_text("knee", title=title)
    except UsageError:
        assert not title.isprintable()
        return
    script = script_in(text)
    assert script is not None
    assert script.title == title


@pytest.mark.parametrize("name", ["", "Knee", "9knee", "knee talk", "../knee", "knie\n", "k" * 101])
def test_what_cannot_be_an_id_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the id"):
        starter_text(name)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "knee.yaml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not overwritten"):
        write_new(path, "other")
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(OutputError, match="cannot be written"):
        write_new(tmp_path / "no folder" / "knee.yaml", "other")

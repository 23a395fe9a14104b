"""Drawings of scripts: complete, escaped, and in the grammar of the language they are written in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dialogue.scripting import script
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.authoring.diagrams import dot, mermaid
from companion.dialogue.authoring.graph import Arrow, Drawing, Kind, Node, draw
from companion.dialogue.script import Script, builtin_scripts

WORDS = r'(?:[^"#;:{}<>\n]|#\d+;)'
LABEL = rf"{WORDS}+(?:<br/>{WORDS}+)*"
MERMAID = [
    r"    direction TB",
    r"    classDef \w+_state fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},stroke-width:\dpx,color:#[0-9a-f]{6}",
    rf'    state "{LABEL}" as s\d+',
    r"    class s\d+ \w+_state",
    r"    \[\*\] --> s\d+",
    rf"    s\d+ --> (?:s\d+|\[\*\])(?: : {WORDS}+)?",
]
"""The lines that a stateDiagram-v2 of ours may have: a part of Mermaid's grammar, stricter than it."""

ALL = """\
    start: ask
    scores: {total: {of: [ask], measure: a.b, label: All}}
    states:
      ask:
        say: 'He said: "is it; #1 {bad}?" -> [*]'
        expect: {kind: yes_no}
        no_input: Is it?
        no_match: Is it?
        unsure: Is it?
        tally: total
        when: [{if: total >= 1, go: call}]
        next: {"yes": end, "no": end, unsure: later, default: alert}
      end: {notify: {who: clinician, within: day, about: X}, next: call}
      call: {call: other, next: later}
      alert: {alert: {level: urgent, category: pain}, next: over}
      later: {say: Later., snooze_min: 10}
      over: {say: Bye., end: true}
"""


def grammatical(text: str) -> list[str]:
    """The lines that are not in the grammar."""
    head, title, foot, kind, *lines = text.splitlines()
    assert (head, foot, kind) == ("---", "---", "stateDiagram-v2")
    assert re.fullmatch(r'title: "(?:[^"\\]|\\["\\])*"', title)
    return [line for line in lines if not any(re.fullmatch(one, line) for one in MERMAID)]


def names_are_declared(text: str) -> bool:
    declared = set(re.findall(r" as (s\d+)$", text, re.MULTILINE))
    used = set(re.findall(r"(?<= )s\d+(?= -->| |$)", re.sub(r" : .*", "", text), re.MULTILINE))
    return used <= declared


@pytest.mark.parametrize("one", builtin_scripts().values(), ids=lambda one: one.id)
def test_every_built_in_script_is_drawn_whole(one: Script) -> None:
    drawing = draw(one)
    assert [node.name for node in drawing.nodes] == list(one.states)
    ways = {(name, to) for name, state in one.states.items() for to in state.targets}
    assert ways <= {(arrow.start, arrow.to) for arrow in drawing.arrows}
    assert grammatical(mermaid(drawing)) == []
    assert names_are_declared(mermaid(drawing))


def test_ends_calls_alerts_and_notices_are_marked() -> None:
    kinds = {node.name: node.kind for node in draw(script(ALL)).nodes}
    assert kinds == {
        "ask": Kind.ASK, "end": Kind.NOTIFY, "call": Kind.CALL, "alert": Kind.ALERT, "later": Kind.END,
        "over": Kind.END,
    }  # fmt: skip
    text = mermaid(draw(script(ALL)))
    assert "ALERT#58; urgent, pain" in text
    assert "runs the script other" in text
    assert "tells the clinician, day" in text
    assert "adds up total" in text


def test_answers_and_conditions_stand_on_the_arrows() -> None:
    arrows = {(arrow.start, arrow.to, arrow.label) for arrow in draw(script(ALL)).arrows}
    assert ("ask", "call", "if total >= 1") in arrows
    assert ("ask", "end", "yes, no") in arrows
    assert ("ask", "later", "not sure") in arrows
    assert ("ask", "alert", "else") in arrows
    assert ("ask", None, "silence") in arrows
    assert ("later", None, "again in 10 min") in arrows
    assert ("over", None, "") in arrows


def test_words_that_mean_something_to_mermaid_are_escaped() -> None:
    text = mermaid(draw(script(ALL)))
    assert grammatical(text) == []
    assert "He said#58; #34;is it#59; #35;1 #123;bad#125;?#34; -#62;" in text


label = st.text(max_size=80)


@given(st.lists(st.tuples(label, label), min_size=1, max_size=4), label)
def test_no_words_at_all_break_the_drawing(nodes: list[tuple[str, str]], title: str) -> None:
    named = tuple(
        Node(name=f"{place}{name}", kind=Kind.ASK, lines=(f"{place}{name}", f"x{line}"))
        for place, (name, line) in enumerate(nodes)
    )
    arrows = tuple(Arrow(start=node.name, to=None, label=node.lines[1]) for node in named)
    drawing = Drawing(title=title, start=named[0].name, nodes=named, arrows=arrows)
    assert grammatical(mermaid(drawing)) == []
    lines = dot(drawing).splitlines()
    assert len(lines) == 8 + 2 * len(nodes)
    assert all(len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0 for line in lines)


def test_graphviz_text_has_every_state_and_way(tmp_path: Path) -> None:
    text = dot(draw(script(ALL)))
    assert text.startswith("digraph script {")
    assert text.count(" -> ") - text.count("-> [*]") == len(draw(script(ALL)).arrows) + 1
    assert "style=dashed" in text

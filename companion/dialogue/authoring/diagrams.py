"""Writes the drawing of a script as Mermaid text and as Graphviz text, with every label escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.dialogue.authoring.graph import Arrow, Drawing, Kind, Node

_LOOKS = {
    Kind.ASK: ("#e8f1fb", "#1f4e79", 1),
    Kind.SAY: ("#ffffff", "#555555", 1),
    Kind.CALL: ("#efe7fb", "#5b3a99", 2),
    Kind.ALERT: ("#fde3e1", "#a11a10", 3),
    Kind.NOTIFY: ("#fff1d6", "#8a5a00", 2),
    Kind.END: ("#e6f4e6", "#2d6a2d", 2),
    Kind.REST: ("#eeeeee", "#555555", 1),
}
"""Fill, border, width of the border; the words in it say the same, so that nothing hangs on colour."""


def mermaid(drawing: Drawing) -> str:
    """A stateDiagram-v2 (https://mermaid.js.org/syntax/stateDiagram.html).

    States get identifiers of their own: a name like "end" or one with a blank would be read as a keyword or as two.
    """
    return "\n".join(_mermaid_lines(drawing)) + "\n"


def _mermaid_lines(drawing: Drawing) -> Iterator[str]:
    names = {node.name: f"s{place}" for place, node in enumerate(drawing.nodes)}
    yield "---"
    yield f'title: "{_quoted(drawing.title)}"'
    yield "---"
    yield "stateDiagram-v2"
    yield "    direction TB"
    for kind, (fill, border, width) in _LOOKS.items():
        yield f"    classDef {kind}_state fill:{fill},stroke:{border},stroke-width:{width}px,color:#111111"
    for node in drawing.nodes:
        label = "<br/>".join(_escaped(line) for line in node.lines)
        yield f'    state "{label}" as {names[node.name]}'
        yield f"    class {names[node.name]} {node.kind}_state"
    yield f"    [*] --> {names[drawing.start]}"
    for arrow in drawing.arrows:
        to = "[*]" if arrow.to is None else names[arrow.to]
        label = f" : {_escaped(arrow.label)}" if arrow.label else ""
        yield f"    {names[arrow.start]} --> {to}{label}"


def dot(drawing: Drawing) -> str:
    """The same for Graphviz (https://graphviz.org/doc/info/lang.html)."""
    return "\n".join(_dot_lines(drawing)) + "\n"


def _dot_lines(drawing: Drawing) -> Iterator[str]:
    names = {node.name: f"s{place}" for place, node in enumerate(drawing.nodes)}
    yield "digraph script {"
    yield f'  graph [label="{_quoted(drawing.title)}", labelloc=t, rankdir=TB, fontname="sans-serif"]'
    yield '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=11]'
    yield '  edge [fontname="sans-serif", fontsize=10]'
    yield '  begin [shape=circle, label="", width=0.2, style=filled, fillcolor="#111111"]'
    yield '  over [shape=doublecircle, label="", width=0.15, style=filled, fillcolor="#111111"]'
    for node in drawing.nodes:
        yield f"  {names[node.name]} [{_dot_node(node)}]"
    yield f"  begin -> {names[drawing.start]}"
    for arrow in drawing.arrows:
        yield f"  {_dot_arrow(arrow, names)}"
    yield "}"


def _dot_node(node: Node) -> str:
    fill, border, width = _LOOKS[node.kind]
    label = "\\n".join(_quoted(line) for line in node.lines)
    return f'label="{label}", fillcolor="{fill}", color="{border}", penwidth={width}'


def _dot_arrow(arrow: Arrow, names: dict[str, str]) -> str:
    to = "over" if arrow.to is None else names[arrow.to]
    style = ", style=dashed" if arrow.label == "silence" else ""
    return f'{names[arrow.start]} -> {to} [label="{_quoted(arrow.label)}"{style}]'


def _escaped(text: str) -> str:
    """Everything but letters, digits and harmless signs as an entity of Mermaid: #59; and the like."""
    return re.sub(r"[^\w\s.,!?'’…()+=/-]", lambda match: f"#{ord(match[0])};", " ".join(text.split()))


def _quoted(text: str) -> str:
    """Inside double quotes, as YAML and Graphviz both read them."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')

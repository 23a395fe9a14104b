"""The ways through a script, as a graph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.script.ways import longest, milestones, reachable

DIAMOND = {"a": ["b", "c"], "b": ["d"], "c": ["e"], "e": ["d"], "d": ["end"], "end": []}


def test_the_longest_way_counts_what_asks() -> None:
    assert longest(DIAMOND, {"a", "c", "e", "d"}) == {"a": 4, "b": 1, "c": 3, "e": 2, "d": 1, "end": 0}


def test_a_way_back_is_not_counted_again() -> None:
    assert longest({"a": ["b"], "b": ["a", "c"], "c": []}, {"a", "b"})["a"] == 2


def test_milestones_are_what_cannot_be_gone_round() -> None:
    assert milestones("a", DIAMOND, {"end"}) == {"a", "d", "end"}


NAMES = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(NAMES, st.lists(NAMES, max_size=3), min_size=8, max_size=8)


@given(GRAPHS)
def test_whatever_the_graph_every_milestone_lies_on_every_way(ways: dict[str, list[str]]) -> None:
    for name in milestones("a", ways, {"h"}) - {"a"}:
        assert "h" not in reachable("a", ways, without=name)


@given(GRAPHS)
def test_no_way_is_longer_than_all_that_can_be_reached(ways: dict[str, list[str]]) -> None:
    found = longest(ways, set(ways))
    assert all(1 <= found[name] <= len(reachable(name, ways)) for name in ways)

"""The ways through a script as a graph of names: what can be reached, and what cannot be gone round."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

Ways = Mapping[str, Sequence[str]]
"""State -> the states that may come next."""


def reachable(start: str, ways: Ways, *, without: str | None = None) -> frozenset[str]:
    """Every state that a talk beginning in `start` can come to, `start` included."""
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name in seen or name == without or name not in ways:
            continue
        seen.add(name)
        waiting.extend(ways[name])
    return frozenset(seen)


def milestones(start: str, ways: Ways, ends: Collection[str]) -> frozenset[str]:
    """The states that every way from `start` to one of `ends` goes through."""
    return frozenset(name for name in ways if name == start or reachable(start, ways, without=name).isdisjoint(ends))

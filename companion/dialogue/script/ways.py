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


def longest(ways: Ways, counted: Collection[str]) -> dict[str, int]:
    """State -> how many of `counted` the longest way from it comes through, itself included.

    Where a script goes back on itself, the way back is not counted again.
    """
    found: dict[str, int] = {}
    # Deepest first, so that what comes after a state is known when it is counted itself.
    for start in ways:
        waiting = [(start, False)]
        passing: set[str] = set()
        while waiting:
            name, returning = waiting.pop()
            if returning:
                passing.discard(name)
                found[name] = (name in counted) + max((found.get(one, 0) for one in ways[name]), default=0)
            elif name in ways and name not in found and name not in passing:
                passing.add(name)
                waiting += [(name, True), *((one, False) for one in ways[name])]
    return found

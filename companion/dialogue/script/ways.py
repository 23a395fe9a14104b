"""The ways through a script as a graph of names: what can be reached, and what cannot be gone round."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

MOST_WAYS = 5000
"""Steps after which the longest way is no longer looked for."""

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


def longest(start: str, ways: Ways, counted: Collection[str]) -> int:
    """How many of `counted` the longest way from `start` comes through, none of them twice.

    Scripts are short and hardly ever go back, so every way is walked; after so many that it would take long, it is an
    estimate from below.
    """
    best, budget = 0, MOST_WAYS
    waiting = [(start, frozenset[str](), 0)]
    while waiting and budget:
        budget -= 1
        name, seen, count = waiting.pop()
        count += name in counted
        best = max(best, count)
        waiting += [
            (one, seen | {name}, count) for one in dict.fromkeys(ways.get(name, ())) if one not in seen | {name}
        ]
    return best

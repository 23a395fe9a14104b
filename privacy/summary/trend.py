"""A person's own baseline: what was usual on earlier days, and whether the days that are shown differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median

from privacy.summary.facts import Trend

BASELINE_DAYS = 28
"""So many days before the ones that are shown say what is usual."""

FEWEST_DAYS = 5
"""Earlier days with a number; with fewer nothing is called usual."""

TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""

FAR = 2.5
"""Deviations from the median that count as unusual: the choice that Leys and others call moderately conservative
(J. Exp. Soc. Psychol. 49:764, 2013)."""

MIDDLE = 0.9
"""This share of the earlier days is usual whatever the deviation is: on a scale of four steps it is often none."""


def by_day(numbers: Iterable[tuple[date, float | None]]) -> dict[date, float | None]:
    """One number a day, the median: a talkative day counts no more than another. None: asked, and no number."""
    days: dict[date, list[float]] = {}
    for day, number in numbers:
        days.setdefault(day, []).extend([] if number is None else [number])
    return {day: median(found) if found else None for day, found in sorted(days.items())}


def trend(earlier: Sequence[float], now: Sequence[float]) -> Trend:
    """Compare the days that are shown (`now`) with the `earlier` ones; each is one number a day, in order."""
    middle = spread = low = high = None
    if len(earlier) >= FEWEST_DAYS:
        middle = median(earlier)
        spread = median(abs(one - middle) for one in earlier)
        reach = FAR * TO_SIGMA * spread
        ordered = sorted(earlier)
        cut = int(len(ordered) * (1 - MIDDLE) / 2)
        # Never beyond what was really seen: "usual -2 to 6" on a scale from 0 to 4 would be nonsense.
        low = max(ordered[0], min(middle - reach, ordered[cut]))
        high = min(ordered[-1], max(middle + reach, ordered[-1 - cut]))
    return Trend(
        value=median(now) if now else None,
        latest=now[-1] if now else None,
        days=len(earlier),
        median=middle,
        spread=spread,
        usual_low=low,
        usual_high=high,
    )

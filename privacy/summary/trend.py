"""A person's own baseline: what was usual on earlier days, and whether the days that are compared differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

BASELINE_DAYS = 28
"""So many days before the ones that are compared say what is usual."""

FEWEST_DAYS = 5
"""Earlier days with a number; with fewer nothing is called usual."""

RECENT_DAYS = 7
"""Where too few days lie before the time that is shown, its last days are compared with those before them."""

FENCE = 1.5
"""Widths of the middle half beyond its ends that count as unusual (Tukey, Exploratory Data Analysis, 1977)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """What is usual for this person, from earlier days only, and how the days that are compared differ from it."""

    value: float | None
    """Median of the days that are compared; None: there was no number."""
    latest: float | None
    """The latest of them: one bad day does not move the median of a week."""
    days: int
    """Earlier days with a number, and no more: none of those that are compared."""
    since: date | None
    """First of the days that are compared; None: there was nothing to compare."""
    within: bool
    """The earlier days lie in the time that is shown, and its last days only are compared with them."""
    median: float | None
    spread: float | None
    """Median absolute deviation of the earlier days, in the measure's own unit."""
    usual_low: float | None
    """The middle half of the earlier days, ends included; None: too few days."""
    usual_high: float | None
    far_low: float | None
    """Lower than this is unusual: lower than ever on the earlier days, or far below the middle half."""
    far_high: float | None

    @property
    def how(self) -> str:
        """higher, lower: unusual; above, below: beyond the middle half; usual.

        few: too few earlier days to compare; none: nothing to compare.
        """
        if self.value is None or self.latest is None:
            return "none"
        if self.usual_low is None:
            return "few"
        found, newest = self._beside(self.value), self._beside(self.latest)
        return newest if newest in UNUSUAL and found not in UNUSUAL else found

    @property
    def unusual(self) -> bool:
        """Is it higher or lower than usual?"""
        return self.how in UNUSUAL

    @property
    def latest_only(self) -> bool:
        """Is it the latest day alone that is unusual?"""
        return self.value is not None and self.unusual and self._beside(self.value) not in UNUSUAL

    def _beside(self, value: float) -> str:
        ends = (self.far_low, self.usual_low, self.usual_high, self.far_high)
        far_low, low, high, far_high = (value if end is None else end for end in ends)
        if value > far_high or value < far_low:
            return "higher" if value > far_high else "lower"
        return "above" if value > high else "below" if value < low else "usual"


UNUSUAL = frozenset({"higher", "lower"})


def by_day(numbers: Iterable[tuple[date, float | None]]) -> dict[date, float | None]:
    """One number a day, the median: a talkative day counts no more than another. None: asked, and no number."""
    days: dict[date, list[float]] = {}
    for day, number in numbers:
        days.setdefault(day, []).extend([] if number is None else [number])
    return {day: median(found) if found else None for day, found in sorted(days.items())}


def trend(numbers: Mapping[date, float | None], *, first: date, last: date) -> Trend:
    """Compare the days from `first` on, the first that is shown, with the BASELINE_DAYS before.

    Where those hold too few numbers, the last RECENT_DAYS up to `last`, or else the last alone, are compared with the
    days before them. `numbers`: one a day, in order.
    """
    found = {day: value for day, value in numbers.items() if value is not None}
    starts = [first, *(start for days in (RECENT_DAYS, 1) if (start := _back(last, days - 1)) > first)]
    since = next((start for start in starts if len(_before(found, start)) >= FEWEST_DAYS), starts[-1])
    now = [value for day, value in found.items() if day >= since]
    return _compared(_before(found, since), now, since=since, within=since > first)


def _back(day: date, days: int) -> date:
    return day - timedelta(days=days) if day.toordinal() > days else date.min


def _before(numbers: Mapping[date, float], start: date) -> list[float]:
    begin = _back(start, BASELINE_DAYS)
    return [value for day, value in numbers.items() if begin <= day < start]


def _compared(earlier: list[float], now: list[float], *, since: date, within: bool) -> Trend:
    middle = spread = low = high = far_low = far_high = None
    if len(earlier) >= FEWEST_DAYS:
        middle = median(earlier)
        spread = median(abs(one - middle) for one in earlier)
        ordered = sorted(earlier)
        # Numbers that were really answered, and none between two of them: a scale of words has no half steps.
        cut = (len(ordered) - 1) // 4
        low, high = ordered[cut], ordered[-1 - cut]
        reach = FENCE * (high - low)
        far_low, far_high = max(ordered[0], low - reach), min(ordered[-1], high + reach)
    return Trend(
        value=median(now) if now else None,
        latest=now[-1] if now else None,
        days=len(earlier),
        since=since if now else None,
        within=within,
        median=middle,
        spread=spread,
        usual_low=low,
        usual_high=high,
        far_low=far_low,
        far_high=far_high,
    )

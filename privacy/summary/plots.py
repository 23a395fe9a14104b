"""Small plots of one measure over days, as SVG to stand in a page: dots, the usual range as a band, gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from privacy.summary.facts import Point, Series
from privacy.summary.words import count, plain_number, short_day

WIDE, HIGH = 168.0, 30.0
EDGE = 4.0
"""Room around the dots, so that none is cut in half."""
DAYS = 92
"""Longest time in a plot; of more the latest are drawn."""
FEWEST = 2
"""Days with a number; one dot alone says nothing."""

_SCALE = re.compile(r"(?:of (?P<of>\d{1,4})|(?P<low>\d{1,4})(?:-| to )(?P<high>\d{1,4}))")


def plot(series: Series, since: date | None) -> str:
    """The plot; empty where there is nothing to draw. `since`: a line stands before this day.

    Shapes and not colours tell things apart, for it may be printed in black and white: a full dot is a day's answer, a
    cross at the foot a day on which nothing was answered, the hatched band what is usual.
    """
    points = latest(series.points)
    if sum(point.value is not None for point in points) < FEWEST:
        return ""
    place = _Place(points, series)
    parts = [f"<title>{escape(described(series))}</title>", _band(series, place), _since(since, place)]
    parts += [_mark(point, place) for point in points]
    box = f'viewBox="0 0 {WIDE:.0f} {HIGH:.0f}"'
    return f'<svg class="plot" {box} role="img">{"".join(parts)}</svg>'


def described(series: Series) -> str:
    """The plot in words."""
    points = latest(series.points)
    values = [point.value for point in points if point.value is not None]
    if not values:
        return "no numbers"
    gaps = len(points) - len(values)
    spread = f"from {plain_number(min(values))} to {plain_number(max(values))}"
    newest = f"latest {plain_number(values[-1])}"
    trend = series.trend
    usual = (
        ""
        if trend.usual_low is None or trend.usual_high is None
        else (f"; usual {plain_number(trend.usual_low)} to {plain_number(trend.usual_high)}")
    )
    missing = f"; {count(gaps, 'day', 'days')} without an answer" if gaps else ""
    first, last = short_day(points[0].day), short_day(points[-1].day)
    return f"{series.latest.question}, {first} to {last}: {spread}, {newest}{usual}{missing}"


def scale(unit: str) -> tuple[float, float] | None:
    """Ends of the scale that a unit names ("of 4", "0-4", "1 to 3"); None where it names none."""
    found = _SCALE.fullmatch(unit)
    if found is None:
        return None
    low, high = float(found["low"] or 0), float(found["of"] or found["high"])
    return (low, high) if high > low else None


def latest(points: Sequence[Point]) -> list[Point]:
    """The days that are drawn."""
    if not points:
        return []
    first = points[-1].day.toordinal() - DAYS
    return [point for point in points if point.day.toordinal() > first]


class _Place:
    """Where a day and a value lie in the picture."""

    def __init__(self, points: Sequence[Point], series: Series) -> None:
        values = [point.value for point in points if point.value is not None]
        ends = scale(series.latest.unit) or (min(values), max(values))
        trend = series.trend
        bounds = [one for one in (trend.usual_low, trend.usual_high) if one is not None]
        self._low, self._high = min(ends[0], *values, *bounds), max(ends[1], *values, *bounds)
        self._first, self._last = points[0].day, points[-1].day

    def x(self, day: date) -> float:
        """From the first day at the left to the last at the right."""
        span = (self._last - self._first).days
        share = 0.5 if span == 0 else (day - self._first).days / span
        return EDGE + share * (WIDE - 2 * EDGE)

    def y(self, value: float) -> float:
        """From the highest value at the top to the lowest at the bottom."""
        span = self._high - self._low
        share = 0.5 if span <= 0 else (value - self._low) / span
        return HIGH - EDGE - share * (HIGH - 2 * EDGE)

    def within(self, day: date) -> bool:
        """Does the day lie between two that are drawn?"""
        return self._first < day <= self._last


def _band(series: Series, place: _Place) -> str:
    low, high = series.trend.usual_low, series.trend.usual_high
    if low is None or high is None:
        return ""
    top, foot = place.y(high) - 2, place.y(low) + 2
    lines = "".join(f'<path d="M0 {y:.1f}H{WIDE:.0f}"/>' for y in (top, foot))
    return f'<g class="band"><rect y="{top:.1f}" width="{WIDE:.0f}" height="{foot - top:.1f}"/>{lines}</g>'


def _since(since: date | None, place: _Place) -> str:
    if since is None or since == date.min or not place.within(since):
        return ""
    x = (place.x(since) + place.x(since - timedelta(days=1))) / 2
    return f'<path class="since" d="M{x:.1f} 0V{HIGH:.0f}"/>'


def _mark(point: Point, place: _Place) -> str:
    x = place.x(point.day)
    if point.value is None:
        foot = HIGH - EDGE
        return f'<path class="gap" d="M{x - 2:.1f} {foot - 2:.1f}l4 4m0 -4l-4 4"/>'
    return f'<circle cx="{x:.1f}" cy="{place.y(point.value):.1f}" r="2.2"/>'

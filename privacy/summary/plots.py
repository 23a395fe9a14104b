"""Small plots of one measure over days, as SVG to stand in a page: dots, the usual range as a band, gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from privacy.summary.facts import Point, Series
from privacy.summary.words import count, plain_number, short_day

WIDE, HIGH = 168.0, 32.0
EDGE = 4.0
"""Room around the dots, so that none is cut in half."""
LEFT = 22.0
"""Room for the ends of the scale."""
DATES = 12.0
"""Room for the first and the last day below the plot; on paper the head of the column says them for all plots."""
A_WEEK = 7
MOST_SIGNS = 4
"""Of a number beside a plot."""
DAYS = 92
"""Longest time in a plot; of more the latest are drawn."""
FEWEST = 2
"""Days with a number; one dot alone says nothing."""

_SCALE = re.compile(r"(?:of (?P<of>\d{1,4})|(?P<low>\d{1,4})(?:-| to )(?P<high>\d{1,4}))")


def drawable(series: Series) -> bool:
    """Are there days enough to draw?"""
    return sum(point.value is not None for point in latest(series.points)) >= FEWEST


def span(drawn: Iterable[Series]) -> tuple[date, date] | None:
    """First and last day of all these plots together: one axis for all, so that they can be read side by side."""
    days = [point.day for one in drawn if drawable(one) for point in latest(one.points)]
    return (max(min(days), max(days) - timedelta(days=DAYS - 1)), max(days)) if days else None


def plot(series: Series, days: tuple[date, date], since: date | None) -> str:
    """The plot; empty where there is nothing to draw. `days`: its axis; `since`: a line stands before this day.

    Shapes and not colours tell things apart, for it may be printed in black and white: a full dot is a day's answer, a
    cross at the foot a day on which nothing was answered, the hatched band what is usual.
    """
    points = [point for point in latest(series.points) if days[0] <= point.day <= days[1]]
    if not drawable(series) or all(point.value is None for point in points):
        return ""
    place = _Place(points, series, days)
    parts = [f"<title>{escape(described(series))}</title>", _band(series, place), _axes(place), _since(since, place)]
    parts += [_mark(point, place) for point in points]
    # Where the picture is not as high as the box the dates at its foot are left out, and nothing else.
    box = f'viewBox="0 0 {WIDE:.0f} {HIGH + DATES:.0f}" preserveAspectRatio="xMinYMin slice"'
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

    def __init__(self, points: Sequence[Point], series: Series, days: tuple[date, date]) -> None:
        values = [point.value for point in points if point.value is not None]
        ends = scale(series.latest.unit) or (min(values), max(values))
        trend = series.trend
        bounds = [one for one in (trend.usual_low, trend.usual_high) if one is not None]
        self.low, self.high = min(ends[0], *values, *bounds), max(ends[1], *values, *bounds)
        self.first, self.last = days

    def x(self, day: date) -> float:
        """From the first day at the left to the last at the right."""
        days = (self.last - self.first).days
        share = 0.5 if days == 0 else (day - self.first).days / days
        return LEFT + EDGE + share * (WIDE - LEFT - 2 * EDGE)

    def y(self, value: float) -> float:
        """From the highest value at the top to the lowest at the bottom."""
        steps = self.high - self.low
        share = 0.5 if steps <= 0 else (value - self.low) / steps
        return HIGH - EDGE - share * (HIGH - 2 * EDGE)

    def within(self, day: date) -> bool:
        """Does the day lie between two that are drawn?"""
        return self.first < day <= self.last


def _axes(place: _Place) -> str:
    """The ends of the scale, a mark below each week, the first and the last day."""
    weeks = range(0, (place.last - place.first).days + 1, A_WEEK)
    marks = "".join(f"M{place.x(place.last - timedelta(days=back)):.1f} {HIGH:.0f}v-2" for back in weeks)
    ends = [(place.y(place.low), place.low), (place.y(place.high), place.high)]
    # One value only: the scale has no two ends.
    shown = ends if place.high > place.low else ends[:1]
    numbers = "".join(
        f'<text class="scale" x="{LEFT - 3:.0f}" y="{y + 3.5:.1f}">{short_number(value)}</text>' for y, value in shown
    )
    foot = f'y="{HIGH + DATES - 2:.0f}"'
    dates = (
        f'<text x="{LEFT:.0f}" {foot}>{short_date(place.first)}</text>'
        f'<text class="end" x="{WIDE:.0f}" {foot}>{short_date(place.last)}</text>'
    )
    return f'<path class="axis" d="M{LEFT:.0f} 0V{HIGH:.0f}H{WIDE:.0f}{marks}"/>{numbers}{dates}'


def short_date(day: date) -> str:
    """2 Mar."""
    return f"{day.day} {day:%b}"


def short_number(value: float) -> str:
    """4, 2.5, 2e9: there is room for few signs."""
    written = plain_number(value)
    return written if len(written) <= MOST_SIGNS else f"{value:.0e}".replace("e+0", "e").replace("e+", "e")


def _band(series: Series, place: _Place) -> str:
    low, high = series.trend.usual_low, series.trend.usual_high
    if low is None or high is None:
        return ""
    top, foot = place.y(high) - 2, place.y(low) + 2
    lines = "".join(f'<path d="M{LEFT:.0f} {y:.1f}H{WIDE:.0f}"/>' for y in (top, foot))
    box = f'x="{LEFT:.0f}" y="{top:.1f}" width="{WIDE - LEFT:.0f}"'
    return f'<g class="band"><rect {box} height="{foot - top:.1f}"/>{lines}</g>'


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

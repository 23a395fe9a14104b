"""Draws the trade: who waits how long for an answer, against who is cut off at a pause of one second; as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDE, _HIGH = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 690.0, 64.0, 356.0
_LETTER = 6.4
"""How wide a letter of a label is, about."""
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#3a3a3a}.title{font-weight:600;font-size:15px}.small{font-size:11.5px;"
    "fill:#6a6a6a}.grid{stroke:#e4e0d8}.ours{fill:#b4532a}.theirs{fill:#5b7285}.ours-label{font-weight:600;"
    "fill:#b4532a}.leader{stroke:#b9b9b9;stroke-width:0.8}.paper{fill:#fdfbf7}"
    ".ours-line{fill:none;stroke:#b4532a;stroke-width:1.5;stroke-dasharray:4 3}"
    "@media(prefers-color-scheme:dark){.paper{fill:#191816}text{fill:#dcd8d0}.small{fill:#a09c94}.grid{stroke:#34322e}"
    ".ours,.ours-label{fill:#e58a5e}.theirs{fill:#8fabc0}.leader{stroke:#5a5853}}"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One policy."""

    name: str
    gap_s: float
    """Median, from the end of speech to the decision."""
    cut: float
    """Share cut off at a pause of one second, 0 to 1."""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    x: float
    y: float
    left: bool
    point: Point

    def reach(self) -> tuple[float, float]:
        """From where to where it lies, across."""
        width = _LETTER * len(self.point.name)
        return (self.x - width, self.x) if self.left else (self.x, self.x + width)


def curve(points: Sequence[Point], *, title: str, note: str) -> str:
    """The picture. Down and left is better: nobody is cut off, nobody waits."""
    most_s = max([2.0, *(point.gap_s * 1.12 for point in points)])
    size = f'viewBox="0 0 {_WIDE} {_HIGH}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{_safe(title)}">',
        f"<title>{_safe(title)}</title><style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDE}" height="{_HIGH}" rx="8"/>',
        f'<text class="title" x="{_LEFT:g}" y="26">{_safe(title)}</text>',
        f'<text class="small" x="{_LEFT:g}" y="45">{_safe(note)}</text>',
        *_axes(most_s),
        *_ours(points, most_s),
        *_marks(points, most_s),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(most_s: float) -> Iterator[str]:
    for percent in range(0, 101, 25):
        y = _y(percent / 100)
        yield f'<path class="grid" d="M{_LEFT:g} {y:.1f}H{_RIGHT:g}"/>'
        yield f'<text class="small" x="{_LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end">{percent} %</text>'
    step_s = 0.25 if most_s <= 2.0 else 0.5
    for tick in range(int(most_s / step_s) + 1):
        x = _x(tick * step_s, most_s)
        yield f'<path class="grid" d="M{x:.1f} {_TOP:g}V{_BOTTOM:g}"/>'
        yield f'<text class="small" x="{x:.1f}" y="{_BOTTOM + 18:g}" text-anchor="middle">{tick * step_s:g} s</text>'
    middle = (_LEFT + _RIGHT) / 2
    below = "median wait from the end of speech to the decision that the turn is over"
    yield f'<text x="{middle:g}" y="{_BOTTOM + 42:g}" text-anchor="middle">{below}</text>'
    middle = (_TOP + _BOTTOM) / 2
    turned = f'x="18" y="{middle:g}" transform="rotate(-90 18 {middle:g})"'
    yield f'<text {turned} text-anchor="middle">cut off at a 1 s pause</text>'


def _ours(points: Sequence[Point], most_s: float) -> Iterator[str]:
    """The device's settings joined by a line: one may be had instead of another."""
    mine = sorted((point for point in points if point.ours), key=lambda point: point.gap_s)
    if len(mine) > 1:
        way = "L".join(f"{_x(point.gap_s, most_s):.1f} {_y(point.cut):.1f}" for point in mine)
        yield f'<path class="ours-line" d="M{way}"/>'


def _marks(points: Sequence[Point], most_s: float) -> Iterator[str]:
    for label in _labels(points, most_s):
        point = label.point
        x, y = _x(point.gap_s, most_s), _y(point.cut)
        kind = "ours" if point.ours else "theirs"
        if abs(label.y - y) > 6:
            yield f'<path class="leader" d="M{x:.1f} {y:.1f}L{label.x:.1f} {label.y:.1f}"/>'
        yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{6 if point.ours else 4.5:g}"/>'
        anchor = "end" if label.left else "start"
        looks = ' class="ours-label"' if point.ours else ""
        name = _safe(point.name)
        yield f'<text{looks} x="{label.x:.1f}" y="{label.y + 4:.1f}" text-anchor="{anchor}">{name}</text>'


def _labels(points: Sequence[Point], most_s: float) -> list[_Label]:
    """Beside its point each, or as near as nothing else lies."""
    marks = [(_x(point.gap_s, most_s), _y(point.cut)) for point in points]
    placed: list[_Label] = []
    for point in sorted(points, key=lambda one: (not one.ours, -one.cut, -one.gap_s)):
        places = list(_places(point, most_s))
        free = [
            one for one in places if not any(_overlap(one, other) for other in placed) and not _on_a_mark(one, marks)
        ]
        placed.append((free or places)[0])
    return placed


def _places(point: Point, most_s: float) -> Iterator[_Label]:
    """Within the picture, the nearest first."""
    x, y = _x(point.gap_s, most_s), _y(point.cut)
    for away in (0, 15, -15, 30, -30, 45, -45, 60, -60, 75, -75):
        for left in (False, True):
            label = _Label(x - 10 if left else x + 10, y + away, left, point)
            begins, ends = label.reach()
            if begins > _LEFT and ends < _WIDE and _TOP - 2 < label.y < _BOTTOM + 4:
                yield label


def _overlap(one: _Label, other: _Label) -> bool:
    (begins, ends), (starts, stops) = one.reach(), other.reach()
    return abs(one.y - other.y) < 15 and begins < stops + 6 and starts < ends + 6


def _on_a_mark(label: _Label, marks: Sequence[tuple[float, float]]) -> bool:
    begins, ends = label.reach()
    return any(abs(label.y - y) < 10 and begins - 6 < x < ends + 6 for x, y in marks)


def _x(gap_s: float, most_s: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * max(0.0, gap_s) / most_s


def _y(cut: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * cut


def _safe(text: str) -> str:
    return escape(text, {'"': "&quot;"})

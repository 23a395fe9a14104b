"""One icon for each state and button, drawn on a field of 100 by 100."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from companion.face.look import Colour
from companion.face.sketch import Point, Sketch, arc
from companion.messages import Button, FaceState

Line = list[Point]
LINE = 9.0


def icon(name: FaceState | Button, size: int, colour: Colour) -> pygame.Surface:
    """The icon, `size` pixels wide and high."""
    sketch = Sketch((size, size), colour)
    strokes, fills = _ICONS[name]()
    scale = size / 100

    def placed(points: Line) -> Line:
        return [((x - 50) * scale, (y - 50) * scale) for x, y in points]

    for fill in fills:
        sketch.polygon(placed(fill), colour)
    for stroke in strokes:
        sketch.stroke(placed(stroke), LINE * scale, colour)
    return sketch.picture()


Shapes = tuple[list[Line], list[Line]]
"""Strokes and filled polygons."""
_CROSS: Line = [(14.0, 14.0), (86.0, 86.0)]


def _disc(x: float, y: float, radius: float) -> Line:
    return arc((x, y), radius, 0, 360, 32)


def _smile() -> Shapes:
    return [arc((50, 50), 38, 0, 360, 48), arc((50, 48), 20, 25, 155)], [_disc(36, 42, 5), _disc(64, 42, 5)]


def _ear() -> Shapes:
    outer = [*arc((50, 38), 27, 150, 380), (66.0, 60.0), (60.0, 72.0), *arc((47, 76), 14, 0, 150)]
    return [outer, [*arc((50, 39), 11, 180, 360), (57.0, 52.0), (50.0, 60.0)]], []


def _dots() -> Shapes:
    return [], [_disc(20, 50, 11), _disc(50, 50, 11), _disc(80, 50, 11)]


def _speaker() -> Shapes:
    horn: Line = [(12, 38), (30, 38), (52, 18), (52, 82), (30, 62), (12, 62)]
    return [arc((52, 50), 18, -50, 50), arc((52, 50), 36, -50, 50)], [horn]


def _moon() -> Shapes:
    return [], [arc((50, 50), 38, 30, 290, 40) + arc((66, 40), 30, 262, 62, 32)]


def _bell() -> Shapes:
    dome = [*arc((50, 44), 24, 180, 360), (76.0, 62.0), (84.0, 72.0), (16.0, 72.0), (24.0, 62.0)]
    waves = [arc((50, 42), 42, 200, 235), arc((50, 42), 42, 305, 340)]
    return [[(50.0, 14.0), (50.0, 22.0)], *waves], [dome, arc((50, 76), 11, 0, 180)]


def _no_ear() -> Shapes:
    strokes, fills = _ear()
    return [*strokes, _CROSS], fills


def _no_speaker() -> Shapes:
    strokes, fills = _speaker()
    return [*strokes, _CROSS], fills


def _no_notes() -> Shapes:
    page: Line = [(24, 12), (76, 12), (76, 88), (24, 88), (24, 12)]
    lines: list[Line] = [[(38, 34), (62, 34)], [(38, 50), (62, 50)], [(38, 66), (52, 66)]]
    return [page, *lines, _CROSS], []


def _too_high() -> Shapes:
    wave: Line = [(8, 62), (20, 62), (32, 22), (44, 22), (56, 78), (68, 78), (80, 62), (92, 62)]
    return [[(8.0, 22.0), (92.0, 22.0)], [(8.0, 78.0), (92.0, 78.0)], wave], []


def _off() -> Shapes:
    return [arc((50, 54), 34, -60, 240, 48), [(50.0, 10.0), (50.0, 46.0)]], []


def _hand() -> Shapes:
    fingers: list[Line] = [[(x, 52.0), (x, top)] for x, top in ((34.0, 26.0), (48.0, 16.0), (62.0, 20.0), (75.0, 32.0))]
    palm: Line = [(30, 46), (79, 46), (79, 66), (70, 84), (44, 88), (30, 74)]
    return [*fingers, [(32.0, 72.0), (18.0, 56.0)]], [palm]


def _tick() -> Shapes:
    return [[(14, 54), (40, 80), (86, 24)]], []


def _lock() -> Shapes:
    shackle: Line = [(34.0, 46.0), (34.0, 34.0), *arc((50, 34), 16, 180, 360), (66.0, 34.0), (66.0, 46.0)]
    return [shackle], [[(22, 46), (78, 46), (78, 88), (22, 88)]]


def _two_heads() -> Shapes:
    heads: list[Line] = [arc((34, 36), 15, 0, 360), arc((68, 36), 15, 0, 360)]
    shoulders: list[Line] = [arc((34, 88), 26, 180, 360), arc((68, 88), 26, 180, 360)]
    return [], [*heads, *shoulders]


_ICONS: dict[FaceState | Button, Callable[[], Shapes]] = {
    FaceState.IDLE: _smile,
    FaceState.LISTENING: _ear,
    FaceState.THINKING: _dots,
    FaceState.SPEAKING: _speaker,
    FaceState.ASLEEP: _moon,
    FaceState.MUTED: _lock,
    FaceState.VISITOR: _two_heads,
    FaceState.ALERT: _bell,
    FaceState.CANNOT_HEAR: _no_ear,
    FaceState.CANNOT_SPEAK: _no_speaker,
    FaceState.CANNOT_STORE: _no_notes,
    FaceState.TOO_LOUD: _too_high,
    FaceState.CORE_GONE: _off,
    Button.HELP: _hand,
    Button.ACKNOWLEDGE: _tick,
}

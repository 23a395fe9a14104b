"""Draws what changes its shape: eyes, brows and mouth. Lengths are in shares of the head's half width, `unit`."""

from __future__ import annotations

import math
from collections.abc import Callable

import pygame

from companion.face.look import Look
from companion.face.sketch import Sketch, curve

Height = Callable[[float], float]
"""A curve's height at x, pixels."""
EYE_X, EYE_Y = 0.205, 0.255
"""Half width and half height of an eye."""
IRIS = 0.155
GAZE_X, GAZE_Y = 0.066, 0.078
"""How far the iris travels."""
LINE = 0.036
BROW = 0.165
MOUTH_X, MOUTH_Y = 0.44, 0.34
"""Half width of the widest mouth and height of the most open one."""


def eye_size(unit: float) -> tuple[int, int]:
    """Size of an eye's picture."""
    return round((EYE_X + 0.05) * 2 * unit), round((EYE_Y + 0.06) * 2 * unit)


def _bow(x: float) -> float:
    """The upper half of the unit ellipse."""
    return math.sqrt(max(0.0, 1.0 - x * x))


def _lids(unit: float, lids: tuple[float, float, float]) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Upper and lower edge of the opening, left to right; they meet where the eye is shut."""
    upper, under, slant = lids
    a, b = EYE_X * unit, EYE_Y * unit
    shut_at = 0.42  # Shut lids lie below the middle, in a calm bow.

    def bottom(x: float) -> float:
        bow = _bow(x / a)
        raised = b * bow * (1 - 0.95 * under)
        shut = min(raised, b * shut_at * bow)
        return shut + (raised - shut) * min(1.0, 1.6 * upper)

    def top(x: float) -> float:
        bow = _bow(x / a)
        open_y, shut_y = -b * bow, b * shut_at * bow
        y = shut_y + (open_y - shut_y) * upper
        hang = slant * 0.30 * b * (x / a) * upper * bow
        return min(max(y, open_y) + max(hang, -0.2 * b) + max(0.0, slant) * 0.10 * b * upper * bow, bottom(x))

    return curve(top, -a, a), curve(bottom, -a, a)


def opening(unit: float, lids: tuple[float, float, float], turn: float) -> pygame.Surface:
    """White where the eye shows between its lids (upper, lower, hang of the right end)."""
    sketch = Sketch(eye_size(unit), (255, 255, 255), turn=turn)
    top, bottom = _lids(unit, lids)
    sketch.polygon(top + bottom[::-1], (255, 255, 255))
    return sketch.picture()


def lashes(unit: float, look: Look, lids: tuple[float, float, float], turn: float) -> pygame.Surface:
    """The line of the upper lid, stronger as the eye closes."""
    sketch = Sketch(eye_size(unit), look.ink, turn=turn)
    top, bottom = _lids(unit, lids)
    sketch.stroke(top, LINE * unit * (1.25 - 0.35 * lids[0]), look.ink)
    if lids[0] > 0.1:
        sketch.stroke(bottom[3:-3], LINE * unit * (0.35 + 0.45 * lids[1]), look.ink)
    return sketch.picture()


def iris(unit: float, look: Look, pupil: float) -> pygame.Surface:
    """Iris, pupil and the two lights that make it alive."""
    radius = IRIS * unit
    sketch = Sketch((round(2 * radius) + 4,) * 2, look.iris_edge)
    sketch.circle((0, 0), radius, look.iris_edge)
    for i in range(8):
        share = i / 7
        shade = tuple(round(e + (c - e) * share) for e, c in zip(look.iris_edge, look.iris, strict=True))
        sketch.circle((0, radius * 0.10 * share), radius * (0.94 - 0.30 * share), (shade[0], shade[1], shade[2]))
    sketch.circle((0, 0), radius * (0.42 + 0.26 * pupil), (30, 16, 10))
    sketch.circle((-0.34 * radius, -0.38 * radius), 0.27 * radius, (255, 255, 255))
    sketch.circle((0.36 * radius, 0.36 * radius), 0.13 * radius, (255, 244, 225))
    return sketch.picture()


def eye(
    parts: tuple[pygame.Surface, pygame.Surface, pygame.Surface], look: Look, at: tuple[int, int]
) -> pygame.Surface:
    """One eye from opening, iris and lashes; `at` is the iris's centre from the eye's, in pixels."""
    mask, ball, line = parts
    picture = pygame.Surface(mask.get_size(), pygame.SRCALPHA, 32)
    picture.fill((*look.white, 255))
    centre = mask.get_width() // 2 + at[0], mask.get_height() // 2 + at[1]
    picture.blit(ball, ball.get_rect(center=centre))
    picture.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    picture.blit(line, (0, 0))
    return picture


def brow(unit: float, look: Look, shape: tuple[float, float], turn: float) -> pygame.Surface:
    """The left brow with (slant, bend); the right one is its mirror."""
    slant, bend = shape
    half = BROW * unit
    sketch = Sketch((round(0.5 * unit), round(0.34 * unit)), look.ink, turn=turn)

    def height(x: float) -> float:
        share = x / half
        return -slant * 0.45 * half * share - bend * 0.34 * half * (1 - share * share)

    sketch.stroke(curve(height, -half, half, 16), 0.058 * unit, look.ink)
    return sketch.picture()


def mouth(unit: float, look: Look, shape: tuple[float, ...], turn: float) -> pygame.Surface:
    """The mouth with (width, open, round, teeth, tongue, smile)."""
    width, opened, rounding, teeth, tongue, smile = shape
    half = max(0.06, MOUTH_X * width) * unit
    tall = MOUTH_Y * opened * unit
    lift = 0.17 * smile * unit * width
    # Only as large as this mouth: the picture is made in mid-word.
    reach = half + 0.05 * unit, 0.66 * tall + 0.6 * abs(lift) + half * abs(math.sin(math.radians(turn))) + 0.05 * unit
    sketch = Sketch((2 * math.ceil(reach[0]), 2 * math.ceil(reach[1])), look.ink, turn=turn)

    def bow(x: float) -> float:
        flat = 1 - (x / half) ** 2
        return float(max(0.0, flat) ** (1.0 - 0.5 * rounding))

    def upper(x: float) -> float:
        return lift * (bow(x) - 0.6) - tall * (0.30 + 0.12 * rounding) * bow(x)

    def lower(x: float) -> float:
        return lift * (bow(x) - 0.6) + tall * 0.66 * bow(x)

    top, bottom = curve(upper, -half, half), curve(lower, -half, half)
    if opened > 0.03:
        sketch.polygon(top + bottom[::-1], look.mouth)
        if tongue > 0.05:
            _tongue(sketch, look, (upper, lower), (half, tongue))
        if teeth > 0.05:
            bite = curve(lambda x: min(lower(x), upper(x) + 0.085 * unit * teeth * bow(x) ** 0.4), -half, half)
            sketch.polygon(top + bite[::-1], look.white)
    sketch.stroke(bottom, 0.046 * unit, look.ink)
    sketch.stroke(top, 0.046 * unit, look.ink)
    return sketch.picture()


def _tongue(sketch: Sketch, look: Look, lips: tuple[Height, Height], size: tuple[float, float]) -> None:
    upper, lower = lips
    half, tongue = size

    def back(x: float) -> float:
        gap = lower(x) - upper(x)
        bulge = max(0.0, 1 - (x / (0.72 * half)) ** 2) ** 0.6
        return float(lower(x) - gap * (0.30 + 0.35 * tongue) * bulge)

    reach = 0.72 * half
    sketch.polygon(curve(back, -reach, reach) + curve(lower, -reach, reach)[::-1], look.tongue)

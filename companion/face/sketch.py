"""A small canvas that draws three times too large and shrinks, so that every edge is smooth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import pygame

from companion.face.look import Colour

OVER = 3
Point = tuple[float, float]


class Sketch:
    """Draw in pixels of the finished picture, origin where `centre` is; then `picture()`."""

    def __init__(self, size: tuple[int, int], edge: Colour, *, centre: Point | None = None, turn: float = 0.0) -> None:
        """`edge`: colour of the outermost shapes, so that shrinking mixes no black into them; `turn` in degrees."""
        self.size = (max(1, size[0]), max(1, size[1]))
        self._centre = centre or (self.size[0] / 2, self.size[1] / 2)
        self._cos, self._sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        self._big = pygame.Surface((self.size[0] * OVER, self.size[1] * OVER), pygame.SRCALPHA, 32)
        self._big.fill((*edge, 0))

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill the polygon."""
        if len(points) > 2:
            pygame.draw.polygon(self._big, colour, [self._place(point) for point in points])

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line with round ends and joints."""
        radius = width * OVER / 2
        placed = [self._place(point) for point in points]
        for (x0, y0), (x1, y1) in pairwise(placed):
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            nx, ny = -(y1 - y0) / length * radius, (x1 - x0) / length * radius
            around = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
            pygame.draw.polygon(self._big, colour, around)
        for point in placed:
            pygame.draw.circle(self._big, colour, point, radius)

    def circle(self, at: Point, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        pygame.draw.circle(self._big, colour, self._place(at), radius * OVER)

    def ring(self, at: Point, radius: float, width: float, colour: Colour) -> None:
        """The outline of a circle, `width` inwards."""
        pygame.draw.circle(self._big, colour, self._place(at), radius * OVER, max(1, round(width * OVER)))

    def picture(self) -> pygame.Surface:
        """What was drawn, with smooth edges and alpha."""
        return pygame.transform.smoothscale(self._big, self.size)

    def _place(self, point: Point) -> Point:
        x, y = point
        turned = x * self._cos - y * self._sin, x * self._sin + y * self._cos
        return (turned[0] + self._centre[0]) * OVER, (turned[1] + self._centre[1]) * OVER


def curve(height: Callable[[float], float], left: float, right: float, steps: int = 18) -> list[Point]:
    """Points of y = height(x), from left to right."""
    return [(x, height(x)) for x in (left + (right - left) * i / steps for i in range(steps + 1))]


def arc(centre: Point, radius: float, start: float, end: float, steps: int = 20) -> list[Point]:
    """Points of an arc; angles in degrees, clockwise from the right."""
    angles: Iterable[float] = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles]


def from_pixels(colour: np.ndarray, alpha: np.ndarray) -> pygame.Surface:
    """A picture from colour (h, w, 3) in 0 to 255 and coverage (h, w) in 0 to 1."""
    height, width = alpha.shape
    pixels = np.empty((height, width, 4), dtype=np.uint8)
    pixels[..., :3] = np.clip(colour[..., ::-1], 0, 255)
    pixels[..., 3] = np.clip(alpha, 0, 1) * 255
    return pygame.image.frombuffer(pixels.tobytes(), (width, height), "BGRA").copy()

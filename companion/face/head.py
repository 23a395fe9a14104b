"""Draws what does not change its shape: head, sprout, cheeks, dots."""

from __future__ import annotations

import math

import numpy as np
import pygame

from companion.face.look import Colour, Look
from companion.face.sketch import Sketch, from_pixels

ROUNDNESS = 2.35
"""2 is an ellipse; more is squarer, friendlier and a little like a cushion."""


def head(width: int, height: int, look: Look) -> pygame.Surface:
    """The head, `width` and `height` being its halves in pixels."""
    x, y = _grid(width + 2, height + 2)
    inside = _depth(x, y, width, height)
    down = np.clip((y / height + 1) / 2, 0, 1)[..., None]
    skin = np.array(look.head_top) * (1 - down) + np.array(look.head_bottom) * down
    rim = np.clip(1 - inside / (0.16 * width), 0, 1)[..., None] ** 2 * np.clip(down + 0.1, 0, 1)
    colour = skin * (1 - 0.5 * rim) + np.array(look.head_edge) * 0.5 * rim
    # A soft light from above left, where a lamp would stand.
    glow = np.exp(-(((x / width + 0.3) / 0.55) ** 2 + ((y / height + 0.55) / 0.4) ** 2))[..., None]
    colour = colour + (255 - colour) * 0.28 * glow
    return from_pixels(colour, inside + 0.5)


def _depth(x: np.ndarray, y: np.ndarray, width: float, height: float) -> np.ndarray:
    """Pixels inside the head's edge, negative outside (first-order distance of the implicit curve)."""
    u, v = np.abs(x) / width, np.abs(y) / height
    reach = (u**ROUNDNESS + v**ROUNDNESS) ** (1 / ROUNDNESS)
    slope_x = np.where(reach > 0, (u / np.maximum(reach, 1e-6)) ** (ROUNDNESS - 1) / width, 0)
    slope_y = np.where(reach > 0, (v / np.maximum(reach, 1e-6)) ** (ROUNDNESS - 1) / height, 0)
    depth: np.ndarray = (1 - reach) / np.maximum(np.hypot(slope_x, slope_y), 1e-6)
    return depth


def _grid(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    return np.meshgrid(np.arange(-width, width + 1, dtype=np.float32), np.arange(-height, height + 1, dtype=np.float32))


def sprout(unit: float, look: Look, turn: float) -> pygame.Surface:
    """Two leaves on a stem; it stands at the lower middle of the picture."""
    size = round(0.52 * unit), round(0.40 * unit)
    sketch = Sketch(size, look.leaf, centre=(size[0] / 2, size[1] * 0.92), turn=turn)
    stem = [(0.0, 0.0), (0.005 * unit, -0.07 * unit), (0.0, -0.14 * unit)]
    sketch.stroke(stem, 0.035 * unit, look.leaf_dark)
    sketch.polygon(_leaf(unit, 1.0), look.leaf)
    sketch.polygon(_leaf(unit, -0.8), look.leaf_dark)
    return sketch.picture()


def _leaf(unit: float, side: float) -> list[tuple[float, float]]:
    base, length, breadth = -0.12 * unit, 0.21 * unit, 0.075 * unit
    lean = math.radians(-32)
    points = []
    for i in range(33):
        along = i / 16 if i <= 16 else 2 - i / 16
        across = math.sin(math.pi * along**0.8) * (1 if i <= 16 else -1) * breadth
        x = length * along * math.cos(lean) - across * math.sin(lean)
        y = length * along * math.sin(lean) + across * math.cos(lean)
        points.append((x * side, base + y * abs(side)))
    return points


def blush(unit: float, look: Look, strength: float) -> pygame.Surface:
    """A cheek, soft to its edge."""
    radius = max(2, round(0.19 * unit))
    x, y = _grid(radius, radius)
    alpha = 0.55 * strength * np.clip(1 - np.hypot(x, y * 1.25) / radius, 0, 1) ** 1.2
    return from_pixels(np.broadcast_to(np.array(look.blush), (*x.shape, 3)), alpha)


def dot(radius: float, colour: Colour, strength: float = 1.0) -> pygame.Surface:
    """A round dot with a smooth edge."""
    reach = math.ceil(radius) + 1
    x, y = _grid(reach, reach)
    alpha = np.clip(radius - np.hypot(x, y) + 0.5, 0, 1) * strength
    return from_pixels(np.broadcast_to(np.array(colour), (*x.shape, 3)), alpha)


def rounded(
    size: tuple[int, int], radius: float, colour: Colour, *, border: tuple[Colour, float] | None = None
) -> pygame.Surface:
    """A rectangle with round corners, and a border inside it of (colour, width) where one is given."""
    width, height = size
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2) - (height / 2 - radius)
    over_x, over_y = np.meshgrid(x, y)
    outside = (
        np.hypot(np.maximum(over_x, 0), np.maximum(over_y, 0)) + np.minimum(np.maximum(over_x, over_y), 0) - radius
    )
    filled: np.ndarray = np.broadcast_to(np.array(colour, dtype=np.float32), (height, width, 3))
    if border is not None:
        edge = np.clip(outside + border[1] + 0.5, 0, 1)[..., None]
        filled = filled * (1 - edge) + np.array(border[0], dtype=np.float32) * edge
    return from_pixels(filled, 0.5 - outside)

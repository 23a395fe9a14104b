"""The look of the face: colours as data, and how their contrast is computed. Another face is another `Look`."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours of one face and of everything around it."""

    head_top: Colour
    head_bottom: Colour
    head_edge: Colour
    leaf: Colour
    leaf_dark: Colour
    ink: Colour
    """Brows, lash line, lips."""
    mouth: Colour
    tongue: Colour
    white: Colour
    """Of the eyes and teeth."""
    iris: Colour
    iris_edge: Colour
    blush: Colour
    halo: Colour
    band: Colour
    """Behind the captions."""
    device_text: Colour
    resident_text: Colour
    word: Colour
    """State word and icon."""
    help: Colour
    help_text: Colour
    acknowledge: Colour
    acknowledge_text: Colour
    answer: Colour
    answer_text: Colour


HONEY = Look(
    head_top=(255, 230, 156),
    head_bottom=(249, 187, 90),
    head_edge=(232, 150, 58),
    leaf=(126, 188, 112),
    leaf_dark=(88, 150, 84),
    ink=(84, 46, 30),
    mouth=(122, 44, 40),
    tongue=(232, 120, 104),
    white=(255, 252, 245),
    iris=(128, 78, 40),
    iris_edge=(78, 44, 24),
    blush=(240, 112, 84),
    halo=(255, 236, 180),
    band=(10, 22, 26),
    device_text=(255, 250, 240),
    resident_text=(255, 214, 120),
    word=(255, 250, 240),
    help=(150, 24, 24),
    help_text=(255, 255, 255),
    acknowledge=(255, 240, 205),
    acknowledge_text=(50, 26, 14),
    answer=(246, 252, 252),
    answer_text=(10, 34, 44),
)
"""A warm, round face on a deep, quiet ground: not human, so not uncanny."""


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, from IEC 61966-2-1)."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

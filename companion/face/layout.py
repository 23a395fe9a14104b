"""Where things are on a screen of a given size: head, captions, state, buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from companion.messages import Button

SMALLEST_BUTTON_MM = 15.0
"""What an unsteady finger hits (domain knowledge: 15 to 20 mm with tremor)."""
SMALL_PANEL_MM = 89.0
PANEL_MM = 178.0
"""Without a known panel the smallest usual one is taken: 3.5 inch up to 480 x 320, else 7 inch; others are larger."""


class Box(NamedTuple):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        """The point lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All places on one screen, in pixels."""

    size: tuple[int, int]
    head: tuple[int, int]
    """Centre, above captions."""
    middle: tuple[int, int]
    """Centre, when there are none."""
    head_width: int
    """Half of the head's width."""
    head_height: int
    """Half of its height."""
    status: Box
    captions: Box
    buttons: dict[Button, Box]
    text_px: int
    """Font height of captions."""
    line_chars: int
    margin: int

    def button_at(self, x: float, y: float, shown: tuple[Button, ...]) -> Button | None:
        """The shown button under this point."""
        return next((button for button in shown if self.buttons[button].holds(x, y)), None)


def pixels_per_mm(size: tuple[int, int]) -> float:
    """The panel's resolution when nobody has said how large it is."""
    diagonal_px = (size[0] ** 2 + size[1] ** 2) ** 0.5
    return float(diagonal_px / (SMALL_PANEL_MM if min(size) <= 320 else PANEL_MM))


def layout(size: tuple[int, int]) -> Layout:
    """Places for this size, landscape or portrait."""
    width, height = size
    finger = round(SMALLEST_BUTTON_MM * pixels_per_mm(size)) + 1
    margin = max(4, round(min(size) * 0.02))
    portrait = height > width
    line_chars = 22 if portrait else 28
    text_px = min(round((width - 4 * margin) / line_chars / 0.53), round(height * 0.105))
    band = round(text_px * 2.45)
    captions = Box(margin, height - margin - band, width - 2 * margin, band)
    return (_portrait if portrait else _landscape)(size, margin, finger, captions, text_px, line_chars)


def _landscape(size: tuple[int, int], margin: int, finger: int, captions: Box, text_px: int, line_chars: int) -> Layout:
    width, _ = size
    room = captions.y - 2 * margin
    head_height = round(room * 0.43)
    head_width = round(head_height * 1.12)
    column = width // 2 - round(head_width * 1.2) - 2 * margin
    button_width = max(finger, min(column, round(finger * 2.2)))
    left = width - margin - button_width
    below = margin + finger + 2 * margin
    acknowledge = Box(left, below, button_width, max(finger, captions.y - below - margin))
    return Layout(
        size=size,
        head=(width // 2, margin + room // 2 + round(head_height * 0.07)),
        middle=(width // 2, round(size[1] * 0.5)),
        head_width=head_width,
        head_height=head_height,
        status=Box(margin, margin, column, round(room * 0.7)),
        captions=captions,
        buttons={Button.HELP: Box(left, margin, button_width, finger), Button.ACKNOWLEDGE: acknowledge},
        text_px=text_px,
        line_chars=line_chars,
        margin=margin,
    )


def _portrait(size: tuple[int, int], margin: int, finger: int, captions: Box, text_px: int, line_chars: int) -> Layout:
    width, _ = size
    button_width = min(width // 2 - 2 * margin, round(finger * 2.2))
    top = margin + round(finger * 1.25) + margin
    acknowledge = Box(margin * 3, captions.y - finger - 2 * margin, width - 6 * margin, finger)
    room = acknowledge.y - margin - top
    head_width = round(min(width * 0.38, room * 0.5 * 1.05))
    head_height = round(head_width / 1.12)
    return Layout(
        size=size,
        head=(width // 2, top + room // 2),
        middle=(width // 2, top + room // 2),
        head_width=head_width,
        head_height=head_height,
        status=Box(margin, margin, width - button_width - 3 * margin, round(finger * 1.25)),
        captions=captions,
        buttons={
            Button.HELP: Box(width - margin - button_width, margin, button_width, finger),
            Button.ACKNOWLEDGE: acknowledge,
        },
        text_px=text_px,
        line_chars=line_chars,
        margin=margin,
    )

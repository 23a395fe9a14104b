"""Where things are on a screen of a given size: head, captions, state, buttons."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from companion.messages import Button

SMALLEST_BUTTON_MM = 15.0
"""What an unsteady finger hits (domain knowledge: 15 to 20 mm with tremor)."""
SMALL_PANEL_MM = 89.0
PANEL_MM = 178.0
"""Without a known panel the smallest usual one is taken: 3.5 inch up to 480 x 320, else 7 inch; others are larger."""
ONE_ROW = 1.2
"""Answers in a single row are higher than a finger needs: there is room."""
SMALLEST_HEAD = 0.8
"""A head needs at least so much of a finger's height."""


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
    answers: tuple[Box, ...] = ()
    """In reading order."""
    text_px: int
    """Font height of captions."""
    line_chars: int
    margin: int

    def answer_at(self, x: float, y: float) -> int | None:
        """Number of the answer under this point, from 0."""
        return next((number for number, box in enumerate(self.answers) if box.holds(x, y)), None)

    def button_at(self, x: float, y: float, shown: tuple[Button, ...]) -> Button | None:
        """The shown button under this point."""
        return next((button for button in shown if self.buttons[button].holds(x, y)), None)


def pixels_per_mm(size: tuple[int, int]) -> float:
    """The panel's resolution when nobody has said how large it is."""
    diagonal_px = (size[0] ** 2 + size[1] ** 2) ** 0.5
    return float(diagonal_px / (SMALL_PANEL_MM if min(size) <= 320 else PANEL_MM))


def layout(size: tuple[int, int], answers: int = 0, *, acknowledge: bool = True) -> Layout:
    """Places for this size, landscape or portrait, with that many answers above the captions.

    `acknowledge`: room is kept for the button of that name; without answers there always is.
    """
    width, height = size
    finger = round(SMALLEST_BUTTON_MM * pixels_per_mm(size)) + 1
    margin = max(4, round(min(size) * 0.02))
    portrait = height > width
    line_chars = 22 if portrait else 28
    text_px = min(round((width - 4 * margin) / line_chars / 0.53), round(height * 0.105))
    band = round(text_px * 2.45)
    captions = Box(margin, height - margin - band, width - 2 * margin, band)
    plain = (_portrait if portrait else _landscape)(size, margin, finger, captions, text_px, line_chars)
    return _offering(plain, finger, answers, acknowledge=acknowledge) if answers else plain


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


def _offering(plain: Layout, finger: int, count: int, *, acknowledge: bool) -> Layout:
    """The places with answers in one to three rows above the captions; the head takes what is left, if that is enough.

    The call for help stays where it was. "I have seen this", where it is shown, stands between it and the answers, or
    beside them where the screen is too low for that.
    """
    width, margin = plain.size[0], plain.margin
    portrait = plain.size[1] > width
    help_box, seen = plain.buttons[Button.HELP], plain.buttons[Button.ACKNOWLEDGE]
    columns, rows = _grid(count, portrait=portrait)
    bottom = plain.captions.y - margin
    row = min(round(finger * (ONE_ROW if rows == 1 else 1.0)), bottom // rows - margin)
    top = bottom - rows * (row + margin) + margin
    below = help_box.y + help_box.height + 2 * margin
    above = top - (finger + 2 * margin if acknowledge else 0)
    beside = above < below - margin
    if portrait:
        seen = seen._replace(y=above)
    elif not beside:
        seen = seen._replace(y=below, height=max(finger, top - 2 * margin - below))
    right = help_box.x - 2 * margin if beside else width - margin
    cells = _cells(Box(margin, top, right - margin, bottom - top), (columns, rows), margin)[:count]
    placed = replace(plain, answers=cells, buttons={Button.HELP: help_box, Button.ACKNOWLEDGE: seen})
    room = Box(0, 0, width, (above if portrait else top) - margin)
    if room.height - _head_top(plain) < finger * SMALLEST_HEAD:
        return _without_head(placed, room.height, beside=beside and not acknowledge)
    return _smaller_head(placed, room.height)


def _grid(count: int, *, portrait: bool) -> tuple[int, int]:
    """Columns and rows: few answers side by side, three one under the other on a narrow screen, more in two rows."""
    if count <= 3:
        return (1, count) if portrait and count == 3 else (count, 1)
    return math.ceil(count / 2), 2


def _cells(within: Box, grid: tuple[int, int], gap: int) -> tuple[Box, ...]:
    columns, rows = grid
    lefts = [within.x + round(i * (within.width + gap) / columns) for i in range(columns + 1)]
    height = (within.height + gap) // rows - gap
    return tuple(
        Box(left, within.y + row * (height + gap), after - gap - left, height)
        for row in range(rows)
        for left, after in pairwise(lefts)
    )


def _head_top(place: Layout) -> int:
    """The head begins beside the state's word, or below it on a screen that is higher than wide."""
    portrait = place.size[1] > place.size[0]
    return place.status.y + place.status.height if portrait else place.margin


def _smaller_head(place: Layout, bottom: int) -> Layout:
    """Head, with its leaf and the ring around it, above `bottom`; the state's word beside it."""
    width, margin = place.size[0], place.margin
    top = _head_top(place)
    half = min(place.head_height, round((bottom - top) * 0.385))
    half_width = round(half * 1.12)
    middle = width // 2, (top + bottom) // 2 + round(half * 0.05)
    status = place.status
    if top == margin:
        column = width // 2 - round(half_width * 1.3) - 2 * margin
        status = Box(margin, margin, column, round((bottom - top) * 0.9))
    return replace(place, head=middle, middle=middle, head_width=half_width, head_height=half, status=status)


def _without_head(place: Layout, bottom: int, *, beside: bool) -> Layout:
    """No head: what is left is too low for a face. The state stands under the call for help, or in a strip."""
    margin, help_box, status = place.margin, place.buttons[Button.HELP], place.status
    if beside:
        y = help_box.y + help_box.height + margin
        status = help_box._replace(y=y, height=place.captions.y - margin - y)
    elif _head_top(place) == margin:
        status = Box(margin, margin, help_box.x - 3 * margin, max(1, bottom - margin))
    return replace(place, head_width=0, head_height=0, status=status)

"""Draws the answers on big buttons, in letters as large as fit."""

from __future__ import annotations

import pygame

from companion.face.captions import readable
from companion.face.head import rounded
from companion.face.layout import Box, Layout
from companion.face.lettering import SMALLEST_PX, fold, stack, text, width_of
from companion.face.look import Look

LINE_HEIGHT = 1.1
LARGEST = 1.2
"""Of the captions' letters."""
NEARLY_EVEN, MOST_UNEVEN = 1.25, 1.4
"""Answers that could be nearly alike are alike; one long answer neither makes all others small nor looks like a
footnote."""


def written(answer: str) -> str:
    """The answer as it stands on its button: one line, with a capital."""
    words = readable(answer)
    return words[:1].upper() + words[1:]


def letters_px(answers: tuple[str, ...], place: Layout) -> tuple[int, ...]:
    """The font height of each answer: the largest that fits on its button, as long as they go together."""
    each = [_largest(written(answer), box, place) for answer, box in zip(answers, place.answers, strict=True)]
    least, most = min(each, default=0), max(each, default=0)
    limit = least if most <= least * NEARLY_EVEN else round(least * MOST_UNEVEN)
    return tuple(min(px, limit) for px in each)


def _largest(words: str, box: Box, place: Layout) -> int:
    fits = (px for px in range(round(place.text_px * LARGEST), SMALLEST_PX, -1) if _fits(words, box, place, px))
    return next(fits, SMALLEST_PX)


def _fits(words: str, box: Box, place: Layout, height_px: int) -> bool:
    inner = box.width - 3 * place.margin
    lines = fold(words, height_px, inner)
    tall = len(lines) * height_px * LINE_HEIGHT <= box.height - place.margin
    return tall and all(width_of(line, height_px) <= inner for line in lines)


def answer_button(answer: str, box: Box, place: Layout, look: Look, *, height_px: int, pressed: bool) -> pygame.Surface:
    """The button of one answer; its colours change places while a finger is on it."""
    ground, ink = (look.answer_text, look.answer) if pressed else (look.answer, look.answer_text)
    picture = rounded((box.width, box.height), place.margin * 2.0, ground, border=(ink, max(2.0, place.margin * 0.3)))
    inner = box.width - 3 * place.margin
    stack(picture, [text(line, height_px, ink, inner) for line in fold(written(answer), height_px, inner)])
    return picture

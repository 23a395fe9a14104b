"""Draws words: captions, the state's word and the buttons, in the font that ships with pygame-ce."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

import pygame
import pygame.freetype

from companion.face.captions import LARGE, CaptionLine
from companion.face.head import rounded
from companion.face.icons import icon
from companion.face.layout import Box, Layout
from companion.face.look import Colour, Look
from companion.messages import Button, FaceState, Who

TAG = "You: "
"""Before what the resident said: not by colour alone."""
SMALLEST_PX = 9
LABELS = {Button.HELP: "HELP", Button.ACKNOWLEDGE: "I have seen this"}


@lru_cache(maxsize=1)
def font() -> pygame.freetype.Font:
    """The bold sans-serif font (GNU FreeSans Bold) that pygame-ce carries; it needs nothing from the system."""
    pygame.freetype.init()
    face = pygame.freetype.Font(str(Path(pygame.__file__).parent / "freesansbold.ttf"), size=32)
    face.pad = True
    # The font's kerning table tears some pairs apart ("k nee"); even spacing reads better.
    face.kerning = False
    return face


def width_of(words: str, height_px: int) -> int:
    """Width in pixels of the words at this font height."""
    return int(font().get_rect(words, size=height_px).width)


def shown(words: str) -> str:
    """The words with only what the font can draw: pictures are left out, other unknown letters become a box."""
    kept = []
    for char, metric in zip(words, font().get_metrics(words, size=16), strict=True):
        if metric is not None:
            kept.append(char)
        elif unicodedata.category(char)[0] not in "SMC":
            kept.append("\u25a1")
    return "".join(kept)


def text(words: str, height_px: int, colour: Colour, widest: int) -> pygame.Surface:
    """One line of words, smaller where it would be wider than `widest` pixels."""
    words = shown(words)
    while width_of(words, height_px) > widest and height_px > SMALLEST_PX:
        height_px = max(SMALLEST_PX, min(height_px - 1, height_px * widest // width_of(words, height_px)))
    return font().render(words, colour, size=height_px)[0]


def fold(words: str, height_px: int, widest: int) -> list[str]:
    """The words on as few lines as fit."""
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, height_px) <= widest:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def band(place: Layout, look: Look) -> pygame.Surface:
    """What captions stand on, at the foot of the screen."""
    return rounded((place.captions.width, place.captions.height), place.margin * 2.0, look.band)


def captions(lines: tuple[CaptionLine, ...], place: Layout, look: Look, ground: pygame.Surface) -> pygame.Surface:
    """The band with one or two lines."""
    width, height = place.captions.width, place.captions.height
    picture = ground.copy()
    large = bool(lines) and lines[-1].large
    text_px = round(place.text_px * LARGE) if large else place.text_px
    row = height if large else height / 2
    top = (height - row * len(lines)) / 2
    for index, line in enumerate(lines):
        resident = line.who is Who.RESIDENT
        tagged = resident and (index == 0 or lines[index - 1].who is not line.who)
        words = (TAG if tagged else "") + ("" if line.first or not tagged else "\u2026 ") + line.text
        colour = look.resident_text if resident else look.device_text
        drawn = text(words, text_px, colour, width - 3 * place.margin)
        picture.blit(drawn, drawn.get_rect(center=(width / 2, top + row * (index + 0.5))))
    return picture


def status(state: FaceState, word: str, place: Layout, look: Look) -> pygame.Surface:
    """The state's icon and word: one under the other, or side by side where the screen is narrow."""
    box = place.status
    picture = pygame.Surface((box.width, box.height), pygame.SRCALPHA, 32)
    picture.fill((*look.word, 0))
    beside = box.height < box.width
    tall = round(min(box.height * 0.9, box.width * 0.3)) if beside else round(min(box.width * 0.42, box.height * 0.4))
    picture.blit(icon(state, tall, look.word), (0, 0))
    left, top = (round(tall * 1.15), 0) if beside else (0, round(tall * 1.12))
    widest = box.width - left
    height_px = min(round(place.text_px * 0.80), box.height)
    lines = fold(word, height_px, widest)
    top += max(0, (tall - height_px * len(lines)) // 2) if beside else 0
    for line in lines:
        drawn = text(line, height_px, look.word, widest)
        picture.blit(drawn, (left, top))
        top += round(height_px * 1.0)
    return picture


def button(which: Button, box: Box, place: Layout, look: Look, *, pressed: bool) -> pygame.Surface:
    """A button, darker while a finger is on it."""
    help_wanted = which is Button.HELP
    ground, ink = (look.help, look.help_text) if help_wanted else (look.acknowledge, look.acknowledge_text)
    if pressed:
        ground, ink = ink, ground
    border = max(2.0, place.margin * 0.3)
    picture = rounded((box.width, box.height), place.margin * 2.0, ground, border=(ink, border))
    inner = box.width - 3 * place.margin
    height_px = min(round(place.text_px * (0.95 if help_wanted else 0.85)), round(box.height * 0.42))
    lines = fold(LABELS[which], height_px, inner)
    while len(lines) * height_px > box.height - 2 * place.margin and height_px > SMALLEST_PX:
        height_px -= 1
        lines = fold(LABELS[which], height_px, inner)
    drawn = [text(line, height_px, ink, inner) for line in lines]
    room = box.height - sum(line.get_height() for line in drawn) - 2 * place.margin
    tall = min(room, box.width // 2)
    wide = inner - max(line.get_width() for line in drawn) - place.margin
    if tall > height_px * 0.9:
        stack(picture, [icon(which, round(tall * 0.9), ink), *drawn])
    elif wide > height_px:
        mark = icon(which, round(min(height_px * 1.4, wide, box.height * 0.7)), ink)
        _row(picture, mark, drawn, place.margin)
    else:
        stack(picture, drawn)
    return picture


def stack(picture: pygame.Surface, parts: list[pygame.Surface]) -> None:
    """Put the parts one under the other into the middle of the picture."""
    top = (picture.get_height() - sum(part.get_height() for part in parts)) / 2
    for part in parts:
        picture.blit(part, part.get_rect(midtop=(picture.get_width() / 2, top)))
        top += part.get_height()


def _row(picture: pygame.Surface, mark: pygame.Surface, words: list[pygame.Surface], gap: int) -> None:
    block = pygame.Surface(
        (max(word.get_width() for word in words), sum(word.get_height() for word in words)), pygame.SRCALPHA, 32
    )
    top = 0
    for word in words:
        block.blit(word, (0, top))
        top += word.get_height()
    left = (picture.get_width() - mark.get_width() - gap - block.get_width()) / 2
    picture.blit(mark, mark.get_rect(midleft=(left, picture.get_height() / 2)))
    picture.blit(block, block.get_rect(midleft=(left + mark.get_width() + gap, picture.get_height() / 2)))

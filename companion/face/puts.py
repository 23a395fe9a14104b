"""Pictures at places, and which parts of the screen differ between two lists of them."""

from __future__ import annotations

from dataclasses import dataclass

import pygame


@dataclass(frozen=True, slots=True)
class Put:
    """A picture at a place."""

    picture: pygame.Surface
    at: tuple[int, int]

    @property
    def rect(self) -> pygame.Rect:
        """What it covers."""
        return self.picture.get_rect(topleft=self.at)


def differences(before: list[Put], now: list[Put]) -> list[pygame.Rect]:
    """Where two lists of pictures differ. Pictures are kept, so the same picture is the same object."""
    if len(before) != len(now):
        return [put.rect for put in before + now]
    return [
        put.rect
        for old, new in zip(before, now, strict=True)
        if old.picture is not new.picture or old.at != new.at
        for put in (old, new)
    ]


def merged(rects: list[pygame.Rect], within: pygame.Rect) -> list[pygame.Rect]:
    """Rectangles that do not overlap and cover what lies of the given ones within another."""
    apart: list[pygame.Rect] = []
    for rect in rects:
        grown = rect.clip(within)
        if not grown.size[0] or not grown.size[1]:
            continue
        while (hit := grown.collidelist(apart)) >= 0:
            grown.union_ip(apart.pop(hit))
        apart.append(grown)
    return apart

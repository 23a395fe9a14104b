"""Keeps pictures of the face's parts, so that a frame only copies them; the least used go when there are too many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

import pygame

LIMIT_BYTES = 24 * 1024 * 1024


class Sprites:
    """Pictures by key, made when first asked for, at most `limit_bytes` of them."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._kept: OrderedDict[Hashable, pygame.Surface] = OrderedDict()
        self._limit = limit_bytes
        self.bytes = 0

    def get(self, key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """The picture for this key; the same object as long as it is kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = make()
        self._kept[key] = made
        self.bytes += _bytes(made)
        while self.bytes > self._limit and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self.bytes -= _bytes(old)
        return made

    def clear(self) -> None:
        """Let go of all pictures."""
        self._kept.clear()
        self.bytes = 0


def _bytes(picture: pygame.Surface) -> int:
    return picture.get_height() * picture.get_pitch()

"""The screen: a window or the whole panel, and what is pressed on it. Opens pictures only, no sound."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pygame

from companion.errors import DeviceError

WINDOW = (1280, 720)


@dataclass(frozen=True, slots=True)
class Touch:
    """A finger or the mouse went down at a pixel, or up (None)."""

    at: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Key:
    """A key went down: "help", "acknowledge", "quit" or a digit."""

    name: str


@dataclass(frozen=True, slots=True)
class Resized:
    """The window has another size now."""

    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Closed:
    """The window was closed."""


ScreenEvent = Touch | Key | Resized | Closed

_KEYS = {
    pygame.K_h: "help",
    pygame.K_t: "talk",
    pygame.K_RETURN: "acknowledge",
    pygame.K_KP_ENTER: "acknowledge",
    pygame.K_SPACE: "acknowledge",
    pygame.K_ESCAPE: "quit",
    **{key: str(key - pygame.K_0) for key in range(pygame.K_0, pygame.K_9 + 1)},
    **{key: str(key - pygame.K_KP_1 + 1) for key in range(pygame.K_KP_1, pygame.K_KP_9 + 1)},
    pygame.K_KP_0: "0",
}


class Screen:
    """pygame's display. Raises DeviceError where there is none."""

    def __init__(self, *, windowed: bool, size: tuple[int, int] | None = None) -> None:
        self._windowed = windowed
        self._surface = _open(windowed=windowed, size=size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pygame.display.quit()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._surface.get_size()

    def put(self, picture: pygame.Surface, areas: Sequence[pygame.Rect]) -> None:
        """Show these areas of the picture."""
        if not areas:
            return
        self._surface.blits([(picture, area, area) for area in areas], doreturn=False)
        pygame.display.update(list(areas))

    def events(self) -> list[ScreenEvent]:
        """What happened on the screen since the last call, in order."""
        found = [_event(event) for event in pygame.event.get()]
        resized = [event for event in found if isinstance(event, Resized)]
        if resized:
            self._surface = pygame.display.get_surface() or self._surface
        return [event for event in found if event is not None]


def _open(*, windowed: bool, size: tuple[int, int] | None) -> pygame.Surface:
    # Only pictures: pygame.init() would also open the sound card, which belongs to the core.
    try:
        pygame.display.init()
        off_screen = pygame.display.get_driver() in {"dummy", "offscreen"}
        flags = pygame.RESIZABLE if windowed else (0 if off_screen else pygame.FULLSCREEN)
        surface = pygame.display.set_mode(size or (WINDOW if windowed or off_screen else (0, 0)), flags)
    except pygame.error as error:
        pygame.display.quit()
        raise DeviceError(
            f"There is no screen for the face ({error}); start it inside a desktop or on a console with a panel, "
            "or set SDL_VIDEODRIVER=dummy to run it unseen."
        ) from None
    pygame.display.set_caption("Bedside companion")
    pygame.display.set_allow_screensaver(False)
    pygame.mouse.set_visible(windowed)
    return surface


def no_signal_handlers() -> None:
    """SDL would turn SIGTERM into an event of its own; the process handles it itself."""
    os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")


def _event(event: pygame.event.Event) -> ScreenEvent | None:
    if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
        return Touch((int(event.pos[0]), int(event.pos[1])))
    if event.type == pygame.MOUSEBUTTONUP:
        return Touch(None)
    if event.type == pygame.KEYDOWN and event.key in _KEYS:
        return Key(_KEYS[event.key])
    if event.type == pygame.VIDEORESIZE:
        return Resized((max(160, event.w), max(120, event.h)))
    if event.type == pygame.QUIT:
        return Closed()
    return None

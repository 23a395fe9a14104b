"""Paints a scene: pictures of the parts are made once and kept; a frame copies only what has changed.

Nothing here knows time or mood; everything is in the scene. Costs are in the README's table of measured figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import pygame

from companion.face import features, head
from companion.face.layout import Layout, layout
from companion.face.look import HONEY, Colour, Look
from companion.face.pose import Pose
from companion.face.puts import Put, differences, merged
from companion.face.sprites import Sprites
from companion.face.stage import Scene
from companion.face.surround import Surround
from companion.messages import Button

HALO_DOTS = 44
LID_STEPS = 12
SHAPE_STEPS = 12
EYES_BYTES = 4 * 1024 * 1024
"""Eyes are quickly put together again: they must not push out the rest."""
TURN_STEP = 1.0
"""Degrees between two kept pictures of a part that turns with the head."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What changes everything at once."""

    colour: Colour
    light: Colour


class Painter:
    """Paints scenes of one size; `changed` says which parts of the surface the last one touched."""

    def __init__(self, size: tuple[int, int], look: Look = HONEY) -> None:
        self.place: Layout = layout(size)
        self.changed: list[pygame.Rect] = []
        self._look = look
        self._sprites = Sprites()
        self._eyes_seen = Sprites(EYES_BYTES)
        self._surround = Surround(self.place, look)
        self._surface = pygame.Surface(size, 0, 32)
        self._unit = self.place.head_width
        self._arranged = 0, False
        self._face: list[Put] = []
        self._rest: list[Put] = []
        self._ground: _Ground | None = None

    def draw(self, scene: Scene) -> pygame.Surface:
        """The scene on a surface of the painter's size; the same surface each time."""
        self._arrange(len(scene.answers), acknowledge=Button.ACKNOWLEDGE in scene.buttons)
        ground = _ground(scene.pose)
        face, rest = self._face_of(scene), self._surround.puts(scene, self.place)
        whole = self._surface.get_rect()
        if ground != self._ground:
            self.changed = [whole]
        else:
            self.changed = merged(differences(self._face, face) + differences(self._rest, rest), whole)
        self._ground, self._face, self._rest = ground, face, rest
        for area in self.changed:
            self._repaint(area, ground)
        return self._surface

    def _arrange(self, answers: int, *, acknowledge: bool) -> None:
        """Make room for the answers; the face is smaller meanwhile."""
        if (answers, acknowledge) != self._arranged:
            self._arranged = answers, acknowledge
            self.place = layout(self.place.size, answers, acknowledge=acknowledge)
            self._unit = self.place.head_width

    def _repaint(self, area: pygame.Rect, ground: _Ground) -> None:
        surface = self._surface
        surface.set_clip(area)
        surface.fill(ground.colour)
        for put in self._face:
            if area.colliderect(put.rect):
                surface.blit(put.picture, put.at)
        if ground.light != (255, 255, 255):
            surface.fill(ground.light, area, special_flags=pygame.BLEND_RGB_MULT)
        for put in self._rest:
            if area.colliderect(put.rect):
                surface.blit(put.picture, put.at)
        surface.set_clip(None)

    def _part(self, key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """A kept picture of a part of the head; a smaller head has its own."""
        return self._sprites.get((self._unit, key), make)

    def _face_of(self, scene: Scene) -> list[Put]:
        if not self._unit:
            return []
        pose, unit = scene.pose, self._unit
        low, high = self.place.middle[1], self.place.head[1]
        spot = _Spot(
            x=self.place.head[0] + round(pose.head_x * unit / 100),
            y=round(low + (high - low) * pose.lift + pose.head_y * unit / 100),
            unit=unit,
            turn=round(pose.tilt / TURN_STEP) * TURN_STEP,
            nod=pose.nod * 0.012,
        )
        return [
            *self._halo(pose, spot),
            *self._dots(pose, spot, scene.at_s),
            *self._head(pose, spot),
            *self._eyes(pose, spot),
            *self._brows(pose, spot),
            self._mouth(pose, spot),
        ]

    def _halo(self, pose: Pose, spot: _Spot) -> list[Put]:
        strength = round(pose.halo * 8) / 8
        if strength == 0.0:
            return []
        radius = spot.unit * round((0.016 + 0.048 * pose.level) * 96) / 96
        picture = self._sprites.get(("halo", radius, strength), partial(head.dot, radius, self._look.halo, strength))
        reach = 1.16 + 0.04 * pose.level
        tall = self.place.head_height / self.place.head_width * 0.98
        puts = []
        for i in range(HALO_DOTS):
            angle = 2 * math.pi * (i + 0.5) / HALO_DOTS
            puts.append(spot.put(picture, reach * math.cos(angle), reach * math.sin(angle) * tall, turns=False))
        return puts

    def _dots(self, pose: Pose, spot: _Spot, time_s: float) -> list[Put]:
        strength = round(pose.dots * 8) / 8
        puts = []
        for i in range(3 if strength else 0):
            swell = 0.5 + 0.5 * math.sin(2 * math.pi * (time_s / 1.8 - i / 6))
            radius = self._unit * round((0.050 + 0.028 * swell) * 200) / 200
            picture = self._sprites.get(
                ("halo", radius, strength), partial(head.dot, radius, self._look.halo, strength)
            )
            puts.append(spot.put(picture, 0.70 + 0.17 * i, -0.84 - 0.06 * i, turns=False))
        return puts

    def _head(self, pose: Pose, spot: _Spot) -> list[Put]:
        look, unit, turn = self._look, self._unit, spot.turn
        tall = self.place.head_height
        sprout = self._part(("sprout", turn), lambda: head.sprout(unit, look, turn))
        skull = self._part("head", lambda: head.head(unit, tall, look))
        glow = round(pose.blush * 10) / 10
        cheek = self._part(("blush", glow), lambda: head.blush(unit, look, glow))
        return [
            spot.put(sprout, 0.0, -tall / unit - 0.13),
            spot.put(skull, 0.0, 0.0),
            spot.put(cheek, -0.62, 0.27 + spot.nod),
            spot.put(cheek, 0.62, 0.27 + spot.nod),
        ]

    def _eyes(self, pose: Pose, spot: _Spot) -> list[Put]:
        pupil = round(pose.pupil * 8) / 8
        gaze = round(pose.gaze_x * features.GAZE_X * self._unit), round(pose.gaze_y * features.GAZE_Y * self._unit)
        left = self._eye((pose.lid_left, pose.under_left, -pose.lid_slant), spot.turn, pupil, gaze)
        right = self._eye((pose.lid_right, pose.under_right, pose.lid_slant), spot.turn, pupil, gaze)
        return [spot.put(left, -0.37, -0.06 + spot.nod), spot.put(right, 0.37, -0.06 + spot.nod)]

    def _eye(
        self, lids: tuple[float, float, float], turn: float, pupil: float, gaze: tuple[int, int]
    ) -> pygame.Surface:
        near = _steps(lids[0], LID_STEPS), _steps(lids[1], 8), _steps(lids[2], 6)
        unit, look, get = self._unit, self._look, self._part

        def make() -> pygame.Surface:
            ball = get(("iris", pupil), lambda: features.iris(unit, look, pupil))
            mask = get(("opening", near, turn), lambda: features.opening(unit, near, turn))
            line = get(("lashes", near, turn), lambda: features.lashes(unit, look, near, turn))
            return features.eye((mask, ball, line), look, gaze)

        return self._eyes_seen.get((unit, near, turn, pupil, gaze), make)

    def _brows(self, pose: Pose, spot: _Spot) -> list[Put]:
        shape = _steps(pose.brow_slant, 10), _steps(pose.brow_bend, 6)
        return [
            spot.put(self._brow(shape, spot.turn, side), side * 0.37, -0.43 - 0.085 * height + spot.nod)
            for side, height in ((-1, pose.brow_left), (1, pose.brow_right))
        ]

    def _brow(self, shape: tuple[float, float], turn: float, side: int) -> pygame.Surface:
        look, unit = self._look, self._unit

        def make() -> pygame.Surface:
            if side < 0:
                return features.brow(unit, look, shape, turn)
            return pygame.transform.flip(features.brow(unit, look, shape, -turn), True, False)

        return self._part(("brow", shape, turn, side), make)

    def _mouth(self, pose: Pose, spot: _Spot) -> Put:
        shape = (
            _steps(pose.mouth_width, 10),
            _steps(pose.mouth_open, SHAPE_STEPS),
            _steps(pose.mouth_round, 5),
            _steps(pose.teeth, 4),
            _steps(pose.tongue, 4),
            _steps(pose.smile, 8),
        )
        turn, look = spot.turn, self._look
        picture = self._part(("mouth", shape, turn), lambda: features.mouth(self._unit, look, shape, turn))
        return spot.put(picture, 0.0, 0.43 + spot.nod)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the head is, and how it is turned."""

    x: int
    y: int
    unit: int
    turn: float
    nod: float

    def put(self, picture: pygame.Surface, x: float, y: float, *, turns: bool = True) -> Put:
        """Centre the picture at (x, y), in shares of the head's half width from its middle, turned with the head."""
        angle = math.radians(self.turn if turns else 0.0)
        right = (x * math.cos(angle) - y * math.sin(angle)) * self.unit
        down = (x * math.sin(angle) + y * math.cos(angle)) * self.unit
        width, height = picture.get_size()
        return Put(picture, (self.x + round(right - width / 2), self.y + round(down - height / 2)))


def _ground(pose: Pose) -> _Ground:
    light, warmth, grey = pose.light, pose.warmth, pose.grey
    tint = light, light * (1 - 0.32 * warmth - 0.10 * grey), light * (1 - 0.68 * warmth - 0.02 * grey)
    rgb = [min(255, max(0, round(channel * 255 / 4) * 4)) for channel in tint]
    light_colour = (255, 255, 255) if min(rgb) >= 252 else (rgb[0], rgb[1], rgb[2])
    return _Ground((round(pose.red), round(pose.green), round(pose.blue)), light_colour)


def _steps(value: float, steps: int) -> float:
    """The value on a grid, so that pictures can be kept."""
    return round(value * steps) / steps

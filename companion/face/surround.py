"""Paints what stands around the head: the state, the captions, the buttons and the answers."""

from __future__ import annotations

from functools import partial

from companion.face import lettering
from companion.face.answers import answer_button, letters_px
from companion.face.layout import Box, Layout
from companion.face.look import Look
from companion.face.puts import Put
from companion.face.sprites import Sprites
from companion.face.stage import Scene
from companion.messages import Button, Press

WORDS_BYTES = 12 * 1024 * 1024
"""The device's own words: they must not push out the parts of the face."""


class Surround:
    """Keeps the pictures of words; one for each painter."""

    def __init__(self, place: Layout, look: Look) -> None:
        """`place` of any number of answers: the captions lie in the same place."""
        self._look = look
        self.words = Sprites(WORDS_BYTES)
        self._band = lettering.band(place, look)
        self._captions = Sprites(limit_bytes=0)  # the newest alone: what was said goes when it leaves the screen (P3)
        self._measured: tuple[tuple[str, ...], tuple[Box, ...]] = (), ()
        self._letters_px: tuple[int, ...] = ()

    def puts(self, scene: Scene, place: Layout) -> list[Put]:
        """Pictures and places, in the order of painting."""
        look = self._look
        status = self.words.get(
            ("status", scene.state, scene.word, place.status),
            lambda: lettering.status(scene.state, scene.word, place, look),
        )
        puts = [Put(status, (place.status.x, place.status.y))]
        if scene.captions:
            band = self._captions.get(
                scene.captions, lambda: lettering.captions(scene.captions, place, look, self._band)
            )
            puts.append(Put(band, (place.captions.x, place.captions.y)))
        else:
            self._captions.clear()
        buttons = [self._button(which, place, pressed=scene.pressed is which) for which in scene.buttons]
        return puts + buttons + self._answers(scene, place)

    def _button(self, which: Button, place: Layout, *, pressed: bool) -> Put:
        box = place.buttons[which]
        picture = self.words.get(
            ("button", which, box, pressed),
            lambda: lettering.button(which, box, place, self._look, pressed=pressed),
        )
        return Put(picture, (box.x, box.y))

    def _answers(self, scene: Scene, place: Layout) -> list[Put]:
        if (scene.answers, place.answers) != self._measured:
            self._measured, self._letters_px = (scene.answers, place.answers), letters_px(scene.answers, place)
        puts = []
        for answer, box, height_px in zip(scene.answers, place.answers, self._letters_px, strict=True):
            pressed = scene.pressed == Press(answer)
            make = partial(answer_button, answer, box, place, self._look, height_px=height_px, pressed=pressed)
            picture = self.words.get(("answer", answer, box, height_px, pressed), make)
            puts.append(Put(picture, (box.x, box.y)))
        return puts

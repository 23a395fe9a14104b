"""What is painted: legible, distinct, calm, and the same whether drawn in parts or whole."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from companion.face import lettering
from companion.face.answers import answer_button, letters_px, written
from companion.face.captions import CaptionLine
from companion.face.layout import SMALLEST_BUTTON_MM, layout, pixels_per_mm
from companion.face.look import HONEY, contrast
from companion.face.paint import Painter
from companion.face.pose import _BACKGROUNDS, _CALM, ALERT_HZ, ALERT_PEAK
from companion.face.stage import WORDS, FaceStage, Scene
from companion.messages import (
    Button,
    Expression,
    FaceState,
    MouthCue,
    MouthShape,
    Press,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    Who,
)

SIZES = [(480, 320), (800, 480), (1280, 720), (1920, 1080), (480, 800), (1080, 1920)]
SMALL = (240, 144)


def pixels(surface: pygame.Surface) -> NDArray[np.uint8]:
    """(height, width, 3), red first."""
    return np.transpose(pygame.surfarray.array3d(surface), (1, 0, 2))


def luminance(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """WCAG relative luminance of each pixel."""
    table = np.arange(256) / 255
    table = np.where(table <= 0.04045, table / 12.92, ((table + 0.055) / 1.055) ** 2.4)
    linear: NDArray[np.float64] = table[picture] @ np.array([0.2126, 0.7152, 0.0722])
    return linear


def scene_of(state: FaceState, expression: Expression = Expression.NEUTRAL, at_s: float = 21.0) -> Scene:
    stage = FaceStage(seed=7)
    stage.show(ShowState(at_s=0.0, state=state, expression=expression))
    stage.scene(at_s - 0.5)
    return stage.scene(at_s)


def busy_stage() -> FaceStage:
    stage = FaceStage(seed=7)
    stage.show(ShowCaption(at_s=0.4, who=Who.RESIDENT, text="my knee hurts"))
    stage.show(ShowCaption(at_s=1.0, who=Who.DEVICE, text="I am sorry. How bad is the pain right now?"))
    stage.show(ShowSpeech(at_s=1.0, cues=tuple(MouthCue(start_s=i * 0.1, shape=s) for i, s in enumerate(MouthShape))))
    return stage


def test_a_frame_painted_in_parts_is_the_frame_painted_whole() -> None:
    stage, painter = busy_stage(), Painter((320, 192))
    for i in range(90):
        if i % 18 == 0:
            stage.show(ShowState(at_s=i / 20, state=[*FaceState][i // 18 + 1]))
        scene = stage.scene(i / 20)
        assert np.array_equal(pixels(painter.draw(scene)), pixels(Painter((320, 192)).draw(scene)))


def test_changed_covers_every_pixel_that_changed_and_lies_on_the_screen() -> None:
    stage, painter = busy_stage(), Painter((320, 192))
    before = pixels(painter.draw(stage.scene(0.0)))
    for i in range(1, 100):
        after = pixels(painter.draw(stage.scene(i / 20)))
        untouched = np.ones(after.shape[:2], dtype=bool)
        for area in painter.changed:
            assert painter._surface.get_rect().contains(area)
            untouched[area.top : area.bottom, area.left : area.right] = False
        assert np.array_equal(before[untouched], after[untouched])
        before = after


def test_nothing_is_painted_where_nothing_changed() -> None:
    painter, scene = Painter(SMALL), scene_of(FaceState.IDLE)
    painter.draw(scene)
    painter.draw(scene)
    assert painter.changed == []


@pytest.mark.parametrize("size", SIZES)
def test_any_state_and_expression_can_be_painted_at_any_size(size: tuple[int, int]) -> None:
    painter = Painter(size)
    for state, expression in itertools.product([FaceState.ALERT, FaceState.LISTENING, FaceState.ASLEEP], Expression):
        assert painter.draw(scene_of(state, expression)).get_size() == size


def test_states_look_different_and_so_do_expressions() -> None:
    pictures = {
        (state, mood): pixels(Painter(SMALL).draw(scene_of(state, mood))).astype(int)
        for state in FaceState
        for mood in Expression
    }
    for (one, first), (other, second) in itertools.combinations(pictures.items(), 2):
        assert np.mean(np.abs(first - second).sum(axis=2) > 48) > 0.003, (one, other)


def test_each_state_differs_by_its_icon_and_word_alone() -> None:
    place = layout(SMALL)
    pictures = [pixels(lettering.status(state, WORDS[state], place, HONEY)).astype(int) for state in FaceState]
    for first, second in itertools.combinations(pictures, 2):
        assert np.abs(first - second).sum() > 0


def test_words_have_a_contrast_of_seven_to_one_everywhere() -> None:
    backgrounds = [*_BACKGROUNDS.values(), _CALM, ALERT_PEAK]
    pairs = [(HONEY.word, background) for background in backgrounds]
    pairs += [(HONEY.device_text, HONEY.band), (HONEY.resident_text, HONEY.band)]
    pairs += [(HONEY.help_text, HONEY.help), (HONEY.acknowledge_text, HONEY.acknowledge)]
    pairs += [(HONEY.answer_text, HONEY.answer), *((HONEY.answer, background) for background in backgrounds)]
    for ink, ground in pairs:
        assert contrast(ink, ground) >= 7.0, (ink, ground)


def test_painted_captions_reach_the_contrast_too() -> None:
    place = layout((800, 480))
    lines = (CaptionLine(Who.RESIDENT, "my knee hurts", True), CaptionLine(Who.DEVICE, "I am sorry.", True))
    light = luminance(pixels(lettering.captions(lines, place, HONEY, lettering.band(place, HONEY))))
    rows = np.array_split(light[4:-4], 2)
    for row in rows:
        assert (row.max() + 0.05) / (np.median(row) + 0.05) >= 7.0


@pytest.mark.parametrize("size", SIZES)
def test_buttons_are_large_enough_apart_and_on_the_screen(size: tuple[int, int]) -> None:
    place = layout(size)
    boxes = [pygame.Rect(*box) for box in place.buttons.values()]
    for box in boxes:
        assert min(box.size) / pixels_per_mm(size) >= SMALLEST_BUTTON_MM
        assert pygame.Rect(0, 0, *size).contains(box)
        assert not box.colliderect(pygame.Rect(*place.captions))
        assert not box.colliderect(pygame.Rect(*place.status))
    assert not boxes[0].colliderect(boxes[1])


ANSWERS = {
    1: ("I have taken it",),
    2: ("yes", "no"),
    3: ("yes", "no", "not sure"),
    4: ("a little", "quite a lot", "not at all", "I would rather not say"),
    11: tuple(str(number) for number in range(11)),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", ANSWERS)
@pytest.mark.parametrize("acknowledge", [True, False])
def test_answers_are_as_high_as_a_finger_needs_and_beside_everything_else(
    size: tuple[int, int], count: int, acknowledge: bool
) -> None:
    place = layout(size, count, acknowledge=acknowledge)
    answers = [pygame.Rect(*box) for box in place.answers]
    assert len(answers) == count
    shown = [Button.HELP, Button.ACKNOWLEDGE] if acknowledge else [Button.HELP]
    others = [pygame.Rect(*place.buttons[which]) for which in shown]
    others += [pygame.Rect(*place.captions), pygame.Rect(*place.status)]
    for box in answers:
        assert box.height / pixels_per_mm(size) >= SMALLEST_BUTTON_MM
        # Eleven numbers beside the other buttons of a panel 74 mm wide leave 8 mm each.
        assert box.width / pixels_per_mm(size) >= (8.0 if size == (480, 320) and count == 11 else 12.0)
        assert pygame.Rect(0, 0, *size).contains(box)
    for box, other in itertools.combinations(answers + others, 2):
        assert not box.colliderect(other)
    assert place.captions == layout(size).captions
    assert place.buttons[Button.HELP] == layout(size).buttons[Button.HELP]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS.keys())
def test_answers_are_written_large_and_whole(size: tuple[int, int], answers: tuple[str, ...]) -> None:
    place = layout(size, len(answers))
    heights = letters_px(answers, place)
    for answer, box, height_px in zip(answers, place.answers, heights, strict=True):
        assert height_px / pixels_per_mm(size) >= 2.5
        picture = pixels(answer_button(answer, box, place, HONEY, height_px=height_px, pressed=False)).astype(int)
        corner, edge = 2 * place.margin, place.margin // 2 + 2
        inside = picture[corner:-corner, edge:-edge]
        ink = np.nonzero(np.abs(inside - np.array(HONEY.answer_text)).sum(axis=2) < 60)
        assert len(ink[0]) > 20
        # Nothing of the words lies under the border or is cut off by it.
        assert ink[1].min() > 0
        assert ink[1].max() < inside.shape[1] - 1
    assert max(heights) <= 1.4 * min(heights) + 1


def test_an_answer_is_found_where_it_is() -> None:
    place = layout((800, 480), 11)
    for number, box in enumerate(place.answers):
        assert place.answer_at(box.x + box.width // 2, box.y + box.height // 2) == number
    assert place.answer_at(1, 1) is None
    assert layout((800, 480)).answer_at(400, 300) is None


def test_answers_come_and_go_without_a_trace() -> None:
    stage, painter = busy_stage(), Painter((480, 320))
    plain = pixels(painter.draw(stage.scene(1.0))).copy()
    pictures = []
    for labels in (ANSWERS[2], ("no", "yes"), ANSWERS[11], ()):
        stage.show(ShowButtons(at_s=1.0, labels=labels))
        scene = stage.scene(1.0)
        pictures.append(pixels(painter.draw(scene)).copy())
        assert np.array_equal(pictures[-1], pixels(Painter((480, 320)).draw(scene)))
    assert np.array_equal(pictures[-1], plain)
    for one, other in itertools.combinations([plain, *pictures[:-1]], 2):
        assert not np.array_equal(one, other)


def test_a_pressed_answer_looks_pressed() -> None:
    scene = dataclasses.replace(scene_of(FaceState.IDLE), answers=("yes", "no"))
    painter = Painter((480, 320))
    before = pixels(painter.draw(scene)).copy()
    after = pixels(painter.draw(dataclasses.replace(scene, pressed=Press("no"))))
    assert len(painter.changed) == 1
    assert not np.array_equal(before, after)


@pytest.mark.parametrize("answer", ["", " ", "\n\t", "\U0001f600", "W" * 200, "\u4f60\u597d", "a\u0000b"])
def test_any_answer_can_be_painted(answer: str) -> None:
    scene = dataclasses.replace(scene_of(FaceState.IDLE), answers=(answer, "no"))
    assert Painter((480, 320)).draw(scene).get_size() == (480, 320)


def test_an_answer_is_written_with_a_capital_in_one_line() -> None:
    assert written("not\nsure ") == "Not sure"
    assert written("10") == "10"


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_line_of_captions_fits_between_the_margins(size: tuple[int, int]) -> None:
    place = layout(size)
    line = CaptionLine(Who.RESIDENT, "W" * place.line_chars, True)
    picture = pixels(lettering.captions((line,), place, HONEY, lettering.band(place, HONEY))).astype(int)
    ink = np.nonzero(np.abs(picture - np.array(HONEY.resident_text)).sum(axis=2) < 90)[1]
    assert place.margin <= ink.min()
    assert ink.max() <= place.captions.width - place.margin


def test_a_button_is_found_where_it_is_and_only_while_it_is_shown() -> None:
    place = layout((800, 480))
    box = place.buttons[Button.ACKNOWLEDGE]
    middle = box.x + box.width / 2, box.y + box.height / 2
    assert place.button_at(*middle, (Button.HELP, Button.ACKNOWLEDGE)) is Button.ACKNOWLEDGE
    assert place.button_at(*middle, (Button.HELP,)) is None


def test_a_pressed_button_looks_pressed() -> None:
    scene = scene_of(FaceState.IDLE)
    painter = Painter(SMALL)
    before = pixels(painter.draw(scene))
    after = pixels(painter.draw(dataclasses.replace(scene, pressed=Button.HELP)))
    assert len(painter.changed) == 1
    assert not np.array_equal(before, after)


def test_letters_of_other_scripts_are_shown_and_pictures_left_out() -> None:
    assert lettering.shown("Žluťoučký Ωμέγα Привет \U0001f600!") == "Žluťoučký Ωμέγα Привет !"
    assert lettering.shown("\u4f60") == "\u25a1"


def ground_light(frames: int, fps: int) -> NDArray[np.float64]:
    stage, painter = FaceStage(seed=7), Painter(SMALL)
    stage.show(ShowState(at_s=0.0, state=FaceState.ALERT))
    corner = [luminance(pixels(painter.draw(stage.scene(i / fps)))[-3:, -3:]).mean() for i in range(frames)]
    return np.array(corner)


def test_the_alert_fades_slower_than_2_hz_and_is_no_flash_at_all() -> None:
    light = ground_light(480, 60)[60:]
    spectrum = np.abs(np.fft.rfft(light - light.mean()))
    peak_hz = float(np.fft.rfftfreq(len(light), 1 / 60)[spectrum.argmax()])
    assert peak_hz == pytest.approx(ALERT_HZ, abs=0.1)
    assert peak_hz <= 2.0
    assert light.max() > light.min() * 1.8  # It is seen all the same.
    assert light.max() - light.min() < 0.10
    assert np.abs(np.diff(light)).max() < 0.01


class FlashMeter:
    """Counts, pixel by pixel, swings of at least 10 % of full luminance with a dark side below 0.80 (WCAG 2.3.1)."""

    def __init__(self, first: NDArray[np.float64]) -> None:
        self.low, self.high = first.copy(), first.copy()
        self.rising = np.zeros(first.shape, dtype=int)
        self.swings: list[NDArray[np.bool_]] = []

    def add(self, light: NDArray[np.float64]) -> None:
        self.low, self.high = np.minimum(self.low, light), np.maximum(self.high, light)
        up = (light - self.low >= 0.1) & (self.low < 0.8) & (self.rising <= 0)
        down = (self.high - light >= 0.1) & (light < 0.8) & (self.rising >= 0) & ~up
        self.rising = np.where(up, 1, np.where(down, -1, self.rising))
        self.low = np.where(up | down, light, self.low)
        self.high = np.where(up | down, light, self.high)
        self.swings.append(up | down)

    def flashes(self, window: int) -> NDArray[np.int64]:
        """The most flashes (pairs of swings) of each pixel in any `window` frames."""
        counted = np.cumsum(np.concatenate([np.zeros((1, *self.low.shape), int), np.stack(self.swings)]), axis=0)
        most: NDArray[np.int64] = (counted[window:] - counted[:-window]).max(axis=0) // 2
        return most


def every_transition() -> list[FaceState]:
    """A walk through the states that takes every step from one to another once (an Euler tour)."""
    left = {state: [other for other in FaceState if other is not state] for state in FaceState}
    stack, walk = [FaceState.IDLE], []
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]


def test_no_transition_between_any_two_states_flashes() -> None:
    fps = 12
    stage, painter = FaceStage(seed=7), Painter((160, 96))
    walk = every_transition()
    assert len(walk) == len(FaceState) * (len(FaceState) - 1) + 1
    meter = FlashMeter(luminance(pixels(painter.draw(stage.scene(0.0)))))
    for step, state in enumerate(walk):
        stage.show(ShowState(at_s=float(step), state=state))
        for frame in range(fps):
            at_s = step + frame / fps
            stage.show(ShowLevel(at_s=at_s, level=(frame % 4) / 3))
            meter.add(luminance(pixels(painter.draw(stage.scene(at_s)))))
    # More than three flashes a second are allowed on under a quarter of 10 degrees of sight: 2.8 % of the screen.
    assert np.mean(meter.flashes(fps) > 3) < 0.01


def test_the_flash_meter_sees_a_flash() -> None:
    dark, light = np.zeros((2, 2)), np.full((2, 2), 0.5)
    meter = FlashMeter(dark)
    for i in range(30):
        meter.add(light if i % 4 < 2 else dark)
    assert meter.flashes(15).min() >= 3


def test_a_long_talk_keeps_memory_bounded() -> None:
    stage, painter = FaceStage(seed=7), Painter((320, 192))
    kept = (painter._sprites, painter._eyes_seen, painter._surround.words)
    for sprites in kept:
        sprites._limit = 500_000
    for i in range(600):
        at_s = i / 4
        stage.show(ShowCaption(at_s=at_s, who=Who.DEVICE, text=f"Sentence number {i}"))
        shape = [*MouthShape][i % 9]
        stage.show(ShowSpeech(at_s=at_s, cues=(MouthCue(start_s=0.0, shape=shape),)))
        painter.draw(stage.scene(at_s))
    assert all(sprites.bytes <= 500_000 for sprites in kept)

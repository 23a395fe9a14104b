"""Pictures of the face standing still: one moment, or a sheet of every state with every expression."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import pygame

from companion.errors import OutputError
from companion.face.paint import Painter
from companion.face.stage import FaceStage
from companion.messages import (
    Expression,
    FaceState,
    MouthCue,
    MouthShape,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    Who,
)

SEED = 7
AT_S = 21.0
"""A moment with open eyes that meet the viewer's."""
HEARD = "I slept very well, thank you"
SAID = "I am glad to hear that."


def still(
    size: tuple[int, int],
    state: FaceState,
    expression: Expression = Expression.NEUTRAL,
    *,
    captions: bool = True,
    answers: tuple[str, ...] = (),
) -> pygame.Surface:
    """The face as it looks a while after it took this state and offered these answers."""
    painter = Painter(size)
    stage = FaceStage(SEED, line_chars=painter.place.line_chars)
    stage.show(ShowState(at_s=0.0, state=state, expression=expression))
    if captions:
        stage.show(ShowCaption(at_s=AT_S - 2.0, who=Who.RESIDENT, text=HEARD))
        stage.show(ShowCaption(at_s=AT_S - 1.0, who=Who.DEVICE, text=SAID))
    stage.show(ShowButtons(at_s=0.0, labels=answers))
    stage.show(ShowLevel(at_s=AT_S - 0.1, level=0.6))
    if state is FaceState.SPEAKING:
        stage.show(ShowSpeech(at_s=AT_S - 0.2, cues=(MouthCue(start_s=0.0, shape=MouthShape.C),)))
    for step in range(40, 0, -1):
        stage.scene(AT_S - step * 0.05)
    return painter.draw(stage.scene(AT_S)).copy()


def sheet(cell: tuple[int, int] = (400, 240)) -> pygame.Surface:
    """Every state in each expression: a row a state. Each is drawn twice as large and shrunk, as seen from afar."""
    states, moods = tuple(FaceState), tuple(Expression)
    picture = pygame.Surface((cell[0] * len(moods), cell[1] * len(states)), 0, 32)
    for row, state in enumerate(states):
        for column, mood in enumerate(moods):
            drawn = still((cell[0] * 2, cell[1] * 2), state, mood, captions=False)
            picture.blit(pygame.transform.smoothscale(drawn, cell), (column * cell[0], row * cell[1]))
    return picture


def save(picture: pygame.Surface, path: Path) -> None:
    """Write a PNG, whole or not at all. Raises OutputError."""
    try:
        handle, name = tempfile.mkstemp(suffix=".png", prefix=".making-", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"The picture {path} cannot be written ({error.strerror}).") from None
    working = Path(name)
    try:
        pygame.image.save(picture, working)
        working.chmod(0o644)
        working.replace(path)
    except (OSError, pygame.error) as error:
        raise OutputError(f"The picture {path} cannot be written ({error}).") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            working.unlink()

"""Tells a near voice from the talk that runs on behind it, frame by frame, so that each is an utterance of its own.

With a television in the room there is no silence around what the resident says: its words would stand in the midst of
an utterance without end. Who speaks up clearly above the talk that has been heard for seconds is in front; until that
voice has been silent for a while, what is as soft as the talk before counts as silence.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum

import numpy as np

from companion.messages import FRAME_SECONDS, Samples

ABOVE_DB = 4.0
"""A voice in front is so much louder than the loudest of the talk behind it."""
LOUD_FRAMES, OF_FRAMES = 4, 10
"""In so many of so many frames; a single bang is no voice."""
BEHIND_S = 3.0
"""Talk that has been heard for less is not known well enough to stand out from it."""
REMEMBERED_S = 12.0
AGAIN_S = 0.3
"""After so long without it, another voice in front may be nearer still."""
GONE_S = 1.5
"""Nobody is in front any more after so long without it."""
_LOUDEST_PERCENT = 90
_LOOK_AGAIN_FRAMES = 8
_HALFWAY = 0.5


class Depth(StrEnum):
    """What a frame is."""

    SPEECH = "speech"
    SILENCE = "silence"
    STEPS_FORWARD = "steps forward"
    """Somebody nearer has begun to speak, `OF_FRAMES` ago at most."""


class Foreground:
    """Levels of the last seconds; told of every frame."""

    def __init__(self) -> None:
        self._behind: deque[float] = deque(maxlen=round(REMEMBERED_S / FRAME_SECONDS))
        self._recent: deque[float] = deque(maxlen=OF_FRAMES)
        self._behind_db = 0.0
        self._front: deque[float] = deque(maxlen=round(1.5 / FRAME_SECONDS))
        self._gone_frames = 0
        self._run_frames = 0
        self._frames = 0

    def heard(self, samples: Samples, *, speech: bool) -> Depth:
        """One frame, and whether the detector took it for speech."""
        level_db = _level(samples)
        self._recent.append(level_db if speech else -120.0)
        if self._front:
            return self._in_front(level_db, speech=speech)
        if speech:
            self._behind.append(level_db)
            self._look_behind()
            if len(self._behind) >= BEHIND_S / FRAME_SECONDS and self._stands_out(self._behind_db):
                return self._step_forward(self._behind_db)
        return Depth.SPEECH if speech else Depth.SILENCE

    def _stands_out(self, above_db: float) -> bool:
        return sum(one > above_db + ABOVE_DB for one in self._recent) >= LOUD_FRAMES

    def _step_forward(self, above_db: float) -> Depth:
        louder = [one for one in self._recent if one > above_db + ABOVE_DB]
        self._front.clear()
        self._front.extend(louder)
        self._gone_frames = 0
        self._run_frames = OF_FRAMES
        return Depth.STEPS_FORWARD

    def _look_behind(self) -> None:
        """The talk, without what was heard just now: that may be somebody else."""
        self._frames += 1
        if self._frames % _LOOK_AGAIN_FRAMES == 1 and len(self._behind) > OF_FRAMES:
            self._behind_db = float(np.percentile(list(self._behind)[:-OF_FRAMES], _LOUDEST_PERCENT))

    def _in_front(self, level_db: float, *, speech: bool) -> Depth:
        front_db = float(np.percentile(self._front, _LOUDEST_PERCENT))
        ours = speech and level_db > self._behind_db + _HALFWAY * (front_db - self._behind_db)
        if ours:
            self._run_frames = 0 if self._gone_frames * FRAME_SECONDS > AGAIN_S else self._run_frames + 1
            if self._run_frames >= OF_FRAMES:
                self._front.append(level_db)
            elif self._stands_out(front_db):
                return self._step_forward(front_db)
        self._gone_frames = 0 if ours else self._gone_frames + 1
        if self._gone_frames * FRAME_SECONDS >= GONE_S:
            self._front.clear()
            self._recent.clear()
        # Between two loud sounds of the same voice are soft ones.
        hangs_on = speech and self._gone_frames < 4
        return Depth.SPEECH if ours or hangs_on else Depth.SILENCE


def _level(samples: Samples) -> float:
    power = float(np.mean(np.square(samples.astype(np.float32))))
    return 10 * float(np.log10(max(power, 1e-3)))

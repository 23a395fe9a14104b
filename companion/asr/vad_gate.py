"""Lets the network rest while the room is as quiet as it ever is, and wakes it before the first sound is over."""

from __future__ import annotations

from collections import deque

import numpy as np

from companion.asr.frontend_level import RoomLevel, level_db
from companion.messages import FRAME_SECONDS, Samples
from companion.ports import VoiceActivityDetector

ABOVE_ROOM_DB = 6.0
"""A frame this much louder than the quietest moment of the last seconds wakes the network. Measured: no more is missed
of soft speech (20 dB down) nor of speech 5 dB above steady noise than without a gate."""
AWAKE_FRAMES = round(0.32 / FRAME_SECONDS)
"""It stays awake so long after the last loud frame, or the last one in which it heard something itself."""
CAUGHT_UP_FRAMES = round(0.25 / FRAME_SECONDS)
"""Slept through, but heard on waking: what leads up to a first sound tells the network as much as the sound."""
SUSPECTS = 0.1
"""While the network thinks this of a frame it is not put to sleep."""


class GatedDetector:
    """Implements VoiceActivityDetector around one that costs something.

    A frame slept through counts as no speech, also when the next one wakes the network; the ear keeps 0.3 s from
    before the first speech frame, so nothing of a word is lost.
    """

    def __init__(self, detector: VoiceActivityDetector) -> None:
        self._detector = detector
        self._room = RoomLevel()
        self._slept: deque[Samples] = deque(maxlen=CAUGHT_UP_FRAMES)
        self._awake_frames = AWAKE_FRAMES

    def probability(self, samples: Samples) -> float:
        """0 to 1 that somebody speaks in this frame of FRAME_SAMPLES samples; frames must come in order."""
        level = level_db(samples.astype(np.float32))
        if level > self._room.follow(level) + ABOVE_ROOM_DB:
            self._awake_frames = AWAKE_FRAMES
        if self._awake_frames == 0:
            self._slept.append(samples.copy())
            return 0.0
        self._catch_up()
        speech = self._detector.probability(samples)
        self._awake_frames = AWAKE_FRAMES if speech >= SUSPECTS else self._awake_frames - 1
        return speech

    def reset(self) -> None:
        """Forget what was heard."""
        self._detector.reset()
        self._room = RoomLevel()
        self._slept.clear()
        self._awake_frames = AWAKE_FRAMES

    def _catch_up(self) -> None:
        if self._slept:
            # Its memory is from before it slept.
            self._detector.reset()
        while self._slept:
            self._detector.probability(self._slept.popleft())

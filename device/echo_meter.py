"""Whether echo cancellation works, measured on the device's own speech while it goes about its business."""

from __future__ import annotations

from collections import deque

import numpy as np

from companion.messages import FRAME_SECONDS, Samples

WINDOW_FRAMES = round(0.5 / FRAME_SECONDS)
JUDGED_ON = 12
"""Windows, the latest: 6 s of the device's own speech."""
SURE_AFTER = 8
"""Windows before anything is said: 4 s of its own speech."""
LOST_IN_NOISE_DB = 6.0
"""What is left may stand out of the room's noise by so much: a voice detector hears no words in it."""
ONCE_IN = 0.8
"""Of the windows: a device that hears itself in one of four goes on interrupting itself, however good the others."""
HARDLY_DB = 15.0
"""In the others what is left may stand out by no more than this: less than anybody who speaks to the device."""
ROOM_FRAMES = round(30 / FRAME_SECONDS)
ROOM_QUANTILE = 0.2
"""Of the frames in which the device is silent: the room without those who talk in it."""
ECHOES_ON_FRAMES = round(0.5 / FRAME_SECONDS)
_LEAST = 0.1
"""Mean square of digital silence, for the logarithm."""


class EchoMeter:
    """Echo return loss enhancement (ITU-T G.168) in windows of half a second; the median, for people talk over it."""

    def __init__(self) -> None:
        self._room: deque[float] = deque(maxlen=ROOM_FRAMES)
        self._windows: deque[tuple[float, float]] = deque(maxlen=JUDGED_ON)
        self._heard = self._left = 0.0
        self._frames = 0
        self._silent_frames = 0

    def take(self, heard: Samples, left: Samples, *, sounding: bool) -> None:
        """One frame as the microphone gave it, what is left of it, and whether the device makes a sound meanwhile."""
        if sounding:
            self._silent_frames = 0
            self._count(_power(heard), _power(left))
            return
        self._silent_frames += 1
        if self._silent_frames > ECHOES_ON_FRAMES:
            self._room.append(_power(left))

    def forget(self) -> None:
        """Another microphone, another place: nothing is known."""
        self._windows.clear()
        self._room.clear()
        self._heard = self._left = 0.0
        self._frames = 0

    @property
    def enhancement_db(self) -> float | None:
        """How much of the echo is taken away; None until the device has spoken for a while."""
        return self._median([_db(heard) - _db(left) for heard, left in self._windows])

    @property
    def residual_db(self) -> float | None:
        """How far what is left stands out of the room's noise; None until both are known."""
        room_db = self._room_db
        return None if room_db is None else self._median([_db(left) - room_db for _, left in self._windows])

    @property
    def _room_db(self) -> float | None:
        return _db(float(np.quantile(self._room, ROOM_QUANTILE))) if self._room else None

    @property
    def working(self) -> bool:
        """The device does not hear itself: what is left is lost in the room, not only once in a while.

        How much was taken away tells nothing: 20 dB less of a loud voice is still a voice.
        """
        room_db = self._room_db
        if room_db is None or len(self._windows) < SURE_AFTER:
            return False
        over_db = sorted(_db(left) - room_db for _, left in self._windows)
        usual_db, often_db = float(np.median(over_db)), float(np.quantile(over_db, ONCE_IN))
        return usual_db <= LOST_IN_NOISE_DB and often_db <= HARDLY_DB

    def _count(self, heard: float, left: float) -> None:
        self._heard += heard
        self._left += left
        self._frames += 1
        if self._frames == WINDOW_FRAMES:
            self._windows.append((self._heard / WINDOW_FRAMES, self._left / WINDOW_FRAMES))
            self._heard = self._left = 0.0
            self._frames = 0

    @staticmethod
    def _median(values: list[float]) -> float | None:
        return float(np.median(values)) if len(values) >= SURE_AFTER else None


def _power(samples: Samples) -> float:
    return float(np.mean(np.square(samples.astype(np.float32))))


def _db(power: float) -> float:
    return float(10 * np.log10(max(power, _LEAST)))

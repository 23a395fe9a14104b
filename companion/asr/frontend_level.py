"""Chooses how much the sound is amplified: soft and far voices are raised, a silent room stays silent."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from companion.asr.frontend_filter import Sound
from companion.messages import FRAME_SECONDS

FULL_SCALE = 32768.0
VOICE_DB = -26.0
"""Where a voice is brought to (mean power of its speech, dB below full scale; ITU-T P.56 calls it the active level).

PocketSphinx hears equally well from -38 to -20; at -50, cold, it understands one answer in four.
"""
ROOM_DB = -60.0
"""The quiet of the room is never raised above this."""
MOST_DB = 36.0
"""Beyond this there is only the converter's own noise to amplify."""
FLOOR_DB = -90.0
"""Less than one bit; also what digital silence counts as."""
_PARTS, _PART_FRAMES = 6, round(0.5 / FRAME_SECONDS)
_SMOOTHING = 0.2
"""One frame's share in the room's level: a single quiet frame is chance, not the room."""
_HOLD_FRAMES = round(1.5 / FRAME_SECONDS)
_KNOWN_FRAMES = round(60.0 / FRAME_SECONDS)
_LEARNING_FRAMES = round(2.0 / FRAME_SECONDS)
_SPEAKING_DB = 3.0 * FRAME_SECONDS
_IDLE_DB = 30.0 * FRAME_SECONDS


class RoomLevel:
    """How loud the room is when nobody speaks: the quietest moment of the last three seconds (after Martin 2001)."""

    def __init__(self) -> None:
        self._parts: deque[float] = deque(maxlen=_PARTS)
        self._frames = 0
        self._smooth_db: float | None = None

    def follow(self, level_db: float) -> float:
        """Take one frame's level; return the room's."""
        before_db = level_db if self._smooth_db is None else self._smooth_db
        self._smooth_db = before_db + (level_db - before_db) * _SMOOTHING
        if self._frames % _PART_FRAMES == 0:
            self._parts.append(self._smooth_db)
        self._frames += 1
        self._parts[-1] = min(self._parts[-1], self._smooth_db)
        return min(self._parts)


class VoiceLevel:
    """How loud the person speaks, learned from what the detector calls speech; forgotten after a minute without any."""

    def __init__(self) -> None:
        self._power = 0.0
        self._frames = 0
        self.quiet_frames = _KNOWN_FRAMES
        """Since the last speech."""

    @property
    def known_db(self) -> float | None:
        """None when nobody has spoken for so long that it may be somebody else, or farther away."""
        if not self._frames or self.quiet_frames >= _KNOWN_FRAMES:
            return None
        return 10 * math.log10(self._power)

    def follow(self, level_db: float, *, speech: bool) -> None:
        """Take one frame's level and what the detector said of it."""
        if not speech:
            self.quiet_frames += 1
            return
        if self.quiet_frames >= _KNOWN_FRAMES:
            self._frames = 0
        self.quiet_frames = 0
        self._frames = min(self._frames + 1, _LEARNING_FRAMES)
        self._power += (10 ** (level_db / 10) - self._power) / self._frames


class Gain:
    """The amplification in dB. Slow while somebody speaks, so that no word swells; never below what came in."""

    def __init__(self) -> None:
        self._room = RoomLevel()
        self._voice = VoiceLevel()
        self._level_db = FLOOR_DB
        self.db = 0.0

    def follow(self, level_db: float) -> float:
        """Take a frame's level; return the gain that suits it."""
        self._level_db = level_db
        room_db = self._room.follow(level_db)
        wanted_db = MOST_DB if self._voice.known_db is None else VOICE_DB - self._voice.known_db
        wanted_db = max(0.0, min(wanted_db, ROOM_DB - room_db, MOST_DB))
        step_db = _SPEAKING_DB if self._voice.quiet_frames < _HOLD_FRAMES else _IDLE_DB
        self.db += max(-step_db, min(step_db, wanted_db - self.db))
        return self.db

    def too_loud_by(self, excess_db: float) -> None:
        """The frame did not fit: less from now on."""
        self.db = max(0.0, self.db - excess_db)

    def heard(self, *, speech: bool) -> None:
        """What the detector said of the frame followed last."""
        self._voice.follow(self._level_db, speech=speech)


def level_db(sound: Sound) -> float:
    """Mean power in dB below full scale, at least FLOOR_DB."""
    power = float(np.mean(np.square(sound))) / FULL_SCALE**2
    return max(FLOOR_DB, 10 * math.log10(power)) if power > 0 else FLOOR_DB

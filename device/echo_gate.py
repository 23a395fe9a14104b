"""Tells somebody who talks over the device from what is left of its echo, and passes each on as it deserves."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from companion.messages import FRAME_SECONDS, Samples

BELOW_ECHO_DB = 14.0
"""What the filter leaves of an echo it knows is weaker than the echo by this, in 95 frames of 100; a resident as loud
as the echo is not. Measured in simulated rooms, clocks up to 100 ppm apart, loudspeaker clipping softly."""
OVER_ROOM_DB = 10.0
"""Somebody stands out of the room's noise by so much."""
FAINT_DB = 16.0
"""Over the room: an echo no louder is not known well enough for the filter to help; who speaks must be louder."""
SECOND_DB = 5.0
"""Over the room: less is nothing to the suppressor, which takes away most of a voice, but seldom all."""
RINGS_FRAMES = 6
"""The loudest expected echo of so many frames counts: reverberation outlasts the filter."""
GOES_ON_FRAMES = 4
"""After a frame with somebody's voice: the soft sounds between."""
ROOM_FRAMES = round(6 / FRAME_SECONDS)
ROOM_QUANTILE = 0.2
ECHOES_ON_FRAMES = round(0.4 / FRAME_SECONDS)
DEAF_FRAMES = round(0.4 / FRAME_SECONDS)
"""A sentence begins up to a sound card's block earlier or later than was told; until its echo has been found again it
comes through at full strength. No longer than this, then it counts as it is."""
LEFT = 0.003
"""Of what is silenced: 50 dB less. One bit of noise goes with it: nothing but zeros would mean a dead microphone."""
_LEAST = 0.1

Float = NDArray[np.float32]


class NearEnd:
    """Frame by frame: does somebody speak, besides the device?"""

    def __init__(self) -> None:
        self._echoes: deque[float] = deque([0.0], maxlen=RINGS_FRAMES)
        self._room: deque[float] = deque(maxlen=ROOM_FRAMES)
        self._frames = 0

    def speaks(self, left: Float, echo: Float, suppressed: Float, *, found: bool) -> bool:
        """`left` when the `echo` that was expected had been taken away, shape (n,); `found`: it came as expected.

        `suppressed`: what the suppressor left; where an echo only seemed to be found, that is next to nothing.
        """
        left_db = level_db(left)
        self._echoes.append(level_db(echo))
        self._room.append(left_db)
        room_db = float(np.quantile(self._room, ROOM_QUANTILE))
        echo_db = max(self._echoes)
        least_db = max(room_db + OVER_ROOM_DB, echo_db - BELOW_ECHO_DB, min(echo_db, room_db + FAINT_DB))
        stands_out = left_db > least_db and level_db(suppressed) > room_db + SECOND_DB
        self._frames = GOES_ON_FRAMES if stands_out and found else max(0, self._frames - 1)
        return self._frames > 0


class EchoGate:
    """What is passed on while the device sounds and its echo dies away.

    Where somebody speaks: what the filter has left, which does their voice no harm. Where nobody does: what the
    suppressor has left, or the filter where that is less. Before the echo has been found: next to nothing.
    """

    def __init__(self) -> None:
        self._near_end = NearEnd()
        self._echoes = 0
        self._lost = 0
        self._random = np.random.default_rng(0)

    def pass_on(self, *, filtered: Float, echo: Float, suppressed: Samples, sounding: bool, found: bool) -> Samples:
        """The frame to listen to. `filtered`, `echo`: by the filter; `suppressed`: by the suppressor; shape (n,)."""
        other = suppressed.astype(np.float32)
        speaks = self._near_end.speaks(filtered, echo, other, found=found)
        self._echoes = ECHOES_ON_FRAMES if sounding else max(0, self._echoes - 1)
        self._lost = 0 if found or not self._echoes else self._lost + 1
        if not self._echoes:
            return suppressed
        if 0 < self._lost <= DEAF_FRAMES:
            return self._silenced(suppressed)
        # After a silence the suppressor needs a second to find its way again, the filter a few frames.
        quieter = found and level_db(filtered) < level_db(other)
        return to_samples(filtered) if speaks or quieter else suppressed

    def _silenced(self, sound: Samples) -> Samples:
        scrap: Samples = np.rint(sound * LEFT).astype(np.int16)
        return scrap + self._random.integers(-1, 2, len(sound), dtype=np.int16)


def level_db(sound: Float) -> float:
    """Mean power in decibels of one step squared."""
    return float(10 * np.log10(max(float(np.mean(np.square(sound))), _LEAST)))


def to_samples(sound: Float) -> Samples:
    """Rounded and clipped to 16 bits."""
    whole: Samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    return whole

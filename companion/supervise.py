"""Keeps the conversation honest about its own health: names a dying stage, and knows when the device is deaf."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from companion.errors import CompanionError, StageDied
from companion.messages import AudioFrame
from companion.ports import Clock, Heartbeat

log = logging.getLogger(__name__)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Turn whatever a stage raises into an error that names the stage.

    The one broad `except` of the conversation. The message of a foreign error may quote what was said, so only its
    type and the places it passed go to the journal (P3).
    """
    try:
        yield
    except CompanionError:
        raise
    except Exception as error:  # noqa: BLE001
        places = "".join(traceback.format_tb(error.__traceback__))
        log.critical("the %s stage stopped with %s at\n%s", name, type(error).__name__, places)
        raise StageDied(name, type(error).__name__) from None


class Liveness:
    """Alive means: frames arrive, there is sound in them, and the ear has taken them, its recogniser too (P9).

    A process that runs proves nothing: the device must hear. `heard` is called after the ear has worked a frame off;
    a recogniser that hangs or is lost keeps that from happening.
    """

    ZEROS_MEAN_DEAF_S = 3.0
    """A muted or broken microphone gives exact zeros, or one value; a silent room does not."""
    BEAT_S = 1.0

    def __init__(self, clock: Clock, heartbeat: Heartbeat) -> None:
        self._clock = clock
        self._heartbeat = heartbeat
        self._last_sound_s = clock.now_s()
        self._last_beat_s = clock.now_s() - self.BEAT_S
        self._lost = False

    @property
    def deaf(self) -> bool:
        """No frames, or no sound in them for a while."""
        return self._lost or self._clock.now_s() - self._last_sound_s > self.ZEROS_MEAN_DEAF_S

    def lost(self) -> None:
        """The microphone gave nothing, or what it gave was not turned into words."""
        self._lost = True

    def heard(self, frame: AudioFrame, *, mute: bool = False) -> None:
        """The ear has taken this frame; `mute`: nothing could be said, which is no life either."""
        if (frame.samples != frame.samples[0]).any():
            self._last_sound_s = frame.end_s
        self._lost = False
        if not self.deaf and not mute and self._clock.now_s() - self._last_beat_s >= self.BEAT_S:
            self._last_beat_s = self._clock.now_s()
            self._heartbeat.beat()


class NoHeartbeat:
    """For the demo and the bench, where nobody watches."""

    def beat(self) -> None:
        """Nobody listens."""

"""The live microphone: SDL's capture queue cut into frames, found again after it was lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from companion.errors import MicrophoneLost
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, AudioFrame
from companion.ports import Clock
from device.decimate import FACTOR, INPUT_RATE_HZ, Decimator
from device.profile import MicrophoneProfile
from device.sdl import Direction, SdlAudio, SdlStream, Wanted
from device.timing import FrameTimes

LOST_AFTER_S = 1.0
"""Without a frame for this long the microphone counts as lost."""
BLOCK = 480
"""Samples SDL delivers at a time: 10 ms."""
FRAME_INPUT = FRAME_SAMPLES * FACTOR
QUEUE_LIMIT = 2 * INPUT_RATE_HZ
"""More than two seconds unheard is stale; the oldest goes."""
RETRY_EVERY_S = 0.1
"""How often a lost microphone is looked for."""
REOPEN_AFTER_S = 3.0
"""An open microphone that gives nothing is opened anew after this; Bluetooth ones take a second or two to begin."""

FOLLOW_EVERY_S = 0.5
"""How often it is asked which microphone is the one that is meant: the system's default is changed in its settings."""
SILENT_AFTER_S = 3.0
"""No room is without any sound for so long: zeros, or one value throughout, are a switch or a fault."""
log = logging.getLogger(__name__)


class SdlMicrophone:
    """16 kHz mono frames from a microphone by name, read from one thread.

    A microphone that is absent at the start or pulled out later makes `read` raise MicrophoneLost about once a second
    until it is (again) there. So does one that gives nothing but zeros for three seconds: it is muted or broken, and
    whatever comes behind it here (an echo canceller makes its own comfort noise) must not hide that (P9).
    """

    def __init__(
        self,
        audio: SdlAudio,
        clock: Clock,
        profile: MicrophoneProfile,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._audio = audio
        self._clock = clock
        self._sleep = sleep
        self._latency_s = profile.latency_s
        self._wanted = Wanted(
            direction=Direction.IN,
            name=profile.name,
            rate_hz=INPUT_RATE_HZ,
            block=BLOCK,
            channels=profile.channels,
            channel=profile.channel,
        )
        self._called = f"called {profile.name}" if profile.name else "chosen as the system's default"
        self._closed = False
        self._times = FrameTimes(FRAME_SECONDS)
        self._decimator = Decimator()
        self._fed_s = self._asked_s = self._sound_s = clock.now_s()
        self._got_s = -LOST_AFTER_S
        self.overflows = 0
        """How often sound was dropped because nobody read it in time."""
        self._stream: SdlStream | None = None
        self._open()

    def read(self) -> AudioFrame | None:
        """The next frame, waiting at most a second. Raises MicrophoneLost; reading on after that is right."""
        if self._closed:
            raise MicrophoneLost("The microphone has been closed.")
        lost_at_s = self._clock.now_s() + LOST_AFTER_S
        while (frame := self._frame()) is None or self._silent(frame):
            if self._clock.now_s() >= lost_at_s:
                raise MicrophoneLost(self._why())
            self._sleep(self._worth_waiting_s())
        return frame

    def close(self) -> None:
        """Let go of the hardware."""
        self._closed = True
        self._let_go()

    def _frame(self) -> AudioFrame | None:
        stream = self._stream
        if stream is None or not stream.alive or self._starved() or self._another_is_meant(stream):
            self._open()
            return None
        # The clock first: whatever holds this thread up in between makes the frame look early, which is only slewed.
        now_s, queued = self._clock.now_s(), stream.queued()
        if queued > QUEUE_LIMIT:
            stream.take(queued - FRAME_INPUT)
            self._times.gap()
            self._overflowed(queued - FRAME_INPUT)
            queued = FRAME_INPUT
        if queued < FRAME_INPUT:
            return None
        estimate_s = now_s - queued / INPUT_RATE_HZ - self._latency_s
        self._fed_s = self._got_s = self._clock.now_s()
        samples = self._decimator.decimate(stream.take(FRAME_INPUT))
        return AudioFrame(samples=samples, start_s=self._times.start_s(estimate_s))

    def _silent(self, frame: AudioFrame) -> bool:
        if (frame.samples != frame.samples[0]).any():
            self._sound_s = frame.end_s
        return frame.end_s - self._sound_s > SILENT_AFTER_S

    def _why(self) -> str:
        if self._clock.now_s() - self._got_s < LOST_AFTER_S / 2:
            return f"The microphone {self._called} gives only silence: see that it is not muted."
        return f"No sound for a second from the microphone {self._called}: see that it is plugged in."

    def _starved(self) -> bool:
        return self._clock.now_s() - self._fed_s > REOPEN_AFTER_S

    def _another_is_meant(self, stream: SdlStream) -> bool:
        """Plugged in, and the default from now on; or pulled out, and the server gives the speaker's sound instead."""
        now_s = self._clock.now_s()
        if now_s - self._asked_s < FOLLOW_EVERY_S:
            return False
        self._asked_s = now_s
        return self._audio.find(Direction.IN, self._wanted.name) != stream.name

    def _overflowed(self, samples: int) -> None:
        self.overflows += 1
        log.warning(
            "%.1f s of sound were dropped, for the %d. time: this board was too busy to listen",
            samples / INPUT_RATE_HZ,
            self.overflows,
        )

    def _worth_waiting_s(self) -> float:
        if self._stream is None:
            return RETRY_EVERY_S
        missing_s = (FRAME_INPUT - self._stream.queued()) / INPUT_RATE_HZ
        return min(max(missing_s, 0.001), 0.02)

    def _open(self) -> None:
        self._let_go()
        self._stream = self._audio.open(self._wanted)
        self._fed_s = self._sound_s = self._clock.now_s()
        # What was heard before the gap must not ring on into what comes after.
        self._decimator = Decimator()
        self._times.gap()

    def _let_go(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

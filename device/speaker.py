"""The live speaker: SDL's playback queue, and an honest account of when each sample reaches the air."""

from __future__ import annotations

import numpy as np

from companion.errors import SpeakerLost
from companion.messages import Samples, SpeechChunk
from companion.ports import Clock
from device.echo_reference import EchoReference
from device.profile import SpeakerProfile
from device.sdl import Direction, SdlAudio, SdlStream, Wanted

RATE_HZ = 22_050
"""What both voices speak at; the stream is opened for it so that the first word finds it open."""
BLOCK_S = 0.02
"""What SDL hands to the hardware at a time. Half of it answers 11 ms sooner, but leaves a busy board half the time."""
JITTER_S = 0.05
"""Estimates this close to the end of what was queued before mean: without a gap."""
STUCK_AFTER_S = 1.0
"""A queue this far behind its time is not being played."""
DOZES_AFTER_S = 10.0
"""Amplifiers, HDMI screens and Bluetooth boxes may go to sleep after some silence."""


HUM_S = 0.2
"""Noise queued ahead to keep a speaker awake: six frames of a busy board."""


class SdlSpeaker:
    """Plays chunks in order and without gaps; the stream stays open through silence, so no first word is clipped.

    When the sound server or the loudspeaker goes away with words still queued, the next `play` raises SpeakerLost;
    the one after tries to open it again.
    """

    def __init__(
        self, audio: SdlAudio, clock: Clock, profile: SpeakerProfile, reference: EchoReference | None = None
    ) -> None:
        """`reference` is told exactly what sounds when."""
        self._reference = reference
        self._audio = audio
        self._clock = clock
        self._profile = profile
        self._called = f"called {profile.name}" if profile.name else "chosen as the system's default"
        self._closed = False
        self._ends_s = clock.now_s()
        self._awake_until_s = 0.0
        self._hum_ends_s = 0.0
        self._cut_short = False
        self._stream: SdlStream | None = self._open(RATE_HZ)

    def play(self, chunk: SpeechChunk) -> float:
        """Queue a chunk; return the session time at which its first sample reaches the air. Raises SpeakerLost."""
        stream = self._ready(chunk.sample_rate_hz)
        start_s = self._start_s(stream)
        samples = _at_rate(chunk.samples, chunk.sample_rate_hz, stream.rate_hz)
        stream.put(samples)
        if self._reference is not None:
            self._reference.played(samples, stream.rate_hz, start_s)
        self._ends_s = start_s + len(samples) / stream.rate_hz
        self._awake_until_s = self._ends_s + DOZES_AFTER_S
        return start_s

    def stop(self) -> None:
        """Be silent now: what the hardware already has, some hundredths of a second, still sounds."""
        if self._stream is not None:
            self._stream.clear()
        self._ends_s = min(self._ends_s, self._clock.now_s() + self._profile.latency_s)
        self._silent_from(self._ends_s + BLOCK_S)

    def busy_until_s(self) -> float:
        """Session time at which the last queued sample has sounded; not after now when silent."""
        self._notice_loss()
        self._stay_awake()
        return self._ends_s

    def close(self) -> None:
        """Let go of the hardware."""
        self._closed = True
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _ready(self, rate_hz: int) -> SdlStream:
        if self._closed:
            raise SpeakerLost("The speaker has been closed.")
        self._notice_loss()
        if self._cut_short:
            self._cut_short = False
            raise SpeakerLost(f"The speaker {self._called} went away in mid-sentence: see that it is plugged in.")
        silent = self._ends_s <= self._clock.now_s()
        if self._stream is not None and self._stream.rate_hz != rate_hz and silent:
            self._stream.close()
            self._stream = None
        if self._stream is None:
            self._stream = self._open(rate_hz)
        if self._stream is None:
            raise SpeakerLost(f"There is no speaker {self._called}: see that it is plugged in and switched on.")
        return self._stream

    def _start_s(self, stream: SdlStream) -> float:
        now_s = self._clock.now_s()
        if self._humming(now_s):
            # What keeps the speaker awake must not hold the first word up.
            stream.clear()
            self._hum_ends_s = now_s
        queued = stream.queued()
        if queued == 0 and now_s > self._awake_until_s and self._profile.wake_up_s > 0:
            self._wake(stream)
            queued = stream.queued()
        on_air_s = now_s + queued / stream.rate_hz + self._profile.latency_s
        follows_on = queued > 0 and abs(on_air_s - self._ends_s) < JITTER_S
        return self._ends_s if follows_on else on_air_s

    def _wake(self, stream: SdlStream) -> None:
        stream.put(_noise(int(self._profile.wake_up_s * stream.rate_hz)))

    def _stay_awake(self) -> None:
        now_s = self._clock.now_s()
        if self._stream is None or not self._profile.keep_awake or self._ends_s > now_s:
            return
        missing_s = now_s + HUM_S - max(self._hum_ends_s, now_s)
        if missing_s > HUM_S / 2:
            self._stream.put(_noise(int(missing_s * self._stream.rate_hz)))
            self._hum_ends_s = now_s + HUM_S

    def _humming(self, now_s: float) -> bool:
        return self._hum_ends_s > now_s and self._ends_s <= now_s

    def _notice_loss(self) -> None:
        if self._stream is None:
            return
        stuck = self._stuck(self._stream)
        if self._stream.alive and not stuck:
            return
        self._stream.close()
        self._stream = None
        now_s = self._clock.now_s()
        in_words = self._hum_ends_s <= self._ends_s
        self._cut_short = (stuck and in_words) or self._ends_s > now_s
        self._ends_s = min(self._ends_s, now_s)
        self._silent_from(now_s)

    def _silent_from(self, at_s: float) -> None:
        if self._reference is not None:
            self._reference.stopped(at_s)

    def _stuck(self, stream: SdlStream) -> bool:
        on_air_s = self._clock.now_s() + stream.queued() / stream.rate_hz
        return stream.queued() > 0 and on_air_s - max(self._ends_s, self._hum_ends_s) > STUCK_AFTER_S

    def _open(self, rate_hz: int) -> SdlStream | None:
        block = int(BLOCK_S * rate_hz)
        return self._audio.open(Wanted(direction=Direction.OUT, name=self._profile.name, rate_hz=rate_hz, block=block))


def _noise(samples: int) -> Samples:
    """One bit of it: far below hearing, but what wakes on signal ignores plain zeros."""
    return np.random.default_rng(0).integers(-1, 2, samples).astype(np.int16)


def _at_rate(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    if from_hz == to_hz:
        return samples
    # Only where voices of two rates follow each other without a pause.
    import soxr

    resampled: Samples = soxr.resample(samples, from_hz, to_hz)
    return resampled

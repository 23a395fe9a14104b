"""Takes the device's own voice out of what the microphone hears."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from companion.errors import DeviceError, MicrophoneLost
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, AudioFrame, Samples
from companion.ports import Microphone
from device.echo_filter import EchoFilter
from device.echo_follow import EchoFollower
from device.echo_gate import EchoGate, to_samples
from device.echo_meter import EchoMeter
from device.echo_reference import EchoReference

BLOCK = 160
"""Samples WebRTC works on at a time: 10 ms."""
Float = NDArray[np.float32]
HELD_BACK = 128
"""Frames of 512 are no whole number of blocks: this much waits, so that every frame in gives a frame out."""


class Suppressor(Protocol):
    """The algorithm: sound of any length in, the same length out."""

    delay: int
    """Samples by which what comes out is late."""

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near` without what is an echo of `far`; both shape (n,) at 16 kHz, n a multiple of BLOCK."""
        ...

    def reset(self) -> None:
        """Forget the room."""
        ...


class WebRtc:
    """WebRTC's AEC3 (webrtc.googlesource.com/src, modules/audio_processing/aec3), by pywebrtc-audio.

    Raises DeviceError where the library is missing.
    """

    delay = 128
    """Measured on pywebrtc-audio 0.2.0 with white noise: two of AEC3's blocks of 64."""

    def __init__(self) -> None:
        try:
            from pywebrtc_audio import EchoCanceller as Aec3
        except ImportError:
            raise DeviceError(
                "Echo cancellation needs the package pywebrtc-audio: install it, or set canceller = 'none' in the "
                "profile."
            ) from None
        self._aec3 = Aec3(sample_rate=SAMPLE_RATE_HZ)

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near` without what is an echo of `far`."""
        return self._aec3.process(near, far)

    def reset(self) -> None:
        """Forget the room."""
        self._aec3.reset()


class EchoCanceller:
    """Frames from the microphone in, the same frames without echo out, 16 ms later with AEC3.

    A linear filter learns the way of the echo, and keeps what was played in step with it. The suppressor, given the
    microphone's sound as it came, takes away far more of the echo, and of whoever talks over the device: what it
    leaves is passed on while nobody does, what the filter leaves while somebody does.
    """

    def __init__(self, reference: EchoReference, suppressor: Suppressor, linear: EchoFilter | None = None) -> None:
        """Without a filter, what the suppressor gives is passed on."""
        self.meter = EchoMeter()
        self._gate = EchoGate() if linear else None
        self._follower = EchoFollower(reference, linear)
        self._suppressor = suppressor
        self.delay_s = (HELD_BACK + suppressor.delay) / SAMPLE_RATE_HZ
        """How much later what was heard comes out; the frames' times know it."""
        self._near = self._far = self._out = np.zeros(0, dtype=np.int16)
        self._left = self._echo = np.zeros(0, dtype=np.float32)

    @property
    def reference(self) -> EchoReference:
        """To be told what the speaker plays."""
        return self._follower.reference

    @property
    def echo_after_s(self) -> float | None:
        """How long after the speaker said it would sound the echo is heard; None while it has not been found."""
        return self._follower.echo_after_s

    def clean(self, frame: AudioFrame) -> AudioFrame:
        """The frame without echo; its time is right: what it holds was heard `delay_s` earlier."""
        if self._follower.gap_before(frame):
            self._begin(frame.start_s)
        left, far = self._follower.take(frame)
        suppressed = self._suppress(frame.samples, to_samples(far))
        sounding = bool(far.any())
        self.meter.take(frame.samples, suppressed, sounding=sounding)
        start_s = frame.start_s - self.delay_s
        if self._gate is None:
            return AudioFrame(samples=suppressed, start_s=start_s)
        now, self._left = _delayed(self._left, left)
        echo, self._echo = _delayed(self._echo, frame.samples - left)
        passed = self._gate.pass_on(
            filtered=now, echo=echo, suppressed=suppressed, sounding=sounding, found=self._follower.found
        )
        return AudioFrame(samples=passed, start_s=start_s)

    def _suppress(self, near: Samples, far: Samples) -> Samples:
        """Frames of 512 in blocks of 160."""
        self._near, self._far = np.concatenate([self._near, near]), np.concatenate([self._far, far])
        whole = len(self._near) // BLOCK * BLOCK
        done = self._suppressor.process(self._near[:whole], self._far[:whole])
        self._near, self._far = self._near[whole:], self._far[whole:]
        out = np.concatenate([self._out, done])
        self._out = out[FRAME_SAMPLES:]
        return out[:FRAME_SAMPLES]

    def forget(self) -> None:
        """Another microphone, another place: begin anew with the next frame."""
        self._follower.forget()
        self.meter.forget()

    def _begin(self, start_s: float) -> None:
        """The first frame, or the first after a gap: what waits is from elsewhere."""
        self._suppressor.reset()
        self._follower.begin(start_s)
        self._near = self._far = np.zeros(0, dtype=np.int16)
        self._out = np.zeros(HELD_BACK, dtype=np.int16)
        self._left = self._echo = np.zeros(HELD_BACK + self._suppressor.delay, dtype=np.float32)


class EchoFreeMicrophone:
    """A microphone whose frames have gone through the canceller."""

    def __init__(self, microphone: Microphone, canceller: EchoCanceller) -> None:
        self._microphone = microphone
        self._canceller = canceller

    def read(self) -> AudioFrame | None:
        """The next frame, as from the microphone itself. Raises MicrophoneLost."""
        try:
            frame = self._microphone.read()
        except MicrophoneLost:
            # What is plugged in next may be another microphone, in another place.
            self._canceller.forget()
            raise
        return None if frame is None else self._canceller.clean(frame)

    def close(self) -> None:
        """Let go of the hardware."""
        self._microphone.close()


class NoSuppressor:
    """Leaves everything as it is: the sound server, or the microphone itself, has done it already."""

    delay = 0

    def process(self, near: Samples, far: Samples) -> Samples:  # noqa: ARG002
        """`near`, unchanged."""
        return near

    def reset(self) -> None:
        """Knows nothing."""


def _delayed(waiting: Float, sound: Float) -> tuple[Float, Float]:
    """The oldest frame, and what waits after it."""
    both = np.concatenate([waiting, sound])
    return both[:FRAME_SAMPLES], both[FRAME_SAMPLES:]

"""Takes the device's own voice out of what the microphone hears."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from companion.errors import DeviceError, MicrophoneLost
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame, Samples
from companion.ports import Microphone
from device.echo_meter import EchoMeter
from device.echo_reference import EchoReference

BLOCK = 160
"""Samples WebRTC works on at a time: 10 ms."""
HELD_BACK = 128
"""Frames of 512 are no whole number of blocks: this much waits, so that every frame in gives a frame out."""
DELAY_S = HELD_BACK / SAMPLE_RATE_HZ
LEAD_S = 0.03
"""The reference is given this much early: an echo that came before its sound would not be found."""
SMOOTH = 0.01
"""Share of a frame's deviation from the count that is believed: hand-over times waver by milliseconds."""
GAP_S = 0.06
"""Frames this far from where they were due are from after a gap."""
SILENT_S = 0.3
"""The reference is moved only where this much of it, before and after, is silent: an echo path must not jump."""
NEVER_S = -math.inf


class Suppressor(Protocol):
    """The algorithm: sound of any length in, the same length out."""

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near` without what is an echo of `far`; both shape (n,) at 16 kHz, n a multiple of BLOCK."""
        ...

    def reset(self) -> None:
        """Forget the room."""
        ...


def webrtc() -> Suppressor:
    """WebRTC's AEC3 (webrtc.googlesource.com/src, modules/audio_processing/aec3), by pywebrtc-audio.

    Raises DeviceError where the library is missing.
    """
    try:
        from pywebrtc_audio import EchoCanceller as Aec3
    except ImportError:
        raise DeviceError(
            "Echo cancellation needs the package pywebrtc-audio: install it, or set canceller = 'none' in the profile."
        ) from None
    made: Suppressor = Aec3(sample_rate=SAMPLE_RATE_HZ)
    return made


class EchoCanceller:
    """Frames from the microphone in, the same frames without echo out, 8 ms later.

    The reference runs on by the sample count while anything sounds, as the echo does; in silence it is brought back
    to the session's time, which takes clock drift away sentence by sentence.
    """

    def __init__(self, reference: EchoReference, suppressor: Suppressor) -> None:
        self.meter = EchoMeter()
        self.reference = reference
        self._suppressor = suppressor
        self._expected_s = self._reference_s = NEVER_S
        self._near = self._far = self._out = np.zeros(0, dtype=np.int16)

    def clean(self, frame: AudioFrame) -> AudioFrame:
        """The frame without echo; its time is right: what it holds was heard DELAY_S earlier."""
        if abs(frame.start_s - self._expected_s) > GAP_S:
            self._begin(frame.start_s)
        far = self._far_of(frame)
        self._near = np.concatenate([self._near, frame.samples])
        self._far = np.concatenate([self._far, far])
        whole = len(self._near) // BLOCK * BLOCK
        done = self._suppressor.process(self._near[:whole], self._far[:whole])
        self._near, self._far = self._near[whole:], self._far[whole:]
        out = np.concatenate([self._out, done])
        clean, self._out = out[:FRAME_SAMPLES], out[FRAME_SAMPLES:]
        self.meter.take(frame.samples, clean, sounding=bool(far.any()))
        return AudioFrame(samples=clean, start_s=frame.start_s - DELAY_S)

    def forget(self) -> None:
        """Another microphone, another place: begin anew with the next frame."""
        self._expected_s = NEVER_S
        self.meter.forget()

    def _begin(self, start_s: float) -> None:
        """The first frame, or the first after a gap: what waits is from elsewhere."""
        self._suppressor.reset()
        self._expected_s = self._reference_s = start_s
        self._near = self._far = np.zeros(0, dtype=np.int16)
        self._out = np.zeros(HELD_BACK, dtype=np.int16)

    def _far_of(self, frame: AudioFrame) -> Samples:
        believed_s = self._expected_s + SMOOTH * (frame.start_s - self._expected_s)
        self._expected_s = believed_s + FRAME_SECONDS
        from_s = self._reference_s + LEAD_S
        if not self.reference.sounds(from_s - SILENT_S, from_s + FRAME_SECONDS + SILENT_S):
            self._reference_s = believed_s
        far = self.reference.read(self._reference_s + LEAD_S, FRAME_SAMPLES)
        self._reference_s += FRAME_SECONDS
        return np.clip(np.rint(far), -32768, 32767).astype(np.int16)


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

    def process(self, near: Samples, far: Samples) -> Samples:  # noqa: ARG002
        """`near`, unchanged."""
        return near

    def reset(self) -> None:
        """Knows nothing."""

"""Keeps what the speaker plays in step with its echo, however late it begins and whichever clock runs faster."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame
from device.echo_filter import EchoFilter
from device.echo_reference import EchoReference

LEAD_S = 0.03
"""The reference is given this much early: an echo that came before its sound would not be found."""
SMOOTH = 0.01
"""Share of a frame's deviation from the count that is believed: hand-over times waver by milliseconds."""
GAP_S = 0.06
"""Frames this far from where they were due are from after a gap."""
SILENT_S = 0.3
"""Brought back to the session's time only where this much before and after is silent: an echo path must not jump."""
WINDOW_FRAMES = 4
WINDOW = WINDOW_FRAMES * FRAME_SAMPLES
FEW_FRAMES = 2
"""After a silence it is looked for from so many on: it must be found soon."""
REACH = 400
"""Samples: sentences begin up to a block of the sound card earlier or later than the last."""
ALIKE = 0.45
"""Correlation from which the echo found is taken for the echo expected."""
SURE = 0.8
"""From which on the path is believed to lie where it is largest."""
STEADY = 0.15
"""Samples; closer is close enough."""
JUMP = 2.0
"""Samples; less than that is drift, or noise of the measurement."""
FOLLOWS, LEARNS = 0.5, 0.1
"""Of what is measured each time: what the reference is moved by, and what its speed is changed by (a loop of second
order; Gardner, "Phaselock Techniques", 2005). Without the second, clocks 100 ppm apart cost 15 dB of the echo."""
MOST_DRIFT = 4e-4
"""Clocks farther apart than this are broken."""
FAINT = 9.0
"""Mean square of an echo that is not worth looking for."""
GIVES_UP_FRAMES = round(0.4 / FRAME_SECONDS)
"""Of expected echo: when it has not been found by then, the path itself has changed."""
BEGINS_ANEW_LOOKS = 60
"""In vain: two seconds of expected echo."""
LATEST_PART, WANTED_PART = 2, 1
"""In parts of the filter: an echo that comes later than the first is brought forward to the second."""
NEVER_S = -math.inf

Float = NDArray[np.float32]


class EchoFollower:
    """The reference frame by frame, and what is left of the microphone's when its linear echo is taken away.

    Within a sentence the reference runs by the sample count, as the echo does. The echo that the filter expects is
    laid against what is heard four frames at a time (generalised cross-correlation, Knapp & Carter 1976, half
    whitened), and the reference is moved to where they fit.
    """

    def __init__(self, reference: EchoReference, linear: EchoFilter | None) -> None:
        """Without a filter the reference is only kept near the session's time."""
        self.reference = reference
        self._linear = linear
        self._expected_s = self._position_s = NEVER_S
        self._later_s = self._drift = 0.0
        self._heard = self._echo = np.zeros(WINDOW, dtype=np.float32)
        self._fresh = self._unseen = self._sounding = 0
        self._found = False

    @property
    def echo_after_s(self) -> float | None:
        """How long after the speaker said it would sound the echo is heard; None while it has not been found."""
        at = None if self._linear is None else self._linear.loudest_at
        return None if at is None else at / SAMPLE_RATE_HZ - LEAD_S + self._later_s

    @property
    def found(self) -> bool:
        """Whether the echo of what sounds now lies where it is expected."""
        return self._found

    def gap_before(self, frame: AudioFrame) -> bool:
        """Whether sound is missing between the frame before and this one."""
        return abs(frame.start_s - self._expected_s) > GAP_S

    def begin(self, start_s: float) -> None:
        """Begin anew at this session time."""
        self._expected_s = self._position_s = start_s
        self._later_s = self._drift = 0.0
        self._look_anew()
        self._sounding = 0
        self._found = False
        if self._linear is not None:
            self._linear.forget()

    def forget(self) -> None:
        """The next frame comes after a gap."""
        self._expected_s = NEVER_S

    def take(self, frame: AudioFrame) -> tuple[Float, Float]:
        """What is left of the frame, and what was played for it."""
        believed_s = self._expected_s + SMOOTH * (frame.start_s - self._expected_s)
        self._expected_s = believed_s + FRAME_SECONDS
        from_s = self._position_s + LEAD_S
        if not self.reference.sounds(from_s - SILENT_S, from_s + FRAME_SECONDS + SILENT_S):
            self._position_s = believed_s - self._later_s
            self._sounding, self._found = 0, False
            self._look_anew()
        far = self.reference.read(self._position_s + LEAD_S, FRAME_SAMPLES)
        self._position_s += FRAME_SECONDS * (1 + self._drift)
        near = frame.samples.astype(np.float32)
        if self._linear is None:
            return near, far
        # What is heard at another place than expected would only unlearn the path.
        known = self._linear.loudest_at is not None
        left = self._linear.cancel(near, far, learn=self._found or not known or self._sounding > GIVES_UP_FRAMES)
        self._follow(self._linear, near, near - left)
        # Just after the path has changed, what is subtracted may do more harm than the echo.
        return (left if left @ left <= near @ near else near), far

    def _follow(self, linear: EchoFilter, near: Float, echo: Float) -> None:
        self._heard = np.concatenate([self._heard[FRAME_SAMPLES:], near])
        self._echo = np.concatenate([self._echo[FRAME_SAMPLES:], echo])
        if echo @ echo < FAINT * FRAME_SAMPLES:
            return
        self._sounding += 1
        self._fresh += 1
        if self._fresh < FEW_FRAMES or (self._found and self._fresh < WINDOW_FRAMES):
            return
        late, alike = lateness(self._heard, self._echo)
        if alike <= ALIKE:
            self._lost(linear)
            return
        self._found = abs(late) <= JUMP
        self._move(linear, late)
        if alike > SURE:
            self._bring_forward(linear)

    def _lost(self, linear: EchoFilter) -> None:
        """Not seen for long: the path is another, or was never the right one."""
        self._unseen += 1
        if self._unseen < BEGINS_ANEW_LOOKS:
            return
        linear.forget()
        self._position_s += self._later_s
        self._later_s = self._drift = 0.0
        self._found = False
        self._look_anew()

    def _look_anew(self) -> None:
        """What was expected at the old place says nothing about the new one."""
        self._heard = self._echo = np.zeros(WINDOW, dtype=np.float32)
        self._fresh = self._unseen = 0

    def _move(self, linear: EchoFilter, late: float) -> None:
        late_s = late / SAMPLE_RATE_HZ
        if self._found:
            late_s *= FOLLOWS
            self._drift = min(MOST_DRIFT, max(-MOST_DRIFT, self._drift - LEARNS * late / WINDOW))
        self._fresh = self._unseen = 0
        if abs(late) > STEADY:
            self._position_s -= late_s
            self._realign(linear)
        if not self._found:
            self._look_anew()

    def _bring_forward(self, linear: EchoFilter) -> None:
        """The filter looks back 320 ms: of those a late loudspeaker must not use up 250."""
        parts = (linear.loudest_at or 0) // FRAME_SAMPLES - WANTED_PART
        if parts >= LATEST_PART:
            linear.shift(parts)
            later_s = parts * FRAME_SECONDS
            self._later_s += later_s
            self._position_s -= later_s
            self._realign(linear)
            self._look_anew()

    def _realign(self, linear: EchoFilter) -> None:
        past_s = self._position_s + LEAD_S - linear.past_samples / SAMPLE_RATE_HZ
        linear.realign(self.reference.read(past_s, linear.past_samples))


def lateness(heard: Float, expected: Float) -> tuple[float, float]:
    """By how many samples `heard` comes after `expected`, and how alike they then are, 0 to 1."""
    size = 2 * len(heard)
    cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(expected, size))
    cross = cross / np.sqrt(np.maximum(np.abs(cross), 1e-6))
    around = np.fft.irfft(cross)
    near = np.concatenate([around[-REACH:], around[: REACH + 1]])
    best = int(np.argmax(near))
    if best in (0, 2 * REACH):
        return 0.0, 0.0
    before, peak, after = (float(value) for value in near[best - 1 : best + 2])
    whole = float(np.fft.irfft(np.abs(cross))[0])
    # The top of the parabola through three points.
    return best - REACH + 0.5 * (before - after) / (before - 2 * peak + after), peak / max(whole, 1e-9)

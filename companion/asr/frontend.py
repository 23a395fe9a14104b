"""The front end: what the microphone gave, made fit for voice activity detector and recogniser."""

from __future__ import annotations

import math

import numpy as np

from companion.asr.frontend_filter import HighPass, Sound
from companion.asr.frontend_level import FULL_SCALE, Gain, level_db
from companion.messages import FRAME_SECONDS, AudioFrame, Samples

PEAK = 0.7 * FULL_SCALE
"""Amplified sound stays below this; what came in louder passes as it came."""
RAMP_SAMPLES = 64
"""A lower gain is reached within 4 ms, a higher one within the frame: neither clicks."""
CLIPPED_AT = 32_700
CLIPPED_RUN = 3
"""So many samples in a row at full scale are a clipped peak; one or two may be a real one."""
CLIPPING_FRAMES, CLIPPING_MEMORY = 3.0, round(2.0 / FRAME_SECONDS)
CLIPPING_TOLD_FRAMES = round(30.0 / FRAME_SECONDS)
"""It is told for so long after the last of it: a message that comes and goes with every word cannot be read."""


class FrontEnd:
    """Streaming and pure: the same frames give the same frames, with no delay and no sample more or less.

    Only the detector and the recogniser get what `clean` returns. What is handed on of an utterance (the mood in the
    voice lies in its loudness) stays what the microphone gave.
    """

    def __init__(self) -> None:
        self._high_pass = HighPass()
        self._gain = Gain()
        self._factor = 1.0
        self._next_s: float | None = None
        self._clips = False
        self._clipped = 0.0
        self._told_frames = 0

    @property
    def gain_db(self) -> float:
        """How much the last frame was amplified."""
        return self._gain.db

    @property
    def clipping(self) -> bool:
        """The microphone is set too loud: again and again somebody's speech has hit full scale, not long ago."""
        return self._told_frames > 0

    def clean(self, frame: AudioFrame) -> AudioFrame:
        """The same moment without offset and rumble, and loud enough. Frames must come in order."""
        if self._next_s is not None and abs(frame.start_s - self._next_s) > FRAME_SECONDS:
            # Frames are missing: what the filter remembers is from elsewhere.
            self._high_pass.reset()
        self._next_s = frame.end_s
        self._clips = _clips(frame.samples)
        return AudioFrame(samples=self._amplify(self._high_pass.filter(frame.samples)), start_s=frame.start_s)

    def heard(self, *, speech: bool) -> None:
        """What the detector said of the frame cleaned last: the level of speech is learned from nothing else."""
        self._gain.heard(speech=speech)
        # A clap or a slammed door says nothing of how the microphone is set.
        self._clipped += float(self._clips and speech) - self._clipped / CLIPPING_MEMORY
        self._told_frames = CLIPPING_TOLD_FRAMES if self._clipped >= CLIPPING_FRAMES else max(0, self._told_frames - 1)

    def _amplify(self, sound: Sound) -> Samples:
        factor = 10 ** (self._gain.follow(level_db(sound)) / 20)
        peak = float(np.abs(sound).max())
        if peak * factor > PEAK and factor > 1:
            self._gain.too_loud_by(20 * math.log10(peak * factor / PEAK))
            factor = 10 ** (self._gain.db / 20)
        ramp = np.linspace(self._factor, factor, RAMP_SAMPLES if factor < self._factor else len(sound))
        self._factor = factor
        sound[: len(ramp)] *= ramp.astype(np.float32)
        sound[len(ramp) :] *= np.float32(factor)
        samples: Samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
        return samples


def _clips(samples: Samples) -> bool:
    full = (samples >= CLIPPED_AT) | (samples <= -CLIPPED_AT)
    return int(full.sum()) >= CLIPPED_RUN and bool((full[2:] & full[1:-1] & full[:-2]).any())

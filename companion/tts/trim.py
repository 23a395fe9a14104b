"""Cuts the silence off a sentence's ends, so that the first sound is immediate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from companion.messages import Samples
from companion.tts.spoken import Spoken

QUIET = 10 ** (-50 / 20)
"""Below this share of the sentence's loudest sample it is silent: 50 dB down, under the softest h and f."""
KEEP_BEFORE_S = 0.005
KEEP_AFTER_S = 0.04
"""Room for a sound to begin and to die away."""
FADE_S = 0.004
"""A cut at full amplitude would click."""


def trim(sentence: Spoken) -> Spoken:
    """The sentence without its leading and trailing silence, its phones moved along; empty when it is all silence."""
    rate_hz = sentence.sample_rate_hz
    loudness = np.abs(sentence.samples.astype(np.int32))
    loud = np.flatnonzero(loudness > max(loudness.max(initial=0) * QUIET, 1))
    if not len(loud):
        return replace(sentence, samples=sentence.samples[:0], phones=())
    begin = max(0, int(loud[0]) - round(KEEP_BEFORE_S * rate_hz))
    end = min(len(sentence.samples), int(loud[-1]) + 1 + round(KEEP_AFTER_S * rate_hz))
    return replace(
        sentence,
        samples=_faded(sentence.samples[begin:end], round(FADE_S * rate_hz)),
        phones=tuple(
            replace(
                phone,
                start_s=max(phone.start_s - begin / rate_hz, 0.0),
                end_s=min(phone.end_s, end / rate_hz) - begin / rate_hz,
            )
            for phone in sentence.phones
            if phone.start_s < end / rate_hz and phone.end_s > begin / rate_hz
        ),
    )


def _faded(samples: Samples, length: int) -> Samples:
    length = min(length, len(samples) // 2)
    ramp = np.linspace(0, 1, length, endpoint=False)
    faded = samples.astype(np.float32)
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded.astype(np.int16)

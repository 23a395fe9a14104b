"""Brings every sentence to the same loudness, without clipping."""

from __future__ import annotations

import numpy as np

from companion.messages import Samples

TARGET_RMS = 10 ** (-20 / 20)
"""Full scale is 1. Of the speech itself: pauses do not count."""
HIGHEST_PEAK = 10 ** (-1 / 20)
MOST_GAIN = 10 ** (18 / 20)
"""A sentence quieter than this makes up for is a fault, not speech: it is not blown up to noise."""
BLOCK_S = 0.02
SPEECH_ABOVE = 0.1
"""A block counts as speech from 20 dB below the loudest one."""


def level(samples: Samples, rate_hz: int) -> Samples:
    """The samples with the speech in them at TARGET_RMS, or less where a peak would pass HIGHEST_PEAK.

    One gain for the whole sentence: nothing pumps, and each sentence can be played before the next is made.
    """
    sound = samples.astype(np.float32) / 32768.0
    peak, rms = float(np.abs(sound).max(initial=0.0)), speech_rms(sound, rate_hz)
    if rms == 0.0:
        return samples
    gain = min(TARGET_RMS / rms, HIGHEST_PEAK / peak, MOST_GAIN)
    return np.round(sound * (gain * 32767.0)).astype(np.int16)


def speech_rms(sound: np.typing.NDArray[np.float32], rate_hz: int) -> float:
    """Root mean square over the blocks that hold speech; `sound` is mono with full scale 1. 0 when all is silent."""
    block = max(1, round(BLOCK_S * rate_hz))
    if len(sound) < block:
        return float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    blocks = sound[: len(sound) // block * block].reshape(-1, block)
    rms = np.sqrt(np.mean(np.square(blocks), axis=1))
    speech = rms[rms >= rms.max() * SPEECH_ABOVE]
    return float(np.sqrt(np.mean(np.square(speech))))

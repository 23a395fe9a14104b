"""Brings every sentence to the same loudness, or as much louder or softer as is asked for, without clipping."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from companion.messages import Samples

TARGET_RMS = 10 ** (-20 / 20)
"""Full scale is 1. Of the speech itself: pauses do not count."""
HIGHEST_PEAK = 10 ** (-1 / 20)
MOST_GAIN = 10 ** (18 / 20)
"""A sentence quieter than this makes up for is a fault, not speech: it is not blown up to noise."""
BLOCK_S = 0.02
SPEECH_ABOVE = 0.1
"""A block counts as speech from 20 dB below the loudest one."""
LIMITER_REACH_S = 0.01
"""The limiter turns down this long before a peak and up again after it: a whole period of a deep voice, so that it
changes the loudness and not the shape of the waves."""

Sound = NDArray[np.float32]
"""Mono, shape (n,); full scale is 1."""


def level(samples: Samples, rate_hz: int, *, gain_db: float = 0.0) -> Samples:
    """The samples with the speech in them at TARGET_RMS, or less where a peak would pass HIGHEST_PEAK.

    One gain for the whole sentence: nothing pumps, and each sentence can be played before the next is made. `gain_db`
    comes on top of it; only peaks that would then pass HIGHEST_PEAK are held down, each for itself.
    """
    sound = samples.astype(np.float32) / 32768.0
    peak, rms = float(np.abs(sound).max(initial=0.0)), speech_rms(sound, rate_hz)
    if rms == 0.0:
        return samples
    gain = min(TARGET_RMS / rms, HIGHEST_PEAK / peak, MOST_GAIN)
    sound *= gain * 10 ** (gain_db / 20)
    if gain_db > 0.0:
        sound = limit(sound, rate_hz)
    return np.round(sound * 32767.0).astype(np.int16)


def limit(sound: Sound, rate_hz: int) -> Sound:
    """The sound with its peaks turned down to HIGHEST_PEAK, smoothly and in time; the same where there are none.

    Each sample's gain is the mean, over its neighbourhood, of the least gain that is needed in the neighbourhood of
    each of those: every one of these counts the sample itself in, so their mean is never too much for it.
    """
    needed = np.minimum(1.0, HIGHEST_PEAK / np.maximum(np.abs(sound), HIGHEST_PEAK))
    reach = max(1, round(LIMITER_REACH_S * rate_hz))
    width = 2 * reach + 1
    least = _least_of(np.pad(needed, 2 * reach, constant_values=1.0), width)
    sums = np.concatenate([[0.0], np.cumsum(least, dtype=np.float64)])
    gain: Sound = ((sums[width:] - sums[:-width]) / width).astype(np.float32)
    return np.multiply(sound, gain)


def _least_of(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """The least of each `width` values that follow one another, shape (n - width + 1,)."""
    least, covered = values, 1
    while covered < width:
        step = min(covered, width - covered)
        least = np.minimum(least[: len(least) - step], least[step:])
        covered += step
    return least


def speech_rms(sound: Sound, rate_hz: int) -> float:
    """Root mean square over the blocks that hold speech; `sound` is mono with full scale 1. 0 when all is silent."""
    block = max(1, round(BLOCK_S * rate_hz))
    if len(sound) < block:
        return float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    blocks = sound[: len(sound) // block * block].reshape(-1, block)
    rms = np.sqrt(np.mean(np.square(blocks), axis=1))
    speech = rms[rms >= rms.max() * SPEECH_ABOVE]
    return float(np.sqrt(np.mean(np.square(speech))))

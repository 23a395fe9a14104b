"""How loud a sentence sounds (EBU R 128, by ITU-R BS.1770-4), and the gain that brings all to the same, unclipped."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

TARGET_LUFS = -20.0
"""Broadcasts are at -23, where they share the room with films; a bedside voice has no headroom to keep for those."""
HIGHEST_PEAK = 10 ** (-1.5 / 20)
"""Of samples; between them a wave may rise half a decibel more, and EBU R 128 allows -1 dB there."""
MOST_GAIN_DB = 18.0
"""A sentence quieter than this makes up for is a fault, not speech: it is not blown up to noise."""
LIMITER_REACH_S = 0.01
"""The limiter turns down this long before a peak and up again after it: a whole period of a deep voice, so that it
changes the loudness and not the shape of the waves."""
MOST_LIMITED_DB = 6.0
"""Peaks are turned down by so much at the most for loudness's sake: beyond, a voice sounds squashed."""

_STEP_S, _STEPS = 0.1, 4
"""Blocks of 400 ms that begin every 100 ms."""
_OFFSET_DB = -0.691
_ABSOLUTE_GATE, _RELATIVE_GATE_DB = -70.0, -10.0
SILENT = float("-inf")

Sound = NDArray[np.float32]
"""Mono, shape (n,); full scale is 1."""


def loudness_lufs(sound: Sound, rate_hz: int) -> float:
    """Integrated, gated loudness of one channel; SILENT where nothing passes the gate. Shorter sounds count whole.

    Blocks of 100 ms are weighted by their spectra, which spares the recursive filters of the standard: within 0.1 LU
    of them on speech.
    """
    step = round(_STEP_S * rate_hz)
    count = max(1, len(sound) // step)
    if len(sound) < step:
        sound = np.pad(sound, (0, step - len(sound)))
    power = np.abs(np.fft.rfft(sound[: count * step].reshape(count, step), axis=1)) ** 2
    # Parseval: all but the first and the last line of a real signal's spectrum stand for two.
    steps = (power @ _weights(rate_hz, step)) * 2 / step**2
    blocks = (
        np.convolve(steps, np.full(_STEPS, 1 / _STEPS), mode="valid") if count >= _STEPS else steps.mean(keepdims=True)
    )
    loud = blocks[blocks > _power(_ABSOLUTE_GATE)]
    if not len(loud):
        return SILENT
    return _lufs(loud[loud > loud.mean() * 10 ** (_RELATIVE_GATE_DB / 10)].mean())


def level(sound: Sound, rate_hz: int, *, gain_db: float = 0.0) -> Sound:
    """The sound at TARGET_LUFS and `gain_db` more, its peaks held to HIGHEST_PEAK.

    One gain for the whole sentence: nothing pumps, and each sentence can be played before the next is made. Peaks that
    would pass are turned down each for itself, and where that were more than MOST_LIMITED_DB the sentence is softer.
    """
    measured = loudness_lufs(sound, rate_hz)
    if measured == SILENT:
        return sound
    peak_db = 20 * np.log10(float(np.abs(sound).max()) / HIGHEST_PEAK)
    gain = min(TARGET_LUFS - measured, MOST_GAIN_DB, MOST_LIMITED_DB - peak_db) + gain_db
    return limit(sound * np.float32(10 ** (gain / 20)), rate_hz)


def limit(sound: Sound, rate_hz: int) -> Sound:
    """The sound with its peaks turned down to HIGHEST_PEAK, smoothly and in time; the same where there are none.

    Each sample's gain is the mean, over its neighbourhood, of the least gain that is needed in the neighbourhood of
    each of those: every one of these counts the sample itself in, so their mean is never too much for it.
    """
    if float(np.abs(sound).max(initial=0.0)) <= HIGHEST_PEAK:
        return sound
    needed = np.minimum(1.0, HIGHEST_PEAK / np.maximum(np.abs(sound), HIGHEST_PEAK))
    reach = max(1, round(LIMITER_REACH_S * rate_hz))
    width = 2 * reach + 1
    least = least_of(np.pad(needed, 2 * reach, constant_values=1.0), width)
    sums = np.concatenate([[0.0], np.cumsum(least, dtype=np.float64)])
    gain: Sound = ((sums[width:] - sums[:-width]) / width).astype(np.float32)
    return np.multiply(sound, gain)


def least_of(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """The least of each `width` values that follow one another, shape (n - width + 1,)."""
    least, covered = values, 1
    while covered < width:
        step = min(covered, width - covered)
        least = np.minimum(least[: len(least) - step], least[step:])
        covered += step
    return least


def _lufs(power: float) -> float:
    return _OFFSET_DB + 10 * float(np.log10(power))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_DB) / 10))


@lru_cache(maxsize=4)
def _weights(rate_hz: int, size: int) -> NDArray[np.float64]:
    """K-weighting of each line of a spectrum, as power: the head's shelf, then the high-pass (BS.1770-4, annex 1).

    The standard gives coefficients for 48 kHz; these are the analogue prototypes behind them, for any rate, as EBU's
    reference implementations have them.
    """
    z = np.exp(-1j * np.pi * np.arange(size // 2 + 1) / (size / 2))
    shelf = _biquad(z, *_shelf(rate_hz))
    high_pass = _biquad(z, *_high_pass(rate_hz))
    return np.asarray(np.abs(shelf * high_pass) ** 2)


def _biquad(z: NDArray[np.complex128], above: tuple[float, ...], below: tuple[float, ...]) -> NDArray[np.complex128]:
    return np.asarray(np.polynomial.polynomial.polyval(z, above) / np.polynomial.polynomial.polyval(z, below))


def _shelf(rate_hz: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    k, q = np.tan(np.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    vh = 10 ** (3.999843853973347 / 20)
    vb = vh**0.4996667741545416
    above = (vh + vb * k / q + k * k, 2 * (k * k - vh), vh - vb * k / q + k * k)
    return above, (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)


def _high_pass(rate_hz: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    k, q = np.tan(np.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    scale = 1 + k / q + k * k
    # The standard's numerator is 1, -2, 1 whatever the rate.
    return (scale, -2 * scale, scale), (scale, 2 * (k * k - 1), 1 - k / q + k * k)

"""Makes speech clear to old ears: its high part raised a little, its soft parts brought nearer to the loud ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from companion.tts.loudness import Sound, least_of

TAPS = 65
"""At 22 kHz a filter of 3 ms: fine enough for one broad band, and no ringing that could be heard."""
RISE_HZ, BAND_HZ, FALL_HZ = 1200.0, (2000.0, 4000.0), 6500.0
"""Raised between BAND_HZ, where consonants are told apart and where age takes hearing first (ISO 7029); not the hiss
above. The skirts are smooth, so nothing sounds like a telephone."""
RATIO = 2.0
THRESHOLD_DB = -8.0
"""Against the speech's mean: what is louder than this is turned down, by half of what it is louder."""
REACH_S = 0.03
"""The gain is the same over a few periods of a voice, and moves within a syllable."""


def clear(sound: Sound, rate_hz: int, *, lift_db: float) -> Sound:
    """Lifted, then compressed; as loud as it comes out (`companion.tts.loudness` sets that)."""
    return compress(lift(sound, rate_hz, lift_db), rate_hz)


def lift(sound: Sound, rate_hz: int, lift_db: float) -> Sound:
    """The sound with `lift_db` more between 2 and 4 kHz, delayed by nothing."""
    if lift_db == 0.0 or not len(sound):
        return sound
    return np.convolve(sound, _filter(rate_hz, lift_db), mode="same" if len(sound) >= TAPS else "full")[: len(sound)]


def compress(sound: Sound, rate_hz: int) -> Sound:
    """Gently, RATIO to 1 above THRESHOLD_DB: so that the end of a sentence is heard where its beginning is.

    It looks ahead: the gain falls before a loud sound and rises after it, so no attack is cut and nothing pumps.
    """
    if not len(sound):
        return sound
    reach = max(1, round(REACH_S * rate_hz))
    power = _smoothed(np.square(sound), reach)
    mean = float(power[power > power.max(initial=0.0) * 0.01].mean()) if power.any() else 0.0
    if mean == 0.0:
        return sound
    over_db = np.maximum(0.0, 10 * np.log10(np.maximum(power, 1e-12) / mean) - THRESHOLD_DB)
    gain = (10 ** (-over_db * (1 - 1 / RATIO) / 20)).astype(np.float32)
    held = least_of(np.pad(gain, reach, mode="edge"), 2 * reach + 1)
    return np.multiply(sound, _smoothed(held, reach))


def _smoothed(values: Sound, reach: int) -> Sound:
    """The mean of each value and its `reach` neighbours on both sides."""
    width = 2 * reach + 1
    sums = np.concatenate([[0.0], np.cumsum(np.pad(values, reach, mode="edge"), dtype=np.float64)])
    return np.asarray((sums[width:] - sums[:-width]) / width, dtype=np.float32)


@lru_cache(maxsize=8)
def _filter(rate_hz: int, lift_db: float) -> Sound:
    """Linear phase, TAPS long, its middle the sound itself."""
    at_hz = np.arange(513) * rate_hz / 1024
    low, high = BAND_HZ
    rise = np.clip((at_hz - RISE_HZ) / (low - RISE_HZ), 0, 1)
    fall = np.clip((FALL_HZ - at_hz) / (FALL_HZ - high), 0, 1)
    shape_db = lift_db * 0.25 * (1 - np.cos(np.pi * rise)) * (1 - np.cos(np.pi * fall))
    impulse = np.roll(np.fft.irfft(10 ** (shape_db / 20)), TAPS // 2)[:TAPS]
    return np.asarray(impulse * np.hamming(TAPS) / np.hamming(TAPS)[TAPS // 2], dtype=np.float32)

"""How much of a voice reaches old ears: thresholds by age, the noise they amount to, the Speech Intelligibility Index.

ISO 7029:2000 gives median hearing thresholds by age and sex (valid to 70, followed here beyond); ANSI S3.5-1997 the
reference internal noise of young ears, the importance of each third-octave band, and the index. Of the index the
spread of masking and the loss of clarity at high levels are left out: it is used to compare settings of one voice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from companion.tts.loudness import Sound, loudness_lufs

BANDS_HZ = (
    160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000,
)  # fmt: skip
_IMPORTANCE = (
    0.0083, 0.0095, 0.0150, 0.0289, 0.0440, 0.0578, 0.0653, 0.0711, 0.0818, 0.0844, 0.0882, 0.0898, 0.0868, 0.0844,
    0.0771, 0.0527, 0.0364, 0.0185,
)  # fmt: skip
_INTERNAL_NOISE_DB = (
    0.6, -1.7, -3.9, -6.1, -8.2, -9.7, -10.8, -11.9, -12.5, -13.5, -15.4, -17.7, -21.2, -24.2, -25.9, -23.6, -15.8,
    -7.1,
)  # fmt: skip
"""Spectrum level, dB SPL in a band of 1 Hz."""
_MEN = {125: 0.0030, 250: 0.0030, 500: 0.0035, 1000: 0.0040, 2000: 0.0070, 3000: 0.0115, 4000: 0.0160, 6000: 0.0180,
        8000: 0.0220}  # fmt: skip
"""Loss in dB by the square of the years over 18. Men's is the harder case."""
DYNAMIC_DB, PEAKS_DB = 30.0, 15.0
"""Speech swings so far between its softest and loudest parts, and its peaks lie so far above its mean."""
SPEECH_SPL = 65.0
"""A voice one metre away; TARGET_LUFS comes out of the speaker at this level, and more or less counts against it."""
MOST_NOISE_DB = 25.0
"""Spectrum level above which noise hides all of SPEECH_SPL: more would tell nothing and only overdrive a recogniser."""
ROOM_SPL = 40.0
"""A quiet room with a fan or a street outside, falling 5 dB an octave."""


def thresholds_db(age: float) -> NDArray[np.float64]:
    """Median loss of men of that age in each band, dB over young ears."""
    at_hz = np.log2(list(_MEN))
    loss = np.array(list(_MEN.values())) * max(0.0, age - 18) ** 2
    return np.asarray(np.interp(np.log2(BANDS_HZ), at_hz, loss))


def intelligibility_index(sound: Sound, rate_hz: int, *, age: float, target_lufs: float) -> float:
    """0 to 1: the share of speech's cues that is heard by median ears of that age in a quiet room.

    At 0.45 practised listeners follow sentences, 0.75 is good (ANSI S3.5-1997).
    """
    level_spl = SPEECH_SPL + loudness_lufs(sound, rate_hz) - target_lufs
    speech = _spectrum_levels(sound, rate_hz, level_spl)
    room = ROOM_SPL - 25.0 - 5.0 * np.log2(np.array(BANDS_HZ) / 500.0)
    inner = np.array(_INTERNAL_NOISE_DB) + thresholds_db(age)
    heard = np.clip((speech + PEAKS_DB - np.maximum(room, inner)) / DYNAMIC_DB, 0.0, 1.0)
    return float(np.sum(np.array(_IMPORTANCE) * heard))


def ear_noise(samples: int, rate_hz: int, *, age: float, target_lufs: float, seed: int = 0) -> Sound:
    """Noise that hides from young ears what median ears of that age do not hear, for speech at `target_lufs`."""
    white = np.random.default_rng(seed).standard_normal(samples)
    spectrum = np.fft.rfft(white)
    at_hz = np.maximum(np.fft.rfftfreq(samples, 1 / rate_hz), 1.0)
    inner = np.minimum(np.array(_INTERNAL_NOISE_DB) + thresholds_db(age), MOST_NOISE_DB)
    density_db = np.interp(np.log2(at_hz), np.log2(BANDS_HZ), inner)
    # White noise of unit power has its power spread evenly over half the rate.
    gain_db = density_db + 10 * np.log10(rate_hz / 2) - _full_scale_spl(target_lufs)
    shaped = np.fft.irfft(spectrum * 10 ** (gain_db / 20), samples)
    return np.asarray(shaped, dtype=np.float32)


def _full_scale_spl(target_lufs: float) -> float:
    """Level of a sound whose root mean square is 1. A voice's loudness lies close to its mean power."""
    return SPEECH_SPL - target_lufs


def _spectrum_levels(sound: Sound, rate_hz: int, level_spl: float) -> NDArray[np.float64]:
    """Long-term level of each band, dB SPL in 1 Hz, of a sound with this level over all."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    at_hz = np.fft.rfftfreq(len(sound), 1 / rate_hz)
    shares = []
    for centre in BANDS_HZ:
        low, high = centre * 2 ** (-1 / 6), centre * 2 ** (1 / 6)
        share = power[(at_hz >= low) & (at_hz < high)].sum() / max(power.sum(), 1e-30)
        shares.append(10 * np.log10(max(share, 1e-12) / (high - low)))
    return np.array(shares) + level_spl

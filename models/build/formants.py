"""How the sounds of English are made: formants, noise bands, voicing and lengths, as band envelopes.

Vowel formants are the means for men of Peterson and Barney (1952, JASA 24:175, table II); the rest are round figures
of the kind every phonetics primer gives. Nothing here was measured on a recording.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ANCHORS = 3
"""Places in a sound where its envelope is given: early, middle, late."""
SILENT = -12.0
"""Natural logarithm of an amplitude nobody hears."""
_BANDS = 32


def _mel_spaced(low_hz: float, high_hz: float, number: int) -> NDArray[np.float64]:
    low, high = 1127 * np.log1p(low_hz / 700), 1127 * np.log1p(high_hz / 700)
    return np.asarray(700 * np.expm1(np.linspace(low, high, number) / 1127))


BAND_EDGES_HZ = _mel_spaced(60, 7800, _BANDS + 2)
BAND_CENTRES_HZ = BAND_EDGES_HZ[1:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One speech sound; silence when nothing is given."""

    formants_hz: tuple[float, ...] = ()
    noise_hz: tuple[float, float] | None = None
    """Band of the noise, lowest and highest frequency."""
    voicing: float = 0.0
    """Share of voice, 0 to 1; the rest is noise."""
    level: float = 0.0
    """Natural logarithm of the amplitude, 0 for a vowel."""
    burst: bool = False
    """A stop: closed for the first two anchors, heard in the last."""
    duration_s: float = 0.0


def log_envelope(sound: Sound) -> NDArray[np.float64]:
    """[ANCHORS, bands]: natural logarithm of the amplitude in each band."""
    bands = np.full(_BANDS, SILENT)
    if sound.formants_hz:
        bands = np.maximum(bands, _resonances(sound.formants_hz) + sound.level)
    if sound.noise_hz is not None:
        low, high = sound.noise_hz
        inside = (low <= BAND_CENTRES_HZ) & (high >= BAND_CENTRES_HZ)
        bands = np.where(inside, np.maximum(bands, sound.level), bands)
    closed = np.where(BAND_CENTRES_HZ < 350, sound.level - 1.5, SILENT) if sound.voicing else np.full(_BANDS, SILENT)
    return np.stack([closed, closed, bands]) if sound.burst else np.stack([bands] * ANCHORS)


def _resonances(formants_hz: tuple[float, ...]) -> NDArray[np.float64]:
    """A cascade of formant resonators under a voice source that falls by 6 dB an octave, its peak at 0."""
    f = BAND_CENTRES_HZ
    log_gain = -np.log(np.maximum(f, 120) / 120)
    for formant in (*formants_hz, 3500.0, 4500.0):
        width = 60 + formant / 20
        log_gain = log_gain + np.log(formant**2 / np.hypot(formant**2 - f**2, width * f))
    return np.asarray(log_gain - log_gain.max())


def _vowel(*formants_hz: float, duration_s: float = 0.11) -> Sound:
    return Sound(formants_hz=formants_hz, voicing=1.0, duration_s=duration_s)


def _glide(*formants_hz: float, level: float = -0.7) -> Sound:
    return Sound(formants_hz=formants_hz, voicing=1.0, level=level, duration_s=0.065)


def _fricative(low_hz: float, high_hz: float, *, level: float, voicing: float = 0.0) -> Sound:
    formants = (280.0, 1700.0, 2600.0) if voicing else ()
    return Sound(
        formants_hz=formants, noise_hz=(low_hz, high_hz), voicing=voicing, level=level, duration_s=0.1 - 0.03 * voicing
    )


def _stop(low_hz: float, high_hz: float, *, voicing: float = 0.0) -> Sound:
    return Sound(noise_hz=(low_hz, high_hz), voicing=voicing, level=-1.6, burst=True, duration_s=0.09 - 0.02 * voicing)


SOUNDS: dict[str, Sound] = {
    "i": _vowel(270, 2290, 3010),
    "ɪ": _vowel(390, 1990, 2550, duration_s=0.08),
    "ᵻ": _vowel(420, 1900, 2550, duration_s=0.06),
    "e": _vowel(460, 1950, 2550, duration_s=0.09),
    "ɛ": _vowel(530, 1840, 2480),
    "æ": _vowel(660, 1720, 2410),
    "a": _vowel(700, 1450, 2450, duration_s=0.1),
    "ɑ": _vowel(730, 1090, 2440, duration_s=0.13),
    "ɐ": _vowel(640, 1300, 2400, duration_s=0.07),
    "ɒ": _vowel(620, 950, 2420),
    "ɔ": _vowel(570, 840, 2410),
    "o": _vowel(500, 900, 2400, duration_s=0.1),
    "ʊ": _vowel(440, 1020, 2240, duration_s=0.08),
    "u": _vowel(300, 870, 2240),
    "ʌ": _vowel(640, 1190, 2390, duration_s=0.09),
    "ə": _vowel(500, 1450, 2450, duration_s=0.06),
    "ɚ": _vowel(490, 1350, 1690, duration_s=0.09),
    "ɜ": _vowel(490, 1350, 1690, duration_s=0.12),
    "m": _glide(250, 1000, 2200, level=-1.2),
    "n": _glide(250, 1600, 2600, level=-1.2),
    "ŋ": _glide(250, 2100, 2700, level=-1.2),
    "l": _glide(360, 1200, 2700),
    "ɹ": _glide(310, 1060, 1380),
    "r": _glide(310, 1060, 1380),
    "w": _glide(290, 610, 2150),
    "j": _glide(260, 2070, 3020),
    "ɾ": Sound(formants_hz=(280, 1700, 2600), voicing=1.0, level=-1.5, duration_s=0.035),
    "h": Sound(formants_hz=(500, 1500, 2500), level=-1.8, duration_s=0.06),
    "s": _fricative(4000, 7800, level=-1.0),
    "z": _fricative(4000, 7800, level=-1.2, voicing=0.4),
    "ʃ": _fricative(2000, 6000, level=-0.8),
    "ʒ": _fricative(2000, 6000, level=-1.0, voicing=0.4),
    "f": _fricative(1000, 7800, level=-2.4),
    "v": _fricative(1000, 7800, level=-1.8, voicing=0.6),
    "θ": _fricative(1400, 7800, level=-2.6),
    "ð": _fricative(1400, 7800, level=-1.8, voicing=0.6),
    "p": _stop(400, 1500),
    "b": _stop(300, 1200, voicing=0.6),
    "t": _stop(3000, 6500),
    "d": _stop(2500, 5500, voicing=0.6),
    "k": _stop(1400, 2600),
    "ɡ": _stop(1300, 2400, voicing=0.6),
    "ʔ": Sound(duration_s=0.03),
}
"""IPA letter as Piper's phonemiser writes it -> how it is made."""

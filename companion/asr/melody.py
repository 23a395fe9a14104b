"""How a voice has gone so far: its loudness, pitch and timbre, every 10 ms."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples

STEP = SAMPLE_RATE_HZ // 100
"""Samples from one window to the next: 10 ms."""
WINDOW = SAMPLE_RATE_HZ // 25
"""Samples of a window, 40 ms: two periods of the deepest voices."""
ROWS_PER_FRAME = FRAME_SAMPLES // STEP
BANDS = 16
LONGEST_S = 12.0
"""What lies further back is let go."""
LOWEST_HZ, HIGHEST_HZ = 65, 400
_VOICED = 0.55
"""Least autocorrelation of a voiced sound, of 1."""
_SHORTER = 0.0005
"""A period is preferred to its double by so much a lag: pitch does not fall an octave for nothing."""
_FFT = 1024
_PITCH_BELOW_HZ = 900
_QUIETEST = 1e3
"""Added to the energy of a band: digital silence has a logarithm, too."""

_Track = NDArray[np.float64]
_HANN = np.hanning(WINDOW)


@dataclass(frozen=True, slots=True)
class Heard:
    """Tracks of the last seconds, one row for every 10 ms."""

    level_db: _Track = field(repr=False)
    """Shape (n,)."""
    pitch_hz: _Track = field(repr=False)
    """Shape (n,); 0 where nothing is voiced."""
    bands: _Track = field(repr=False)
    """Logarithms of the energy in mel bands, shape (n, BANDS)."""


class Melody:
    """Follows one utterance."""

    def __init__(self) -> None:
        self._rest: _Track = np.zeros(0)
        self._heard: list[Heard] = []

    def take(self, samples: Samples) -> None:
        """The next stretch of sound, shape (n,)."""
        sound = np.concatenate([self._rest, samples.astype(np.float64)])
        count = (len(sound) - WINDOW) // STEP + 1
        if count > 0:
            self._heard.append(tracks(sound[: (count - 1) * STEP + WINDOW]))
        self._rest = sound[max(0, count) * STEP :]
        while sum(len(each.level_db) for each in self._heard[1:]) * STEP > LONGEST_S * SAMPLE_RATE_HZ:
            self._heard.pop(0)

    def heard(self) -> Heard:
        """So far; the window that is not full yet is not in it."""
        if not self._heard:
            return Heard(np.zeros(0), np.zeros(0), np.zeros((0, BANDS)))
        return Heard(
            np.concatenate([each.level_db for each in self._heard]),
            np.concatenate([each.pitch_hz for each in self._heard]),
            np.concatenate([each.bands for each in self._heard]),
        )


def tracks(sound: _Track) -> Heard:
    """Of every whole window in the sound. Pitch by autocorrelation, the window's own divided out (Boersma 1993)."""
    windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::STEP]
    level_db = 10 * np.log10(np.mean(np.square(windows), axis=1) + 1)
    centred = (windows - windows.mean(axis=1, keepdims=True)) * _HANN
    power = np.square(np.abs(np.fft.rfft(centred, _FFT)))
    return Heard(level_db, _pitch_hz(power), np.log(power @ _MEL.T + _QUIETEST))


def _pitch_hz(power: _Track) -> _Track:
    low = power.copy()
    low[:, _PITCH_BELOW_HZ * _FFT // SAMPLE_RATE_HZ :] = 0
    shortest, longest = SAMPLE_RATE_HZ // HIGHEST_HZ, SAMPLE_RATE_HZ // LOWEST_HZ
    of_itself = np.fft.irfft(low)[:, :longest]
    of_itself = of_itself / (of_itself[:, :1] + 1e-9) / _WINDOW_OF_ITSELF
    lags = of_itself[:, shortest:]
    best = np.argmax(lags - _SHORTER * np.arange(longest - shortest), axis=1)
    voiced = lags[np.arange(len(lags)), best] > _VOICED
    return np.where(voiced, SAMPLE_RATE_HZ / (best + shortest), 0.0)


def _window_of_itself() -> _Track:
    whole = np.fft.irfft(np.square(np.abs(np.fft.rfft(_HANN, _FFT))))[: SAMPLE_RATE_HZ // LOWEST_HZ]
    found: _Track = whole / whole[0]
    return found


def _mel(low_hz: float = 80.0, high_hz: float = 7600.0) -> _Track:
    """Triangles of equal width on the mel scale (O'Shaughnessy 1987), shape (BANDS, _FFT / 2 + 1)."""
    mel = 2595 * np.log10(1 + np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE_HZ) / 700)
    edges = np.linspace(2595 * np.log10(1 + low_hz / 700), 2595 * np.log10(1 + high_hz / 700), BANDS + 2)
    left, middle, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    found: _Track = np.maximum(0, np.minimum((mel - left) / (middle - left), (right - mel) / (right - middle)))
    return found


_WINDOW_OF_ITSELF = _window_of_itself()
_MEL = _mel()

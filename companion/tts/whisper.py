"""Turns a voice into a whisper: the same mouth, breath in place of the vocal cords."""

from __future__ import annotations

import numpy as np

from companion.tts.loudness import Sound

FRAME_S, HOP_S = 0.024, 0.006
KEPT_S = 0.0022
"""Of the cepstrum: the shape of the mouth lies in it; the pitch of any grown-up voice, 2.5 ms and longer, does not."""
LOW_HZ = 700.0
"""Below it a whisper falls off: there are no vocal cords to make it (Ito 2005: 10 to 20 dB at the lowest formant)."""


def whispered(sound: Sound, rate_hz: int) -> Sound:
    """The same words, unvoiced; the same every time. Shape (n,) as given."""
    hop = round(HOP_S * rate_hz)
    size = round(FRAME_S / HOP_S) * hop
    if not len(sound):
        return sound
    padded = np.pad(sound, (size, size + hop))
    window = np.hanning(size + 1)[:size]
    starts = np.arange(0, len(padded) - size, hop)
    frames = padded[starts[:, None] + np.arange(size)] * window
    envelope = _envelope(np.abs(np.fft.rfft(frames, axis=1)), round(KEPT_S * rate_hz))
    breath = np.exp(2j * np.pi * np.random.default_rng(0).random(envelope.shape))
    made = np.fft.irfft(envelope * breath * _slope(size, rate_hz), size, axis=1) * window
    out = np.zeros(len(padded))
    for start, frame in zip(starts, made, strict=True):
        out[start : start + size] += frame
    return np.asarray(out[size : size + len(sound)] * (2 / 3) * hop * 4 / size, dtype=np.float32)


def _envelope(magnitudes: Sound, kept: int) -> Sound:
    """Each spectrum without the teeth of a pitch."""
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitudes, 1e-5)), axis=1)
    cepstrum[:, kept : cepstrum.shape[1] - kept + 1] = 0.0
    return np.asarray(np.exp(np.fft.rfft(cepstrum, axis=1).real))


def _slope(size: int, rate_hz: int) -> Sound:
    at_hz = np.fft.rfftfreq(size, 1 / rate_hz)
    return np.asarray(at_hz**2 / (at_hz**2 + LOW_HZ**2))

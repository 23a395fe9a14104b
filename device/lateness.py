"""How much later than promised the speaker's sound reaches the microphone: what the board's profile does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from companion.messages import SAMPLE_RATE_HZ, AudioFrame, Samples, SpeechChunk

EARLIEST_S, LATEST_S = -0.2, 2.0
"""Looked for between these: a profile may promise too much, and Bluetooth speakers are late by a second."""
LEAST_CLEAR = 8.0
"""The peak of the correlation against its typical height; in a room without the sound it stays below 6."""


@dataclass(slots=True)
class Lateness:
    """Collects what was played, and what was heard meanwhile; sound only, in memory only (P2)."""

    _played: list[tuple[float, Samples, int]] = field(default_factory=list)
    _heard: list[AudioFrame] = field(default_factory=list)

    def played(self, chunk: SpeechChunk, start_s: float) -> None:
        """This chunk was to be in the air from then on."""
        self._played.append((start_s, chunk.samples, chunk.sample_rate_hz))

    def heard(self, frame: AudioFrame) -> None:
        """The microphone gave this, nothing taken away from it."""
        self._heard.append(frame)

    def measured_s(self) -> float | None:
        """Seconds from the promise to the ear; None where the sound is not found in what was heard.

        By generalised cross-correlation with phase transform (Knapp and Carter 1976), which reverberation blurs least.
        """
        if not self._played or not self._heard:
            return None
        begin_s = min(self._played[0][0], self._heard[0].start_s)
        said, heard = self._timeline(begin_s, self._resampled()), self._timeline(begin_s, self._frames())
        size = 2 ** int(np.ceil(np.log2(len(said) + len(heard))))
        cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size))
        scores = np.abs(np.fft.irfft(cross / np.maximum(np.abs(cross), 1e-9 + 0.01 * np.abs(cross).mean()), size))
        first, last = (round(at_s * SAMPLE_RATE_HZ) for at_s in (EARLIEST_S, LATEST_S))
        window = np.concatenate([scores[first:], scores[:last]])
        peak = int(np.argmax(window))
        if window[peak] < LEAST_CLEAR * float(np.sqrt(np.mean(window**2))):
            return None
        return (peak + first) / SAMPLE_RATE_HZ

    def _frames(self) -> list[tuple[float, NDArray[np.float32]]]:
        return [(frame.start_s, frame.samples.astype(np.float32)) for frame in self._heard]

    def _resampled(self) -> list[tuple[float, NDArray[np.float32]]]:
        import soxr

        return [
            (start_s, soxr.resample(samples.astype(np.float32), rate_hz, SAMPLE_RATE_HZ))
            for start_s, samples, rate_hz in self._played
        ]

    def _timeline(self, begin_s: float, pieces: Sequence[tuple[float, NDArray[np.float32]]]) -> NDArray[np.float32]:
        """One sound in which every piece stands at its time."""
        places = [(round((start_s - begin_s) * SAMPLE_RATE_HZ), piece) for start_s, piece in pieces]
        whole = np.zeros(max(at + len(piece) for at, piece in places), dtype=np.float32)
        for at, piece in places:
            whole[at : at + len(piece)] = piece
        return whole

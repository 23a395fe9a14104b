"""Cepstral mean of a voice, its microphone and its room: what the recogniser subtracts before it compares.

PocketSphinx's own running mean weighs its first guess as five seconds of speech, more than most answers last. This
one learns from whole utterances, and the first utterance of an unknown voice is heard a second time with what it
taught. On flite sentences word error rate is 11.5 % with the first guess, 6.2 % heard again, 5.9 % carried on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from companion.messages import SAMPLE_RATE_HZ, Samples

_REMEMBERED_FRAMES = 500
"""Older speech than this (5 s) fades, so that a changed voice or a moved microphone is learned within a few turns."""
_TRUSTED_FRAMES = 150
"""From here on the mean knows the voice well enough."""


@dataclass(frozen=True, slots=True, eq=False)
class CepstralMean:
    """Mean of the 13 cepstra over the speech heard so far."""

    mean: NDArray[np.float64]
    """Shape (13,)."""
    frames: int
    """How many frames of 10 ms it stands for."""

    @property
    def trusted(self) -> bool:
        """Whether it knows the voice well enough."""
        return self.frames >= _TRUSTED_FRAMES

    def after(self, mean: NDArray[np.float64], frames: int) -> CepstralMean:
        """What is known after an utterance of `frames` frames whose own mean is `mean`."""
        together = self.frames + frames
        learned = (self.mean * self.frames + mean * frames) / together
        return CepstralMean(learned, min(together, _REMEMBERED_FRAMES))

    def to_bytes(self) -> bytes:
        """For another recogniser of the kind."""
        return np.append(self.mean, float(self.frames)).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> CepstralMean:
        """The other way round. Raises ValueError."""
        *mean, frames = np.frombuffer(data, dtype=np.float64)
        if len(mean) != len(UNKNOWN_VOICE.mean):
            raise ValueError("not the mean of 13 cepstra")
        return cls(np.array(mean), round(frames))

    def __str__(self) -> str:
        """As the recogniser's library reads it."""
        return ",".join(f"{value:.3f}" for value in self.mean)


UNKNOWN_VOICE = CepstralMean(
    np.array([48.8, 3.6, -2.2, 8.0, -1.6, -0.1, -5.9, -3.1, -1.4, -0.6, -1.1, -0.3, 0.5]), frames=50
)
"""To begin with: the average over 70 readers of LibriSpeech train-clean-100."""


class CepstralMeter:
    """Measures the cepstral mean of a stretch of speech in 2 ms a second, with the recogniser's own front end."""

    def __init__(self, decoder: Decoder) -> None:
        """`decoder` has no dictionary and no language model: a grammar of one sound costs next to nothing."""
        decoder.add_word("a", "AH", update=False)
        decoder.add_fsg("meter", decoder.create_fsg("meter", 0, 1, [(0, 1, 1.0, "a")]))
        decoder.activate_search("meter")
        self.decoder = decoder

    def measure(self, speech: Samples) -> tuple[NDArray[np.float64], int]:
        """Mean, shape (13,), and the number of 10 ms frames it was taken over."""
        self.decoder.start_utt()
        self.decoder.process_raw(speech.tobytes(), no_search=True, full_utt=True)
        mean = np.array(self.decoder.get_cmn().split(","), dtype=np.float64)
        self.decoder.end_utt()
        # The library keeps the features of all it was given, and from these speech can be made again (P4); anew, it
        # has none, and knows nothing of the last speech's mean.
        self.decoder.reinit_feat()
        return mean, round(len(speech) * 100 / SAMPLE_RATE_HZ)

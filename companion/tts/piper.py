"""Speech from a Piper voice: warmer than espeak-ng, where a voice is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from piper import AudioChunk, SynthesisConfig

from companion.errors import ModelError
from companion.settings import TtsSettings
from companion.tts.phone_lengths import aligned, estimated
from companion.tts.piper_voice import RUN_ERRORS, load_voice, speaker_of
from companion.tts.rate import Rate
from companion.tts.spoken import Spoken

LEAST_STRETCH, MOST_STRETCH = 0.75, 1.35
"""A voice slowed further than this slurs; the rest of a slow rate is made of pauses."""

_TRIAL = "It is time for a cup of tea."
_TRIAL_WORDS = 8


class PiperEngine:
    """Implements Engine with piper-tts; the session is warm when the constructor returns."""

    name = "piper"
    quick = False

    def __init__(self, model_path: Path, settings: TtsSettings) -> None:
        """Load the voice at `model_path` and `model_path`.json.

        Raises ModelError when it is missing or damaged, or has no speaker of that name or number.
        """
        self._file = model_path.name
        self._voice = load_voice(model_path)
        self._manner = SynthesisConfig(
            normalize_audio=False,
            speaker_id=speaker_of(self._voice, settings.speaker, self._file),
            noise_scale=settings.noise,
            noise_w_scale=settings.noise_w,
        )
        self.language = self._voice.config.espeak_voice[:2].lower()
        file = model_path.stat()
        self.fingerprint = (
            f"{self.name} {version('piper-tts')} {self._file} {file.st_size} {file.st_mtime_ns} {self._manner}"
        )
        # One trial makes the first real sentence quick, finds a voice that cannot speak, and tells how fast it is.
        trial = self._speak(_TRIAL, self._manner)
        trial_s = sum(len(spoken.samples) / spoken.sample_rate_hz for spoken in trial)
        if not trial_s:
            raise ModelError(f"The Piper voice {model_path} makes no sound. Remove it or install it again.")
        usual = Rate.of(settings.words_per_minute)
        stretch = min(max(usual.seconds_for(_TRIAL_WORDS) / trial_s, LEAST_STRETCH), MOST_STRETCH)
        self._words_at_scale_1 = usual.words_per_minute * self._voice.config.length_scale * stretch

    def sentence(self, text: str, words_per_minute: float) -> Iterator[Spoken]:
        """The sentence's sound, in as many parts as piper makes of it. Raises ModelError."""
        # What somebody asked for goes beyond the bounds that the settings' rate is held to.
        return self._speak(text, replace(self._manner, length_scale=self._words_at_scale_1 / words_per_minute))

    def _speak(self, sentence: str, config: SynthesisConfig) -> Iterator[Spoken]:
        try:
            for audio in self._voice.synthesize(sentence, config, include_alignments=True):
                yield _spoken(audio)
        except RUN_ERRORS as error:
            raise ModelError(
                f"The Piper voice {self._file} cannot speak ({type(error).__name__}). Remove it or install it again."
            ) from None


def _spoken(audio: AudioChunk) -> Spoken:
    samples, rate_hz = audio.audio_int16_array.reshape(-1), audio.sample_rate
    if audio.phoneme_alignments:
        phones = aligned(((part.phoneme, int(part.num_samples)) for part in audio.phoneme_alignments), rate_hz)
    else:
        phones = estimated(audio.phonemes, len(samples), rate_hz)
    return Spoken(samples=samples, sample_rate_hz=rate_hz, phones=phones)

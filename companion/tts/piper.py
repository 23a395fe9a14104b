"""Speech from a Piper voice: warmer than espeak-ng, where a voice is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from piper import AudioChunk, SynthesisConfig

from companion.errors import ModelError
from companion.messages import Prompt, SpeechChunk
from companion.settings import TtsSettings
from companion.tts.delivery import deliver
from companion.tts.phone_lengths import aligned, estimated
from companion.tts.piper_voice import RUN_ERRORS, load_voice
from companion.tts.rate import Rate, bounded
from companion.tts.sentences import sentences
from companion.tts.spoken import Spoken

LEAST_STRETCH, MOST_STRETCH = 0.75, 1.35
"""A voice slowed further than this slurs; the rest of a slow rate is made of pauses."""

_TRIAL = "It is time for a cup of tea."
_TRIAL_WORDS = 8


class PiperSynthesiser:
    """Implements Synthesiser with piper-tts; the session is warm when the constructor returns."""

    engine = "piper"

    def __init__(self, model_path: Path, settings: TtsSettings) -> None:
        """Load the voice at `model_path` and `model_path`.json. Raises ModelError when it is missing or damaged."""
        self._name = model_path.name
        self._voice = load_voice(model_path)
        self._words_per_minute = settings.words_per_minute
        # One trial makes the first real sentence quick, finds a voice that cannot speak, and tells how fast it is.
        trial = self._speak(_TRIAL, SynthesisConfig(normalize_audio=False))
        trial_s = sum(len(spoken.samples) / spoken.sample_rate_hz for spoken in trial)
        if not trial_s:
            raise ModelError(f"The Piper voice {model_path} makes no sound. Remove it or install it again.")
        usual = Rate.of(settings.words_per_minute)
        stretch = min(max(usual.seconds_for(_TRIAL_WORDS) / trial_s, LEAST_STRETCH), MOST_STRETCH)
        self._words_at_scale_1 = usual.words_per_minute * self._voice.config.length_scale * stretch

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        """The prompt's sound, sentence by sentence; nothing when there is nothing to be said. Raises ModelError."""
        wanted = bounded(prompt.manner)
        rate = Rate.of(self._words_per_minute, wanted.pace)
        # What somebody asked for goes beyond the bounds that the settings' rate is held to.
        config = SynthesisConfig(normalize_audio=False, length_scale=self._words_at_scale_1 / rate.words_per_minute)
        spoken = (part for sentence in sentences(prompt.text) for part in self._speak(sentence, config))
        return deliver(spoken, pause_s=rate.pause_s, gain_db=wanted.gain_db)

    def _speak(self, sentence: str, config: SynthesisConfig) -> Iterator[Spoken]:
        try:
            for audio in self._voice.synthesize(sentence, config, include_alignments=True):
                yield _spoken(audio)
        except RUN_ERRORS as error:
            raise ModelError(
                f"The Piper voice {self._name} cannot speak ({type(error).__name__}). Remove it or install it again."
            ) from None


def _spoken(audio: AudioChunk) -> Spoken:
    samples, rate_hz = audio.audio_int16_array.reshape(-1), audio.sample_rate
    if audio.phoneme_alignments:
        phones = aligned(((part.phoneme, int(part.num_samples)) for part in audio.phoneme_alignments), rate_hz)
    else:
        phones = estimated(audio.phonemes, len(samples), rate_hz)
    return Spoken(samples=samples, sample_rate_hz=rate_hz, phones=phones)

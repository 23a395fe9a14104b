"""Speech from espeak-ng: there on every board, first sound within a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

from companion.settings import TtsSettings
from companion.tts.espeak_library import Manner, espeak_library
from companion.tts.spoken import Spoken

VARIANT = ""
"""The language's own voice, male and deep. Of 16 variants none was recognised better: 35 prompts, 179 words a minute,
pocketsphinx, en-us, word error at 30 / 15 dB over noise: none 28 / 37 %, m1 32 / 37, klatt2 39 / 42, adam 39 / 51,
max 46 / 43, m8 49 / 68, Andy 72 / 65; on 20 prompts m2 to m5, m7, benjamin, edward, f2, f4 and steph were behind too.
"""
PITCH = 40
PITCH_RANGE = 45
"""A median of 97 Hz instead of 108: ears that have lost the high tones need a female voice 2 dB louder, and a
sing-song sounds like elderspeak. Recognition did not care (word error 23 to 30 % from pitch 20 to 50).
"""
WORDS_PER_NOMINAL_WORD = 1.387
"""espeak-ng's nominal rate counts long words: at 150 it says 208 words of the built-in prompts in a minute."""


class EspeakEngine:
    """Implements Engine with espeak-ng in process."""

    name = "espeak"
    quick = True

    def __init__(self, settings: TtsSettings) -> None:
        """Load the library and check the voice. Raises ModelError when the voice is unknown."""
        self._library = espeak_library()
        self._identifier = self._library.identifier(settings.voice, variant=VARIANT)
        self.language = settings.voice[:2].lower()
        self.fingerprint = f"{self.name} {self._library.version} {self._identifier} {PITCH} {PITCH_RANGE}"

    def sentence(self, text: str, words_per_minute: float) -> Iterator[Spoken]:
        """The sentence's sound, in one part. Raises ModelError."""
        rate = round(words_per_minute / WORDS_PER_NOMINAL_WORD)
        manner = Manner(identifier=self._identifier, rate=rate, pitch=PITCH, pitch_range=PITCH_RANGE)
        yield self._library.synthesise(text, manner)

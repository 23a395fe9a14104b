"""Chooses the voice engine: Piper where a voice is installed and sound, else espeak-ng."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from companion.errors import ModelError
from companion.messages import Prompt, SpeechChunk
from companion.ports import Synthesiser
from companion.settings import TtsSettings


class ChosenSynthesiser:
    """Implements Synthesiser with the chosen engine, and says which it is."""

    def __init__(
        self,
        synthesiser: Synthesiser,
        *,
        engine: str,
        notice: str | None = None,
        instead: Callable[[ModelError], ChosenSynthesiser] | None = None,
    ) -> None:
        """`instead` makes what takes over for good when the engine fails before it has made a sound."""
        self._synthesiser = synthesiser
        self._instead = instead
        self.engine = engine
        """espeak or piper."""
        self.notice = notice
        """One sentence to show when the engine is not the one the settings would have liked best; else None."""

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        """The prompt's sound in chunks. Raises ModelError when the engine fails and nothing can take over."""
        stream = self._synthesiser.speak(prompt)
        try:
            first = next(stream, None)
        except ModelError as error:
            if self._instead is None:
                raise
            self._replace(self._instead(error))
            stream = self._synthesiser.speak(prompt)
            first = next(stream, None)
        if first is not None:
            yield first
            yield from stream

    def _replace(self, other: ChosenSynthesiser) -> None:
        self._synthesiser, self._instead = other, None
        self.engine, self.notice = other.engine, other.notice


def make_synthesiser(settings: TtsSettings, piper_voice: Path | None = None) -> ChosenSynthesiser:
    """The engine the settings ask for; `piper_voice` is the installed voice's .onnx file, None where there is none.

    With engine "auto" a damaged voice is left for espeak-ng, and `notice` tells; with "piper" it raises ModelError,
    as does an unknown espeak-ng voice.
    """
    if settings.engine == "piper" and piper_voice is None:
        raise ModelError(
            "No Piper voice is installed. Install one with 'companion models pull' or 'companion models import', "
            "or set tts.engine to auto."
        )
    if settings.engine == "espeak" or piper_voice is None:
        return _espeak(settings)
    if settings.engine == "piper":
        return _piper(settings, piper_voice)

    def take_over(error: ModelError) -> ChosenSynthesiser:
        return _espeak(settings, notice=f"{error} espeak-ng speaks until then.")

    try:
        return _piper(settings, piper_voice, instead=take_over)
    except ModelError as error:
        return take_over(error)


# Each engine is imported only when it is chosen: onnxruntime costs a tenth of a second and 30 MB.


def _espeak(settings: TtsSettings, *, notice: str | None = None) -> ChosenSynthesiser:
    from companion.tts.espeak import EspeakSynthesiser

    return ChosenSynthesiser(EspeakSynthesiser(settings), engine=EspeakSynthesiser.engine, notice=notice)


def _piper(
    settings: TtsSettings, voice: Path, *, instead: Callable[[ModelError], ChosenSynthesiser] | None = None
) -> ChosenSynthesiser:
    from companion.tts.piper import PiperSynthesiser

    return ChosenSynthesiser(PiperSynthesiser(voice, settings), engine=PiperSynthesiser.engine, instead=instead)

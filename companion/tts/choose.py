"""Chooses the voice engine: Piper where a voice is installed and sound, else espeak-ng."""

from __future__ import annotations

from pathlib import Path

from companion.errors import ModelError
from companion.settings import TtsSettings
from companion.tts.making import Maker
from companion.tts.speech import Speech
from companion.tts.store import SentenceStore


def make_synthesiser(
    settings: TtsSettings,
    piper_voice: Path | None = None,
    *,
    store: SentenceStore | None = None,
    threaded: bool = False,
) -> Speech:
    """The engine the settings ask for; `piper_voice` is the installed voice's .onnx file, None where there is none.

    With engine "auto" a damaged voice is left for espeak-ng, and `notice` tells; with "piper" it raises ModelError,
    as does an unknown espeak-ng voice. `store` and `threaded` are for a slow engine.
    """
    if settings.engine == "piper" and piper_voice is None:
        raise ModelError(
            "No Piper voice is installed. Install one with 'companion models pull' or 'companion models import', "
            "or set tts.engine to auto."
        )
    if settings.engine == "espeak" or piper_voice is None:
        return Speech(_espeak(settings, store), settings)
    if settings.engine == "piper":
        return Speech(_piper(settings, piper_voice, store, threaded=threaded), settings)
    try:
        maker = _piper(settings, piper_voice, store, threaded=threaded)
        return Speech(maker, settings, instead=lambda _: _espeak(settings, store))
    except ModelError as error:
        return Speech(_espeak(settings, store), settings, notice=f"{error} espeak-ng speaks until then.")


# Each engine is imported only when it is chosen: onnxruntime costs a tenth of a second and 30 MB.


def _espeak(settings: TtsSettings, store: SentenceStore | None) -> Maker:
    from companion.tts.espeak import EspeakEngine

    # It makes a sentence sooner than a disk reads one: by itself it is given nothing to keep.
    keeps = settings.keep_sentences == "always"
    return Maker(EspeakEngine(settings), store=store if keeps else None, threaded=keeps and store is not None)


def _piper(settings: TtsSettings, voice: Path, store: SentenceStore | None, *, threaded: bool) -> Maker:
    from companion.tts.piper import PiperEngine

    keeps = settings.keep_sentences != "never"
    return Maker(PiperEngine(voice, settings), store=store if keeps else None, threaded=threaded)

"""Chooses the recogniser: the settings may force one, else the best that is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from companion.errors import ModelError
from companion.ports import Recogniser

if TYPE_CHECKING:
    from companion.messages import Vocabulary
    from companion.settings import AsrSettings


@runtime_checkable
class AdaptiveRecogniser(Recogniser, Protocol):
    """A recogniser that gets used to a voice and a room, and can be told that another comes."""

    def forget(self) -> None:
        """Forget the voice and the room that were adapted to."""
        ...

    def learn(self, words: Vocabulary) -> None:
        """Know these words, too: names and medicines that no dictionary has. What was begun is dropped.

        An engine whose words are fixed with its model ignores them.
        """
        ...


def make_recogniser(settings: AsrSettings, vosk_model: Path | None, *, wait: bool = True) -> AdaptiveRecogniser:
    """`vosk_model`: the folder of an installed model, None where there is none.

    In a process of its own, unless the settings say otherwise; without `wait` that one still loads its models when this
    returns, and the first `start` waits for it and raises what may be wrong. Raises ModelError, RecogniserLost.
    """
    if settings.engine == "vosk" and vosk_model is None:
        raise ModelError(
            "The settings ask for Vosk, but no Vosk model is installed: run 'companion models pull', or "
            "'companion models import DIR' with one from a USB stick."
        )
    if settings.own_process:
        from companion.asr.worker_recogniser import WorkerRecogniser

        return WorkerRecogniser([settings.engine, *([str(vosk_model)] if vosk_model else [])], wait=wait)
    return made_here(settings.engine, vosk_model)


def made_here(engine: str, vosk_model: Path | None) -> AdaptiveRecogniser:
    """The engine of that name in the settings, in this process. Raises ModelError."""
    if vosk_model is not None and engine in ("auto", "vosk"):
        from companion.asr.vosk import VoskRecogniser

        return VoskRecogniser(vosk_model)
    from companion.asr.pocketsphinx import PocketSphinxRecogniser

    return PocketSphinxRecogniser()

"""Which engine speaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.errors import ModelError
from companion.messages import Prompt, SpeechChunk
from companion.settings import TtsSettings
from companion.tts.choose import ChosenSynthesiser, make_synthesiser


class FailingVoice:
    """An engine that loaded well and fails when it is asked to speak."""

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        if prompt.text:
            raise ModelError("The voice broke.")
        yield from ()


def speaks(synthesiser: ChosenSynthesiser) -> bool:
    return any(chunk.samples.any() for chunk in synthesiser.speak(Prompt(text="Hello")))


@pytest.mark.parametrize(("wanted", "chosen"), [("auto", "piper"), ("piper", "piper"), ("espeak", "espeak")])
def test_with_a_voice_installed(tiny_voice: Path, wanted: str, chosen: str) -> None:
    synthesiser = make_synthesiser(TtsSettings(engine=wanted), tiny_voice)
    assert (synthesiser.engine, synthesiser.notice) == (chosen, None)
    assert speaks(synthesiser)


@pytest.mark.parametrize("wanted", ["auto", "espeak"])
def test_without_a_voice_espeak_speaks(wanted: str) -> None:
    synthesiser = make_synthesiser(TtsSettings(engine=wanted))
    assert (synthesiser.engine, synthesiser.notice) == ("espeak", None)
    assert speaks(synthesiser)


def test_without_a_voice_piper_cannot_be_forced() -> None:
    with pytest.raises(ModelError, match="No Piper voice is installed"):
        make_synthesiser(TtsSettings(engine="piper"))


def test_a_damaged_voice_is_left_for_espeak_and_that_is_told(tmp_path: Path) -> None:
    voice = tmp_path / "broken.onnx"
    voice.write_bytes(b"not a model")
    synthesiser = make_synthesiser(TtsSettings(), voice)
    assert synthesiser.engine == "espeak"
    assert synthesiser.notice is not None
    assert "broken.onnx" in synthesiser.notice
    assert speaks(synthesiser)
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        make_synthesiser(TtsSettings(engine="piper"), voice)


def test_a_voice_that_fails_later_is_replaced_for_good_and_that_is_told() -> None:
    def take_over(error: ModelError) -> ChosenSynthesiser:
        espeak = make_synthesiser(TtsSettings(engine="espeak"))
        return ChosenSynthesiser(espeak, engine=espeak.engine, notice=str(error))

    synthesiser = ChosenSynthesiser(FailingVoice(), engine="piper", instead=take_over)
    assert speaks(synthesiser)
    assert (synthesiser.engine, synthesiser.notice) == ("espeak", "The voice broke.")
    assert speaks(synthesiser)


def test_a_voice_that_was_forced_fails_loudly() -> None:
    with pytest.raises(ModelError, match="The voice broke"):
        speaks(ChosenSynthesiser(FailingVoice(), engine="piper"))

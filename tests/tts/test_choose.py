"""Which engine speaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.errors import ModelError
from companion.messages import Prompt
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.espeak import EspeakEngine
from companion.tts.espeak_library import Manner, espeak_library
from companion.tts.making import Maker
from companion.tts.speech import FILLER, Speech
from companion.tts.spoken import Spoken


class FailingVoice:
    """An engine that loaded well and fails at every sentence but its filler."""

    name, fingerprint, language, quick = "piper", "failing", "en", False

    def sentence(self, text: str, words_per_minute: float) -> Iterator[Spoken]:
        if text != FILLER:
            raise ModelError("The voice broke.")
        yield espeak_library().synthesise(text, Manner(identifier="gmw/en", rate=150, pitch=50, pitch_range=50))


def speaks(synthesiser: Speech) -> bool:
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


def espeak() -> Maker:
    return Maker(EspeakEngine(TtsSettings()))


@pytest.mark.parametrize("threaded", [False, True])
def test_a_voice_that_fails_later_is_replaced_for_good_and_that_is_told(threaded: bool) -> None:
    speech = Speech(Maker(FailingVoice(), threaded=threaded), TtsSettings(), instead=lambda _: espeak())
    assert speech.engine == "piper"
    assert speaks(speech)
    assert speech.engine == "espeak"
    assert speech.notice == "The voice broke. espeak speaks until then."
    assert speaks(speech)


def test_nothing_of_a_prompt_is_lost_when_the_voice_fails_in_the_middle() -> None:
    class Half(FailingVoice):
        def sentence(self, text: str, words_per_minute: float) -> Iterator[Spoken]:
            return super().sentence(FILLER if text == "First." else text, words_per_minute)

    speech = Speech(Maker(Half()), TtsSettings(), instead=lambda _: espeak())
    alone = Speech(espeak(), TtsSettings())
    both = sum(len(chunk.samples) for chunk in speech.speak(Prompt(text="First. Then the second sentence.")))
    second = sum(len(chunk.samples) for chunk in alone.speak(Prompt(text="Then the second sentence.")))
    assert both > 1.2 * second


def test_a_voice_that_was_forced_fails_loudly() -> None:
    with pytest.raises(ModelError, match="The voice broke"):
        speaks(Speech(Maker(FailingVoice()), TtsSettings()))

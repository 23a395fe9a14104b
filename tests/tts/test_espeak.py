"""espeak-ng in process: voices, one library for all, phones and sound together."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from companion.errors import ModelError
from companion.messages import MouthShape, Prompt
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.espeak import EspeakEngine
from companion.tts.espeak_library import Manner, espeak_library
from companion.tts.visemes import mouth_timeline

SENTENCES = (
    "Please tell me about your problem, Margaret.",
    "Maybe my mother will make some more jam.",
    "Put the pills beside the lamp before supper.",
    "Pamela and Bob may be back by November.",
    "Did somebody bump the big table?",
)


def manner(pitch: int = 50, rate: int = 150) -> Manner:
    identifier = espeak_library().identifier("en-gb", variant="m1")
    return Manner(identifier=identifier, rate=rate, pitch=pitch, pitch_range=50)


@pytest.mark.parametrize("voice", ["en-gb", "en-us", "EN-GB", "de", "en-gb+f2", "fr-fr"])
def test_known_voices_speak(voice: str) -> None:
    chunks = list(make_synthesiser(TtsSettings(engine="espeak", voice=voice)).speak(Prompt(text="Hello")))
    assert any(chunk.samples.any() for chunk in chunks)


@pytest.mark.parametrize("voice", ["xx-yy", "", "en-gb+nobody", "../../etc/passwd", "en-gb+../../../etc/passwd", "+m1"])
def test_an_unknown_voice_is_refused_in_one_sentence(voice: str) -> None:
    with pytest.raises(ModelError, match=r"There is no espeak-ng voice '.*'\. Set tts\.voice to a language"):
        EspeakEngine(TtsSettings(voice=voice))


def test_there_is_one_library_in_a_process() -> None:
    assert espeak_library() is espeak_library()


def test_each_call_gets_the_manner_it_asks_for() -> None:
    library = espeak_library()
    alone = len(library.synthesise("Good morning", manner(rate=120)).samples)
    library.synthesise("Good morning", manner(rate=240, pitch=80))
    assert len(library.synthesise("Good morning", manner(rate=120)).samples) == pytest.approx(alone, rel=0.03)


def test_threads_do_not_mix_their_sentences() -> None:
    library = espeak_library()
    texts = ("One short line.", "A second line that is quite a bit longer than the first.")
    alone = {text: len(library.synthesise(text, manner()).samples) for text in texts}
    lengths: dict[str, list[int]] = {text: [] for text in texts}

    def speak(text: str) -> None:
        for _ in range(10):
            lengths[text].append(len(library.synthesise(text, manner(pitch=40 if text == texts[0] else 60)).samples))

    threads = [threading.Thread(target=speak, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    for text in texts:
        assert len(lengths[text]) == 10
        assert lengths[text] == pytest.approx([alone[text]] * 10, rel=0.05)


def test_phones_cover_the_sound_in_order() -> None:
    spoken = espeak_library().synthesise("Good morning, Margaret.", manner())
    length_s = len(spoken.samples) / spoken.sample_rate_hz
    assert [phone.symbol for phone in spoken.phones][:4] == ["ɡ", "ˈʊ", "d", "m"]
    for before, after in zip(spoken.phones, spoken.phones[1:], strict=False):
        assert before.start_s <= before.end_s == after.start_s
    assert spoken.phones[-1].end_s == pytest.approx(length_s)


def test_silent_phones_are_silent() -> None:
    spoken = espeak_library().synthesise("Wait, please. No.", manner())
    for phone in spoken.phones:
        if not phone.symbol and phone.end_s - phone.start_s > 0.05:
            begin, end = (round(at_s * spoken.sample_rate_hz) for at_s in (phone.start_s + 0.03, phone.end_s))
            assert np.abs(spoken.samples[begin:end].astype(int)).max(initial=0) < 400


def test_lips_close_on_every_p_b_and_m() -> None:
    closures, closed = 0, 0
    for sentence in SENTENCES:
        phones = espeak_library().synthesise(sentence, manner()).phones
        spans = mouth_timeline(phones)
        for phone in phones:
            if phone.symbol.strip("ˈˌ") not in {"p", "b", "m"}:
                continue
            closures += 1
            middle_s = (phone.start_s + phone.end_s) / 2
            closed += any(span.shape is MouthShape.A and span.start_s <= middle_s <= span.end_s for span in spans)
    assert closures >= 25
    assert closed == closures


def test_typical_prompts_come_at_the_rate_asked_for() -> None:
    text = (
        "Did you eat your breakfast this morning? It is time to take your medicine with some water. "
        "Please press the red button if you need help. Are you feeling better than you did yesterday?"
    )
    chunks = list(make_synthesiser(TtsSettings(engine="espeak", words_per_minute=150)).speak(Prompt(text=text)))
    seconds = sum(len(chunk.samples) / chunk.sample_rate_hz for chunk in chunks)
    assert 135 <= len(text.split()) / seconds * 60 <= 175


@pytest.mark.parametrize("text", ["No. 5", "approx. 5", "Dr. No. 7", "one. two. 3"])
def test_no_word_of_one_text_is_left_for_the_next(text: str) -> None:
    library = espeak_library()
    alone = library.phonemes("hello", manner())
    said = library.phonemes(text, manner())
    assert library.phonemes("hello", manner()) == alone
    assert library.phonemes(text[-1], manner()).strip() in said

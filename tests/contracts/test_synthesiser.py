"""What every Synthesiser keeps, held against both engines: espeak-ng, and piper-tts on a tiny real voice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from companion.messages import Manner, MouthCue, MouthShape, Prompt, SpeechChunk
from companion.ports import Synthesiser
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.loudness import TARGET_LUFS, loudness_lufs

GREETING = "Good morning. Did you sleep well?"
HARD_TEXTS = {
    "emoji": "Hello 😀👍🏽 there",
    "scripts": "Hello, 你好, привет, مرحبا, ישראל",
    "markup": '<speak><break time="60s"/>Hello</speak> <b>there',
    "phoneme block": "[[h@'loU]] there [[",
    "control codes": "Hello \x01300S \x00there\x1b[31m\ufffe\u202e",
    "stacked accents": "Z" + "\u0301" * 500 + "algo",
    "surrogate": "Hello \ud800 there",
    "one long word": "a" * 200,
    "symbols": "50 % of £3 & 2 + 2 = 4 @ home #1",
}

PROMPTS = (
    "Good morning did you sleep well last night",
    "It is time to take your medicine with a glass of water",
    "I have called for help and nobody has answered yet",
    "Would you like to talk to a nurse",
    "Please tell me when you have finished your tea",
    "Have you had a fall since yesterday",
    "Did you eat your breakfast this morning",
    "Please press the red button if you need help",
    "How many cups of water did you drink today",
    "Is there somebody in the house with you",
    "Shall I call your son and tell him about it",
    "Your daughter sent you a message this evening",
)

Make = Callable[[TtsSettings], Synthesiser]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("onnx", reason="the development package onnx builds the tiny Piper voice")
    from models.build.tiny_piper import build_tiny_voice

    return build_tiny_voice(tmp_path_factory.mktemp("voice"))


@pytest.fixture(params=["espeak", "piper"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "espeak":
        return make_synthesiser
    voice_path: Path = request.getfixturevalue("voice")
    return lambda settings: make_synthesiser(settings, voice_path)


@pytest.fixture
def synthesiser(make: Make) -> Synthesiser:
    return make(TtsSettings())


def spoken(synthesiser: Synthesiser, text: str, *, pace: float = 1.0, gain_db: float = 0.0) -> list[SpeechChunk]:
    return list(synthesiser.speak(Prompt(text=text, manner=Manner(pace=pace, gain_db=gain_db))))


def sound(chunks: list[SpeechChunk]) -> NDArray[np.float32]:
    return np.concatenate([chunk.samples for chunk in chunks]).astype(np.float32) / 32768


def test_every_prompt_is_equally_loud(synthesiser: Synthesiser) -> None:
    found = []
    for text in (*PROMPTS[:6], "Yes.", "No, not at all!"):
        chunks = spoken(synthesiser, text)
        found.append(loudness_lufs(sound(chunks), chunks[0].sample_rate_hz))
    assert max(found) - min(found) <= 2.0


def test_a_whisper_says_the_same_and_has_no_voice(synthesiser: Synthesiser) -> None:
    aloud = spoken(synthesiser, GREETING)
    whispered = list(synthesiser.speak(Prompt(text=GREETING, manner=Manner(whisper=True))))
    assert seconds(whispered) == pytest.approx(seconds(aloud), rel=0.05)
    assert [cue.shape for cue in cues(whispered)] == [cue.shape for cue in cues(aloud)]
    rate_hz = aloud[0].sample_rate_hz
    assert low_share(sound(whispered), rate_hz) < 0.2 * low_share(sound(aloud), rate_hz)


def low_share(heard: NDArray[np.float32], rate_hz: int) -> float:
    """Share of the energy where the pitch of a voice lies."""
    power = np.abs(np.fft.rfft(heard)) ** 2
    at_hz = np.fft.rfftfreq(len(heard), 1 / rate_hz)
    return float(power[(at_hz > 60) & (at_hz < 300)].sum() / power.sum())


def seconds(chunks: list[SpeechChunk]) -> float:
    return sum(len(chunk.samples) / chunk.sample_rate_hz for chunk in chunks)


def cues(chunks: list[SpeechChunk]) -> list[MouthCue]:
    return [cue for chunk in chunks for cue in chunk.cues]


def test_a_prompt_becomes_mono_16_bit_chunks_of_one_rate(synthesiser: Synthesiser) -> None:
    chunks = spoken(synthesiser, GREETING)
    assert len(chunks) > 3
    assert {chunk.sample_rate_hz for chunk in chunks} == {chunks[0].sample_rate_hz}
    assert chunks[0].sample_rate_hz in range(16_000, 48_001)
    for chunk in chunks:
        assert chunk.samples.dtype == np.int16
        assert chunk.samples.ndim == 1
        assert 0.05 < len(chunk.samples) / chunk.sample_rate_hz < 0.4


def test_the_sound_is_as_loud_as_speech_and_does_not_clip(synthesiser: Synthesiser) -> None:
    chunks = spoken(synthesiser, "Good morning.")
    heard = sound(chunks)
    assert loudness_lufs(heard, chunks[0].sample_rate_hz) == pytest.approx(TARGET_LUFS, abs=1.0)
    assert np.abs(heard).max() <= 0.9


def test_the_first_sound_is_immediate(synthesiser: Synthesiser) -> None:
    chunks = spoken(synthesiser, GREETING)
    heard = np.abs(sound(chunks))
    assert np.flatnonzero(heard > 0.01)[0] / chunks[0].sample_rate_hz <= 0.03


def test_cues_are_in_order_and_in_the_chunk_they_fall_into(synthesiser: Synthesiser) -> None:
    chunks = spoken(synthesiser, GREETING)
    starts = [cue.start_s for cue in cues(chunks)]
    assert all(before < after for before, after in pairwise(starts))
    at_s = 0.0
    for chunk in chunks:
        end_s = at_s + len(chunk.samples) / chunk.sample_rate_hz
        assert all(at_s - 1e-3 <= cue.start_s <= end_s + 1e-3 for cue in chunk.cues)
        at_s = end_s


def test_the_mouth_moves_with_the_words_and_ends_at_rest(synthesiser: Synthesiser) -> None:
    made = cues(spoken(synthesiser, "Mama may be home before five."))
    shapes = [cue.shape for cue in made]
    assert shapes.count(MouthShape.A) >= 5
    assert shapes.count(MouthShape.G) >= 2
    assert len(set(shapes)) >= 6
    assert shapes[-1] is MouthShape.X


def test_closed_lips_are_seen_where_the_sound_dips(synthesiser: Synthesiser) -> None:
    chunks = spoken(synthesiser, "Papa, papa, papa.")
    heard, rate_hz = sound(chunks), chunks[0].sample_rate_hz
    made = cues(chunks)

    def loudness(shape: MouthShape) -> float:
        parts = [
            heard[int(cue.start_s * rate_hz) : int(after.start_s * rate_hz)]
            for cue, after in pairwise(made)
            if cue.shape is shape
        ]
        return float(np.sqrt(np.mean(np.square(np.concatenate(parts)))))

    assert loudness(MouthShape.A) < 0.5 * loudness(MouthShape.D)


def test_the_mouth_rests_between_sentences(synthesiser: Synthesiser) -> None:
    shapes = [cue.shape for cue in cues(spoken(synthesiser, GREETING))]
    assert MouthShape.X in shapes[1:-1]


def test_two_prompts_at_once_do_not_disturb_one_another(synthesiser: Synthesiser) -> None:
    alone = sound(spoken(synthesiser, GREETING))
    first, second = synthesiser.speak(Prompt(text=GREETING)), synthesiser.speak(Prompt(text="No. Not yet."))
    woven: list[SpeechChunk] = []
    for chunk in first:
        woven.append(chunk)
        next(second, None)
    assert len(sound(woven)) == pytest.approx(len(alone), rel=0.03)


@pytest.mark.parametrize("text", HARD_TEXTS.values(), ids=HARD_TEXTS.keys())
def test_hard_text_is_spoken_and_nothing_breaks(synthesiser: Synthesiser, text: str) -> None:
    length_s = seconds(spoken(synthesiser, text))
    assert 0.2 < length_s < 45


@pytest.mark.parametrize("text", ["", "   ", "...", "😀", "\x00", "[[]]", "<br/>"])
def test_a_text_without_words_makes_no_sound(synthesiser: Synthesiser, text: str) -> None:
    assert spoken(synthesiser, text) == []


def test_markup_changes_nothing_but_what_is_said(synthesiser: Synthesiser) -> None:
    plain = seconds(spoken(synthesiser, "Hello there"))
    assert seconds(spoken(synthesiser, '<break time="9s"/>Hello there')) == pytest.approx(plain, rel=0.03)
    assert seconds(spoken(synthesiser, "[[Hello]] there")) == pytest.approx(plain, rel=0.03)


def test_a_long_text_streams(synthesiser: Synthesiser) -> None:
    text = "Please take the small white tablet with a glass of water. " * 172
    assert len(text) > 9_900
    stream = synthesiser.speak(Prompt(text=text))
    for _ in range(10):
        assert len(next(stream).samples) > 0


def test_a_slower_rate_takes_longer(make: Make) -> None:
    text = "It is time to take your medicine with water. Shall I remind you again later today?"
    slow = seconds(spoken(make(TtsSettings(words_per_minute=110)), text))
    fast = seconds(spoken(make(TtsSettings(words_per_minute=190)), text))
    assert slow > 1.2 * fast


def test_each_prompt_is_said_at_the_pace_it_asks_for(synthesiser: Synthesiser) -> None:
    one_sentence = "It is time to take your medicine with some water now."
    usual = seconds(spoken(synthesiser, one_sentence))
    slow = seconds(spoken(synthesiser, one_sentence, pace=0.75))
    quick = seconds(spoken(synthesiser, one_sentence, pace=1.25))
    # In the words themselves: a sentence has no pause after it that could take the difference.
    assert slow > 1.12 * usual
    assert quick < 0.88 * usual
    assert seconds(spoken(synthesiser, one_sentence)) == pytest.approx(usual, rel=0.03)


def test_a_pace_beyond_understanding_is_held_to_its_bounds(synthesiser: Synthesiser) -> None:
    for wild, bound in ((0.01, 0.7), (-3.0, 0.7), (50.0, 1.3)):
        asked = seconds(spoken(synthesiser, GREETING, pace=wild))
        assert asked == pytest.approx(seconds(spoken(synthesiser, GREETING, pace=bound)), rel=0.03)


@pytest.mark.parametrize(("gain_db", "at_least_db"), [(-12.0, -12.3), (-6.0, -6.3), (3.0, 2.4), (6.0, 4.0), (9.0, 5.0)])
def test_each_prompt_is_as_loud_as_it_asks_for_and_nothing_clips(
    synthesiser: Synthesiser, gain_db: float, at_least_db: float
) -> None:
    text = "Good morning. Papa, papa, papa! Did you sleep well?"
    chunks = spoken(synthesiser, text, gain_db=gain_db)
    usual = loudness_lufs(sound(spoken(synthesiser, text)), chunks[0].sample_rate_hz)
    heard = sound(chunks)
    louder_db = loudness_lufs(heard, chunks[0].sample_rate_hz) - usual
    # The peaks of the loudest are held down, and with them some of its loudness.
    assert at_least_db <= louder_db <= gain_db + 0.3
    assert np.abs(heard).max() <= 10 ** (-1 / 20) + 1e-3


def test_a_gain_beyond_reason_is_held_to_its_bounds(synthesiser: Synthesiser) -> None:
    for wild_db, bound_db in ((-90.0, -12.0), (60.0, 9.0)):
        asked, bound = (sound(spoken(synthesiser, GREETING, gain_db=db)) for db in (wild_db, bound_db))
        assert loudness_lufs(asked, 22_050) == pytest.approx(loudness_lufs(bound, 22_050), abs=0.8)


@pytest.mark.parametrize("pace", [0.7, 1.3])
def test_at_any_pace_the_cues_fit_the_sound(synthesiser: Synthesiser, pace: float) -> None:
    chunks = spoken(synthesiser, "Mama may be home before five. Put the pills by the lamp.", pace=pace)
    starts = [cue.start_s for cue in cues(chunks)]
    assert all(before < after for before, after in pairwise(starts))
    assert cues(chunks)[-1].shape is MouthShape.X
    assert starts[-1] == pytest.approx(seconds(chunks), abs=0.15)
    assert [cue.shape for cue in cues(chunks)].count(MouthShape.A) >= 6


def test_what_is_said_reaches_no_log(
    make: Make, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        chunks = spoken(make(TtsSettings()), "My secret is xylophone \u0c05\u0c06 and more.")
    assert chunks
    assert "xylophone" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("piper")]
    out, err = capfd.readouterr()
    assert out + err == ""
    assert "xylophone" not in repr(chunks)


def test_a_recogniser_tells_the_sentences_apart(synthesiser: Synthesiser) -> None:
    """A dozen prompts as the grammar, so chance is one in twelve; says no more than that this is speech."""
    import pocketsphinx
    import soxr

    decoder = pocketsphinx.Decoder(loglevel="FATAL", samprate=16_000)
    grammar = " | ".join(prompt.lower() for prompt in PROMPTS)
    decoder.add_jsgf_string("prompts", f"#JSGF V1.0; grammar prompts; public <prompt> = {grammar} ;")
    decoder.activate_search("prompts")
    understood = 0
    for prompt in PROMPTS[:6]:
        chunks = spoken(synthesiser, f"{prompt}.")
        heard = soxr.resample(sound(chunks), chunks[0].sample_rate_hz, 16_000)
        noise = np.random.default_rng(0).standard_normal(len(heard) + 8000) * 1e-3
        padded = np.clip(np.pad(heard, 4000) + noise, -1, 1)
        decoder.start_utt()
        decoder.process_raw((padded * 32767).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        hypothesis = decoder.hyp()
        understood += hypothesis is not None and hypothesis.hypstr == prompt.lower()
    assert understood >= 5

"""What PocketSphinx learns of a voice, and how sure it is of each word."""

from __future__ import annotations

import numpy as np
import pytest

from companion.asr.cepstra import CepstralMean
from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.demo.journey import journey_names, load_journey
from companion.messages import FRAME_SAMPLES, Expectation, Samples, Transcript


@pytest.fixture(scope="module")
def recogniser() -> PocketSphinxRecogniser:
    return PocketSphinxRecogniser()


@pytest.fixture(scope="module")
def sentence() -> Samples:
    lines = [line for name in journey_names() for line in load_journey(name).lines]
    said = "Yes, I had some porridge and tea."
    return next(line.samples for line in lines if line.text == said and line.samples is not None)


def hear(recogniser: PocketSphinxRecogniser, samples: Samples, *phrases: str) -> Transcript:
    recogniser.start(Expectation(phrases=phrases))
    for start in range(0, len(samples), FRAME_SAMPLES):
        recogniser.accept(samples[start : start + FRAME_SAMPLES])
    return recogniser.finish()


def quiet(seconds: float) -> Samples:
    return np.random.default_rng(5).normal(0.0, 3.0, round(seconds * 16_000)).astype(np.int16)


def learned(recogniser: PocketSphinxRecogniser, samples: Samples) -> CepstralMean:
    recogniser.forget()
    assert recogniser.voice() == b""
    hear(recogniser, samples)
    return CepstralMean.from_bytes(recogniser.voice())


def test_silence_around_the_words_is_no_part_of_the_voice(
    recogniser: PocketSphinxRecogniser, sentence: Samples
) -> None:
    alone = learned(recogniser, sentence)
    with_silence = learned(recogniser, np.concatenate([quiet(3.0), sentence, quiet(3.0)]))
    # Six seconds of silence in eight would bring the loudness (the first cepstrum) down by 15 and more.
    assert with_silence.mean[0] == pytest.approx(alone.mean[0], abs=5.0)
    assert with_silence.frames == pytest.approx(alone.frames, abs=100)


def test_what_was_heard_before_changes_nothing_but_the_voice(
    recogniser: PocketSphinxRecogniser, sentence: Samples
) -> None:
    known = learned(recogniser, sentence)
    once = hear(recogniser, sentence)
    hear(recogniser, quiet(2.0) * 300)
    recogniser.recall(known.to_bytes())
    assert hear(recogniser, sentence) == once


def test_no_sentence_of_the_demo_is_lost_altogether(recogniser: PocketSphinxRecogniser) -> None:
    recogniser.forget()
    lines = [line for line in load_journey("morning").lines if line.samples is not None]
    assert [line.text for line in lines if line.samples is not None and not hear(recogniser, line.samples).text] == []


def test_each_word_of_open_speech_has_its_own_confidence(recogniser: PocketSphinxRecogniser, sentence: Samples) -> None:
    recogniser.forget()
    heard = hear(recogniser, sentence)
    assert len({word.confidence for word in heard.words}) > 1
    assert heard.confidence == pytest.approx(np.mean([word.confidence for word in heard.words]))

"""A recogniser that returns nothing for speech is found out; one that was given coughs is not."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from companion.asr.ear import TurnEar
from companion.asr.hearing_check import WORDLESS_IN_A_ROW, CheckedRecogniser
from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.demo.journey import load_journey
from companion.errors import RecogniserLost
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    AudioFrame,
    Expectation,
    Samples,
    Transcript,
    Utterance,
)
from companion.settings import AsrSettings

KNOWN = np.full(SAMPLE_RATE_HZ, 7, dtype=np.int16)
SPEECH = np.full(SAMPLE_RATE_HZ, 3000, dtype=np.int16)
COUGH = SPEECH[: SAMPLE_RATE_HZ // 3]


@dataclass
class Deafening:
    """Hears words in the known speech, and in other speech, while it is well."""

    well: bool = True
    speech_has_words: bool = True
    given: list[Samples] = field(default_factory=list)
    asked: int = 0

    def start(self, expectation: Expectation) -> None:
        self.given = []

    def accept(self, samples: Samples) -> Transcript:
        self.given.append(samples)
        return Transcript(text="", confidence=0.0, engine="scripted")

    def finish(self) -> Transcript:
        known = bool(self.given) and self.given[0][0] == KNOWN[0]
        self.asked += known
        words = self.well and (known or self.speech_has_words)
        return Transcript(text="words" if words else "", confidence=float(words), engine="scripted")

    def forget(self) -> None:
        self.given = []

    def close(self) -> None:
        self.given = []


def checked(inner: Deafening) -> CheckedRecogniser:
    return CheckedRecogniser(inner, lambda: KNOWN, "words")


def say(recogniser: CheckedRecogniser, sound: Samples, times: int = 1) -> list[str]:
    texts = []
    for _ in range(times):
        recogniser.start(Expectation())
        recogniser.accept(sound)
        texts.append(recogniser.finish().text)
    return texts


def test_one_that_goes_deaf_is_lost_at_the_third_sentence_and_stays_so() -> None:
    inner = Deafening()
    recogniser = checked(inner)
    assert say(recogniser, SPEECH) == ["words"]
    inner.well = False
    assert say(recogniser, SPEECH, WORDLESS_IN_A_ROW - 1) == [""] * (WORDLESS_IN_A_ROW - 1)
    with pytest.raises(RecogniserLost, match="no words"):
        say(recogniser, SPEECH)
    for _ in range(3):
        with pytest.raises(RecogniserLost):
            recogniser.start(Expectation())


def test_one_that_is_well_again_is_taken_back() -> None:
    inner = Deafening(well=False)
    recogniser = checked(inner)
    with pytest.raises(RecogniserLost):
        say(recogniser, SPEECH, WORDLESS_IN_A_ROW)
    inner.well = True
    assert say(recogniser, SPEECH, 3) == ["words"] * 3


def test_music_without_words_makes_it_asked_and_not_lost() -> None:
    inner = Deafening(speech_has_words=False)
    assert say(checked(inner), SPEECH, 7) == [""] * 7
    assert inner.asked == 2


def test_coughs_are_not_even_a_reason_to_ask() -> None:
    inner = Deafening(speech_has_words=False)
    say(checked(inner), COUGH, 20)
    assert inner.asked == 0


def test_a_word_in_between_ends_the_doubt() -> None:
    inner = Deafening()
    recogniser = checked(inner)
    for has_words in (False, False, True) * 4:
        inner.speech_has_words = has_words
        say(recogniser, SPEECH)
    assert inner.asked == 0


def test_the_ear_raises_it_and_goes_on_with_the_next_sentence() -> None:
    """What the session sees: lost once, the ear still whole, words again when the recogniser is well."""

    class Loudness:
        def probability(self, samples: Samples) -> float:
            return float(np.abs(samples).max() > 1000)

        def reset(self) -> None:
            pass

    inner = Deafening(well=False)
    ear = TurnEar(Loudness(), checked(inner), AsrSettings(hold_open_s=0.3))
    heard: list[str] = []
    lost = 0
    sentence = [3000] * 40 + [1] * 40
    for number, value in enumerate(sentence * (WORDLESS_IN_A_ROW + 2)):
        inner.well = inner.well or lost > 0
        frame = AudioFrame(samples=np.full(FRAME_SAMPLES, value, dtype=np.int16), start_s=number * FRAME_SECONDS)
        try:
            heard += [event.transcript.text for event in ear.hear(frame) if isinstance(event, Utterance)]
        except RecogniserLost:
            lost += 1
    assert (heard, lost) == (["", "", "words", "words"], 1)


def test_a_real_recogniser_passes_with_the_demo_s_own_recording() -> None:
    line = load_journey("morning").lines[2]
    assert line.samples is not None
    samples = line.samples
    says = "it is moderate"
    inner = PocketSphinxRecogniser()
    recogniser = CheckedRecogniser(inner, lambda: samples, says)
    hiss = np.random.default_rng(1).normal(0, 3, 2 * SAMPLE_RATE_HZ).astype(np.int16)
    say(recogniser, hiss, 2 * WORDLESS_IN_A_ROW)
    recogniser.start(Expectation(phrases=(says,), no_reply_s=0))
    recogniser.accept(samples)
    assert recogniser.finish().text == says
    recogniser.close()

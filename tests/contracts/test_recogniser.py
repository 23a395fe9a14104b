"""What every Recogniser keeps, held against PocketSphinx and against libvosk on a real model built from its wheel.

Each of them here and in a process of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from companion.asr.choose import AdaptiveRecogniser, make_recogniser
from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.asr.vosk import VoskRecogniser
from companion.asr.worker_recogniser import WorkerRecogniser
from companion.demo.journey import journey_names, load_journey
from companion.messages import SAMPLE_RATE_HZ, Expectation, Samples, Transcript
from companion.settings import AsrSettings

ANSWERS = Expectation(
    phrases=("help i have fallen", "good night", "thank you", "thank you goodbye", "i am scared", "no no pain", "stop")
)


def plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split())


@pytest.fixture(scope="session")
def recordings() -> dict[str, Samples]:
    """What the demo's residents say: words -> sound."""
    lines = [line for name in journey_names() for line in load_journey(name).lines]
    return {plain(line.text): line.samples for line in lines if line.samples is not None}


@pytest.fixture(scope="session")
def vosk_model(tmp_path_factory: pytest.TempPathFactory, recordings: dict[str, Samples]) -> Path:
    from models.build.vosk_from_pocketsphinx import build_vosk_model

    words = {word for text in (*recordings, *ANSWERS.phrases) for word in text.split()}
    return build_vosk_model(tmp_path_factory.mktemp("models") / "vosk", sorted(words))


@pytest.fixture(scope="session")
def engines(vosk_model: Path) -> Iterator[dict[str, AdaptiveRecogniser]]:
    made: dict[str, AdaptiveRecogniser] = {
        "pocketsphinx": PocketSphinxRecogniser(),
        "vosk": VoskRecogniser(vosk_model),
        "the default, apart": make_recogniser(AsrSettings(), None),
        "vosk apart": WorkerRecogniser(["vosk", str(vosk_model)]),
    }
    yield made
    for engine in made.values():
        engine.close()


@pytest.fixture(params=["pocketsphinx", "vosk", "the default, apart", "vosk apart"])
def recogniser(request: pytest.FixtureRequest, engines: dict[str, AdaptiveRecogniser]) -> AdaptiveRecogniser:
    engine = engines[request.param]
    engine.forget()
    return engine


def hear(
    recogniser: AdaptiveRecogniser,
    samples: Samples,
    expectation: Expectation = ANSWERS,
    *,
    chunk: int = 512,
    watch: Callable[[str], None] = lambda _: None,
) -> Transcript:
    recogniser.start(expectation)
    for start in range(0, len(samples), chunk):
        watch(recogniser.accept(samples[start : start + chunk]).text)
    return recogniser.finish()


@pytest.mark.parametrize("answer", ["good night", "i am scared", "no no pain", "help i have fallen"])
def test_an_expected_answer_is_heard(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples], answer: str
) -> None:
    heard = hear(recogniser, recordings[answer])
    assert heard.text == answer
    assert heard.confidence > 0.5
    assert heard.engine in {"pocketsphinx", "vosk"}


@pytest.mark.parametrize("sentence", ["yes i had some porridge and tea", "good morning i slept quite well thank you"])
def test_something_else_is_not_taken_for_an_expected_answer(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples], sentence: str
) -> None:
    heard = hear(recogniser, recordings[sentence])
    assert heard.text
    assert heard.text not in ANSWERS.phrases


def test_a_transcript_is_lower_case_words_with_times_in_order(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]
) -> None:
    for samples in list(recordings.values())[:3]:
        heard = hear(recogniser, samples)
        assert heard.text == plain(heard.text)
        assert " ".join(word.text for word in heard.words) == heard.text
        assert 0.0 <= heard.confidence <= 1.0
        assert all(0.0 <= word.confidence <= 1.0 for word in heard.words)
        assert all(word.start_s < word.end_s <= len(samples) / SAMPLE_RATE_HZ + 0.1 for word in heard.words)
        assert all(one.end_s <= other.start_s + 0.05 for one, other in pairwise(heard.words))


def test_alternatives_are_other_texts(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    for samples in list(recordings.values())[:3]:
        heard = hear(recogniser, samples)
        assert heard.text not in heard.alternatives
        assert all(heard.alternatives)
        assert len(set(heard.alternatives)) == len(heard.alternatives) <= 4


def test_partials_grow_towards_the_transcript(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    partials: list[str] = []
    heard = hear(recogniser, recordings["help i have fallen"], watch=partials.append)
    assert partials[0] == ""
    assert partials[-1] == heard.text


@pytest.mark.parametrize("chunk", [1, 100, 4096, 10**6])
def test_the_length_of_the_pieces_does_not_matter(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples], chunk: int
) -> None:
    samples = recordings["good night"]
    if chunk == 1:
        # One sample at a time for a stretch in the middle is proof enough, and quick.
        recogniser.start(ANSWERS)
        recogniser.accept(samples[:8000])
        for index in range(8000, 8100):
            recogniser.accept(samples[index : index + 1])
        recogniser.accept(samples[8100:])
        assert recogniser.finish().text == "good night"
    else:
        assert hear(recogniser, samples, chunk=chunk).text == "good night"


def test_the_same_sound_gives_the_same_words(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    samples = recordings["yes i hit my head"]
    once = hear(recogniser, samples)
    hear(recogniser, recordings["i am scared"])
    recogniser.forget()
    assert hear(recogniser, samples) == once


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(1), np.zeros(8000), np.zeros(48_000)], ids=len)
def test_nothing_said_is_an_empty_transcript(recogniser: AdaptiveRecogniser, samples: Samples) -> None:
    heard = hear(recogniser, samples.astype(np.int16))
    assert (heard.text, heard.confidence, heard.words) == ("", 0.0, ())


def test_no_sound_leaves_the_partial_as_it_is(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    nothing = np.zeros(0, dtype=np.int16)
    recogniser.start(ANSWERS)
    recogniser.accept(recordings["good night"])
    # One that works beside us is a piece behind, and catches up when there is none.
    partial = recogniser.accept(nothing)
    assert partial.text
    assert recogniser.accept(nothing) == partial


def test_the_callers_buffer_may_be_used_again(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    samples = recordings["good night"]
    buffer = np.zeros(512, dtype=np.int16)
    recogniser.start(ANSWERS)
    for start in range(0, len(samples) - 512, 512):
        buffer[:] = samples[start : start + 512]
        recogniser.accept(buffer)
        buffer[:] = 0
    assert recogniser.finish().text == "good night"


def test_starting_again_drops_what_was_begun(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    recogniser.start(ANSWERS)
    recogniser.accept(recordings["i am scared"])
    assert hear(recogniser, recordings["good night"]).text == "good night"


def test_finish_may_come_twice_or_first(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    assert recogniser.finish().text == ""
    hear(recogniser, recordings["good night"])
    assert recogniser.finish().text == ""


def test_phrases_may_hold_words_that_no_dictionary_knows(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]
) -> None:
    phrases = ("good night", "call siobhan", "amlodipine", "42", "", "été", "x<y>|z;")
    assert hear(recogniser, recordings["good night"], Expectation(phrases=phrases)).text == "good night"


def test_without_expected_answers_it_listens_freely(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]
) -> None:
    text = hear(recogniser, recordings["no i cannot get up"], Expectation()).text
    assert len(set(text.split()) & {"no", "i", "cannot", "get", "up"}) >= 3


def test_many_questions_can_be_asked(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    for number in range(40):
        recogniser.start(Expectation(phrases=("good night", f"{'stop ' * (number + 1)}".strip())))
    assert hear(recogniser, recordings["good night"]).text == "good night"


def test_no_word_reaches_a_log_or_the_terminal(
    recogniser: AdaptiveRecogniser,
    recordings: dict[str, Samples],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    heard = hear(recogniser, recordings["i am scared"], Expectation(phrases=("i am scared", "xyzzyx")))
    assert heard.text
    assert "scared" not in repr(heard)
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


UNHEARD_OF = {"thenkyu": ("TH AE NG K Y UW",), "nosound": (), "cannot": ("Z Z Z",)}
"""A word that sounds like two others, one that nobody can say, and one that every engine has."""


def test_learning_words_drops_what_was_begun_and_spoils_nothing(
    recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]
) -> None:
    recogniser.start(ANSWERS)
    recogniser.accept(recordings["i am scared"])
    recogniser.learn(UNHEARD_OF)
    assert hear(recogniser, recordings["good night"]).text == "good night"
    assert "cannot" in hear(recogniser, recordings["no i cannot get up"], Expectation()).text


def test_words_may_be_learned_twice(recogniser: AdaptiveRecogniser, recordings: dict[str, Samples]) -> None:
    recogniser.learn(UNHEARD_OF)
    recogniser.learn(UNHEARD_OF)
    recogniser.learn({})
    assert hear(recogniser, recordings["good night"]).text == "good night"


@pytest.mark.parametrize("apart", [False, True])
def test_a_word_that_was_learned_is_heard_in_open_talk(apart: bool, recordings: dict[str, Samples]) -> None:
    engine = make_recogniser(AsrSettings(own_process=apart), None)
    with closing(engine):
        before = hear(engine, recordings["thank you"], Expectation()).text
        engine.forget()
        engine.learn(UNHEARD_OF)
        assert before != hear(engine, recordings["thank you"], Expectation()).text == "thenkyu"

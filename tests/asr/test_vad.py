"""Silero's network: speech is speech, noise is not, and it forgets when told to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from companion.asr.vad import SileroDetector
from companion.demo.journey import load_journey
from companion.errors import ModelError
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples


@pytest.fixture(scope="module")
def detector() -> SileroDetector:
    return SileroDetector()


@pytest.fixture(scope="module")
def speech() -> Samples:
    samples = load_journey("morning").lines[0].samples
    assert samples is not None
    return samples


def probabilities(detector: SileroDetector, samples: Samples) -> np.ndarray:
    detector.reset()
    starts = range(0, len(samples) - FRAME_SAMPLES, FRAME_SAMPLES)
    return np.array([detector.probability(samples[start : start + FRAME_SAMPLES]) for start in starts])


def test_speech_is_heard(detector: SileroDetector, speech: Samples) -> None:
    assert (probabilities(detector, speech) > 0.5).mean() > 0.6


def test_soft_speech_is_heard(detector: SileroDetector, speech: Samples) -> None:
    assert (probabilities(detector, (speech // 20).astype(np.int16)) > 0.5).mean() > 0.5


@pytest.mark.parametrize("level", [0, 5, 300, 5000])
def test_noise_is_not(detector: SileroDetector, level: int) -> None:
    noise = np.random.default_rng(1).normal(0, level, 80_000).clip(-32768, 32767).astype(np.int16)
    assert (probabilities(detector, noise) > 0.5).mean() < 0.05


def test_reset_forgets_everything(detector: SileroDetector, speech: Samples) -> None:
    once = probabilities(detector, speech)
    assert np.array_equal(probabilities(detector, speech), once)


def test_a_word_after_a_long_talk_is_heard_like_the_first_one(detector: SileroDetector) -> None:
    """The network's memory goes stale over a talk with pauses; left alone it hears a third of some of these lines."""
    room = np.random.default_rng(1)
    lines = [line.samples for line in load_journey("morning").lines if line.samples is not None]
    fresh = [int((probabilities(detector, line) > 0.5).sum()) for line in lines]
    detector.reset()
    for _ in range(2):
        for line, heard_fresh in zip(lines, fresh, strict=True):
            talk = np.concatenate([np.zeros(4 * SAMPLE_RATE_HZ), line])
            sound = np.rint(talk + room.normal(0, 2, len(talk))).clip(-32768, 32767).astype(np.int16)
            starts = range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
            heard = sum(detector.probability(sound[start : start + FRAME_SAMPLES]) > 0.5 for start in starts)
            assert heard > 0.8 * heard_fresh


def test_the_samples_before_the_frame_count(detector: SileroDetector, speech: Samples) -> None:
    """The context of 64 samples is really carried over: another frame before makes another probability."""
    frame = speech[8000 : 8000 + FRAME_SAMPLES]
    answers = []
    for before in (np.zeros(FRAME_SAMPLES, dtype=np.int16), speech[8000 - FRAME_SAMPLES : 8000]):
        detector.reset()
        detector.probability(before)
        answers.append(detector.probability(frame))
    assert answers[0] != answers[1]


@pytest.mark.parametrize("length", [0, FRAME_SAMPLES - 1, FRAME_SAMPLES + 1])
def test_another_frame_length_is_refused(detector: SileroDetector, length: int) -> None:
    with pytest.raises(ValueError, match="a frame has 512 samples"):
        detector.probability(np.zeros(length, dtype=np.int16))


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a network")
    for path in (tmp_path / "missing.onnx", broken):
        with pytest.raises(ModelError, match="cannot be loaded"):
            SileroDetector(path)

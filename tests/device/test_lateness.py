"""By how much the sound is later than promised, found in what the microphone hears."""

from __future__ import annotations

import numpy as np
import pytest

from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, AudioFrame, Prompt, Samples, SpeechChunk
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from device.lateness import Lateness

FIRST_S = 5.0


@pytest.fixture(scope="module")
def speech() -> list[SpeechChunk]:
    said = "The weather is fine, the kettle is on the stove, and five sheep stand in the garden."
    return list(make_synthesiser(TtsSettings(engine="espeak")).speak(Prompt(text=said)))


def room(speech: list[SpeechChunk], late_s: float, *, echo_db: float = -20.0, noise: float = 30.0) -> Lateness:
    """Speech played from FIRST_S on, heard so much later and softer, with its reverberation, in noise."""
    import soxr

    made, at_s, parts = Lateness(), FIRST_S, []
    for chunk in speech:
        made.played(chunk, at_s)
        at_s += len(chunk.samples) / chunk.sample_rate_hz
        parts.append(chunk.samples.astype(np.float32))
    said = soxr.resample(np.concatenate(parts), speech[0].sample_rate_hz, SAMPLE_RATE_HZ)
    chance = np.random.default_rng(1)
    tail = chance.standard_normal(4000) * np.exp(-np.arange(4000) / 900) * 0.3
    tail[0] = 1.0
    heard = chance.standard_normal(round((at_s + 1.5) * SAMPLE_RATE_HZ)) * noise
    begin = round((FIRST_S + late_s) * SAMPLE_RATE_HZ)
    echo = np.convolve(said, tail) * 10 ** (echo_db / 20)
    heard[begin : begin + len(echo)] += echo[: len(heard) - begin]
    samples: Samples = np.clip(heard, -32768, 32767).astype(np.int16)
    first = round((FIRST_S - 1.0) / FRAME_SECONDS)
    for number in range(first, len(samples) // FRAME_SAMPLES):
        start = number * FRAME_SAMPLES
        made.heard(AudioFrame(samples=samples[start : start + FRAME_SAMPLES], start_s=start / SAMPLE_RATE_HZ))
    return made


@pytest.mark.parametrize("late_s", [-0.05, 0.0, 0.085, 0.35, 1.2])
def test_it_is_found_to_the_millisecond(speech: list[SpeechChunk], late_s: float) -> None:
    assert room(speech, late_s).measured_s() == pytest.approx(late_s, abs=0.002)


def test_a_soft_echo_in_a_loud_room_is_still_found(speech: list[SpeechChunk]) -> None:
    assert room(speech, 0.12, echo_db=-26.0, noise=150.0).measured_s() == pytest.approx(0.12, abs=0.002)


def test_what_does_not_hear_the_speaker_tells_nothing(speech: list[SpeechChunk]) -> None:
    assert room(speech, 0.1, echo_db=-90.0, noise=100.0).measured_s() is None
    assert Lateness().measured_s() is None

"""The gate in front of the network: it rests in a quiet room, and no first sound is lost to its sleep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.asr.vad import SileroDetector
from companion.asr.vad_gate import AWAKE_FRAMES, CAUGHT_UP_FRAMES, GatedDetector
from companion.demo.journey import load_journey
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples
from companion.ports import VoiceActivityDetector

PRE_ROLL_S = 0.3
"""What the ear keeps from before the first speech frame."""


class Counting:
    """A detector that remembers what it was given."""

    def __init__(self, answer: float = 0.0) -> None:
        self.answer = answer
        self.given: list[Samples] = []
        self.resets = 0

    def probability(self, samples: Samples) -> float:
        self.given.append(samples.copy())
        return self.answer

    def reset(self) -> None:
        self.resets += 1


def frames(sound: np.ndarray) -> list[Samples]:
    whole = np.rint(sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES]).clip(-32768, 32767).astype(np.int16)
    return list(whole.reshape(-1, FRAME_SAMPLES))


def room(seconds: float, rms: float = 8.0) -> np.ndarray:
    return np.random.default_rng(1).normal(0, rms, int(seconds * SAMPLE_RATE_HZ))


def test_in_a_quiet_room_the_network_rests() -> None:
    counting = Counting()
    gate = GatedDetector(counting)
    quiet = frames(room(30.0))
    assert {gate.probability(frame) for frame in quiet} == {0.0}
    assert len(counting.given) <= AWAKE_FRAMES + 5


def test_on_waking_it_hears_what_led_up_to_the_sound() -> None:
    counting = Counting()
    gate = GatedDetector(counting)
    quiet, loud = frames(room(5.0)), frames(room(0.1, rms=200.0))
    for frame in quiet:
        gate.probability(frame)
    before = len(counting.given)
    gate.probability(loud[0])
    caught_up = counting.given[before:]
    assert len(caught_up) == CAUGHT_UP_FRAMES + 1
    expected = [*quiet[-CAUGHT_UP_FRAMES:], loud[0]]
    assert all(np.array_equal(one, other) for one, other in zip(caught_up, expected, strict=True))
    assert counting.resets == 1


def test_while_it_suspects_a_voice_it_is_not_put_to_sleep() -> None:
    counting = Counting(answer=0.2)
    gate = GatedDetector(counting)
    for frame in frames(room(10.0)):
        gate.probability(frame)
    assert len(counting.given) == 10 * SAMPLE_RATE_HZ // FRAME_SAMPLES


def test_what_it_keeps_is_a_copy() -> None:
    """A microphone may use its buffer again."""
    counting = Counting()
    gate = GatedDetector(counting)
    buffer = np.zeros(FRAME_SAMPLES, dtype=np.int16)
    for frame in frames(room(3.0)):
        buffer[:] = frame
        gate.probability(buffer)
    buffer[:] = 5000
    gate.probability(buffer)
    assert sum(int(np.abs(one).max()) == 5000 for one in counting.given) == 1


@pytest.mark.parametrize("softer_by", [1, 30])
def test_no_beginning_is_lost_to_the_gate(softer_by: int) -> None:
    """Also of soft words that swell from nothing: heard by the network alone, heard through the gate."""
    for line in load_journey("morning").lines:
        if line.samples is None:
            continue
        swell = np.minimum(1.0, np.arange(len(line.samples)) / (0.3 * SAMPLE_RATE_HZ))
        spoken = np.concatenate([np.zeros(4 * SAMPLE_RATE_HZ), line.samples * swell / softer_by])
        sound = frames(spoken + room(len(spoken) / SAMPLE_RATE_HZ, rms=4.0)[: len(spoken)])
        alone = first_speech(SileroDetector(), sound)
        gated = first_speech(GatedDetector(SileroDetector()), sound)
        assert gated - alone < PRE_ROLL_S / 2


def first_speech(detector: VoiceActivityDetector, sound: list[Samples]) -> float:
    """Seconds; after the end where there is none."""
    heard = [detector.probability(frame) > 0.5 for frame in sound]
    return (heard.index(True) if any(heard) else len(heard)) * FRAME_SAMPLES / SAMPLE_RATE_HZ


def test_a_stop_of_the_sound_is_a_new_room() -> None:
    counting = Counting()
    gate = GatedDetector(counting)
    for frame in frames(room(3.0)):
        gate.probability(frame)
    gate.reset()
    given = len(counting.given)
    gate.probability(frames(room(0.1))[0])
    assert len(counting.given) == given + 1
    assert counting.resets == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 40)), max_size=12))
@settings(max_examples=25)
def test_the_network_gets_every_sound_in_order_and_once(stretches: list[tuple[int, int]]) -> None:
    """Whatever the room does, what wakes the network has been heard by it, and frames never come twice."""
    counting = Counting()
    gate = GatedDetector(counting)
    number = 0
    for loudness, count in stretches:
        for _ in range(count):
            number += 1
            frame = np.full(FRAME_SAMPLES, 10**loudness, dtype=np.int16)
            frame[0] = number
            gate.probability(frame)
    numbers = [int(frame[0]) for frame in counting.given]
    assert numbers == sorted(set(numbers))

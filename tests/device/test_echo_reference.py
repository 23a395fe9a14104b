"""What the speaker plays, on the session's time line."""

from __future__ import annotations

import numpy as np
import pytest

from companion.messages import SAMPLE_RATE_HZ
from device.echo_reference import EchoReference
from device.fake import tone

RATES = (16_000, 22_050, 24_000, 48_000)


@pytest.mark.parametrize("rate_hz", RATES)
def test_a_tone_comes_out_as_it_went_in_whatever_its_rate_and_however_it_was_cut(rate_hz: int) -> None:
    reference, sound = EchoReference(), tone(1.0, hz=1000, rate_hz=rate_hz)
    for at in range(0, len(sound), 3001):
        reference.played(sound[at : at + 3001], rate_hz, 5.0 + at / rate_hz)
    from_s = 5.1 + 1 / 3 / SAMPLE_RATE_HZ
    got = np.concatenate([reference.read(from_s + block * 0.032, 512) for block in range(25)])
    at_s = from_s - 5.0 + np.arange(len(got)) / SAMPLE_RATE_HZ
    wanted = 8000 * np.sin(2 * np.pi * 1000 * at_s)
    assert np.sqrt(np.mean((got - wanted) ** 2)) < 8000 / 300


def test_what_the_microphone_cannot_hear_is_left_out() -> None:
    reference = EchoReference()
    reference.played(tone(0.5, hz=9500, rate_hz=22_050), 22_050, 0.0)
    assert np.abs(reference.read(0.1, 512)).max() < 80


def test_silence_before_and_after_and_between() -> None:
    reference = EchoReference()
    assert not reference.read(0.0, 512).any()
    reference.played(tone(0.1), 16_000, 1.0)
    assert not reference.sounds(0.0, 0.99)
    assert reference.sounds(0.99, 1.01)
    assert not reference.read(0.5, 512).any()
    assert not reference.read(1.2, 512).any()


def test_what_was_stopped_did_not_sound() -> None:
    reference = EchoReference()
    reference.played(tone(1.0), 16_000, 0.0)
    reference.played(tone(1.0), 16_000, 1.0)
    reference.stopped(0.5)
    assert reference.read(0.4, 512).any()
    assert not reference.sounds(0.51, 3.0)
    assert not reference.read(0.6, 512).any()

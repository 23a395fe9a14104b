"""The fakes' own promises: exact times, failures scripted as data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import MicrophoneLost, SpeakerLost
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, SpeechChunk
from device.fake import STARTS_AT, FakeClock, FakeMicrophone, FakeSpeaker, tone


def chunk(seconds: float) -> SpeechChunk:
    return SpeechChunk(samples=tone(seconds), sample_rate_hz=16_000)


def letters(microphone: FakeMicrophone) -> str:
    """What the microphone does until its recording ends, as a script."""
    seen = ""
    while True:
        try:
            frame = microphone.read()
        except MicrophoneLost:
            seen += "E"
            continue
        if frame is None:
            return seen
        seen += "r" if frame.samples.any() else "z"


@given(st.text("rzE", max_size=30))
def test_a_microphone_does_what_its_script_says(script: str) -> None:
    clock = FakeClock()
    assert letters(FakeMicrophone.scripted(clock, script)) == script
    frames = len(script) - script.count("E")
    assert clock.now_s() == pytest.approx(frames * FRAME_SECONDS + script.count("E"))


def test_a_recording_is_filled_up_to_a_whole_frame_and_ends() -> None:
    microphone = FakeMicrophone.playing(FakeClock(), np.ones(FRAME_SAMPLES + 1, dtype=np.int16))
    sums = [int(frame.samples.sum()) for frame in iter(microphone.read, None)]
    assert sums == [FRAME_SAMPLES, 1]


def test_an_empty_recording_ends_at_once() -> None:
    assert FakeMicrophone.playing(FakeClock(), np.zeros(0, dtype=np.int16)).read() is None


def test_a_speaker_fails_where_its_script_says() -> None:
    speaker = FakeSpeaker(FakeClock(), "rEr")
    speaker.play(chunk(0.1))
    with pytest.raises(SpeakerLost):
        speaker.play(chunk(0.1))
    assert speaker.play(chunk(0.1)) == pytest.approx(0.1)
    assert [one.end_s for one in speaker.played] == pytest.approx([0.1, 0.2])


def test_stopping_keeps_what_has_sounded_and_no_more() -> None:
    clock = FakeClock()
    speaker = FakeSpeaker(clock)
    for _ in range(3):
        speaker.play(chunk(1.0))
    clock.advance(1.25)
    speaker.stop()
    assert [len(one.samples) for one in speaker.played] == [16_000, 4_000]
    assert speaker.busy_until_s() == 1.25


def test_the_day_goes_with_the_session() -> None:
    clock = FakeClock()
    clock.advance(90)
    assert (clock.wall() - STARTS_AT).total_seconds() == 90
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)

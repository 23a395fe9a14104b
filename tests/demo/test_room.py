"""The recorded room: a resident who waits for the device, interrupts it, and is deaf to what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from companion.demo.journey import Journey, Line
from companion.demo.room import GOODBYE_S, PATIENCE_S, Room, heard_track, spoken_track
from companion.messages import FRAME_SECONDS, SAMPLE_RATE_HZ, Button, Samples, SpeechChunk


def voice(seconds: float) -> Samples:
    return np.full(int(seconds * SAMPLE_RATE_HZ), 8000, np.int16)


def journey(*lines: Line) -> Journey:
    return Journey(
        name="test", title="Test", resident="", script="talk", starts_at=datetime(2026, 3, 2, tzinfo=UTC), lines=lines
    )


def speech(seconds: float, rate: int = SAMPLE_RATE_HZ) -> SpeechChunk:
    return SpeechChunk(samples=np.full(int(seconds * rate), 4000, np.int16), sample_rate_hz=rate)


def hear(room: Room, until_s: float = 120.0) -> list[int]:
    """Loudness of every frame until the journey ends."""
    peaks = []
    while (frame := room.read()) is not None and frame.start_s < until_s:
        peaks.append(int(np.abs(frame.samples).max()))
    return peaks


def test_the_resident_waits_for_the_device_to_finish_and_leaves_a_silence() -> None:
    room = Room(journey(Line(samples=voice(1.0), wait_s=0.8)))
    room.read()
    room.speaker.play(speech(2.0))
    hear(room)
    (said,) = room.said
    assert said.start_s == pytest.approx(FRAME_SECONDS + 2.0 + 0.8, abs=2 * FRAME_SECONDS)
    assert said.end_s - said.start_s == pytest.approx(1.0)


def test_an_interruption_begins_while_the_device_still_speaks() -> None:
    room = Room(journey(Line(samples=voice(1.0), wait_s=1.0, interrupts_after_s=0.5)))
    room.speaker.play(speech(5.0))
    hear(room)
    assert room.said[0].start_s == pytest.approx(0.5, abs=2 * FRAME_SECONDS)


def test_a_silent_device_is_spoken_to_again_after_some_patience() -> None:
    room = Room(journey(Line(samples=voice(0.5), wait_s=1.0)))
    hear(room)
    assert room.said[0].start_s == pytest.approx(PATIENCE_S, abs=2 * FRAME_SECONDS)


def test_a_button_is_pressed_instead_of_speaking() -> None:
    room = Room(journey(Line(press=Button.ACKNOWLEDGE, wait_s=1.0)))
    room.speaker.play(speech(1.0))
    hear(room)
    assert room.presses() == (Button.ACKNOWLEDGE,)
    assert room.presses() == ()
    assert room.said == []


def test_the_recording_ends_after_the_last_word_of_either() -> None:
    room = Room(journey(Line(samples=voice(1.0), wait_s=0.5)))
    room.speaker.play(speech(1.0))
    hear(room)
    assert room.clock.now_s() == pytest.approx(1.0 + 0.5 + 1.0 + GOODBYE_S, abs=4 * FRAME_SECONDS)


def test_two_runs_give_the_same_sound_to_the_sample() -> None:
    def once() -> Samples:
        room = Room(journey(Line(samples=voice(1.0), wait_s=0.5)))
        room.speaker.play(speech(1.0))
        hear(room)
        return np.concatenate(room.recorded)

    np.testing.assert_array_equal(once(), once())


def test_stopping_cuts_what_has_not_sounded_yet_from_the_time_line() -> None:
    room = Room(journey(Line(samples=voice(1.0), wait_s=5.0)))
    room.speaker.play(speech(3.0))
    for _ in range(round(1.0 / FRAME_SECONDS)):
        room.read()
    room.speaker.stop()
    assert room.speaker.busy_until_s() <= room.clock.now_s()
    track = spoken_track(room, SAMPLE_RATE_HZ)
    assert np.count_nonzero(track) == pytest.approx(SAMPLE_RATE_HZ, rel=0.05)


def test_both_tracks_lie_on_one_time_line_at_any_rate() -> None:
    room = Room(journey(Line(samples=voice(1.0), wait_s=0.5)))
    room.speaker.play(speech(1.0, rate=24_000))
    hear(room)
    rate = 22_050
    device, resident = spoken_track(room, rate), heard_track(room, rate)
    assert np.nonzero(np.abs(device) > 2000)[0][-1] == pytest.approx(rate * 1.0, rel=0.01)
    assert np.nonzero(np.abs(resident) > 4000)[0][0] == pytest.approx(rate * room.said[0].start_s, rel=0.01)

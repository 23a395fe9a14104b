"""Microphone and speaker over a scripted sound system: what a real one does too rarely to wait for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import pytest

from companion.errors import MicrophoneLost, SpeakerLost
from companion.messages import FRAME_SECONDS, AudioFrame, Samples, SpeechChunk
from device.decimate import INPUT_RATE_HZ
from device.fake import FakeClock, tone
from device.microphone import FRAME_INPUT, LOST_AFTER_S, QUEUE_LIMIT, SILENT_AFTER_S, SdlMicrophone
from device.profile import MicrophoneProfile, SpeakerProfile
from device.sdl import Direction, Wanted
from device.speaker import RATE_HZ, SdlSpeaker


@dataclass
class ScriptedStream:
    """A queue that a test fills and empties."""

    rate_hz: int
    name: str = "Bedside"
    alive: bool = True
    closed: bool = False
    stuck_at: int | None = None
    """This value throughout, for as long as anybody listens."""
    queue: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))

    def queued(self) -> int:
        return len(self.queue) if self.stuck_at is None else FRAME_INPUT

    def take(self, count: int) -> Samples:
        if self.stuck_at is not None:
            return np.full(count, self.stuck_at, dtype=np.int16)
        taken, self.queue = self.queue[:count], self.queue[count:]
        return taken

    def put(self, samples: Samples) -> None:
        self.queue = np.concatenate([self.queue, samples])

    def clear(self) -> None:
        self.queue = self.queue[:0]

    def close(self) -> None:
        self.closed, self.alive = True, False


@dataclass
class ScriptedAudio:
    """Opens what a test says is there."""

    there: bool = True
    default: str = "Bedside"
    opened: list[ScriptedStream] = field(default_factory=list)

    def open(self, wanted: Wanted) -> ScriptedStream | None:
        if not self.there:
            return None
        self.opened.append(ScriptedStream(wanted.rate_hz, self.default))
        return self.opened[-1]

    def find(self, direction: Direction, pattern: str) -> str | None:
        return self.default if self.there else None


def microphone(audio: ScriptedAudio, clock: FakeClock) -> SdlMicrophone:
    return SdlMicrophone(audio, clock, MicrophoneProfile(), sleep=clock.advance)  # type: ignore[arg-type]


def speaker(audio: ScriptedAudio, clock: FakeClock, **profile: float) -> SdlSpeaker:
    return SdlSpeaker(audio, clock, SpeakerProfile(latency_s=0.02, **profile))  # type: ignore[arg-type]


def chunk(seconds: float, rate_hz: int = RATE_HZ) -> SpeechChunk:
    return SpeechChunk(samples=tone(seconds, rate_hz=rate_hz), sample_rate_hz=rate_hz)


def frame(source: SdlMicrophone) -> AudioFrame:
    read = source.read()
    assert read is not None
    return read


def test_a_frame_started_when_its_first_sample_was_heard() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    clock.advance(1.0)
    audio.opened[0].put(tone(2 * FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
    first, second = frame(source), frame(source)
    assert first.start_s == pytest.approx(1.0 - 2 * FRAME_SECONDS)
    assert second.start_s == pytest.approx(1.0 - FRAME_SECONDS)


def test_a_burst_after_a_busy_moment_is_placed_where_it_was_said() -> None:
    """The sound server was held up for 0.2 s and then delivers everything, a piece at a time."""
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    clock.advance(FRAME_SECONDS)
    audio.opened[0].put(tone(FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
    first = frame(source)
    clock.advance(0.2)
    burst = []
    for _ in range(6):
        audio.opened[0].put(tone(FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
        burst.append(frame(source))
    starts = [one.start_s for one in (first, *burst)]
    assert np.diff(starts) == pytest.approx(np.full(6, FRAME_SECONDS), abs=0.0011)


def test_zeros_are_handed_on() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    audio.opened[0].put(np.zeros(FRAME_INPUT, dtype=np.int16))
    assert not frame(source).samples.any()


@pytest.mark.parametrize("value", [0, -7])
def test_silence_that_no_room_has_is_a_loss_until_there_is_sound(value: int) -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    audio.opened[0].stuck_at = value
    sound = iter(lambda: (clock.advance(FRAME_SECONDS), frame(source)), None)
    with pytest.raises(MicrophoneLost, match="only silence"):
        deque(sound, maxlen=0)
    assert clock.now_s() == pytest.approx(SILENT_AFTER_S + LOST_AFTER_S, abs=0.1)
    for _ in range(2):
        with pytest.raises(MicrophoneLost, match="only silence"):
            source.read()
    audio.opened[0].put(tone(FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
    audio.opened[0].stuck_at = None
    assert frame(source).samples.any()


def test_a_second_without_sound_is_a_loss_and_reading_on_is_allowed() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    for _ in range(2):
        began_s = clock.now_s()
        with pytest.raises(MicrophoneLost):
            source.read()
        assert clock.now_s() - began_s == pytest.approx(1.0, abs=0.03)
    audio.opened[0].put(tone(FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
    assert frame(source).samples.any()


def test_an_open_microphone_that_stays_silent_is_opened_anew() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    for _ in range(4):
        with pytest.raises(MicrophoneLost):
            source.read()
    assert len(audio.opened) == 2
    assert audio.opened[0].closed


def test_what_a_dead_device_left_in_the_queue_is_not_heard() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    audio.opened[0].put(tone(1.0, rate_hz=INPUT_RATE_HZ))
    audio.opened[0].alive = audio.there = False
    with pytest.raises(MicrophoneLost):
        source.read()


def test_another_default_microphone_is_followed_and_one_that_is_gone_is_let_go() -> None:
    """PulseAudio gives what its own speaker plays in place of a microphone that was pulled out."""
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    audio.default = "Next-Door"
    clock.advance(1.1)
    with pytest.raises(MicrophoneLost):
        source.read()
    assert [stream.name for stream in audio.opened] == ["Bedside", "Next-Door"]
    assert audio.opened[0].closed
    audio.there = False
    clock.advance(1.1)
    audio.opened[1].put(tone(FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
    with pytest.raises(MicrophoneLost):
        source.read()
    assert audio.opened[1].closed


def test_sound_nobody_read_in_time_is_dropped_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    source = microphone(audio, clock)
    clock.advance(2.5)
    audio.opened[0].put(np.zeros(QUEUE_LIMIT, dtype=np.int16))
    audio.opened[0].put(tone(FRAME_SECONDS, rate_hz=INPUT_RATE_HZ))
    newest = frame(source)
    assert newest.samples.any()
    assert newest.start_s == pytest.approx(2.5 - FRAME_SECONDS)
    assert source.overflows == 1
    assert "2.0 s of sound were dropped" in caplog.text


def test_words_still_queued_when_the_speaker_dies_are_reported_once() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock)
    loud.play(chunk(2.0))
    audio.opened[0].alive = False
    assert loud.busy_until_s() <= clock.now_s()
    with pytest.raises(SpeakerLost, match="mid-sentence"):
        loud.play(chunk(0.1))
    assert loud.play(chunk(0.1)) == pytest.approx(clock.now_s() + 0.02)


def test_a_speaker_that_went_and_came_while_silent_is_simply_opened() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock)
    audio.opened[0].alive = False
    loud.play(chunk(0.1))
    assert len(audio.opened) == 2


def test_a_queue_that_is_not_played_is_a_loss() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock)
    loud.play(chunk(0.5))
    clock.advance(1.2)
    with pytest.raises(SpeakerLost):
        loud.play(chunk(0.5))
    assert audio.opened[0].closed


def test_no_speaker_at_all() -> None:
    audio, clock = ScriptedAudio(there=False), FakeClock()
    with pytest.raises(SpeakerLost, match="no speaker"):
        speaker(audio, clock).play(chunk(0.1))


def test_an_amplifier_that_dozes_is_woken_before_the_first_word_only() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    clock.advance(100.0)
    loud = speaker(audio, clock, wake_up_s=0.3)
    assert loud.play(chunk(0.2)) == pytest.approx(100.32, abs=0.001)
    assert loud.play(chunk(0.2)) == pytest.approx(100.52, abs=0.001)
    queue = audio.opened[0].queue
    assert np.abs(queue[: int(0.29 * RATE_HZ)]).max() == 1


def played(stream: ScriptedStream, seconds: float) -> Samples:
    """What the hardware takes in that time."""
    return stream.take(min(stream.queued(), round(seconds * stream.rate_hz)))


def test_a_speaker_kept_awake_is_never_without_sound_and_speaks_at_once() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock, keep_awake=True)
    stream = audio.opened[0]
    for _ in range(200):
        assert loud.busy_until_s() <= clock.now_s()
        clock.advance(FRAME_SECONDS)
        hum = played(stream, FRAME_SECONDS)
        assert len(hum) >= FRAME_SECONDS * RATE_HZ - 1
        assert np.abs(hum).max() == 1
    asked_s = clock.now_s()
    assert loud.play(chunk(0.2)) == pytest.approx(asked_s + 0.02, abs=0.001)
    assert np.abs(played(stream, 0.05)).max() > 1000


def test_keeping_awake_does_not_break_into_speech_nor_survive_a_stop() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock, keep_awake=True)
    loud.play(chunk(0.5))
    before = audio.opened[0].queued()
    loud.busy_until_s()
    assert audio.opened[0].queued() == before
    loud.stop()
    assert audio.opened[0].queued() == 0


def test_a_kept_awake_speaker_that_stops_playing_is_lost() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock, keep_awake=True)
    for _ in range(60):
        loud.busy_until_s()
        clock.advance(FRAME_SECONDS)
    assert audio.opened[0].closed
    loud.play(chunk(0.2))
    clock.advance(2.0)
    loud.busy_until_s()
    with pytest.raises(SpeakerLost, match="mid-sentence"):
        loud.play(chunk(0.2))


def test_a_new_rate_opens_the_stream_anew_when_silent_and_converts_when_not() -> None:
    audio, clock = ScriptedAudio(), FakeClock()
    loud = speaker(audio, clock)
    loud.play(chunk(0.1, rate_hz=16_000))
    assert [stream.rate_hz for stream in audio.opened] == [RATE_HZ, 16_000]
    loud.play(chunk(0.1))
    assert len(audio.opened) == 2
    assert audio.opened[1].queued() == pytest.approx(0.2 * 16_000, abs=2)

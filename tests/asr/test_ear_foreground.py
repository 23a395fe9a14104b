"""The ear while somebody talks on in the room: who speaks up before that is an utterance of their own."""

from __future__ import annotations

import numpy as np
import pytest

from companion.asr.ear import TurnEar
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    AudioFrame,
    Ending,
    Expectation,
    HearingEvent,
    Samples,
    SpeechStarted,
    Transcript,
    Utterance,
)
from companion.settings import AsrSettings

TELEVISION, RESIDENT = 800.0, 4000.0


class Loudness:
    """Speech is whatever can be heard."""

    def probability(self, samples: Samples) -> float:
        return float(np.abs(samples).max() > 50)

    def reset(self) -> None: ...


class Loudest:
    """A recogniser that hears how loud it was: "loud" or "soft"."""

    def __init__(self) -> None:
        self.most = 0

    def start(self, expectation: Expectation) -> None:
        self.most = 0

    def accept(self, samples: Samples) -> Transcript:
        self.most = max(self.most, int(np.abs(samples).max()))
        return self.finish()

    def finish(self) -> Transcript:
        return Transcript(text="loud" if self.most > 2 * TELEVISION else "soft", confidence=0.9, engine="test")

    def close(self) -> None: ...


class Room:
    def __init__(self, *, others_talk: bool, settings: AsrSettings | None = None) -> None:
        self.ear = TurnEar(Loudness(), Loudest(), settings or AsrSettings())
        self.ear.others_talk(others_talk)
        self.ear.expect(Expectation(no_reply_s=0))
        self.frames = 0
        self.random = np.random.default_rng(2)
        self.events: list[HearingEvent] = []

    def hear(self, seconds: float, amplitude: float) -> None:
        for _ in range(round(seconds / FRAME_SECONDS)):
            loud = amplitude * float(self.random.uniform(0.4, 1.0))
            samples = np.resize(np.array([loud, -loud]), FRAME_SAMPLES).astype(np.int16)
            self.events += self.ear.hear(AudioFrame(samples=samples, start_s=self.frames * FRAME_SECONDS))
            self.frames += 1

    @property
    def utterances(self) -> list[Utterance]:
        return [event for event in self.events if isinstance(event, Utterance)]


def television_with_somebody(*, others_talk: bool) -> Room:
    room = Room(others_talk=others_talk)
    room.hear(8.0, TELEVISION)
    room.hear(1.5, RESIDENT)
    room.hear(4.0, TELEVISION)
    return room


def test_the_resident_before_the_television_is_an_utterance_of_their_own() -> None:
    room = television_with_somebody(others_talk=True)
    behind, own = room.utterances[:2]
    assert behind.ending is Ending.CUT
    assert own.transcript.text == "loud"
    assert own.started_s == pytest.approx(8.0, abs=0.3)
    assert own.ended_s == pytest.approx(9.5, abs=0.3)
    assert own.decided_s < 11.5


def test_without_a_television_nothing_is_cut() -> None:
    """Who grows louder in the middle of a story is still the same."""
    assert television_with_somebody(others_talk=False).utterances == []


def test_every_beginning_has_its_end() -> None:
    room = television_with_somebody(others_talk=True)
    room.events += room.ear.cut()
    begun = [isinstance(event, SpeechStarted) for event in room.events if isinstance(event, SpeechStarted | Utterance)]
    assert begun == [True, False] * (len(begun) // 2)


def test_when_the_television_is_off_again_all_is_as_before() -> None:
    room = television_with_somebody(others_talk=True)
    room.ear.cut()
    room.ear.others_talk(False)
    before = len(room.utterances)
    room.hear(2.0, TELEVISION)
    room.hear(2.0, RESIDENT)
    assert len(room.utterances) == before


@pytest.mark.parametrize("patience", [None, 2.5])
@pytest.mark.parametrize("unfinished_s", [1.8, 4.0])
def test_no_patience_hears_the_television_out_as_the_residents_own_words(
    patience: float | None, unfinished_s: float
) -> None:
    settings = AsrSettings(patience=patience, hold_open_s=unfinished_s, hold_unfinished_s=unfinished_s)
    room = Room(others_talk=True, settings=settings)
    room.hear(8.0, TELEVISION)
    room.hear(1.5, RESIDENT)
    room.hear(6.0, TELEVISION)
    own = room.utterances[1]
    assert own.transcript.text == "loud"
    assert own.ended_s == pytest.approx(9.5, abs=0.3)
    assert own.decided_s < 11.0

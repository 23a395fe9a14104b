"""Latencies are counted from the true end of speech, audio time and work together."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from companion.demo.journey import Journey, Line
from companion.demo.latency import latencies, latency_report, speech_end_s
from companion.demo.room import Said
from companion.messages import SAMPLE_RATE_HZ, Outcome, Samples, TurnReport


def clip(speech_s: float, tail_s: float) -> Samples:
    loud = np.full(int(speech_s * SAMPLE_RATE_HZ), 8000, np.int16)
    return np.concatenate([loud, np.full(int(tail_s * SAMPLE_RATE_HZ), 2, np.int16)])


def turn(**values: object) -> TurnReport:
    known = {"number": 1, "cause": "speech", "state_before": "", "state": "", "outcome": Outcome.ANSWERED, "at_s": 0.0}
    return TurnReport(**(known | values))  # type: ignore[arg-type]


def test_speech_ends_where_the_sound_falls_far_below_its_peak() -> None:
    assert speech_end_s(clip(1.0, 0.5)) == pytest.approx(1.0, abs=0.01)
    assert speech_end_s(np.zeros(16_000, np.int16)) == 0.0


def journey_of(samples: Samples) -> Journey:
    line = Line(samples=samples, wait_s=1.0)
    return Journey(name="t", title="t", resident="", script="talk", starts_at=datetime.now(UTC), lines=(line,))


def test_waiting_is_audio_time_and_work_is_added_to_it() -> None:
    report = turn(
        speech_started_s=10.0,
        decided_s=11.2,
        first_sound_s=11.5,
        transcript_ms=20.0,
        feel_ms=1.0,
        decide_ms=2.0,
        sound_ms=3.0,
    )
    (found,) = latencies(journey_of(clip(1.0, 0.3)), [Said(0, 10.0, 11.3)], [report])
    assert found.transcript_ms == pytest.approx(220.0, abs=10)
    assert found.decided_ms - found.transcript_ms == pytest.approx(3.0)
    assert found.able_to_sound_ms - found.decided_ms == pytest.approx(3.0)
    assert found.first_sound_ms == pytest.approx(500.0, abs=10)
    assert not found.cut_off


def test_deciding_before_the_end_is_a_cut_off() -> None:
    report = turn(speech_started_s=10.0, decided_s=10.5)
    (found,) = latencies(journey_of(clip(1.0, 0.3)), [Said(0, 10.0, 11.3)], [report])
    assert found.cut_off
    assert found.first_sound_ms is None


def test_a_line_nobody_answered_is_missing_from_the_answered_ones() -> None:
    journey = journey_of(clip(1.0, 0.3))
    assert latencies(journey, [Said(0, 10.0, 11.3)], [turn(speech_started_s=30.0, decided_s=31.0)]) == []
    assert latency_report([], lines=1)["answered"] == 0

"""How long the resident waited: end of speech -> transcript -> reply decided -> first sound, turn by turn.

The true end of speech is known in the demo, because the recordings are. Silence that the device waits through is
counted in audio time, the machine's work in wall time; the simulated clock stands still while the machine works, so the
two add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from companion.demo.journey import Journey
from companion.demo.room import Said
from companion.messages import SAMPLE_RATE_HZ, Samples, TurnReport

BLOCK_S = 0.01
SPEECH_BELOW_PEAK_DB = 35.0
"""A block this far below the clip's loudest is not speech any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """One answered line; all times in ms after the true end of speech."""

    turn: int
    line: int
    transcript_ms: float
    """The end of the turn was decided and the transcript stood."""
    decided_ms: float
    """Felt, triaged, answered."""
    able_to_sound_ms: float
    """The first sound was ready: what the device can do."""
    first_sound_ms: float | None
    """The first sound reached the air: with the reply floor, which is manners, not cost."""
    cut_off: bool
    """The device decided before the resident had finished."""


def speech_end_s(samples: Samples) -> float:
    """Seconds from the clip's start to the end of its last speech."""
    block = int(BLOCK_S * SAMPLE_RATE_HZ)
    whole = samples[: len(samples) // block * block].astype(np.float32).reshape(-1, block)
    rms = np.sqrt(np.mean(np.square(whole), axis=1))
    if not rms.any():
        return 0.0
    loud = np.nonzero(rms > rms.max() * 10 ** (-SPEECH_BELOW_PEAK_DB / 20))[0]
    return float((loud[-1] + 1) * BLOCK_S)


def latencies(journey: Journey, said: Sequence[Said], turns: Sequence[TurnReport]) -> list[Latency]:
    """Each line that led to a turn, in order; a line the device missed is not in the list."""
    found = []
    for spoken in said:
        samples = journey.lines[spoken.line].samples
        if samples is None:
            continue
        turn = next((turn for turn in turns if _answers(turn, spoken)), None)
        if turn is not None:
            found.append(_latency(turn, spoken, spoken.start_s + speech_end_s(samples)))
    return found


def _answers(turn: TurnReport, spoken: Said) -> bool:
    return turn.speech_started_s is not None and spoken.start_s - 0.5 <= turn.speech_started_s < spoken.end_s


def _latency(turn: TurnReport, spoken: Said, end_s: float) -> Latency:
    transcript_ms = ((turn.decided_s or end_s) - end_s) * 1000 + turn.transcript_ms
    decided_ms = transcript_ms + turn.feel_ms + turn.decide_ms
    able_ms = decided_ms + turn.sound_ms
    first_ms = None if turn.first_sound_s is None else max((turn.first_sound_s - end_s) * 1000, able_ms)
    return Latency(
        turn=turn.number,
        line=spoken.line + 1,
        transcript_ms=round(transcript_ms, 1),
        decided_ms=round(decided_ms, 1),
        able_to_sound_ms=round(able_ms, 1),
        first_sound_ms=None if first_ms is None else round(first_ms, 1),
        cut_off=turn.decided_s is not None and turn.decided_s < end_s,
    )


def latency_report(found: Sequence[Latency], lines: int) -> dict[str, object]:
    """The JSON of latency.json: every turn, and median and 95th percentile."""
    able = [one.able_to_sound_ms for one in found]
    first = [one.first_sound_ms for one in found if one.first_sound_ms is not None]
    return {
        "unit": "ms after the true end of speech",
        "lines": lines,
        "answered": len(found),
        "cut_off": sum(one.cut_off for one in found),
        "able_to_sound_ms": _percentiles(able),
        "first_sound_ms": _percentiles(first),
        "turns": [asdict(one) for one in found],
    }


def _percentiles(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    return {f"p{q}": round(float(np.percentile(values, q)), 1) for q in (50, 90, 95)}
